"""How many valid records are lost as duplicates: under the settings of a run, and under a trial's settings.

A record is valid if no rule rejects it. A valid record is lost if the resolution of duplicates rejects it or merges it
into another. Customers with too many records to hold in memory are held as key hashes: every trial asks for them
again and changes few of their records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.deduplication.chunks import fits_in_memory, iterate_pieces
from yotpo_lint.deduplication.groups import Records, find_groups, find_groups_by_hash, group_by_customer, hash_records
from yotpo_lint.deduplication.hashing import find_repeated
from yotpo_lint.deduplication.resolution import resolve_duplicates
from yotpo_lint.dictionary_columns import dictionary_decode, replace_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.groups import DuplicateGroups, Fetch, HashedRecords
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.suggestions.trial_groups import JudgeAgain

    Positions = NDArray[np.int64]
    Hashes = NDArray[np.uint64]


class DuplicateLosses:
    """Count valid records that are lost as duplicates, among all records of some customers."""

    def __init__(self, run: RunOutcome) -> None:
        self.run = run
        self._grouping = group_by_customer(run.kernel.registry.key_rule)
        self._held_positions: Positions = np.zeros(0, np.int64)
        self._held: Records | None = None
        # Customers that do not fit into memory, by the hash of their key.
        self._large_customers: dict[int, tuple[Positions, HashedRecords]] = {}
        self._losses_of_large: dict[int, int] = {}

    def hold(self, positions: Positions) -> None:
        """Keep the records at ascending positions, of which several trials will ask, if they fit into memory."""
        if fits_in_memory(positions):
            self._held_positions = positions
            self._held = self.run.keys.records(self.run.spool, positions, self._grouping.fields)

    def _fetch(self, positions: Positions, fields: Sequence[str]) -> Records:
        """Return the records at ascending positions as the run has them."""
        held, at = self._held, np.searchsorted(self._held_positions, positions)
        if held is None or not np.isin(positions, self._held_positions).all():
            return self.run.keys.records(self.run.spool, positions, fields)
        index = pa.array(at)
        clean = {name: held.clean[name].take(index) for name in fields}
        return Records(held.rows[at], held.accepted[at], held.address_only[at], clean)

    def count_valid(self, positions: Positions) -> int:
        """Return how many of the records at ascending positions no rule of the run rejects."""
        return int(np.count_nonzero(self._fetch(positions, ()).accepted))

    def count_in_run(self, hashes: Hashes, positions: Positions) -> int:
        """Return the losses under the settings of the run, among records at ascending positions with these hashes."""
        return sum(self._count_customer(key_hash, customer) for key_hash, customer in _split(hashes, positions))

    def count_in_trial(
        self, kernel: Kernel, judge_again: JudgeAgain, changed: Positions, hashes: Hashes, positions: Positions
    ) -> int:
        """Return the losses under the settings of a kernel, which judges the records at `changed` again."""
        fetch: Fetch = partial(self._fetch_trial, judge_again, changed)
        count = 0
        for key_hash, customer in _split(hashes, positions):
            if fits_in_memory(customer):
                duplicates = find_groups(customer, fetch, self._grouping)
            else:
                summary = self._summarize_trial(key_hash, customer, fetch, changed)
                duplicates = find_groups_by_hash(customer, summary, fetch, self._grouping)
            count += _count_losses(duplicates, kernel)
        return count

    def _count_customer(self, key_hash: int, customer: Positions) -> int:
        """Return the losses of one customer, or of several that fit into memory, under the settings of the run."""
        if fits_in_memory(customer):
            return _count_losses(find_groups(customer, self._fetch, self._grouping), self.run.kernel)
        if key_hash not in self._losses_of_large:
            summary = hash_records(customer, self._fetch, self._grouping)
            self._large_customers[key_hash] = customer, summary
            duplicates = find_groups_by_hash(customer, summary, self._fetch, self._grouping)
            self._losses_of_large[key_hash] = _count_losses(duplicates, self.run.kernel)
        return self._losses_of_large[key_hash]

    def _summarize_trial(self, key_hash: int, customer: Positions, fetch: Fetch, changed: Positions) -> HashedRecords:
        """Summarize a large customer of which some records are judged again."""
        if key_hash not in self._large_customers:
            return hash_records(customer, fetch, self._grouping)
        known_positions, known = self._large_customers[key_hash]
        changed_indices = np.flatnonzero(np.isin(customer, changed))
        # Records that are not judged again are known under the same key; the others are overwritten below.
        summary = known.at(np.minimum(np.searchsorted(known_positions, customer), len(known_positions) - 1))
        if len(changed_indices):
            update = hash_records(customer[changed_indices], fetch, self._grouping)
            for column, cells in enumerate(summary):
                cells[changed_indices] = update[column]
        return summary

    def _fetch_trial(
        self, judge_again: JudgeAgain, changed: Positions, positions: Positions, fields: Sequence[str]
    ) -> Records:
        """Return the records at ascending positions; those that a trial judges again are as the trial has them."""
        records = self._fetch(positions, fields)
        valid, clean = records.accepted.copy(), dict(records.clean)
        remaining = np.flatnonzero(np.isin(positions, changed))
        for judged in judge_again(positions[remaining]) if len(remaining) else ():
            indices, remaining = remaining[: len(judged.rejected)], remaining[len(judged.rejected) :]
            valid[indices] = ~judged.rejected
            clean = {
                name: replace_cells(column, indices, dictionary_decode(judged.clean[name]))
                for name, column in clean.items()
            }
        return records._replace(accepted=valid, clean=clean)


def _split(hashes: Hashes, positions: Positions) -> Iterator[tuple[int, Positions]]:
    """Yield the records that share a key hash with others, in pieces that fit into memory, with one of their hashes.

    A piece that does not fit has one hash only. Records without a key have the hash 0 and are left out.
    """
    keyed = np.flatnonzero(hashes)
    repeated = keyed[find_repeated(hashes[keyed])]
    for piece in iterate_pieces(hashes[repeated], repeated):
        yield int(hashes[piece[-1]]), positions[piece]


def _count_losses(duplicates: DuplicateGroups, kernel: Kernel) -> int:
    """Return how many valid records do not survive the resolution of duplicates."""
    resolved = resolve_duplicates(duplicates, kernel.registry.key_rule, kernel.policy, kernel.settings.duplicates)
    return int(np.count_nonzero(duplicates.accepted & ~resolved.survives))
