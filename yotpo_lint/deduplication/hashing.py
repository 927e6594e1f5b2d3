"""Numbers for texts, at column speed: equal texts have equal numbers, and others nearly always have others.

They find what may be equal; whether it is, the texts themselves tell. So a chance meeting of two texts costs a
second look and nothing else.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, TYPE_CHECKING

import numpy as np

from yotpo_lint.deduplication.chunks import in_pieces
from yotpo_lint.dictionary_columns import by_text, is_encoded

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Digests = NDArray[np.uint64]

# An odd number, so that it has an inverse modulo 2**64: a text's number must not depend on where it lies.
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 2**64)

# Digests of a column held in memory before they go to a file: 8 MB of them.
HELD = 1_000_000

# Digests looked at together when equal ones are sought: 48 MB with their order and their places.
_TOGETHER = 2_000_000

# Texts of which the numbers are made together: the tables of powers for so many fit the processor's cache.
_AT_A_TIME = 4_096

# A table of one bit of truth for the last 22 bits of a digest.
_MARKS = 1 << 22


def digests(column: pa.Array) -> Digests:
    """Return a number for every text of a column, 0 for a null: a polynomial in its bytes modulo 2**64."""
    if is_encoded(column):
        return by_text(column, digests(column.dictionary), absent=0)
    pieces = [_digests(column.slice(start, _AT_A_TIME)) for start in range(0, len(column), _AT_A_TIME)]
    return np.concatenate([np.zeros(0, np.uint64), *pieces])


def _digests(column: pa.Array) -> Digests:
    if not len(column) or column.null_count == len(column):
        return np.zeros(len(column), np.uint64)
    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    first, last = int(offsets[0]), int(offsets[-1])
    present = column.is_valid().to_numpy(zero_copy_only=False) & (np.diff(offsets) > 0)
    # An empty text is 1; every other number is made odd or even by its bytes alone, and 0 is kept for nulls.
    answer: Digests = column.is_valid().to_numpy(zero_copy_only=False).astype(np.uint64)
    if last == first or not present.any():
        return answer
    data = np.frombuffer(text, np.uint8)[first:last]
    powers, inverses = _powers(_rounded(len(data) + 1))
    # Sums from the first byte on; modulo 2**64 their differences are those of the texts.
    sums = np.zeros(len(data) + 1, np.uint64)
    np.multiply(powers[: len(data)], data.astype(np.uint64) + np.uint64(1), out=sums[1:])
    np.cumsum(sums, out=sums)
    # From the start of each text to its end, and not to the next: a null may have bytes that nobody sees.
    starts, ends = (bound[present] - first for bound in (offsets[:-1], offsets[1:]))
    found = (sums.take(ends) - sums.take(starts)) * inverses.take(starts)
    found ^= found >> np.uint64(29)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(32)
    answer[present] = np.maximum(found, 2)
    return answer


def _rounded(length: int) -> int:
    """Round up to a power of two, so that few tables of powers are made."""
    return 1 << max(length - 1, 1).bit_length()


@lru_cache(maxsize=6)
def _powers(length: int) -> tuple[Digests, Digests]:
    """Return the powers of the factor and of its inverse."""
    tables = []
    for factor in (_FACTOR, _INVERSE):
        table = np.full(length, factor, np.uint64)
        table[0] = 1
        tables.append(np.cumprod(table, dtype=np.uint64))
    return tables[0], tables[1]


class DigestColumn:
    """The digests of one column of the whole input, in order; past a limit they lie in a temporary file."""

    def __init__(self) -> None:
        self._pieces: list[Digests] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self._spilled = 0

    def __len__(self) -> int:
        return self._spilled + self._held

    def add(self, more: Digests) -> None:
        """Add the digests of the next records."""
        self._pieces.append(more)
        self._held += len(more)
        if self._held >= HELD:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="yotpo-lint-")  # noqa: SIM115 -- closed with this object
                weakref.finalize(self, self._file.close)
            for piece in self._pieces:
                self._file.write(piece.tobytes())
            self._file.flush()
            self._spilled += self._held
            self._pieces, self._held = [], 0

    def pieces(self) -> Iterator[tuple[int, Digests]]:
        """Yield the digests piece by piece, each with the position of its first."""
        at = 0
        if self._file is not None:
            self._file.seek(0)
            while block := self._file.read(HELD * 8):
                piece = np.frombuffer(block, np.uint64)
                yield at, piece
                at += len(piece)
        for piece in self._pieces:
            yield at, piece
            at += len(piece)

    def repeated(self) -> Iterator[NDArray[np.int64]]:
        """Yield the positions of digests that occur more than once, as `pieces.in_pieces` has them."""
        shares = max(1, -(-len(self) // _TOGETHER))
        for share in range(shares):
            found = [
                (piece[chosen], start + chosen)
                for start, piece in self.pieces()
                if len(chosen := np.flatnonzero((piece % np.uint64(shares) == share) & (piece > 0)))
            ]
            if found:
                numbers = np.concatenate([each for each, _ in found])
                positions = np.concatenate([each for _, each in found])
                repeats = in_company(numbers)
                yield from in_pieces(numbers[repeats], positions[repeats])

    def positions_of(self, wanted: Digests) -> NDArray[np.int64]:
        """Return the positions of all records that have one of the wanted digests, ascending."""
        wanted = np.unique(wanted[wanted > 0])
        marked = _marked(wanted)
        found = [np.zeros(0, np.int64)]
        found += [start + _among(piece, wanted, marked) for start, piece in self.pieces()]
        return np.concatenate(found)

    def at(self, positions: NDArray[np.int64]) -> Digests:
        """Return the digests at ascending positions."""
        found = [np.zeros(0, np.uint64)]
        for start, piece in self.pieces():
            bounds = np.searchsorted(positions, (start, start + len(piece)))
            found.append(piece[positions[bounds[0] : bounds[1]] - start])
        return np.concatenate(found)


def in_company(numbers: Digests) -> NDArray[np.int64]:
    """Return the positions of numbers that occur more than once."""
    near = _meeting(numbers)
    candidates = numbers[near]
    # Sorted by their values alone, which is many times quicker than to find the order of their positions.
    ordered = np.sort(candidates)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    answer: NDArray[np.int64] = near[_among(candidates, repeated, _marked(repeated))]
    return answer


def _meeting(numbers: Digests) -> NDArray[np.int64]:
    """Return the positions of numbers that share their last bits with another, be it by chance: far fewer to sort."""
    bits, places = _last_bits(numbers), np.arange(len(numbers))
    # Of those with the same last bits the last one stays, and all others find that it is not they.
    last = np.empty(_MARKS, np.int32)
    last[bits] = places
    shared = np.zeros(_MARKS, np.bool_)
    shared[bits[last.take(bits) != places]] = True
    return np.flatnonzero(shared.take(bits))


def _marked(wanted: Digests) -> NDArray[np.bool_]:
    """Return which last bits the wanted digests have."""
    marked = np.zeros(_MARKS, np.bool_)
    marked[_last_bits(wanted)] = True
    return marked


def _last_bits(numbers: Digests) -> NDArray[np.intp]:
    return (numbers & np.uint64(_MARKS - 1)).astype(np.intp)


def _among(numbers: Digests, wanted: Digests, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the positions of numbers that are wanted: a quick look at the last bits, which nearly all lack, first."""
    near = np.flatnonzero(marked.take(_last_bits(numbers)))
    answer: NDArray[np.int64] = near[np.isin(numbers[near], wanted)]
    return answer
