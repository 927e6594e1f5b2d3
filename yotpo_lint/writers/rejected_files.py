"""The file of rejected rows in three formats: CSV, Excel for repairs by hand, Parquet for programs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from yotpo_lint.writers.delimited import format_csv
from yotpo_lint.writers.rejected_rows import build_rejected_table
from yotpo_lint.writers.row_groups import RowGroupWriter

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.report.finding_formatter import FindingFormatter

RejectedFormat = Literal["csv", "xlsx", "parquet"]

REJECTED: Final = {"csv": "rejected.csv", "xlsx": "rejected.xlsx", "parquet": "rejected.parquet"}


@dataclass(frozen=True, slots=True)
class RejectedPart:
    """The rejected rows of one batch in the form that their file takes, and their number."""

    row_count: int
    content: Any


def build_rejected_part(
    outcome: Outcome,
    rejections: pa.Table,
    schema: pa.Schema,
    rejected_format: RejectedFormat,
    formatter: FindingFormatter,
) -> RejectedPart:
    """Return the part of one batch, given the findings that reject its records; workers can build several at a time."""
    table = build_rejected_table(outcome, rejections, schema.names).select(schema.names)
    if rejected_format == "csv":
        return RejectedPart(len(table), format_csv(table))
    if rejected_format == "parquet":
        return RejectedPart(len(table), table)
    from yotpo_lint.writers.workbook import find_bad_cells

    bad_cells = find_bad_cells(outcome, rejections, schema.names, formatter.header_of)
    return RejectedPart(len(table), (table, bad_cells))


def open_rejected_file(
    folder: Path, rejected_format: RejectedFormat, schema: pa.Schema, files: ExitStack
) -> Callable[[RejectedPart], object]:
    """Open the file and write its header; return a function that appends a part."""
    path = folder / REJECTED[rejected_format]
    if rejected_format == "parquet":
        groups = files.enter_context(RowGroupWriter(path, schema))
        return lambda part: groups.add(part.content)
    if rejected_format == "xlsx":
        from yotpo_lint.writers.workbook import Workbook

        workbook = files.enter_context(Workbook(path, schema.names))
        return lambda part: workbook.add(*part.content)
    file = files.enter_context(path.open("wb"))
    file.write(format_csv(schema.empty_table(), header=True))
    return lambda part: file.write(part.content)
