"""How many live records are lost as copies of others: under the settings of a run, and under others on trial.

Customers with more records than can be held are remembered as numbers, for every trial asks of them again and changes
few of their records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from yotpo_lint.deduplication.chunks import fits_in_memory, iterate_pieces
from yotpo_lint.deduplication.groups import find_groups, find_groups_by_hash, group_by_customer, hash_records
from yotpo_lint.deduplication.hashing import find_repeated
from yotpo_lint.deduplication.resolution import resolve_duplicates
from yotpo_lint.dictionary_columns import dictionary_decode, replace_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.groups import DuplicateGroups, Fetch, HashedRecords, Records
    from yotpo_lint.executors.local import Run
    from yotpo_lint.kernel.kernel import JudgedBatch, Kernel

    Rows = NDArray[np.int64]
    Digests = NDArray[np.uint64]
    # Judges the records at ascending positions again, many at a time.
    JudgeAgain = Callable[[Rows], Iterator[JudgedBatch]]


class Lost:
    """Counts the live records of a run that do not stay as copies; among records of whole customers."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._sought = group_by_customer(run.kernel.registry.key_rule)
        self._fetch: Fetch = partial(run.keys.records, run.spool)
        # By the number of their key.
        self._many: dict[int, tuple[Rows, HashedRecords]] = {}
        self._lost_of_many: dict[int, int] = {}

    def alive(self, positions: Rows) -> int:
        """Count the records at ascending positions that the run does not reject for themselves."""
        return int(np.count_nonzero(self._fetch(positions, ()).accepted))

    def in_run(self, numbers: Digests, positions: Rows) -> int:
        """Count them under the settings of the run, among records at ascending positions with these keys' numbers."""
        return sum(self._lost_in_run(number, piece) for number, piece in _customers(numbers, positions))

    def on_trial(self, kernel: Kernel, judge: JudgeAgain, again: Rows, numbers: Digests, positions: Rows) -> int:
        """Count them under the settings of a kernel, which judges some of the records again."""
        fetch: Fetch = partial(self._tried, judge, again)
        count = 0
        for number, piece in _customers(numbers, positions):
            if fits_in_memory(piece):
                copies = find_groups(piece, fetch, self._sought)
            else:
                copies = find_groups_by_hash(
                    piece, self._gathered_again(number, piece, fetch, again), fetch, self._sought
                )
            count += _lost(copies, kernel)
        return count

    def _lost_in_run(self, number: int, piece: Rows) -> int:
        if fits_in_memory(piece):
            return _lost(find_groups(piece, self._fetch, self._sought), self.run.kernel)
        if number not in self._lost_of_many:
            held = hash_records(piece, self._fetch, self._sought)
            self._many[number] = piece, held
            copies = find_groups_by_hash(piece, held, self._fetch, self._sought)
            self._lost_of_many[number] = _lost(copies, self.run.kernel)
        return self._lost_of_many[number]

    def _gathered_again(self, number: int, piece: Rows, fetch: Fetch, again: Rows) -> HashedRecords:
        """Gather what is held of a customer of whom some records are judged again."""
        if number not in self._many:
            return hash_records(piece, fetch, self._sought)
        known, before = self._many[number]
        changed = np.flatnonzero(np.isin(piece, again))
        # What is not judged again was there before, under the same key; the others are written over.
        held = before.at(np.minimum(np.searchsorted(known, piece), len(known) - 1))
        if len(changed):
            anew = hash_records(piece[changed], fetch, self._sought)
            for column, cells in enumerate(held):
                cells[changed] = anew[column]
        return held

    def _tried(self, judge: JudgeAgain, again: Rows, positions: Rows, fields: Sequence[str]) -> Records:
        """Return the records at ascending positions, as a trial has those that it judges again."""
        records = self._fetch(positions, fields)
        alive, clean = records.accepted.copy(), dict(records.clean)
        at = np.flatnonzero(np.isin(positions, again))
        for new in judge(positions[at]) if len(at) else ():
            now, at = at[: len(new.rejected)], at[len(new.rejected) :]
            alive[now] = ~new.rejected
            clean = {
                name: replace_cells(column, now, dictionary_decode(new.clean[name])) for name, column in clean.items()
            }
        return records._replace(accepted=alive, clean=clean)


def _customers(numbers: Digests, positions: Rows) -> Iterator[tuple[int, Rows]]:
    """Yield the records that are not alone with the number of their key, in pieces, each with the number of its last.

    A piece that cannot be held is of one number. 0 is the number of those without a key.
    """
    keyed = np.flatnonzero(numbers)
    repeats = keyed[find_repeated(numbers[keyed])]
    for piece in iterate_pieces(numbers[repeats], repeats):
        yield int(numbers[piece[-1]]), positions[piece]


def _lost(copies: DuplicateGroups, kernel: Kernel) -> int:
    decided = resolve_duplicates(copies, kernel.registry.key_rule, kernel.policy, kernel.settings.duplicates)
    return int(np.count_nonzero(copies.accepted & ~decided.survives))
