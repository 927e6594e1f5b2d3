"""The second file of an export, looked up by key: which of its records belongs to each record of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import InputError
from yotpo_lint.humanize import plural
from yotpo_lint.sources.source import Join, header_key
from yotpo_lint.sources.source_file import word_of

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Table


class Joined:
    """The records of the second file, held in memory, the default one for each key.

    A key with several records of which not exactly one is the default has none: which is right would be a guess.

    Raises `InputError` when it is created if the file lacks the column of the key.
    """

    def __init__(self, table: Table, join: Join) -> None:
        self._join = join
        self.name = table.name
        by_key = {header_key(column): column for column in table.columns}
        key = by_key.get(header_key(join.other_key))
        if key is None:
            raise InputError(
                f"{table.name}: has no column {join.other_key!r}, by which {join.what} are matched; "
                "pass the right file with --join"
            )
        batches = list(table.batches())
        self.damaged = sum(len(batch.damaged) for batch in batches)
        schema = pa.schema([pa.field(column, pa.string()) for column in table.columns])
        self._cells = pa.Table.from_batches([batch.cells for batch in batches], schema=schema).combine_chunks()
        self.columns = tuple(join.prefix + column for column in table.columns)
        default = by_key.get(header_key(join.default_column)) if join.default_column else None
        self._at, self.undecided, self.aside = self._index(key, default)

    def _index(self, key: str, default: str | None) -> tuple[dict[str, int], int, int]:
        """Return where each key's record stands, how many keys have no default, and how many records another beats."""
        positions: dict[str, list[int]] = {}
        for at, text in enumerate(self._cells.column(key).to_pylist()):
            if text and text.strip():
                positions.setdefault(_folded(text), []).append(at)
        marks = self._cells.column(default).to_pylist() if default else []
        chosen: dict[str, int] = {}
        for text, each in positions.items():
            preferred = [at for at in each if marks and word_of(marks[at] or "") in self._join.default_values]
            if len(preferred) == 1 or len(each) == 1:
                chosen[text] = (preferred or each)[0]
        aside = sum(len(each) - 1 for text, each in positions.items() if text in chosen)
        return chosen, len(positions) - len(chosen), aside

    def columns_for(self, keys: pa.Array) -> dict[str, pa.Array]:
        """Return the second file's columns for the keys of a batch of the first; null where there is no record."""
        found = [self._at.get(_folded(text)) if text else None for text in keys.to_pylist()]
        index = pa.array(found, pa.int64())
        return {
            self._join.prefix + name: column.combine_chunks().take(index) if len(column) else _nulls(len(found))
            for name, column in zip(self._cells.column_names, self._cells.columns, strict=True)
        }

    def note(self) -> str:
        """Say in one sentence what was found."""
        said = f"{self._join.what} come from {self.name}"
        if self.aside:
            said += f"; {self.aside:,} that are not a customer's default one are left aside"
        if self.undecided:
            said += (
                f"; none is taken where a customer has several and not one alone is marked as the default "
                f"({plural(self.undecided, 'customer')})"
            )
        if self.damaged:
            said += f"; {self.damaged:,} damaged lines of it are passed over"
        return said


def _folded(text: str) -> str:
    return text.strip().casefold()


def _nulls(count: int) -> pa.Array:
    return pa.array(np.full(count, None), pa.string())
