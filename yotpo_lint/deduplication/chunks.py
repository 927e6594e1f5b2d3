"""Cut positions of records into chunks that fit in memory with their texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

# Records whose text columns are in memory at a time: about 80 MB with intermediate results.
MAX_RECORDS = 150_000

# Records of a sequential pass; a larger chunk is not faster.
_CHUNK_SIZE = 50_000


def fits_in_memory(positions: Positions) -> bool:
    """Return whether these records fit in memory with their texts."""
    return len(positions) <= MAX_RECORDS


def iterate_chunks(positions: Positions) -> Iterator[Positions]:
    """Yield consecutive chunks of positions that fit in memory."""
    size = min(MAX_RECORDS, _CHUNK_SIZE)
    for start in range(0, len(positions), size):
        yield positions[start : start + size]


def iterate_pieces(numbers: NDArray[np.uint64], positions: Positions) -> Iterator[Positions]:
    """Yield pieces of ascending positions such that equal numbers share a piece and each piece fits in memory.

    A piece is larger than that only where all its numbers are equal.
    """
    order = np.argsort(numbers, kind="stable")
    numbers, positions = numbers[order], positions[order]
    begins = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - np.uint64(1)))
    start = 0
    while start < len(positions):
        later = np.searchsorted(begins, start + MAX_RECORDS, side="right")
        # Cut where a run of equal numbers begins before the limit; after the run if it is longer than the limit.
        end = int(begins[later - 1]) if later and begins[later - 1] > start else -1
        if end < 0 or start + MAX_RECORDS >= len(positions):
            end = int(begins[later]) if end < 0 and later < len(begins) else len(positions)
        yield np.sort(positions[start:end])
        start = end
