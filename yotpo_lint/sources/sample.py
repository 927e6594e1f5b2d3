"""The first records of a table, looked at before the run without reading the input twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.dictionary_columns import dictionary_decode

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch, Table

# Records that are looked at; more would not make a column surer. What is decided must not depend on the batch size.
LOOKED_AT: Final = 1_000


class SampledTable:
    """A table of which the first records were read already; it yields them first when it is read."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._batches = table.batches()
        self._first: list[Batch] | None = []
        seen = 0
        for batch in self._batches:
            self._first.append(batch)
            seen += len(batch.rows)
            if seen >= LOOKED_AT:
                break

    @property
    def name(self) -> str:
        """Return the name of the input."""
        return self._table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the input's columns."""
        return self._table.columns

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

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; the first time those that were read already, without reading them again."""
        if self._first is None:
            return self._table.batches()
        first, self._first = self._first, None
        return chain(first, self._batches)

    def cells(self, columns: Sequence[str]) -> Mapping[str, list[str]]:
        """Return the first filled and blank cells of some columns."""
        found: dict[str, list[str]] = {column: [] for column in columns}
        for batch in self._first or ():
            left = LOOKED_AT - len(next(iter(found.values()), ()))
            for column, texts in found.items():
                cells = dictionary_decode(batch.cells.column(column).slice(0, left))
                texts += [text or "" for text in cells.to_pylist()]
        return found
