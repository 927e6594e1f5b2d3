"""Trials: how many rejected records other settings would rescue, duplicates included.

The affected records are judged again. Their keys may change with that, so duplicates are resolved again among them and
all records that share a key with one of them, before or after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.deduplication.chunks import iterate_chunks
from yotpo_lint.suggestions.duplicate_losses import DuplicateLosses
from yotpo_lint.suggestions.trial_groups import TrialGroup, group_trials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.suggestions.trial_groups import Rejudged, TrialRecords

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
    gains = dict.fromkeys(range(len(trials)), 0)
    for group in groups:
        for number in group.numbers:
            records = judged[number]
            if records is not None:
                gains[number] = _count_gain(losses, keys, group, number, records)
    return list(gains.values())


def _find_related_keys(run: RunOutcome, affected: Numbers, hashes: Sequence[Hashes]) -> _KnownKeys:
    """Return the keys of all records that a trial may concern, from one pass over the keys of the run.

    These are the affected records, and those that share a key with one of them before or after a trial.
    """
    before = run.keys.hashes_at(affected)
    related = run.keys.positions_of(np.unique(np.concatenate((before, *hashes))))
    positions = np.union1d(affected, related)
    return _KnownKeys(positions, run.keys.hashes_at(positions))


def _count_gain(losses: DuplicateLosses, keys: _KnownKeys, group: TrialGroup, number: int, trial: TrialRecords) -> int:
    """Return how many more records a trial accepts than the run did."""
    before = keys.hashes_at(trial.positions)
    # All records that share a key with a record of the trial, before or after; the records themselves are among them.
    related = keys.positions_of(np.concatenate((before, trial.hashes)))
    changed_hashes = trial.hashes[trial.hashes != before]
    shared = _find_repeated(np.concatenate((keys.hashes_at(related), changed_hashes)))
    has_duplicates = np.isin(before, shared) | np.isin(trial.hashes, shared)
    if not has_duplicates.any():
        return int(np.count_nonzero(trial.valid))
    # Records without duplicates count as they are. For the others, compare how many records of their groups are lost
    # as duplicates in the run, and in the trial, where some of them are different records under different keys.
    changed = trial.positions[has_duplicates]
    group_positions = np.union1d(keys.positions_of(shared), changed)
    run_hashes = keys.hashes_at(group_positions)
    trial_hashes = run_hashes.copy()
    trial_hashes[np.searchsorted(group_positions, changed)] = trial.hashes[has_duplicates]
    newly_valid = int(np.count_nonzero(trial.valid)) - sum(map(losses.count_valid, iterate_chunks(changed)))
    lost_in_run = losses.count_in_run(run_hashes, group_positions)

    def judge_again(positions: Numbers) -> Iterator[Rejudged]:
        return group.judge_some(number, positions)

    lost_in_trial = losses.count_in_trial(group.kernel, judge_again, changed, trial_hashes, group_positions)
    return newly_valid + lost_in_run - lost_in_trial


def _find_repeated(hashes: Hashes) -> Hashes:
    """Return the hashes that occur more than once; 0 stands for no key."""
    values, counts = np.unique(hashes[hashes > 0], return_counts=True)
    return values[counts > 1]
