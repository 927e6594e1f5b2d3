"""Run one rule over one column: accelerators settle most cells, the reading reads the rest once per distinct value."""

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

# Verdicts cached across batches for one column, about 10 MB at most; a full cache is cleared.
MAX_CACHED_VERDICTS = 20_000

# Up to so many distinct cells are looked up in the cache one by one; for more, accelerators take less time.
MAX_CACHE_LOOKUPS = 2_048

# Marks a combination with a neighbour whose cell could not be read.
UNREADABLE_NEIGHBOUR = "?"


@dataclass(frozen=True, slots=True)
class ColumnOutcome:
    """The outcome of a column: its clean values, which cells reject their row, and which could not be read."""

    values: pa.Array
    rejects: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]


# The outcome of a column, each cell's index into a list of findings, and that list.
ColumnAnswer = tuple[ColumnOutcome, "NDArray[np.int64]", list[tuple[Finding, ...]]]


@dataclass
class FieldStage:
    """One field rule under the settings of a run, after the cell rules if it is the first rule of its field."""

    name: str
    rule: FieldRule
    before: Sequence[CellRule]
    policy: Policy
    facts: Facts
    _cache: dict[Combination, Verdict] = field(default_factory=dict)
    _findings: dict[tuple[Finding, ...], tuple[Finding, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the accelerators of the rule and of the cell rules before it."""
        self._declared = restrict_facts(self.facts, self.fact_names)
        # The declared region applies to rows without a country, not to a row whose country cannot be read.
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
        """Read `cells`, none of them absent, at the positions `at` of the batch.

        `clean` and `unreadable` hold the neighbours of the whole batch.
        """
        columns = [cells, *(take_cells(clean[name], at) for name in self.rule.needs)]
        in_doubt = np.zeros(len(cells), np.bool_)
        for name in self.rule.needs:
            if name in unreadable:
                in_doubt |= unreadable[name][at]
        if not is_dictionary_encoded(cells):
            outcome, verdict, listed = self._read([dictionary_decode(column) for column in columns], in_doubt)
            findings.add_by_verdict(at, self.name, verdict, listed)
            return outcome
        # Read equal cells once and give all of them the answer.
        first, which = find_distinct(columns, [in_doubt] if in_doubt.any() else [])
        index = pa.array(first)
        # A few distinct cells are usually the same in the next batch, where a look-up is faster than accelerators.
        read = self._read_cached if len(first) <= MAX_CACHE_LOOKUPS else self._read
        outcome, verdict, listed = read([dictionary_decode(column.take(index)) for column in columns], in_doubt[first])
        findings.add_by_verdict(at, self.name, verdict[which], listed)
        return ColumnOutcome(build_from_codes(which, outcome.values), outcome.rejects[which], outcome.unreadable[which])

    def _read(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells with their neighbours: accelerators first, then the reading for the cells that remain."""
        cells = columns[0]
        if len(cells) < MIN_ACCELERATED_CELLS:
            return self._read_distinct(columns, in_doubt)
        fast = self._accelerate(columns, in_doubt)
        rest = np.flatnonzero(~fast.settled)
        if not len(rest):
            return ColumnOutcome(fast.values, fast.rejects, fast.unreadable), fast.verdict, fast.findings
        slow, verdict, listed = self._read_distinct([column.take(pa.array(rest)) for column in columns], in_doubt[rest])
        if len(rest) == len(cells):
            return slow, verdict, listed
        fast.rejects[rest], fast.unreadable[rest] = slow.rejects, slow.unreadable
        fast.verdict[rest] = verdict + len(fast.findings)
        return (
            ColumnOutcome(replace_cells(fast.values, rest, slow.values), fast.rejects, fast.unreadable),
            fast.verdict,
            [*fast.findings, *listed],
        )

    def _read_cached(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells most of which are cached; if many are not, run the accelerators and cache what they settle."""
        keys = _build_keys(columns, in_doubt)
        cached = list(map(self._cache.get, keys))
        new = np.array([number for number, verdict in enumerate(cached) if verdict is None], np.int64)
        if len(new) >= MIN_ACCELERATED_CELLS:
            fast = self._accelerate([column.take(pa.array(new)) for column in columns], in_doubt[new])
            values = fast.values.to_pylist()
            for row in np.flatnonzero(fast.settled).tolist():
                rejects, unreadable = bool(fast.rejects[row]), bool(fast.unreadable[row])
                verdict = Verdict(values[row], rejects, fast.findings[fast.verdict[row]], unreadable)
                self._cache_verdict(keys[new[row]], verdict)
        return _collect_verdicts([verdict or self._get_verdict(key) for key, verdict in zip(keys, cached, strict=True)])

    def _read_distinct(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        """Read cells once per distinct combination; a few cells are looked up one by one."""
        if len(in_doubt) > MAX_CACHE_LOOKUPS:
            first, which = find_distinct(columns, [in_doubt] if in_doubt.any() else [])
            index = pa.array(first)
            outcome, verdict, listed = self._look_up([column.take(index) for column in columns], in_doubt[first])
            values = outcome.values.take(pa.array(which))
            return ColumnOutcome(values, outcome.rejects[which], outcome.unreadable[which]), verdict[which], listed
        return self._look_up(columns, in_doubt)

    def _look_up(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> ColumnAnswer:
        keys = _build_keys(columns, in_doubt)
        cached = map(self._cache.get, keys)
        return _collect_verdicts([verdict or self._get_verdict(key) for key, verdict in zip(keys, cached, strict=True)])

    def _accelerate(self, columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> AcceleratorOutcome:
        cells, *neighbours = columns
        return self._accelerator(cells, dict(zip(self.rule.needs, neighbours, strict=True)), ~in_doubt)

    def _get_verdict(self, key: Combination) -> Verdict:
        """Return the verdict on a combination of text and neighbours, from the cache if it is there."""
        verdict = self._cache.get(key)
        if verdict is None:
            in_doubt = key[len(self.rule.needs) + 1 :] == (UNREADABLE_NEIGHBOUR,)
            text, facts = key[0] or "", self._without_region if in_doubt else self._declared
            context = Context(self.name, facts, dict(zip(self.rule.needs, key[1:], strict=False)))
            reading = read_cell(text, context, (*self.before, self.rule))
            verdict = self._cache_verdict(key, decide_verdict(text, reading, self.name, self.policy))
        return verdict

    def _cache_verdict(self, key: Combination, verdict: Verdict) -> Verdict:
        """Cache a verdict and return it; verdicts with equal findings share one object."""
        if len(self._cache) >= MAX_CACHED_VERDICTS:
            self._cache.clear()
            self._findings.clear()
        shared = self._findings.setdefault(verdict.findings, verdict.findings)
        if shared is not verdict.findings:
            verdict = Verdict(verdict.value, verdict.rejects, shared, verdict.unreadable)
        self._cache[key] = verdict
        return verdict


def _build_keys(columns: Sequence[pa.Array], in_doubt: NDArray[np.bool_]) -> list[Combination]:
    """Return what each cell's verdict depends on: its text, its neighbours, and whether a neighbour is unreadable."""
    keys = list(zip(*(column.to_pylist() for column in columns), strict=True))
    if in_doubt.any():
        return [
            (*key, UNREADABLE_NEIGHBOUR) if doubt else key for key, doubt in zip(keys, in_doubt.tolist(), strict=True)
        ]
    return keys


def _collect_verdicts(verdicts: Sequence[Verdict]) -> ColumnAnswer:
    """Return verdicts as columns."""
    outcome = ColumnOutcome(
        pa.array([each.value for each in verdicts], pa.string()),
        np.fromiter((each.rejects for each in verdicts), np.bool_, len(verdicts)),
        np.fromiter((each.unreadable for each in verdicts), np.bool_, len(verdicts)),
    )
    # Most verdicts share their findings object with others; comparing identities is faster than comparing findings.
    findings = [each.findings for each in verdicts]
    objects = dict(zip(map(id, findings), findings, strict=True))
    numbers = dict(zip(objects, range(len(objects)), strict=True))
    which = np.fromiter(map(numbers.__getitem__, map(id, findings)), np.int64, len(findings))
    return outcome, which, list(objects.values())
