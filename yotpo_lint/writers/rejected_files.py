"""The file of rejected rows in its three forms: CSV for everyone, Excel for repairing by hand, Parquet for programs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from yotpo_lint.writers.delimited import as_csv
from yotpo_lint.writers.rejects import rejected_table
from yotpo_lint.writers.row_groups import RowGroups

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.report.presentation import Presenter

RejectedFormat = Literal["csv", "xlsx", "parquet"]

REJECTED: Final = {"csv": "rejected.csv", "xlsx": "rejected.xlsx", "parquet": "rejected.parquet"}


@dataclass(frozen=True, slots=True)
class RejectedPart:
    """The rejected rows of one batch as their file takes them, and how many they are."""

    rows: int
    content: Any


def rejected_part(
    outcome: Outcome, rejecting: pa.Table, schema: pa.Schema, wanted: RejectedFormat, presenter: Presenter
) -> RejectedPart:
    """Make the part of a batch, given the findings that reject; parts of several batches may be made at a time."""
    table = rejected_table(outcome, rejecting, schema.names).select(schema.names)
    if wanted == "csv":
        return RejectedPart(len(table), as_csv(table))
    if wanted == "parquet":
        return RejectedPart(len(table), table)
    from yotpo_lint.writers.workbook import bad_cells

    return RejectedPart(len(table), (table, bad_cells(outcome, rejecting, schema.names, presenter.header_of)))


def rejected_file(
    folder: Path, wanted: RejectedFormat, schema: pa.Schema, files: ExitStack
) -> Callable[[RejectedPart], object]:
    """Open the file, with its header; return what takes the parts in their order."""
    path = folder / REJECTED[wanted]
    if wanted == "parquet":
        groups = files.enter_context(RowGroups(path, schema))
        return lambda part: groups.add(part.content)
    if wanted == "xlsx":
        from yotpo_lint.writers.workbook import Workbook

        book = files.enter_context(Workbook(path, schema.names))
        return lambda part: book.add(*part.content)
    file = files.enter_context(path.open("wb"))
    file.write(as_csv(schema.empty_table(), header=True))
    return lambda part: file.write(part.content)
