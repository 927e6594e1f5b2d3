"""What the accelerators of a column settle together: the cell rules tidy, the field's rule settles what is tidy.

A cell is settled only if every rule that its reading would go through settles it. What the settings make of it is
decided where it is decided for a cell that was read: in `decide_verdict`. Anything else is the reading's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import replace_cells, take_cells
from yotpo_lint.kernel.verdict import Finding, Verdict, decide_verdict
from yotpo_lint.rule import CellRule, Clean, Note, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import ColumnReading, Facts, FieldRule, Problem

# An accelerator compiles its patterns anew for every column, which costs as much as reading a few hundred cells.
MIN_ACCELERATED_CELLS = 256

# What was said of a cell: the notes that go with its value, or why it was refused.
Answer = tuple[Note, ...] | Refused

# Texts that stand for any cell before and after its repair.
_BEFORE, _AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class AcceleratorOutcome:
    """The cells that were settled.

    Attributes:
        values: a value for every cell; it counts where the cell is settled, and is null where it was left out.
        settled: which cells are.
        rejects: which of them reject their row.
        unreadable: which of them said something that is not known.
        verdict: for each cell, which of `findings` go with it.
        findings: lists of findings; the first is empty.
    """

    values: pa.Array
    settled: NDArray[np.bool_]
    rejects: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]
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
        decided = [self._decide(answer) for answer in found.answers]
        made = np.array([each is not None for each in decided])[found.answer]
        rows, answer = rows[found.rows[made]], found.answer[made]
        values = take_cells(found.values, np.flatnonzero(made))
        verdicts = [each or Verdict(None) for each in decided]
        blocked = np.array([each.unreadable for each in verdicts])
        settled, rejects, unreadable = np.zeros((3, len(cells)), np.bool_)
        settled[rows] = True
        verdict = np.zeros(len(cells), np.int64)
        verdict[rows], findings = _with_suggestions(answer, values, [each.findings for each in verdicts])
        if blocked.any():
            unreadable[rows] = blocked[answer]
            rejects[rows] = np.array([each.rejects for each in verdicts])[answer]
            values = pc.if_else(pa.array(blocked[answer]), pa.scalar(None, pa.string()), values)
        values = values if len(rows) == len(cells) else replace_cells(cells, rows, values)
        return AcceleratorOutcome(values, settled, rejects, unreadable, verdict, findings)

    def _decide(self, answer: Answer) -> Verdict | None:
        """Return the verdict on any cell of which this was said, None where the cell goes on as it came."""
        if isinstance(answer, Refused):
            verdict = decide_verdict(_BEFORE, answer, self.field, self.policy)
            return verdict if verdict.unreadable else None
        repaired = any(note.problem.applicability != "none" for note in answer)
        reading = Clean(_AFTER if repaired else _BEFORE, answer)
        verdict = decide_verdict(_BEFORE, reading, self.field, self.policy)
        return verdict if verdict.unreadable or verdict.value == reading.value else None


def _with_suggestions(
    answer: NDArray[np.int64], values: pa.Array, findings: list[tuple[Finding, ...]]
) -> tuple[NDArray[np.int64], list[tuple[Finding, ...]]]:
    """Return which findings go with each cell; findings that suggest a value are given that of each cell."""
    suggest = np.array([any(each.suggestion for each in some) for some in findings])[answer]
    rows = np.flatnonzero(suggest)
    if not len(rows):
        return answer, findings
    answer, found = answer.copy(), list(findings)
    for row, value in zip(rows.tolist(), values.take(pa.array(rows)).to_pylist(), strict=True):
        found.append(tuple(replace(each, suggestion=each.suggestion and value) for each in findings[answer[row]]))
        answer[row] = len(found) - 1
    return answer, found


@dataclass(slots=True)
class AcceleratedCells:
    """The cells that every accelerator has settled: where they stand, their values, which of `answers` each has."""

    rows: NDArray[np.int64]
    values: pa.Array
    answer: NDArray[np.int64]
    answers: list[Answer]


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
    """Keep the cells that a further accelerator settled, and add what it said of them."""
    if len(settled.values) != len(found.values):
        raise ValueError(f"an accelerator answered {len(settled.values)} cells where {len(found.values)} were asked")
    # Cells of which two rules have said the same have one answer.
    each, sets = found.answer, len(settled.problem_sets)
    if settled.fixes is not None:
        each = each * sets + settled.fixes.fill_null(0).to_numpy(zero_copy_only=False)
    texts: list[str | None] = [None]
    if settled.hints is not None:
        hints = settled.hints.dictionary_encode()
        texts += hints.dictionary.to_pylist()
        each = each * len(texts) + hints.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False) + 1
    if settled.values.null_count:
        kept = np.flatnonzero(settled.values.is_valid().to_numpy(zero_copy_only=False))
        found.rows, each, found.values = found.rows[kept], each[kept], take_cells(settled.values, kept)
    else:
        found.values = settled.values
    if settled.fixes is None and settled.hints is None:
        found.answer = each
        return
    met = np.flatnonzero(np.bincount(each))
    numbers = np.zeros(met[-1] + 1 if len(met) else 0, np.int64)
    numbers[met] = np.arange(len(met))
    answers: list[Answer] = []
    for combination in met.tolist():
        said, hint = divmod(combination, len(texts))
        before, added = divmod(said, sets) if settled.fixes is not None else (said, 0)
        answers.append(_joined(found.answers[before], settled.problem_sets[added], texts[hint]))
    found.answer, found.answers = numbers[each], answers or [()]


def _joined(before: Answer, added: tuple[Problem, ...] | Refused, hint: str | None) -> Answer:
    """Return what was said of a cell with what a further rule says of it."""
    if isinstance(before, Refused):
        return before
    if isinstance(added, Refused):
        return Refused(Note(added.note.problem, hint or added.note.hint))
    notes = [problem.note() for problem in added]
    if notes and hint:
        notes[-1] = replace(notes[-1], hint=hint)
    return (*before, *notes)
