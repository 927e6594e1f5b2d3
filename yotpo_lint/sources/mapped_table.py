"""A table as its source has it: columns that may not be shown are gone, columns that are made are there."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.sources.address_rows import fed_anew
from yotpo_lint.sources.consent_columns import combine_columns
from yotpo_lint.sources.json_paths import read_json_path

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch, Table
    from yotpo_lint.sources.address_rows import Several
    from yotpo_lint.sources.joins import Joined
    from yotpo_lint.sources.mapping import Plan

# A damaged line has no columns, so that what is withheld cannot be told from the rest of it.
HIDDEN_TEXT: Final = "(not shown: this file has columns that are withheld)"


class MappedTable:
    """A table whose batches carry, besides its own columns, those that feed fields and are made of several.

    `columns` names what may be shown; made columns are in the batches only.
    """

    def __init__(
        self,
        table: Table,
        plan: Plan,
        withheld: frozenset[str],
        joined: tuple[Joined, str] | None,
        several: Several | None,
    ) -> None:
        self._table = table
        self._plan, self._anew = fed_anew(plan, table.columns) if several else (plan, {})
        self._consents = {column for consent in self._plan.consents.values() for column in consent.columns}
        self._withheld = withheld
        self._joined = joined
        self._several = several

    @property
    def column_of(self) -> dict[str, str]:
        """Return the column of the batches that feeds each field."""
        return self._plan.column_of

    @property
    def name(self) -> str:
        """Return the name of the input."""
        return self._table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the input's columns but those that are withheld."""
        return tuple(column for column in self._table.columns if column not in self._withheld)

    @property
    def index(self) -> Any:
        """Return the index of a DataFrame, or None."""
        return getattr(self._table, "index", None)

    def about(self) -> dict[str, object]:
        """Return what is known of the input."""
        return self._table.about()

    def share(self) -> float | None:
        """Return how much of the input was read so far, from 0 to 1."""
        return self._table.share()

    @property
    def joins_rows(self) -> bool:
        """Return whether rows that stand one after another are read together."""
        return self._several is not None

    def over(self, table: Table) -> MappedTable:
        """Return the same mapping over another table of the same columns, such as a part of the whole."""
        other = copy(self)
        other._table = table  # noqa: SLF001 -- the same class
        return other

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order."""
        batches = self._table.batches()
        return map(self._batch, self._several.batches(batches) if self._several else batches)

    def _batch(self, batch: Batch) -> Batch:
        cells = batch.cells
        columns = {name: cells.column(name) for name in cells.schema.names if name not in self._withheld}
        address_only = frozenset[int]()
        if self._joined is not None:
            joined, key = self._joined
            columns |= joined.columns_for(cells.column(key))
        if self._several is not None:
            taken, address_only = self._several.taken(batch)
            columns |= {self._anew[name]: column for name, column in taken.items()}
        rows = len(batch.rows)
        columns |= {
            name: read_json_path(path, columns, keep_text=name in self._consents)
            for name, path in self._plan.parts.items()
        }
        columns |= {name: pa.repeat(pa.scalar(text, pa.string()), rows) for name, text in self._plan.constant.items()}
        made = {name: _first(columns, names) for name, names in self._plan.combined.items()}
        whole = columns | made
        for field, consent in self._plan.consents.items():
            anywhere = {name: whole[name] for name in consent.anywhere if name in whole}
            found = combine_columns(consent.reader, [whole[name] for name in consent.columns], anywhere, rows)
            whole[self._plan.column_of[field]] = found
        damaged = batch.damaged
        if self._withheld:
            damaged = tuple(replace(each, text=HIDDEN_TEXT) for each in damaged)
        arrays = [_whole(column) for column in whole.values()]
        return replace(
            batch,
            cells=pa.RecordBatch.from_arrays(arrays, names=list(whole)),
            damaged=damaged,
            address_only=address_only,
        )


def _first(columns: dict[str, pa.Array], names: tuple[str, ...]) -> pa.Array:
    """Return for each record the first of the cells that holds more than blanks."""
    blank = pa.scalar(None, pa.string())
    held = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(columns[name]), ""), blank, columns[name]) for name in names]
    return pc.coalesce(*held)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
