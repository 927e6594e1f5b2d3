"""Trials that judge rows alike, so that they are judged together: all that only omit fields are one group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.deduplication.keys import hash_keys
from yotpo_lint.errors import ConsentError
from yotpo_lint.kernel.differences import Differences, compare_kernels
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.kernel.rejudgement import Rejudgement
from yotpo_lint.suggestions.known_records import fetch_known_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.kernel.rejudgement import KnownRecords
    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.suggestions.trials import Trial

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Hashes = NDArray[np.uint64]


class TrialRecords(NamedTuple):
    """The records of a trial: ascending positions, whether the trial finds them valid, and their new key hashes."""

    positions: Numbers
    valid: Flags
    hashes: Hashes


class Rejudged(NamedTuple):
    """Records under the settings of a trial: a text column for every field, and which records are rejected."""

    clean: Mapping[str, pa.Array]
    rejected: Flags


@dataclass(frozen=True, slots=True)
class TrialGroup:
    """Some trials under one kernel: a single one, or several that differ only in the fields that they omit.

    Attributes:
        run: the run that knows the records.
        kernel: what judges the rows; what it omits is that of its own trial only.
        differences: how that kernel differs from the run's, what it omits aside.
        numbers: the number of each trial in the caller's list.
        positions: the ascending positions of each trial's records.
        omitted: the fields that each trial omits and the run does not.
        with_cells: whether to fetch the input's cells, from which a cell can be read again.
    """

    run: RunOutcome
    kernel: Kernel
    differences: Differences
    numbers: tuple[int, ...]
    positions: tuple[Numbers, ...]
    omitted: tuple[frozenset[str], ...]
    with_cells: bool

    def judge(self) -> list[TrialRecords | None]:
        """Judge the records of every trial again; None for settings that raise a consent: a run would stop."""
        try:
            return [*self._judge_together()]
        except ConsentError:
            if not self.with_cells:
                # A row rule set a consent, which can be held against its cell only where the cells are at hand.
                return replace(self, with_cells=True).judge()
            if len(self.numbers) == 1:
                return [None]
            alone = (
                replace(self, numbers=(number,), positions=(positions,), omitted=(omitted,))
                for number, positions, omitted in zip(self.numbers, self.positions, self.omitted, strict=True)
            )
            return [records for group in alone for records in group.judge()]

    def judge_some(self, number: int, positions: Numbers) -> Iterator[Rejudged]:
        """Judge records at ascending positions under the settings of one trial, many at a time."""
        omitted = [self.omitted[self.numbers.index(number)]]
        for known in self._fetch(positions):
            yield self._judge_known(known, np.zeros(known.count, np.intp), omitted)

    def _judge_together(self) -> list[TrialRecords]:
        """Judge the records of all trials, chunk by chunk."""
        # A record of several trials stands there once for each.
        positions = np.concatenate(self.positions)
        trial = np.repeat(np.arange(len(self.numbers)), [len(each) for each in self.positions])
        order = np.argsort(positions, kind="stable")
        valid, hashes = np.zeros(len(positions), np.bool_), np.zeros(len(positions), np.uint64)
        identity = self.run.kernel.registry.key_rule.identity_fields
        start = 0
        for known in self._fetch(positions[order]):
            here = order[start : start + known.count]
            judged = self._judge_known(known, trial[here], self.omitted)
            valid[here], hashes[here] = ~judged.rejected, hash_keys(judged.clean, identity)
            start += known.count
        ends = np.cumsum([len(each) for each in self.positions])[:-1]
        return [
            TrialRecords(*each)
            for each in zip(self.positions, np.split(valid, ends), np.split(hashes, ends), strict=True)
        ]

    def _fetch(self, positions: Numbers) -> Iterator[KnownRecords]:
        return fetch_known_records(self.run, positions, with_cells=self.with_cells)

    def _judge_known(self, known: KnownRecords, trial: Numbers, omitted: Sequence[frozenset[str]]) -> Rejudged:
        """Judge records again, each under the trial with its number."""
        newly_omitted: dict[str, Flags] = {}
        for number, names in enumerate(omitted):
            for name in names:
                newly_omitted.setdefault(name, np.zeros(known.count, np.bool_))[trial == number] = True
        again = Rejudgement(self.run.kernel, self.kernel, self.differences, known)
        clean, rejected = again.judge(newly_omitted)
        for at, _, _, _ in self.kernel.gate.find_violations(clean, ~rejected):
            rejected[at] = True
        return Rejudged(clean, rejected)


def group_trials(run: RunOutcome, trials: Sequence[Trial]) -> list[TrialGroup]:
    """Return the trials in groups; every trial is in one of them."""
    groups: list[TrialGroup] = []
    omitting: list[TrialGroup] = []
    for number, trial in enumerate(trials):
        kernel = Kernel(run.kernel.registry, trial.settings, like=run.kernel)
        differences = compare_kernels(run.kernel, kernel)
        omitted, differences = differences.omitted, replace(differences, omitted=frozenset())
        with_cells = differences.may_read_again(kernel)
        group = TrialGroup(run, kernel, differences, (number,), (trial.positions,), (omitted,), with_cells)
        only_omits = differences == Differences(*[frozenset()] * 5)
        (omitting if only_omits else groups).append(group)
    if omitting:
        together = replace(
            omitting[0],
            **{
                name: tuple(each for group in omitting for each in getattr(group, name))
                for name in ("numbers", "positions", "omitted")
            },
        )
        groups.append(together)
    return groups
