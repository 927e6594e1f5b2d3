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

from yotpo_lint.deduplication.chunks import iterate_pieces
from yotpo_lint.dictionary_columns import is_dictionary_encoded, map_by_text

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

# An odd number, so that it has an inverse modulo 2**64: a text's number must not depend on where it lies.
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 2**64)

# Digests of a column held in memory before they go to a file: 8 MB of them.
MAX_HASHES_IN_MEMORY = 1_000_000

# Digests looked at together when equal ones are sought: 48 MB with their order and their places.
_MAX_COMPARED = 2_000_000

# Texts of which the numbers are made together: the tables of powers for so many fit the processor's cache.
_CHUNK_SIZE = 4_096

# A table of one bit of truth for the last 22 bits of a digest.
_TABLE_SIZE = 1 << 22


def hash_texts(column: pa.Array) -> Hashes:
    """Return a number for every text of a column, 0 for a null: a polynomial in its bytes modulo 2**64."""
    if is_dictionary_encoded(column):
        return map_by_text(column, hash_texts(column.dictionary), absent=0)
    pieces = [_hash_chunk(column.slice(start, _CHUNK_SIZE)) for start in range(0, len(column), _CHUNK_SIZE)]
    return np.concatenate([np.zeros(0, np.uint64), *pieces])


def _hash_chunk(column: pa.Array) -> Hashes:
    if not len(column) or column.null_count == len(column):
        return np.zeros(len(column), np.uint64)
    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    first, last = int(offsets[0]), int(offsets[-1])
    present = column.is_valid().to_numpy(zero_copy_only=False) & (np.diff(offsets) > 0)
    # An empty text is 1; every other number is made odd or even by its bytes alone, and 0 is kept for nulls.
    answer: Hashes = column.is_valid().to_numpy(zero_copy_only=False).astype(np.uint64)
    if last == first or not present.any():
        return answer
    data = np.frombuffer(text, np.uint8)[first:last]
    powers, inverses = _build_powers(_round_up(len(data) + 1))
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


def _round_up(length: int) -> int:
    """Round up to a power of two, so that few tables of powers are made."""
    return 1 << max(length - 1, 1).bit_length()


@lru_cache(maxsize=6)
def _build_powers(length: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the factor and of its inverse."""
    tables = []
    for factor in (_FACTOR, _INVERSE):
        table = np.full(length, factor, np.uint64)
        table[0] = 1
        tables.append(np.cumprod(table, dtype=np.uint64))
    return tables[0], tables[1]


class HashColumn:
    """The digests of one column of the whole input, in order; past a limit they lie in a temporary file."""

    def __init__(self) -> None:
        self._pieces: list[Hashes] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self._spilled = 0

    def __len__(self) -> int:
        return self._spilled + self._held

    def add(self, more: Hashes) -> None:
        """Add the digests of the next records."""
        self._pieces.append(more)
        self._held += len(more)
        if self._held >= MAX_HASHES_IN_MEMORY:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="yotpo-lint-")  # noqa: SIM115 -- closed with this object
                weakref.finalize(self, self._file.close)
            for piece in self._pieces:
                self._file.write(piece.tobytes())
            self._file.flush()
            self._spilled += self._held
            self._pieces, self._held = [], 0

    def pieces(self) -> Iterator[tuple[int, Hashes]]:
        """Yield the digests piece by piece, each with the position of its first."""
        at = 0
        if self._file is not None:
            self._file.seek(0)
            while block := self._file.read(MAX_HASHES_IN_MEMORY * 8):
                piece = np.frombuffer(block, np.uint64)
                yield at, piece
                at += len(piece)
        for piece in self._pieces:
            yield at, piece
            at += len(piece)

    def repeated(self) -> Iterator[NDArray[np.int64]]:
        """Yield the positions of digests that occur more than once, as `pieces.iterate_pieces` has them."""
        shares = max(1, -(-len(self) // _MAX_COMPARED))
        for share in range(shares):
            found = [
                (piece[chosen], start + chosen)
                for start, piece in self.pieces()
                if len(chosen := np.flatnonzero((piece % np.uint64(shares) == share) & (piece > 0)))
            ]
            if found:
                numbers = np.concatenate([each for each, _ in found])
                positions = np.concatenate([each for _, each in found])
                repeats = find_repeated(numbers)
                yield from iterate_pieces(numbers[repeats], positions[repeats])

    def positions_of(self, wanted: Hashes) -> NDArray[np.int64]:
        """Return the positions of all records that have one of the wanted digests, ascending."""
        wanted = np.unique(wanted[wanted > 0])
        marked = _mark_last_bits(wanted)
        found = [np.zeros(0, np.int64)]
        found += [start + _find_members(piece, wanted, marked) for start, piece in self.pieces()]
        return np.concatenate(found)

    def at(self, positions: NDArray[np.int64]) -> Hashes:
        """Return the digests at ascending positions."""
        found = [np.zeros(0, np.uint64)]
        for start, piece in self.pieces():
            bounds = np.searchsorted(positions, (start, start + len(piece)))
            found.append(piece[positions[bounds[0] : bounds[1]] - start])
        return np.concatenate(found)


def find_repeated(numbers: Hashes) -> NDArray[np.int64]:
    """Return the positions of numbers that occur more than once."""
    near = _find_bit_collisions(numbers)
    candidates = numbers[near]
    # Sorted by their values alone, which is many times quicker than to find the order of their positions.
    ordered = np.sort(candidates)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    answer: NDArray[np.int64] = near[_find_members(candidates, repeated, _mark_last_bits(repeated))]
    return answer


def _find_bit_collisions(numbers: Hashes) -> NDArray[np.int64]:
    """Return the positions of numbers that share their last bits with another, be it by chance: far fewer to sort."""
    bits, places = _get_last_bits(numbers), np.arange(len(numbers))
    # Of those with the same last bits the last one stays, and all others find that it is not they.
    last = np.empty(_TABLE_SIZE, np.int32)
    last[bits] = places
    shared = np.zeros(_TABLE_SIZE, np.bool_)
    shared[bits[last.take(bits) != places]] = True
    return np.flatnonzero(shared.take(bits))


def _mark_last_bits(wanted: Hashes) -> NDArray[np.bool_]:
    """Return which last bits the wanted digests have."""
    marked = np.zeros(_TABLE_SIZE, np.bool_)
    marked[_get_last_bits(wanted)] = True
    return marked


def _get_last_bits(numbers: Hashes) -> NDArray[np.intp]:
    return (numbers & np.uint64(_TABLE_SIZE - 1)).astype(np.intp)


def _find_members(numbers: Hashes, wanted: Hashes, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the positions of numbers that are wanted: a quick look at the last bits, which nearly all lack, first."""
    near = np.flatnonzero(marked.take(_get_last_bits(numbers)))
    answer: NDArray[np.int64] = near[np.isin(numbers[near], wanted)]
    return answer
