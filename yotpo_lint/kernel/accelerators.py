"""Run the accelerators of a column: first those of the cell rules, then that of the field's rule.

A cell is settled only if every rule that would read it settles it; the readings read all other cells. `decide_verdict`
applies the settings to a settled cell as it does to a cell that was read.
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

# An accelerator compiles its patterns for every column, which costs as much as reading a few hundred cells.
MIN_ACCELERATED_CELLS = 256

# What the rules say about a cell: the notes that go with its value, or its refusal.
Answer = tuple[Note, ...] | Refused

# Placeholders for the text of a cell before and after its fix.
_BEFORE, _AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class AcceleratorOutcome:
    """What the accelerators did with the cells of a column.

    Attributes:
        values: a value for every cell, null where the cell is omitted; meaningless where the cell is not settled.
        settled: which cells are settled.
        rejects: which settled cells reject their row.
        unreadable: which settled cells have a text that cannot be read.
        verdict: each cell's index into `findings`.
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
        """Settle as many of the allowed cells as possible; the neighbours are as long as the cells."""
        rows = np.flatnonzero(allowed)
        allowed_neighbours = {name: take_cells(column, rows) for name, column in neighbours.items()}
        accelerated = run_accelerators(
            (*self.before, self.rule), take_cells(cells, rows), self.field, allowed_neighbours, self.facts
        )
        decisions = [self._decide(answer) for answer in accelerated.answers]
        decided = np.array([verdict is not None for verdict in decisions])[accelerated.answer]
        rows, answer = rows[accelerated.rows[decided]], accelerated.answer[decided]
        values = take_cells(accelerated.values, np.flatnonzero(decided))
        verdicts = [verdict or Verdict(None) for verdict in decisions]
        blocked = np.array([verdict.unreadable for verdict in verdicts])
        settled, rejects, unreadable = np.zeros((3, len(cells)), np.bool_)
        settled[rows] = True
        verdict = np.zeros(len(cells), np.int64)
        verdict[rows], findings = _add_suggestions(answer, values, [each.findings for each in verdicts])
        if blocked.any():
            unreadable[rows] = blocked[answer]
            rejects[rows] = np.array([each.rejects for each in verdicts])[answer]
            values = pc.if_else(pa.array(blocked[answer]), pa.scalar(None, pa.string()), values)
        values = values if len(rows) == len(cells) else replace_cells(cells, rows, values)
        return AcceleratorOutcome(values, settled, rejects, unreadable, verdict, findings)

    def _decide(self, answer: Answer) -> Verdict | None:
        """Return the verdict on a cell with this answer; None where the cell keeps its text and is read instead."""
        if isinstance(answer, Refused):
            verdict = decide_verdict(_BEFORE, answer, self.field, self.policy)
            return verdict if verdict.unreadable else None
        repaired = any(note.problem.applicability != "none" for note in answer)
        reading = Clean(_AFTER if repaired else _BEFORE, answer)
        verdict = decide_verdict(_BEFORE, reading, self.field, self.policy)
        return verdict if verdict.unreadable or verdict.value == reading.value else None


def _add_suggestions(
    answer: NDArray[np.int64], values: pa.Array, findings: list[tuple[Finding, ...]]
) -> tuple[NDArray[np.int64], list[tuple[Finding, ...]]]:
    """Return each cell's index into the findings, and the findings; one that suggests a value gets the cell's value."""
    suggest = np.array([any(each.suggestion for each in some) for some in findings])[answer]
    rows = np.flatnonzero(suggest)
    if not len(rows):
        return answer, findings
    answer, extended = answer.copy(), list(findings)
    for row, value in zip(rows.tolist(), values.take(pa.array(rows)).to_pylist(), strict=True):
        extended.append(tuple(replace(each, suggestion=each.suggestion and value) for each in findings[answer[row]]))
        answer[row] = len(extended) - 1
    return answer, extended


@dataclass(slots=True)
class AcceleratedCells:
    """The cells that every accelerator has settled.

    Attributes:
        rows: the positions of the cells.
        values: their clean values.
        answer: each cell's index into `answers`.
        answers: what the rules say about the cells.
    """

    rows: NDArray[np.int64]
    values: pa.Array
    answer: NDArray[np.int64]
    answers: list[Answer]


def run_accelerators(
    rules: Sequence[CellRule | FieldRule], cells: pa.Array, field: str, neighbours: Mapping[str, pa.Array], facts: Facts
) -> AcceleratedCells:
    """Run the accelerators of rules in order; none of them if a rule has no accelerator."""
    if not all(rule.accelerate for rule in rules):
        return AcceleratedCells(np.zeros(0, np.int64), cells.slice(0, 0), np.zeros(0, np.int64), [()])
    accelerated = AcceleratedCells(np.arange(len(cells)), cells, np.zeros(len(cells), np.int64), [()])
    for rule in rules:
        if isinstance(rule, CellRule):
            reading = rule.accelerate(accelerated.values, field) if rule.accelerate else None
        else:
            row_neighbours = {name: take_cells(column, accelerated.rows) for name, column in neighbours.items()}
            reading = rule.accelerate(accelerated.values, row_neighbours, facts) if rule.accelerate else None
        if reading is not None:
            _apply_column_reading(accelerated, reading)
    return accelerated


def _apply_column_reading(accelerated: AcceleratedCells, reading: ColumnReading) -> None:
    """Keep the cells that the next accelerator settled as well, and add its answer to theirs."""
    if len(reading.values) != len(accelerated.values):
        raise ValueError(
            f"an accelerator answered {len(reading.values)} cells where {len(accelerated.values)} were asked"
        )
    # Number each combination of earlier answer, problem set and hint, so that equal combinations share one answer.
    combination, sets = accelerated.answer, len(reading.problem_sets)
    if reading.fixes is not None:
        combination = combination * sets + reading.fixes.fill_null(0).to_numpy(zero_copy_only=False)
    hints: list[str | None] = [None]
    if reading.hints is not None:
        encoded = reading.hints.dictionary_encode()
        hints += encoded.dictionary.to_pylist()
        hint_codes = encoded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False) + 1
        combination = combination * len(hints) + hint_codes
    if reading.values.null_count:
        kept = np.flatnonzero(reading.values.is_valid().to_numpy(zero_copy_only=False))
        accelerated.rows, combination = accelerated.rows[kept], combination[kept]
        accelerated.values = take_cells(reading.values, kept)
    else:
        accelerated.values = reading.values
    if reading.fixes is None and reading.hints is None:
        accelerated.answer = combination
        return
    occurring = np.flatnonzero(np.bincount(combination))
    indices = np.zeros(occurring[-1] + 1 if len(occurring) else 0, np.int64)
    indices[occurring] = np.arange(len(occurring))
    answers: list[Answer] = []
    for number in occurring.tolist():
        pair, hint = divmod(number, len(hints))
        earlier, problem_set = divmod(pair, sets) if reading.fixes is not None else (pair, 0)
        answers.append(_extend_answer(accelerated.answers[earlier], reading.problem_sets[problem_set], hints[hint]))
    accelerated.answer, accelerated.answers = indices[combination], answers or [()]


def _extend_answer(before: Answer, added: tuple[Problem, ...] | Refused, hint: str | None) -> Answer:
    """Return the answer of earlier rules extended by what the next rule says about the same cell."""
    if isinstance(before, Refused):
        return before
    if isinstance(added, Refused):
        return Refused(Note(added.note.problem, hint or added.note.hint))
    notes = [problem.note() for problem in added]
    if notes and hint:
        notes[-1] = replace(notes[-1], hint=hint)
    return (*before, *notes)
