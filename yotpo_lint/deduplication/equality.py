"""Find records with equal texts, in bounded memory.

Many records are first compared by a hash of their texts. Texts are fetched and compared where hashes are equal, so a
hash collision never makes two different records equal.
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

# Odd, so that multiplication modulo 2**64 loses no bits.
_FACTOR = np.uint64(0xD6E8FEB86659FD93)


def hash_rows(columns: Sequence[pa.Array]) -> Digests:
    """Return a hash of the texts of each row of equally long columns."""
    answer = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        answer ^= answer >> np.uint64(31)
        answer *= _FACTOR
        answer += hash_texts(column)
    return answer


def find_first_equal(numbers: Digests, columns_at: ColumnsAt, positions: Positions) -> Positions:
    """Return for each record the index of the first record with equal texts.

    Args:
        numbers: the hashes of the records, as `hash_rows` returns them.
        columns_at: fetches the text columns at some of the positions; at most `chunks.MAX_RECORDS` of them.
        positions: the records' positions, ascending.
    """
    answer = np.arange(len(positions))
    repeats = find_repeated(numbers)
    for piece in iterate_pieces(numbers[repeats], repeats):
        if fits_in_memory(piece):
            first, which = find_distinct(columns_at(positions[piece]))
            answer[piece] = piece[first[which]]
            continue
        # All have one hash, so nearly always the same texts: take those that equal the first, then repeat.
        rest = piece
        while len(rest):
            same = _equals_first(columns_at, positions[rest])
            answer[rest[same]] = rest[0]
            rest = rest[~same]
    return answer


def _equals_first(columns_at: ColumnsAt, positions: Positions) -> NDArray[np.bool_]:
    """Return which records have the texts of the first."""
    first = [column[0] for column in columns_at(positions[:1])]
    found = [np.zeros(0, np.bool_)]
    for some in iterate_chunks(positions):
        same = np.ones(len(some), np.bool_)
        for column, text in zip(columns_at(some), first, strict=True):
            equal = pc.equal(column, text).fill_null(False) if text.is_valid else column.is_null()
            same &= equal.to_numpy(zero_copy_only=False)
        found.append(same)
    return np.concatenate(found)
