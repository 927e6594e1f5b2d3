"""Write the four outputs of a run."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from yotpo_lint.errors import ConservationError
from yotpo_lint.presentation import LEDGER
from yotpo_lint.writers.folder import staged
from yotpo_lint.writers.page import PAGE, Gatherer, PageOptions, write_page
from yotpo_lint.writers.payloads import Envelope, accepted_columns, json_lines
from yotpo_lint.writers.rejects import TEXT_COLUMN, rejected_schema, rejected_table

if TYPE_CHECKING:
    from yotpo_lint.outcome import Outcome
    from yotpo_lint.presentation import Presenter
    from yotpo_lint.run import Run

FixesFormat = Literal["csv", "parquet", "none"]

CUSTOMERS, REJECTED, REPORT = "customers.jsonl", "rejected.csv", "report.json"
FIXES = {"csv": "fixes.csv", "parquet": "fixes.parquet"}
# The report comes last: where it stands, the run that wrote it was complete.
NAMES = (CUSTOMERS, REJECTED, *FIXES.values(), PAGE, REPORT)


class _Written(NamedTuple):
    """What one batch adds to the outputs; the ledger as a table, or as the bytes of its CSV."""

    outcome: Outcome
    customers: pa.Array
    rejected: bytes
    fixes: pa.Table | bytes | None
    rows: int


def write_outputs(
    directory: Path,
    run: Run,
    presenter: Presenter,
    report: dict[str, Any],
    *,
    page: PageOptions,
    envelope: Envelope,
    fixes_format: FixesFormat,
    overwrite: bool,
) -> list[Path]:
    """Write all outputs into `directory` and return their paths, the report last."""
    rejected = rejected_schema(run.table.columns)
    if not run.tally.damaged:
        rejected = rejected.remove(rejected.get_field_index(TEXT_COLUMN))

    def written(outcome: Outcome) -> _Written:
        columns, at = accepted_columns(outcome)
        rejects = rejected_table(outcome, presenter, run.table.columns).select(rejected.names)
        fixes = presenter.ledger(outcome) if fixes_format != "none" else None
        return _Written(
            outcome,
            pc.binary_join_element_wise(json_lines(columns, envelope), "\n", ""),
            _csv(rejects),
            _csv(fixes) if fixes_format == "csv" and fixes is not None else fixes,
            len(at) + len(rejects),
        )

    with staged(directory, NAMES, overwrite=overwrite) as staging, contextlib.ExitStack() as files:
        customers = files.enter_context((staging / CUSTOMERS).open("wb"))
        rejects = files.enter_context((staging / REJECTED).open("wb"))
        rejects.write(_csv(rejected.empty_table(), header=True))
        ledger = _ledger(staging, fixes_format, files)
        gatherer, rows = Gatherer(presenter, report["counts"]["rejected"]), 0
        for part in run.made_of(written):
            # The text of all lines lies in one buffer, end to end.
            customers.write(_text_of(part.customers))
            gatherer.look(part.outcome)
            rejects.write(part.rejected)
            if ledger is not None:
                ledger(part.fixes)
            rows += part.rows
        places = run.tally.by_place()
        if rows != places["accepted"] + places["rejected"]:
            raise ConservationError(
                f"{places['accepted'] + places['rejected']} records were to be written but {rows} were; "
                "nothing was written, please report this"
            )
        files.close()
        write_page(staging, gatherer.gathered(), report, page)
        (staging / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        names = [name for name in NAMES if (staging / name).exists()]
    return [directory / name for name in names]


def _ledger(staging: Path, fixes_format: FixesFormat, files: contextlib.ExitStack) -> Callable[[Any], object] | None:
    """Open the ledger, with its header; return what takes each further part of it."""
    if fixes_format == "none":
        return None
    if fixes_format == "parquet":
        writer = files.enter_context(pyarrow.parquet.ParquetWriter(staging / FIXES["parquet"], LEDGER))
        return writer.write_table  # type: ignore[no-any-return]
    file = files.enter_context((staging / FIXES["csv"]).open("wb"))
    file.write(_csv(LEDGER.empty_table(), header=True))
    return file.write


def _csv(table: pa.Table, *, header: bool = False) -> bytes:
    """Return the rows of a table, or its header, as CSV."""
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(include_header=header))
    text: bytes = sink.getvalue().to_pybytes()
    return text


def _text_of(lines: pa.Array) -> memoryview:
    """Return the bytes of all strings of an array without copying them one by one."""
    if not len(lines):
        return memoryview(b"")
    offsets = pa.Array.from_buffers(pa.int32(), len(lines) + 1, [None, lines.buffers()[1]], offset=lines.offset)
    return memoryview(lines.buffers()[2])[offsets[0].as_py() : offsets[-1].as_py()]
