"""Which records have the same texts, however many there are.

Few are told apart by their columns. Of many only a number for the texts of each is held: where numbers are equal the
texts are fetched and compared, so that no two records are taken for equal because of a chance meeting of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.deduplication.chunks import fits_in_memory, iterate_chunks, iterate_pieces
from yotpo_lint.deduplication.hashing import find_repeated, hash_texts
from yotpo_lint.dictionary_columns import find_distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]
    Digests = NDArray[np.uint64]
    ColumnsAt = Callable[[Positions], Sequence[pa.Array]]

# An odd number, so that no column's part of a number is lost.
_FACTOR = np.uint64(0xD6E8FEB86659FD93)


def hash_rows(columns: Sequence[pa.Array]) -> Digests:
    """Return a number for the texts of each row of equally long columns: equal texts have equal numbers."""
    answer = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        answer ^= answer >> np.uint64(31)
        answer *= _FACTOR
        answer += hash_texts(column)
    return answer


def find_first_equal(numbers: Digests, columns_at: ColumnsAt, positions: Positions) -> Positions:
    """Return for each record the index of the first that has the same texts.

    Args:
        numbers: of records with the same texts the same, as `combined` has them.
        columns_at: fetches the text columns of the records at some of the positions; of as many as can be held.
        positions: where the records lie, ascending.
    """
    answer = np.arange(len(positions))
    repeats = find_repeated(numbers)
    for piece in iterate_pieces(numbers[repeats], repeats):
        if fits_in_memory(piece):
            first, which = find_distinct(columns_at(positions[piece]))
            answer[piece] = piece[first[which]]
            continue
        # They have all the same number, so nearly always the same texts: those of the first, and so on.
        rest = piece
        while len(rest):
            same = _equals_first(columns_at, positions[rest])
            answer[rest[same]] = rest[0]
            rest = rest[~same]
    return answer


def _equals_first(columns_at: ColumnsAt, positions: Positions) -> NDArray[np.bool_]:
    """Tell which records have the texts of the first."""
    first = [column[0] for column in columns_at(positions[:1])]
    found = [np.zeros(0, np.bool_)]
    for some in iterate_chunks(positions):
        same = np.ones(len(some), np.bool_)
        for column, text in zip(columns_at(some), first, strict=True):
            equal = pc.equal(column, text).fill_null(False) if text.is_valid else column.is_null()
            same &= equal.to_numpy(zero_copy_only=False)
        found.append(same)
    return np.concatenate(found)
