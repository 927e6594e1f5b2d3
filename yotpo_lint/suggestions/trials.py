"""Trials: how many rejected records other settings would rescue, duplicates included.

The affected records are judged again. Their keys may change with that, so duplicates are resolved again among them and
all records that share a key with one of them, before or after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.deduplication.chunks import iterate_chunks
from yotpo_lint.suggestions.duplicate_losses import DuplicateLosses
from yotpo_lint.suggestions.trial_groups import group_trials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.suggestions.trial_groups import TrialRecords

    Numbers = NDArray[np.int64]
    Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try, and the ascending positions of the records that they affect."""

    settings: Settings
    positions: Numbers


class _KnownKeys(NamedTuple):
    """Ascending positions of records with the hashes of their keys in the run."""

    positions: Numbers
    hashes: Hashes

    def hashes_at(self, positions: Numbers) -> Hashes:
        """Return the hashes of known records."""
        return self.hashes[np.searchsorted(self.positions, positions)]

    def positions_of(self, hashes: Hashes) -> Numbers:
        """Return the positions of the records with one of these hashes; 0 stands for no key."""
        return self.positions[np.isin(self.hashes, hashes[hashes > 0])]


class _Copies(NamedTuple):
    """The records of a trial that have duplicates, and these.

    Attributes:
        positions: ascending.
        run_hashes, trial_hashes: the hashes of their keys in the run, and in the trial.
        changed: the positions of those that the trial judges again.
    """

    positions: Numbers
    run_hashes: Hashes
    trial_hashes: Hashes
    changed: Numbers


def count_rescued(run: RunOutcome, trials: Sequence[Trial]) -> list[int]:
    """Return for each trial how many more records would be accepted."""
    survivor_counts, settings = run.decisions.survivor_counts, run.kernel.settings
    # The run has already counted the survivors for every value of `duplicates`.
    known = [
        survivor_counts[trial.settings.duplicates] - survivor_counts[settings.duplicates]
        if replace(trial.settings, duplicates=settings.duplicates) == settings
        else None
        for trial in trials
    ]
    unknown = [trial for trial, count in zip(trials, known, strict=True) if count is None]
    counted = iter(_try_settings(run, unknown))
    return [next(counted) if count is None else count for count in known]


def _try_settings(run: RunOutcome, trials: Sequence[Trial]) -> list[int]:
    """Judge the records of each trial again; return how many more records would be accepted."""
    groups = group_trials(run, trials)
    judged = {number: records for group in groups for number, records in zip(group.numbers, group.judge(), strict=True)}
    affected = np.unique(np.concatenate([np.zeros(0, np.int64), *(trial.positions for trial in trials)]))
    hashes = [records.hashes for records in judged.values() if records is not None]
    losses, keys = DuplicateLosses(run), _find_related_keys(run, affected, hashes)
    copies = {number: _find_copies(keys, records) for number, records in judged.items() if records is not None}
    losses.hold(np.unique(np.concatenate([np.zeros(0, np.int64), *(each.positions for each in copies.values())])))
    gains = {
        number: 0 if records is None else int(np.count_nonzero(records.valid)) for number, records in judged.items()
    }
    for group in groups:
        own = {number: copies[number] for number in group.numbers if number in copies and len(copies[number].positions)}
        judge_again = group.judge_and_hold({number: each.changed for number, each in own.items()})
        for number, each in own.items():
            # Records without duplicates count as they are. For the others, compare how many records of their groups
            # are lost as duplicates in the run and in the trial.
            gains[number] -= sum(map(losses.count_valid, iterate_chunks(each.changed)))
            gains[number] += losses.count_in_run(each.run_hashes, each.positions)
            gains[number] -= losses.count_in_trial(
                group.kernel, judge_again[number], each.changed, each.trial_hashes, each.positions
            )
    return [gains[number] for number in range(len(trials))]


def _find_related_keys(run: RunOutcome, affected: Numbers, hashes: Sequence[Hashes]) -> _KnownKeys:
    """Return the keys of all records that a trial may concern, from one pass over the keys of the run.

    These are the affected records, and those that share a key with one of them before or after a trial.
    """
    before = run.keys.hashes_at(affected)
    related = run.keys.positions_of(np.unique(np.concatenate((before, *hashes))))
    positions = np.union1d(affected, related)
    return _KnownKeys(positions, run.keys.hashes_at(positions))


def _find_copies(keys: _KnownKeys, trial: TrialRecords) -> _Copies:
    """Return the records of a trial that have duplicates, before or after, and these."""
    before = keys.hashes_at(trial.positions)
    # All records that share a key with a record of the trial, before or after; the records themselves are among them.
    related = keys.positions_of(np.concatenate((before, trial.hashes)))
    changed_hashes = trial.hashes[trial.hashes != before]
    shared = _find_repeated(np.concatenate((keys.hashes_at(related), changed_hashes)))
    has_duplicates = np.isin(before, shared) | np.isin(trial.hashes, shared)
    changed = trial.positions[has_duplicates]
    positions = np.union1d(keys.positions_of(shared), changed)
    run_hashes = keys.hashes_at(positions)
    trial_hashes = run_hashes.copy()
    trial_hashes[np.searchsorted(positions, changed)] = trial.hashes[has_duplicates]
    return _Copies(positions, run_hashes, trial_hashes, changed)


def _find_repeated(hashes: Hashes) -> Hashes:
    """Return the hashes that occur more than once; 0 stands for no key."""
    values, counts = np.unique(hashes[hashes > 0], return_counts=True)
    return values[counts > 1]
