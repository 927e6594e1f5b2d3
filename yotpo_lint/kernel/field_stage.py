"""One rule over one column: accelerators settle what they can, the reading reads the rest once per distinct value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import (
    Combination,
    build_from_codes,
    dictionary_decode,
    find_distinct,
    is_dictionary_encoded,
    replace_cells,
    take_cells,
)
from yotpo_lint.kernel.accelerators import MIN_ACCELERATED_CELLS, Accelerator, AcceleratorOutcome
from yotpo_lint.kernel.cell import read_cell
from yotpo_lint.kernel.verdict import Finding, Verdict, decide_verdict
from yotpo_lint.rule import CellRule, Context, FieldRule
from yotpo_lint.rule.facts import FACT_NAMES, restrict_facts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.findings import FindingsCollector
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import Facts

# Verdicts remembered from batch to batch for one column; about 10 MB at the worst. Past it the memory starts anew.
MAX_CACHED_VERDICTS = 20_000

# So many distinct cells are looked up one by one; more of them are settled together in less time.
MAX_CACHE_LOOKUPS = 2_048

# Marks a combination in which a neighbour said something that could not be read.
UNREADABLE_NEIGHBOUR = "?"


@dataclass(frozen=True, slots=True)
class ColumnOutcome:
    """What became of the cells of a column: the values that go on, which reject their row, which were unreadable."""

    values: pa.Array
    rejects: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]


# Cells as columns, which of a list of findings goes with each cell, and that list.
ColumnAnswer = tuple[ColumnOutcome, "NDArray[np.int64]", list[tuple[Finding, ...]]]


@dataclass
class FieldStage:
    """One field rule in its place, with the cell rules before it where it is the field's owner."""

    name: str
    rule: FieldRule
    before: Sequence[CellRule]
    policy: Policy
    facts: Facts
    _memory: dict[Combination, Verdict] = field(default_factory=dict)
    _findings: dict[tuple[Finding, ...], tuple[Finding, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the accelerators of the rule and of the cell rules before it."""
        self._declared = restrict_facts(self.facts, self.fact_names)
        # The declared region speaks for rows that name no country, not for one that cannot be read.
        self._without_region = restrict_facts(replace(self.facts, region=None), self.fact_names)
        self._accelerator = Accelerator(self.name, self.rule, self.before, self.policy, self._declared)

    @property
    def fact_names(self) -> frozenset[str]:
        """Return the names of the facts that the rules may look at."""
        return frozenset(name for rule in self._chain for name in (FACT_NAMES if rule.facts is None else rule.facts))

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the problems that the rules can name."""
        return frozenset(problem.code for rule in self._chain for problem in rule.problems)

    @property
    def _chain(self) -> tuple[CellRule | FieldRule, ...]:
        return (*self.before, self.rule)

    def run(
        self,
        cells: pa.Array,
        at: NDArray[np.integer],
        clean: Mapping[str, pa.Array],
        unreadable: Mapping[str, NDArray[np.bool_]],
        findings: FindingsCollector,
    ) -> ColumnOutcome:
        """Read `cells` (none absent), which stand at the positions `at` of the batch.

        `clean` and `unreadable` are what is known of the whole batch's neighbours.
        """
        columns = [cells, *(take_cells(clean[name], at) for name in self.rule.needs)]
        in_doubt = np.zeros(len(cells), np.bool_)
        for name in self.rule.needs:
            if name in unreadable:
                in_doubt |= unreadable[name][at]
        if not is_dictionary_encoded(cells):
            read, verdict, found = self._read([dictionary_decode(column) for column in columns], in_doubt)
            findings.add_by_verdict(at, self.name, verdict, found)
            return read
        # Cells that repeat themselves are read once, and the answer is handed to all of them.
        first, which = find_distinct(columns, [in_doubt] if in_doubt.any() else [])
        index = pa.array(first)
        # Few of them are the same few in the next batch, where remembering them is quicker than settling them again.
        read_once = self._read_cached if len(first) <= MAX_CACHE_LOOKUPS else self._read
        read, verdict, found = read_once([dictionary_decode(column.take(index)) for column in columns], in_doubt[first])
        findings.add_by_verdict(at, self.name, verdict[which], found)
        return ColumnOutcome(build_from_codes(which, read.values), read.rejects[which], read.unreadable[which])

    def _read(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells beside their neighbours: what the accelerators settle together, the others one by one."""
        cells = columns[0]
        if len(cells) < MIN_ACCELERATED_CELLS:
            return self._read_distinct(columns, in_doubt)
        done = self._accelerate(columns, in_doubt)
        left = np.flatnonzero(~done.settled)
        if not len(left):
            return ColumnOutcome(done.values, done.rejects, done.unreadable), done.verdict, done.findings
        read, verdict, found = self._read_distinct([column.take(pa.array(left)) for column in columns], in_doubt[left])
        if len(left) == len(cells):
            return read, verdict, found
        done.rejects[left], done.unreadable[left] = read.rejects, read.unreadable
        done.verdict[left] = verdict + len(done.findings)
        return (
            ColumnOutcome(replace_cells(done.values, left, read.values), done.rejects, done.unreadable),
            done.verdict,
            [*done.findings, *found],
        )

    def _read_cached(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells of which most were met before; many new ones are settled together first, and remembered."""
        keys = _build_keys(columns, in_doubt)
        known = list(map(self._memory.get, keys))
        new = np.array([number for number, verdict in enumerate(known) if verdict is None], np.int64)
        if len(new) >= MIN_ACCELERATED_CELLS:
            done = self._accelerate([column.take(pa.array(new)) for column in columns], in_doubt[new])
            values = done.values.to_pylist()
            for row in np.flatnonzero(done.settled).tolist():
                rejects, unreadable = bool(done.rejects[row]), bool(done.unreadable[row])
                verdict = Verdict(values[row], rejects, done.findings[done.verdict[row]], unreadable)
                self._cache_verdict(keys[new[row]], verdict)
        return _collect_verdicts([verdict or self._get_verdict(key) for key, verdict in zip(keys, known, strict=True)])

    def _read_distinct(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells once per distinct combination; few of them are looked up each."""
        if len(in_doubt) > MAX_CACHE_LOOKUPS:
            first, which = find_distinct(columns, [in_doubt] if in_doubt.any() else [])
            index = pa.array(first)
            read, verdict, found = self._look_up([column.take(index) for column in columns], in_doubt[first])
            values = read.values.take(pa.array(which))
            return ColumnOutcome(values, read.rejects[which], read.unreadable[which]), verdict[which], found
        return self._look_up(columns, in_doubt)

    def _look_up(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        keys = _build_keys(columns, in_doubt)
        known = map(self._memory.get, keys)
        return _collect_verdicts([verdict or self._get_verdict(key) for key, verdict in zip(keys, known, strict=True)])

    def _accelerate(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> AcceleratorOutcome:
        cells, *neighbours = columns
        return self._accelerator(cells, dict(zip(self.rule.needs, neighbours, strict=True)), ~in_doubt)

    def _get_verdict(self, key: Combination) -> Verdict:
        """Return the verdict on a combination of text and neighbours, remembered if it was met before."""
        verdict = self._memory.get(key)
        if verdict is None:
            in_doubt = key[len(self.rule.needs) + 1 :] == (UNREADABLE_NEIGHBOUR,)
            text, facts = key[0] or "", self._without_region if in_doubt else self._declared
            context = Context(self.name, facts, dict(zip(self.rule.needs, key[1:], strict=False)))
            reading = read_cell(text, context, (*self.before, self.rule))
            verdict = self._cache_verdict(key, decide_verdict(text, reading, self.name, self.policy))
        return verdict

    def _cache_verdict(self, key: Combination, verdict: Verdict) -> Verdict:
        """Remember a verdict, and return it: with the same findings object as others that found the same."""
        if len(self._memory) >= MAX_CACHED_VERDICTS:
            self._memory.clear()
            self._findings.clear()
        shared = self._findings.setdefault(verdict.findings, verdict.findings)
        if shared is not verdict.findings:
            verdict = Verdict(verdict.value, verdict.rejects, shared, verdict.unreadable)
        self._memory[key] = verdict
        return verdict


def _build_keys(columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> list[Combination]:
    """Return what each cell's verdict depends on: its text, its neighbours and whether these are in doubt."""
    keys = list(zip(*(column.to_pylist() for column in columns), strict=True))
    if in_doubt.any():
        return [
            (*key, UNREADABLE_NEIGHBOUR) if doubt else key for key, doubt in zip(keys, in_doubt.tolist(), strict=True)
        ]
    return keys


def _collect_verdicts(verdicts: Sequence[Verdict]) -> ColumnAnswer:
    """Return verdicts on cells as columns."""
    read = ColumnOutcome(
        pa.array([each.value for each in verdicts], pa.string()),
        np.fromiter((each.rejects for each in verdicts), np.bool_, len(verdicts)),
        np.fromiter((each.unreadable for each in verdicts), np.bool_, len(verdicts)),
    )
    # Most verdicts share their findings with others; which, is told by the object, for to compare them would take long.
    findings = [each.findings for each in verdicts]
    objects = dict(zip(map(id, findings), findings, strict=True))
    numbers = dict(zip(objects, range(len(objects)), strict=True))
    which = np.fromiter(map(numbers.__getitem__, map(id, findings)), np.int64, len(findings))
    return read, which, list(objects.values())
