"""One task of the worker: lint a table under settings, write the outputs, and tell what the pages show."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yotpo_lint as yl
from yotpo_lint.app.comparison import Comparison, compare
from yotpo_lint.app.original_lines import restore_lines
from yotpo_lint.app.outputs import pack, write_repairs
from yotpo_lint.app.raw_table import Edits, RawTable, changes_of, described, write_repaired

if TYPE_CHECKING:
    import pandas as pd

STEPS: Final = (
    "Reading the table",
    "Checking every cell",
    "Trying what would rescue rejected rows",
    "Writing the files to download",
)
RAW: Final = "raw.parquet"

# Called with the number of the step that begins.
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be linted, how, and where the outputs go.

    Attributes:
        table: the uploaded file.
        reading: how it is read: `encoding`, `sheet`, `member`.
        settings: the settings of `yotpo_lint.lint`.
        known_source: the source that was found in the file itself; a table with repaired cells is read as that.
        edits: the cells that were repaired by hand.
        folder: an empty folder for what comes out.
        session: the folder that holds the bare table from task to task.
        previous: the folder of an earlier task to compare with.
        repaired_rows: the rows that were repaired since that task.
    """

    table: Path
    reading: Mapping[str, Any]
    settings: Mapping[str, Any]
    known_source: str | None = None
    edits: Edits = field(default_factory=dict)
    folder: Path
    session: Path
    previous: Path | None = None
    repaired_rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a task: the bare table if it could be read, the report if it could be linted, or else the error."""

    raw: RawTable | None = None
    report: Mapping[str, Any] | None = None
    comparison: Comparison | None = None
    error: str = ""


def carry_out(task: Task, tell: Tell) -> Done:
    """Lint the table of a task; errors that a person can do something about are told, others are raised."""
    raw: RawTable | None = None
    # The library calls a file by the path that it was given, and the report shall have the name alone.
    os.chdir(task.table.parent)
    try:
        tell(0)
        frame = _raw_table(task)
        raw = described(frame)
        tell(1)
        return _linted(task, frame, raw, tell)
    except yl.YotpoLintError as error:
        return Done(raw=raw, error=str(error).removeprefix(f"{task.table.name}: "))


def _raw_table(task: Task) -> pd.DataFrame:
    """Return the bare table, which is read once and kept."""
    import pandas as pd

    kept = task.session / RAW
    if not kept.exists():
        frame = yl.read_table(task.table.name, **task.reading)
        # Under its name only when it is whole: a person may stop the check meanwhile.
        partial = kept.with_suffix(".partial")
        frame.to_parquet(partial, index=False)
        partial.rename(kept)
    return pd.read_parquet(kept, dtype_backend="pyarrow")


def _linted(task: Task, raw_frame: pd.DataFrame, raw: RawTable, tell: Tell) -> Done:
    """Lint the file as it is, or the table with its repaired cells, and write everything."""
    edits = changes_of(raw_frame, task.edits)
    if edits:
        repaired = task.folder / task.table.name
        write_repaired(raw_frame, edits, repaired)
        os.chdir(task.folder)
        source = {"source": task.known_source} if task.known_source else {}
        result = yl.lint(task.table.name, **{**task.settings, **source})
        repaired.unlink()
    else:
        result = yl.lint(task.table.name, **task.reading, **task.settings)
    tell(2)
    report = result.report
    if edits:
        cells = sum(map(len, edits.values()))
        report["input"]["name"] += f" ({cells:,} cell{'' if cells == 1 else 's'} repaired by hand)"
    tell(3)
    outputs = task.folder / "outputs"
    result.write(outputs)
    findings = result.findings
    rejecting = findings[findings["action"] == "rejected"]
    rejected = result.rejected
    if edits:
        rejected, rejecting, fixes = restore_lines(raw_frame, frozenset(edits), rejected, rejecting, result.fixes)
        write_repairs(outputs, raw_frame, edits, rejected, fixes)
    rejected.to_parquet(task.folder / "rejected.parquet", index=False)
    rejecting.to_parquet(task.folder / "rejecting.parquet", index=False)
    result.accepted.reset_index().to_parquet(task.folder / "accepted.parquet", index=False)
    pack(outputs)
    comparison = compare(task.previous, task.folder, task.repaired_rows, raw.rows) if task.previous else None
    return Done(raw=raw, report=report, comparison=comparison)
