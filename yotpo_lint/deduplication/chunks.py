"""How many records are held at a time, each with its texts, while copies are looked for; and the cutting by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

# As columns of text, of which a few more are made on the way: some 80 MB.
MAX_RECORDS = 150_000

# Where they are looked at one after another: more at a time would not be quicker.
_CHUNK_SIZE = 50_000


def fits_in_memory(positions: Positions) -> bool:
    """Tell whether so many records can be held together."""
    return len(positions) <= MAX_RECORDS


def iterate_chunks(positions: Positions) -> Iterator[Positions]:
    """Yield positions in stretches that can be held, one after another."""
    size = min(MAX_RECORDS, _CHUNK_SIZE)
    for start in range(0, len(positions), size):
        yield positions[start : start + size]


def iterate_pieces(numbers: NDArray[np.uint64], positions: Positions) -> Iterator[Positions]:
    """Yield the positions of equal numbers together, each piece ascending and such that it can be held.

    A piece is larger than that only where it is all of one number.
    """
    order = np.argsort(numbers, kind="stable")
    numbers, positions = numbers[order], positions[order]
    begins = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - np.uint64(1)))
    start = 0
    while start < len(positions):
        later = np.searchsorted(begins, start + MAX_RECORDS, side="right")
        # Where equal ones begin behind the limit, or, if these are more than that, behind them.
        end = int(begins[later - 1]) if later and begins[later - 1] > start else -1
        if end < 0 or start + MAX_RECORDS >= len(positions):
            end = int(begins[later]) if end < 0 and later < len(begins) else len(positions)
        yield np.sort(positions[start:end])
        start = end
