"""A customer with several addresses, one row each: every row is given the default one, so that they are one record.

The rows of one customer stand one after another. All of them are fed the same cells, and come out as copies of each
other, which the duplicates make one record of; the row whose address was taken is the one that stays. The cells that
the file holds stay as they are, for the rejected rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from yotpo_lint.readers.table import Batch
from yotpo_lint.sources.planning import free
from yotpo_lint.sources.source import SeveralRows, header_key
from yotpo_lint.sources.source_file import word_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yotpo_lint.sources.mapping import Plan

ADDRESS: Final = "address."


class Several:
    """What tells the rows of one customer, and which of them has the address that counts.

    `feeding` names the columns that feed fields, and whether they feed none but the address.
    """

    def __init__(self, layout: SeveralRows, keys: tuple[str, ...], default: str, feeding: Mapping[str, bool]) -> None:
        self._layout = layout
        self._keys = keys
        self._default = default
        self._address = tuple(column for column, of_address in feeding.items() if of_address)
        self._customer = tuple(column for column, of_address in feeding.items() if not of_address)

    def batches(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Cut the batches anew, so that none ends between two rows of one customer."""
        held: Batch | None = None
        for batch in batches:
            whole = batch if held is None else _joined(held, batch)
            done, held = _cut(whole, int((self._starts(whole) or [0])[-1]))
            if len(done.rows):
                yield done
        if held is not None:
            yield held

    def taken(self, batch: Batch) -> tuple[dict[str, pa.Array], frozenset[int]]:
        """Return the columns as every row of a customer has them, and the numbers of the rows left aside."""
        count = len(batch.rows)
        address, customer = np.arange(count), np.arange(count)
        address_only = list[int]()
        for start, end in pairwise([*self._starts(batch), count]):
            if end - start > 1 and (chosen := self._chosen(batch, start, end)) is not None:
                address[start:end] = chosen
                for at in range(start + 1, end):
                    if self._is_bare(batch, at):
                        customer[at] = start
                address_only += [at for at in range(start, end) if at != chosen]
        columns = {name: batch.cells.column(name).take(pa.array(address)) for name in self._address}
        columns |= {name: batch.cells.column(name).take(pa.array(customer)) for name in self._customer}
        return columns, frozenset(batch.rows.take(pa.array(address_only, pa.int64())).to_pylist())

    def _starts(self, batch: Batch) -> list[int]:
        """Return where the rows of each customer begin; a row without a key is a customer of its own."""
        columns = [batch.cells.column(name).to_pylist() for name in self._keys]
        starts, first = list[int](), tuple[str, ...]()
        for at, texts in enumerate(zip(*columns, strict=True)):
            keys = tuple((text or "").strip().casefold() for text in texts)
            if not (any(keys) and all(key in ("", known) for key, known in zip(keys, first, strict=False)) and first):
                starts.append(at)
                first = keys
        return starts

    def _chosen(self, batch: Batch, start: int, end: int) -> int | None:
        """Return the row of the default address; None where none is marked, or several that differ."""
        marks = batch.cells.column(self._default)
        marked = [at for at in range(start, end) if word_of(marks[at].as_py() or "") in self._layout.default_values]
        addresses = {tuple(batch.cells.column(name)[at].as_py() for name in self._address) for at in marked}
        return marked[0] if len(addresses) == 1 else None

    def _is_bare(self, batch: Batch, at: int) -> bool:
        """Tell whether a row says nothing of the customer but one more address."""
        own = [name for name in self._customer if name not in self._keys]
        return not any((batch.cells.column(name)[at].as_py() or "").strip() for name in own)


def several_of(layout: SeveralRows | None, columns: Sequence[str], plan: Plan) -> Several | None:
    """Return what makes one record of several rows; None where the table does not tell them."""
    if layout is None:
        return None
    feeding: dict[str, bool] = {}
    for field in plan.column_of:
        for each in plan.reading(field):
            if each not in plan.constant:
                feeding[each] = feeding.get(each, True) and field.startswith(ADDRESS)
    by_key = {header_key(column): column for column in columns}
    keys = tuple(by_key[key] for key in map(header_key, layout.keys) if key in by_key)
    default = by_key.get(header_key(layout.default_column))
    return Several(layout, keys, default, feeding) if keys and default and any(feeding.values()) else None


def fed_anew(plan: Plan, columns: Sequence[str]) -> tuple[Plan, dict[str, str]]:
    """Return the plan with a column beside each that feeds a field, and the new names by those of the table."""
    made = {
        column: free(f"{column} (of the customer)", {*columns, *plan.combined})
        for field in plan.column_of
        for column in plan.reading(field)
        if column not in plan.constant
    }
    column_of = {field: made.get(column, column) for field, column in plan.column_of.items()}
    combined = {name: tuple(made.get(column, column) for column in each) for name, each in plan.combined.items()}
    consents = {
        field: replace(consent, columns=tuple(made.get(column, column) for column in consent.columns))
        for field, consent in plan.consents.items()
    }
    return replace(plan, column_of=column_of, combined=combined, consents=consents), made


def _joined(first: Batch, second: Batch) -> Batch:
    """Put one batch behind another."""
    lines = None
    if first.lines is not None and second.lines is not None:
        lines = pa.concat_arrays([first.lines, second.lines])
    cells = pa.Table.from_batches([first.cells, second.cells]).combine_chunks().to_batches()
    return Batch(
        pa.concat_arrays([first.rows, second.rows]),
        lines,
        cells[0] if cells else first.cells,
        (*first.damaged, *second.damaged),
    )


def _cut(batch: Batch, at: int) -> tuple[Batch, Batch]:
    """Cut a batch before a row; what is damaged goes where its number belongs."""
    first = batch.rows[at].as_py() if at < len(batch.rows) else 0
    lines = batch.lines
    return (
        replace(
            batch,
            rows=batch.rows[:at],
            lines=None if lines is None else lines[:at],
            cells=batch.cells[:at],
            damaged=tuple(each for each in batch.damaged if each.row < first),
        ),
        replace(
            batch,
            rows=batch.rows[at:],
            lines=None if lines is None else lines[at:],
            cells=batch.cells[at:],
            damaged=tuple(each for each in batch.damaged if each.row >= first),
        ),
    )
