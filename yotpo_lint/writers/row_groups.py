"""Parquet in row groups of one size, so that the bytes of a file do not depend on the batch size (law 7).

pyarrow's ParquetWriter ends a row group with every table that it is given, so rows are collected here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import pyarrow as pa
import pyarrow.parquet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

# Rows of a group: enough to read quickly, few enough to fit into memory.
ROWS: Final = 32_768


class RowGroupWriter:
    """Write tables of any size to a Parquet file with row groups of one size."""

    def __init__(self, path: Path, schema: pa.Schema, repeated_columns: Sequence[str] | None = None) -> None:
        """Open the file; `repeated_columns` names the columns with few distinct texts, if they are known."""
        # Parquet takes time to give up on a dictionary of texts that do not repeat.
        self._writer = pyarrow.parquet.ParquetWriter(
            path, schema, use_dictionary=True if repeated_columns is None else repeated_columns
        )
        self._pending: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the remaining rows, unless the block failed, and close the file."""
        if kind is None and self._rows:
            self._write(self._rows)
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        """Add rows; write every full group."""
        self._pending.append(table)
        self._rows += len(table)
        while self._rows >= ROWS:
            self._write(ROWS)

    def _write(self, rows: int) -> None:
        """Write the first rows as one group; in one piece, because pages end where pieces end."""
        pending = pa.concat_tables(self._pending)
        self._writer.write_table(pending.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._pending = [pending.slice(rows)]
        self._rows -= rows
