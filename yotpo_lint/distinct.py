"""Reading once per distinct value: columns become numbers, equal numbers share one reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

Combination = tuple[str | None, ...]


# How a column is judged to repeat itself: so many of its first cells, and at most this share of them distinct.
LOOKED_AT = 2_000
MOST_DISTINCT = 0.5


def repeats(columns: Sequence[pa.Array]) -> bool:
    """Tell, by their first cells, whether reading once per distinct combination of columns is worth finding them."""
    head = [column.slice(0, LOOKED_AT) for column in columns]
    return len(distinct(head)[0]) <= MOST_DISTINCT * len(head[0])


def distinct(columns: Sequence[pa.Array]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the distinct combinations of equally long string columns.

    Returns:
        The position at which each combination appears first, in this order, so that results do not depend on
        hashing; and for each row the number of its combination.
    """
    numbers = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        numbers = numbers * max(len(encoded.dictionary), 1) + encoded.indices.to_numpy(zero_copy_only=False)
        if len(columns) > 1:
            # Renumber after every column, so that the product of the cardinalities cannot overflow.
            numbers = _renumbered(numbers)
    first = np.zeros(int(numbers.max(initial=-1)) + 1, np.int64)
    # Written backwards, so that the first appearance is written last and stays.
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return first, numbers


def taken(column: pa.Array, at: NDArray[np.integer]) -> pa.Array:
    """Return the cells at ascending positions; the column itself where those are all."""
    return column if len(at) == len(column) else column.take(pa.array(at))


def _renumbered(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers from 0 on in the order of their first appearance, as Arrow's dictionaries have them."""
    encoded = pa.array(numbers).dictionary_encode()
    renumbered: NDArray[np.int64] = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return renumbered


def is_present(column: pa.Array) -> NDArray[np.bool_]:
    """Tell which cells hold any text: neither null nor empty."""
    present: NDArray[np.bool_] = pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False)
    return present


def replaced(column: pa.Array, at: NDArray[np.integer], values: pa.Array) -> pa.Array:
    """Return a column with `values` at the positions `at`."""
    index = np.arange(len(column))
    index[at] = np.arange(len(column), len(column) + len(values))
    return pa.concat_arrays([column, values]).take(pa.array(index))
