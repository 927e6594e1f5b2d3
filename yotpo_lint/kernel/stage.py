"""One rule over one column: the accelerator settles what it can, the reading reads the rest once per distinct value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
        self, cells: pa.Array, at: NDArray[np.integer], clean: Mapping[str, pa.Array], findings: Collector
    ) -> tuple[pa.Array, NDArray[np.bool_]]:
        """Read `cells` (none absent), which stand at the positions `at` of the batch.

        Returns:
            The values that go on, null where absent, and which cells reject their row.
        """
        neighbours = {name: clean[name].take(pa.array(at)) for name in self.rule.needs}
        values, open_cells = self._accelerated(cells, neighbours, at, findings)
        rejects = np.zeros(len(cells), np.bool_)
        if not len(open_cells):
            return values, rejects
        index = pa.array(open_cells)
        keys, which = distinct([cells.take(index), *(column.take(index) for column in neighbours.values())])
        verdicts = [self._verdict(key) for key in keys]
        read = pa.array([verdict.value for verdict in verdicts], pa.string()).take(pa.array(which))
        rejects[open_cells] = np.fromiter((verdict.rejects for verdict in verdicts), np.bool_, len(verdicts))[which]
        findings.add_by_verdict(at[open_cells], self.name, which, [verdict.findings for verdict in verdicts])
        return (read if len(open_cells) == len(cells) else replaced(values, open_cells, read)), rejects

    def _accelerated(
        self, cells: pa.Array, neighbours: Mapping[str, pa.Array], at: NDArray[np.integer], findings: Collector
    ) -> tuple[pa.Array, NDArray[np.intp]]:
        """Return what the accelerator settled and the positions that it left to the reading."""
        if self.rule.accelerate is None:
            return cells, np.arange(len(cells))
        settled = self.rule.accelerate(cells, neighbours, self.facts)
        done = settled.values.is_valid().to_numpy(zero_copy_only=False)
        if settled.repairs is not None:
            repairs = settled.repairs.fill_null(0).to_numpy(zero_copy_only=False)
            verdicts = [self._bundle(settled, number) for number in range(len(settled.bundles))]
            # A bundle that the settings do not simply repair is the reading's business: it knows the rest.
            done &= np.array([verdict is not None for verdict in verdicts])[repairs]
            mended = np.flatnonzero(done & (repairs > 0))
            lists = [verdict or () for verdict in verdicts]
            findings.add_by_verdict(at[mended], self.name, repairs[mended], lists)
        return settled.values, np.flatnonzero(~done)

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
            text = key[0] or ""
            given = Given(self.name, self.facts, dict(zip(self.rule.needs, key[1:], strict=True)))
            reading = read_through(text, given, (*self.before, self.rule))
            verdict = judge(text, reading, self.name, self.policy)
            if len(self._memory) >= REMEMBERED:
                self._memory.clear()
            self._memory[key] = verdict
        return verdict
