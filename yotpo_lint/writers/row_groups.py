"""Parquet in row groups of one size, so that a file's bytes do not tell how many rows came at a time (law 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import pyarrow as pa
import pyarrow.parquet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

# Rows of a group: enough to be read quickly, few enough to be held.
ROWS: Final = 32_768


class RowGroups:
    """A Parquet file that takes tables of any size."""

    def __init__(self, path: Path, schema: pa.Schema, repeating: Sequence[str] | None = None) -> None:
        """Begin a file; `repeating` names the columns that hold few texts, where it is known which do."""
        # A dictionary of what does not repeat itself takes time to give up.
        self._writer = pyarrow.parquet.ParquetWriter(
            path, schema, use_dictionary=True if repeating is None else repeating
        )
        self._held: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left, unless it failed, and close the file."""
        if kind is None and self._rows:
            self._write(self._rows)
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        """Add rows; those that fill a group are written."""
        self._held.append(table)
        self._rows += len(table)
        while self._rows >= ROWS:
            self._write(ROWS)

    def _write(self, rows: int) -> None:
        """Write the first rows as one group; in one piece, for pages end where pieces do."""
        held = pa.concat_tables(self._held)
        self._writer.write_table(held.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._held = [held.slice(rows)]
        self._rows -= rows
