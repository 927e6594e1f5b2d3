"""What the accelerators of a column settle together: the cell rules tidy, the field's rule settles what is tidy.

A cell is settled only if every rule that its reading would go through settles it, and if the settings make every
repair that goes with it. Anything else is the reading's business.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import replace_cells, take_cells
from yotpo_lint.kernel.verdict import Action, Finding
from yotpo_lint.rule import CellRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import ColumnReading, Facts, FieldRule, Problem

# An accelerator compiles its patterns anew for every column, which costs as much as reading a few hundred cells.
MIN_ACCELERATED_CELLS = 256

ProblemSet = tuple["Problem", ...]


@dataclass(frozen=True, slots=True)
class AcceleratorOutcome:
    """The cells that were settled.

    Attributes:
        values: a value for every cell; it counts where the cell is settled.
        settled: which cells are.
        verdict: for each cell, which of `findings` go with it.
        findings: lists of findings; the first is empty.
    """

    values: pa.Array
    settled: NDArray[np.bool_]
    verdict: NDArray[np.int64]
    findings: list[tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Accelerator:
    """The accelerators of a field's rule, and of the cell rules before it, under the settings of a run."""

    field: str
    rule: FieldRule
    before: Sequence[CellRule]
    policy: Policy
    facts: Facts

    def __call__(
        self, cells: pa.Array, neighbours: Mapping[str, pa.Array], allowed: NDArray[np.bool_]
    ) -> AcceleratorOutcome:
        """Settle those of the allowed cells that can be; the neighbours are as long as the cells."""
        rows = np.flatnonzero(allowed)
        beside = {name: take_cells(column, rows) for name, column in neighbours.items()}
        found = run_accelerators((*self.before, self.rule), take_cells(cells, rows), self.field, beside, self.facts)
        findings = [self._findings(bundle) for bundle in found.bundles]
        made = np.array([each is not None for each in findings])[found.bundle]
        rows, values = rows[found.rows[made]], take_cells(found.values, np.flatnonzero(made))
        settled, verdict = np.zeros(len(cells), np.bool_), np.zeros(len(cells), np.int64)
        settled[rows] = True
        verdict[rows] = found.bundle[made]
        values = values if len(rows) == len(cells) else replace_cells(cells, rows, values)
        return AcceleratorOutcome(values, settled, verdict, [each or () for each in findings])

    def _findings(self, bundle: ProblemSet) -> tuple[Finding, ...] | None:
        """Return the findings of a bundle of repairs, or None when the settings do not make all of them."""
        problem_policies = [self.policy[problem.code] for problem in bundle]
        if not all(problem_policy.active and problem_policy.applies_fix for problem_policy in problem_policies):
            return None
        return tuple(Finding(problem_policy.problem.code, Action.FIXED) for problem_policy in problem_policies)


@dataclass(slots=True)
class AcceleratedCells:
    """The cells that every accelerator has settled: where they stand, their values, which of `bundles` they needed."""

    rows: NDArray[np.int64]
    values: pa.Array
    bundle: NDArray[np.int64]
    bundles: list[ProblemSet]


def run_accelerators(
    rules: Sequence[CellRule | FieldRule], cells: pa.Array, field: str, neighbours: Mapping[str, pa.Array], facts: Facts
) -> AcceleratedCells:
    """Settle cells by the accelerators of rules in turn; by none if one of them has no accelerator."""
    if not all(rule.accelerate for rule in rules):
        return AcceleratedCells(np.zeros(0, np.int64), cells.slice(0, 0), np.zeros(0, np.int64), [()])
    found = AcceleratedCells(np.arange(len(cells)), cells, np.zeros(len(cells), np.int64), [()])
    for rule in rules:
        if isinstance(rule, CellRule):
            answer = rule.accelerate(found.values, field) if rule.accelerate else None
        else:
            beside = {name: take_cells(column, found.rows) for name, column in neighbours.items()}
            answer = rule.accelerate(found.values, beside, facts) if rule.accelerate else None
        if answer is not None:
            _apply_column_reading(found, answer)
    return found


def _apply_column_reading(found: AcceleratedCells, settled: ColumnReading) -> None:
    """Keep the cells that a further accelerator settled, and add its repairs."""
    if len(settled.values) != len(found.values):
        raise ValueError(f"an accelerator answered {len(settled.values)} cells where {len(found.values)} were asked")
    if settled.fixes is not None:
        repairs = settled.fixes.fill_null(0).to_numpy(zero_copy_only=False)
        found.bundle = found.bundle * len(settled.problem_sets) + repairs
        found.bundles = [before + added for before, added in itertools.product(found.bundles, settled.problem_sets)]
    found.values = settled.values
    if settled.values.null_count:
        kept = np.flatnonzero(settled.values.is_valid().to_numpy(zero_copy_only=False))
        found.rows, found.bundle, found.values = found.rows[kept], found.bundle[kept], take_cells(settled.values, kept)
