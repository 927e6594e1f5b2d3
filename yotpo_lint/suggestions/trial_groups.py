"""Trials that judge rows alike, so that they are judged together: all that only omit fields are one group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication.keys import hash_keys
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.errors import ConsentError
from yotpo_lint.kernel.differences import Differences, compare_kernels
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.kernel.rejudgement import Rejudgement
from yotpo_lint.suggestions import known_records
from yotpo_lint.suggestions.known_records import fetch_known_records

if TYPE_CHECKING:
    from collections.abc import Mapping

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


# Judges the records at ascending positions again, many at a time.
JudgeAgain = Callable[["Numbers"], Iterator[Rejudged]]


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

    def judge_and_hold(self, changed: Mapping[int, Numbers]) -> dict[int, JudgeAgain]:
        """Return for trials what judges the records at ascending positions; all in one go, if these fit into memory."""
        positions = tuple(changed.get(number, np.zeros(0, np.int64)) for number in self.numbers)
        if sum(map(len, positions)) > known_records.CHUNK_RECORDS:
            return {number: partial(self.judge_some, number) for number in changed}
        parts = list(self._judge_entries(positions))
        if not parts:
            return {}
        trial = np.concatenate([trial for trial, _, _ in parts])
        rejected = np.concatenate([judged.rejected for _, _, judged in parts])
        clean = {
            name: pa.concat_arrays([dictionary_decode(judged.clean[name]) for _, _, judged in parts]) for name in FIELDS
        }
        held: dict[int, JudgeAgain] = {}
        for rank, number in enumerate(self.numbers):
            at = np.flatnonzero(trial == rank)
            own = {name: column.take(pa.array(at)) for name, column in clean.items()}
            held[number] = partial(_take_held, positions[rank], Rejudged(own, rejected[at]))
        return held

    def judge_some(self, number: int, positions: Numbers) -> Iterator[Rejudged]:
        """Judge records at ascending positions under the settings of one trial, many at a time."""
        omitted = [self.omitted[self.numbers.index(number)]]
        for known in self._fetch(positions):
            yield self._judge_known(known, np.zeros(known.count, np.intp), omitted)

    def _judge_together(self) -> list[TrialRecords]:
        """Judge the records of all trials, chunk by chunk."""
        count = sum(map(len, self.positions))
        valid, hashes = np.zeros(count, np.bool_), np.zeros(count, np.uint64)
        identity = self.run.kernel.registry.key_rule.identity_fields
        for _, here, judged in self._judge_entries(self.positions):
            valid[here], hashes[here] = ~judged.rejected, hash_keys(judged.clean, identity)
        ends = np.cumsum([len(each) for each in self.positions])[:-1]
        return [
            TrialRecords(*each)
            for each in zip(self.positions, np.split(valid, ends), np.split(hashes, ends), strict=True)
        ]

    def _judge_entries(self, positions_of: Sequence[Numbers]) -> Iterator[tuple[Numbers, Numbers, Rejudged]]:
        """Judge some records of every trial in the order of their positions; one of two trials comes twice.

        Yields the rank of each record's trial, its index in all positions put together, and what was found.
        """
        positions = np.concatenate(positions_of)
        trial = np.repeat(np.arange(len(self.numbers)), [len(each) for each in positions_of])
        order = np.argsort(positions, kind="stable")
        start = 0
        for known in self._fetch(positions[order]):
            here = order[start : start + known.count]
            yield trial[here], here, self._judge_known(known, trial[here], self.omitted)
            start += known.count

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


def _take_held(held_positions: Numbers, held: Rejudged, positions: Numbers) -> Iterator[Rejudged]:
    """Yield what is held of the records at ascending positions."""
    at = np.searchsorted(held_positions, positions)
    yield Rejudged({name: column.take(pa.array(at)) for name, column in held.clean.items()}, held.rejected[at])


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
            numbers=tuple(each for group in omitting for each in group.numbers),
            positions=tuple(each for group in omitting for each in group.positions),
            omitted=tuple(each for group in omitting for each in group.omitted),
        )
        groups.append(together)
    return groups
