"""The file of rejected rows in its three forms: CSV for everyone, Excel for repairing by hand, Parquet for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa

from yotpo_lint.writers.rejects import OWN_COLUMNS, rejected_table

if TYPE_CHECKING:
    from yotpo_lint.outcome import Outcome
    from yotpo_lint.presentation import Presenter

RejectedFormat = Literal["csv", "xlsx", "parquet"]

REJECTED: Final = {"csv": "rejected.csv", "xlsx": "rejected.xlsx", "parquet": "rejected.parquet"}


def write_rejected(
    folder: Path,
    outcomes: Sequence[Outcome],
    presenter: Presenter,
    columns: Sequence[str],
    wanted: RejectedFormat,
) -> None:
    """Write the rejected rows of a run into a folder, batch by batch.

    Raises:
        OutputError: Excel cannot hold so many rows or so long a cell.
    """
    path = folder / REJECTED[wanted]
    # `_text` only where some line was damaged.
    drop = [] if any(outcome.batch.damaged for outcome in outcomes) else ["_text"]
    if wanted == "xlsx":
        from yotpo_lint.writers.workbook import write_workbook

        write_workbook(path, outcomes, presenter, columns, drop)
        return
    tables = (rejected_table(outcome, presenter, columns).drop_columns(drop) for outcome in outcomes)
    _write_tables(path, _with_head(tables, columns, drop), wanted)


def _with_head(tables: Iterable[pa.Table], columns: Sequence[str], drop: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the tables behind one without rows, so that a table without batches has its header too."""
    own = [pa.field(name, pa.int64() if name in ("_row", "_line") else pa.string()) for name in OWN_COLUMNS]
    source = [pa.field(name, pa.string()) for name in columns if name not in OWN_COLUMNS]
    yield pa.schema([*own, *source]).empty_table().drop_columns(list(drop))
    yield from tables


def _write_tables(path: Path, tables: Iterator[pa.Table], wanted: RejectedFormat) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    head = next(tables)
    writer = pyarrow.csv.CSVWriter if wanted == "csv" else pyarrow.parquet.ParquetWriter
    with writer(path, head.schema) as file:
        for table in tables:
            file.write_table(table)
