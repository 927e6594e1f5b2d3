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


def distinct(columns: Sequence[pa.Array]) -> tuple[list[Combination], NDArray[np.int64]]:
    """Return the distinct combinations of equally long string columns and, for each row, which it has.

    Combinations come in the order of their first appearance, so that results do not depend on hashing.
    """
    numbers = np.zeros(len(columns[0]), np.int64)
    values: list[list[str | None]] = []
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        words = encoded.dictionary.to_pylist()
        values.append(words)
        numbers = numbers * max(len(words), 1) + encoded.indices.to_numpy(zero_copy_only=False)
        if len(columns) > 1:
            # Renumber after every column, so that the product of the cardinalities cannot overflow.
            _, numbers = _renumber(numbers)
    if len(columns) == 1:
        return [(word,) for word in values[0]], numbers
    first, numbers = _renumber(numbers)
    picked = [column.take(pa.array(first)).to_pylist() for column in columns]
    return list(zip(*picked, strict=True)), numbers


def _renumber(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the position of each distinct number's first appearance, and every row's new number."""
    encoded = pa.array(numbers).dictionary_encode()
    renumbered = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.full(len(encoded.dictionary), -1, np.int64)
    # Written backwards, so that the first appearance is written last and stays.
    first[renumbered[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return first, renumbered


def is_present(column: pa.Array) -> NDArray[np.bool_]:
    """Tell which cells hold any text: neither null nor empty."""
    present: NDArray[np.bool_] = pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False)
    return present


def replaced(column: pa.Array, at: NDArray[np.integer], values: pa.Array) -> pa.Array:
    """Return a column with `values` at the positions `at`."""
    index = np.arange(len(column))
    index[at] = np.arange(len(column), len(column) + len(values))
    return pa.concat_arrays([column, values]).take(pa.array(index))
