"""`lint` runs a table on this machine and returns its `Result`; `read_table` reads it and judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import SettingsError
from yotpo_lint.executors.local import execute
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.inputs import BATCH, open_table
from yotpo_lint.registry import load_registry
from yotpo_lint.report.finding_formatter import format_message
from yotpo_lint.result import Result, to_pandas
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.sources.sample import SampledTable
from yotpo_lint.sources.secrets import list_withheld
from yotpo_lint.sources.source_file import installed
from yotpo_lint.workers.execution import Execution
from yotpo_lint.workers.ordered_map import can_fork
from yotpo_lint.writers.rejected_rows import OWN_COLUMNS, Reasons, build_record_table, rejected_schema

if TYPE_CHECKING:
    import os

    import pandas as pd

    from yotpo_lint.readers.frames import Frame
    from yotpo_lint.readers.table import Batch
    from yotpo_lint.settings.values import Settings


def lint(
    source: str | os.PathLike[str] | Frame,
    /,
    *,
    encoding: str | None = None,
    sheet: str | int | None = None,
    member: str | None = None,
    skip_lines: int | None = None,
    jobs: int | None = None,
    batch_size: int | None = None,
    forked: bool = False,
    **settings: Any,
) -> Result:
    """Lint a customer table: a file, a DataFrame or records, as a shop or a tool exports it.

    >>> import pandas as pd
    >>> result = lint(pd.DataFrame({"external_id": ["1", "2"], "gender": ["female", "Mrs"]}))
    >>> result.counts["accepted"], result.counts["rejected"]
    (1, 1)

    Args:
        source: a path (CSV and similar text, Excel, Parquet, JSON, JSON Lines or XML, also inside .gz or .zip; `-`
            for standard input); a pandas or Polars DataFrame, or a Polars LazyFrame; anything else with
            `__arrow_c_stream__`, such as a pyarrow Table or a DuckDB relation; an iterator of Arrow batches, which is
            read once in bounded memory; or a list of dicts. It stays unchanged.
        encoding: the encoding of a text file; detected if not given.
        sheet: the sheet of a workbook, by name or by number from 1; required if several sheets have content.
        member: the file inside a zip archive; required if it holds several.
        skip_lines: how many lines of a delimited text, or rows of a sheet, stand above the header; 0 if not given, and
            a title above the header then stops the run.
        jobs: how many batches are processed at the same time; one per core by default, at most 4.
        batch_size: the largest number of rows in a batch; 65,536 by default.
        forked: whether forked processes work on the batches, as in the command, instead of threads: for long tables,
            on Linux, in programs without threads of their own. `jobs`, `batch_size` and `forked` never change the
            output.
        settings: the options of the command with underscores in their names: `region`, `timezone`,
            `date_order`, `tag_separator`, `identify_by`, `duplicates`, `omit`, `select`, `extend_select`,
            `ignore`, `unsafe_fixes`, `rules`, `profile` (the endpoint), `source` (a name, a file, or `auto`), `map`
            (header to field), `join` (the path of an export's second file), and `overrides` (by code). No configuration
            file is read.

    Returns:
        The result: `accepted`, `rejected`, `fixes`, `findings`, `report`, `payloads()`, `write(folder)`.

    Raises:
        YotpoLintError: the input, a setting or a rule pack is wrong; the message is one line that says what to do.
    """
    options = _file_options(encoding, sheet, member, skip_lines)
    counts = {"jobs": jobs, "batch_size": batch_size}
    given: dict[str, Any] = {name: _check_count(value, name) for name, value in counts.items() if value is not None}
    if forked and not can_fork():
        raise SettingsError("forked: processes can be forked on Linux only; leave it out")
    return lint_table(source, validate_settings(**settings), options, Execution(**given, forked=forked))


def read_table(
    source: str | os.PathLike[str] | Frame,
    /,
    *,
    encoding: str | None = None,
    sheet: str | int | None = None,
    member: str | None = None,
    skip_lines: int | None = None,
) -> pd.DataFrame:
    """Read a table as `lint` reads it, and judge nothing: each cell is the text that stands there.

    >>> import pandas as pd, yotpo_lint as yl
    >>> yl.read_table(pd.DataFrame({"id": [7], "phone": ["N/A"]})).drop(columns=["_codes", "_reasons", "_text"])
       _row  _line id phone
    0     1   <NA>  7   N/A

    Args:
        source: a path or a DataFrame.
        encoding: the encoding of a text file, as in `lint`.
        sheet: the sheet of a workbook, as in `lint`.
        member: the file inside a zip archive, as in `lint`.
        skip_lines: how many lines stand above the header, as in `lint`.

    Returns:
        One row for each record, with the columns of `Result.rejected`: `_row`, `_line`, `_codes`, `_reasons` and
        `_text`, then the table's own. A line that cannot be read has its code, its reason and its text, and no cells.
        `attrs["withheld"]` lists the columns that no report shows, such as those that hold passwords.

    Raises:
        YotpoLintError: the input is no table; the message is one line that says what to do.
    """
    table = SampledTable(open_table(source, options=_file_options(encoding, sheet, member, skip_lines)))
    columns = tuple(column for column in table.columns if column not in OWN_COLUMNS)
    withheld = list_withheld(table.cells(columns), installed(load_registry(())).values())
    records = [
        build_record_table(batch, pa.array(range(len(batch.rows)), pa.int64()), _reasons_of_damage(batch), columns)
        for batch in table.batches()
    ]
    frame = to_pandas(pa.concat_tables([rejected_schema(columns).empty_table(), *records]))
    frame.attrs["withheld"] = list(withheld)
    return frame


def _reasons_of_damage(batch: Batch) -> Reasons:
    """Return why the damaged lines of a batch cannot be read."""
    return Reasons(
        np.array([each.row for each in batch.damaged], np.int64),
        pa.array([each.problem.code for each in batch.damaged], pa.string()),
        pa.array([format_message(each.problem, each.hint) for each in batch.damaged], pa.string()),
    )


def lint_table(
    source: str | os.PathLike[str] | Frame,
    settings: Settings,
    options: FileOptions | None = None,
    execution: Execution | None = None,
) -> Result:
    """Lint a table under checked settings, as `lint` and the command do.

    Args:
        source: as `lint` takes it.
        settings: checked settings.
        options: how to read the file.
        execution: how to use this machine.

    Raises:
        YotpoLintError: the input, a setting or a rule pack is wrong; the message is one line that says what to do.
    """
    execution = execution or Execution()
    registry = load_registry(settings.rules)
    table = open_table(source, options=options, batch_size=execution.batch_size or BATCH)
    return Result(execute(table, registry, settings, execution), execution)


def _file_options(
    encoding: str | None, sheet: str | int | None, member: str | None, skip_lines: int | None
) -> FileOptions:
    return FileOptions(
        encoding=encoding, sheet=None if sheet is None else str(sheet), member=member, skip_lines=skip_lines
    )


def _check_count(value: object, name: str) -> int:
    """Return a number of rows or batches that is at least 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SettingsError(f"{name}: {value!r} is not a whole number from 1 on")
    return value
