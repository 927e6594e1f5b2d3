"""One rule over one column: the accelerator settles what it can, the reading reads the rest once per distinct value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.kernel.cell import read_through
from yotpo_lint.kernel.distinct import Combination, distinct, replaced
from yotpo_lint.kernel.judge import Action, Finding, Verdict, judge
from yotpo_lint.rule import CellRule, FieldRule, Given, Settled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.findings import Collector
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import Facts

# Verdicts remembered from batch to batch for one column; about 50 MB at the worst. Past it the memory starts anew.
REMEMBERED = 100_000

# Marks a combination in which a neighbour said something that could not be read.
IN_DOUBT = "?"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the cells of a column: the values that go on, which reject their row, which were unreadable."""

    values: pa.Array
    rejects: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]


@dataclass
class Stage:
    """One field rule in its place, with the cell rules before it where it is the field's owner."""

    name: str
    rule: FieldRule
    before: Sequence[CellRule]
    policy: Policy
    facts: Facts
    _memory: dict[Combination, Verdict] = field(default_factory=dict)

    def run(
        self,
        cells: pa.Array,
        at: NDArray[np.integer],
        clean: Mapping[str, pa.Array],
        unreadable: Mapping[str, NDArray[np.bool_]],
        findings: Collector,
    ) -> Read:
        """Read `cells` (none absent), which stand at the positions `at` of the batch.

        `clean` and `unreadable` are what is known of the whole batch's neighbours.
        """
        index = pa.array(at)
        neighbours = {name: clean[name].take(index) for name in self.rule.needs}
        in_doubt = np.zeros(len(cells), np.bool_)
        for name in self.rule.needs:
            if name in unreadable:
                in_doubt |= unreadable[name][at]
        values, settled = self._accelerated(cells, neighbours, at, ~in_doubt, findings)
        rejects, bad = np.zeros(len(cells), np.bool_), np.zeros(len(cells), np.bool_)
        left = np.flatnonzero(~settled)
        if not len(left):
            return Read(values, rejects, bad)
        doubts = pa.array(np.where(in_doubt[left], IN_DOUBT, "").tolist(), pa.string())
        columns = [column.take(pa.array(left)) for column in (cells, *neighbours.values())]
        keys, which = distinct([*columns, doubts] if in_doubt.any() else columns)
        verdicts = [self._verdict(key) for key in keys]
        read = pa.array([verdict.value for verdict in verdicts], pa.string()).take(pa.array(which))
        rejects[left] = np.fromiter((verdict.rejects for verdict in verdicts), np.bool_, len(verdicts))[which]
        bad[left] = np.fromiter((verdict.unreadable for verdict in verdicts), np.bool_, len(verdicts))[which]
        findings.add_by_verdict(at[left], self.name, which, [verdict.findings for verdict in verdicts])
        return Read(read if len(left) == len(cells) else replaced(values, left, read), rejects, bad)

    def _accelerated(
        self,
        cells: pa.Array,
        neighbours: Mapping[str, pa.Array],
        at: NDArray[np.integer],
        allowed: NDArray[np.bool_],
        findings: Collector,
    ) -> tuple[pa.Array, NDArray[np.bool_]]:
        """Return the accelerator's values and which of the allowed cells it settled."""
        if self.rule.accelerate is None:
            return cells, np.zeros(len(cells), np.bool_)
        settled = self.rule.accelerate(cells, neighbours, self.facts)
        done = allowed & settled.values.is_valid().to_numpy(zero_copy_only=False)
        if settled.repairs is not None:
            repairs = settled.repairs.fill_null(0).to_numpy(zero_copy_only=False)
            bundles = [self._bundle(settled, number) for number in range(len(settled.bundles))]
            # A bundle that the settings do not simply repair is the reading's business: it knows the rest.
            done &= np.array([bundle is not None for bundle in bundles])[repairs]
            mended = np.flatnonzero(done & (repairs > 0))
            findings.add_by_verdict(at[mended], self.name, repairs[mended], [bundle or () for bundle in bundles])
        return settled.values, done

    def _bundle(self, settled: Settled, number: int) -> tuple[Finding, ...] | None:
        """Return the findings of a bundle of repairs, or None when the settings do not make all of them."""
        standings = [self.policy[problem.code] for problem in settled.bundles[number]]
        if not all(standing.active and standing.mends for standing in standings):
            return None
        return tuple(Finding(standing.problem.code, Action.FIXED) for standing in standings)

    def _verdict(self, key: Combination) -> Verdict:
        """Return the verdict on a distinct combination of text and neighbours, remembered if it was met before."""
        verdict = self._memory.get(key)
        if verdict is None:
            text, facts = key[0] or "", self.facts
            if key[len(self.rule.needs) + 1 :] == (IN_DOUBT,):
                # The declared region speaks for rows that name no country, not for one that cannot be read.
                facts = replace(facts, region=None)
            given = Given(self.name, facts, dict(zip(self.rule.needs, key[1:], strict=False)))
            reading = read_through(text, given, (*self.before, self.rule))
            verdict = judge(text, reading, self.name, self.policy)
            if len(self._memory) >= REMEMBERED:
                self._memory.clear()
            self._memory[key] = verdict
        return verdict
