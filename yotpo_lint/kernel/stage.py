"""One rule over one column: accelerators settle what they can, the reading reads the rest once per distinct value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.distinct import Combination, distinct, repeats, replaced, taken
from yotpo_lint.kernel.accelerated import Accelerator
from yotpo_lint.kernel.cell import read_through
from yotpo_lint.kernel.judge import Finding, Verdict, judge
from yotpo_lint.rule import CellRule, FieldRule, Given

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

    def __post_init__(self) -> None:
        """Prepare the accelerators of the rule and of the cell rules before it."""
        self._accelerator = Accelerator(self.name, self.rule, self.before, self.policy, self.facts)

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
        columns = [cells, *(taken(clean[name], at) for name in self.rule.needs)]
        in_doubt = np.zeros(len(cells), np.bool_)
        for name in self.rule.needs:
            if name in unreadable:
                in_doubt |= unreadable[name][at]
        if not repeats(columns):
            read, verdict, found = self._read(columns, in_doubt)
            findings.add_by_verdict(at, self.name, verdict, found)
            return read
        # Cells that repeat themselves are read once, and the answer is handed to all of them.
        doubts = [pa.array(in_doubt).cast(pa.string())] if in_doubt.any() else []
        first, which = distinct([*columns, *doubts])
        index = pa.array(first)
        read, verdict, found = self._read([column.take(index) for column in columns], in_doubt[first])
        findings.add_by_verdict(at, self.name, verdict[which], found)
        return Read(read.values.take(pa.array(which)), read.rejects[which], read.unreadable[which])

    def _read(
        self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]
    ) -> tuple[Read, NDArray[np.int64], list[tuple[Finding, ...]]]:
        """Read cells beside their neighbours; return also which of a list of findings goes with each cell."""
        cells, *neighbours = columns
        done = self._accelerator(cells, dict(zip(self.rule.needs, neighbours, strict=True)), ~in_doubt)
        rejects, bad = np.zeros(len(cells), np.bool_), np.zeros(len(cells), np.bool_)
        left = np.flatnonzero(~done.settled)
        if not len(left):
            return Read(done.values, rejects, bad), done.verdict, done.findings
        index = pa.array(left)
        texts = [column.take(index).to_pylist() for column in columns]
        doubts = ((IN_DOUBT,) if doubt else () for doubt in in_doubt[left].tolist())
        verdicts = [self._verdict((*key, *doubt)) for *key, doubt in zip(*texts, doubts, strict=True)]
        read = pa.array([each.value for each in verdicts], pa.string())
        rejects[left] = np.fromiter((each.rejects for each in verdicts), np.bool_, len(verdicts))
        bad[left] = np.fromiter((each.unreadable for each in verdicts), np.bool_, len(verdicts))
        done.verdict[left] = np.arange(len(done.findings), len(done.findings) + len(left))
        values = read if len(left) == len(cells) else replaced(done.values, left, read)
        return Read(values, rejects, bad), done.verdict, [*done.findings, *(each.findings for each in verdicts)]

    def _verdict(self, key: Combination) -> Verdict:
        """Return the verdict on a combination of text and neighbours, remembered if it was met before."""
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
