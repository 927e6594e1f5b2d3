"""Run one row rule over a batch, once per distinct combination of the fields that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.problems import LEFT_OUT
from yotpo_lint.dictionary_columns import dictionary_decode, find_distinct, replace_cells, take_cells
from yotpo_lint.kernel.accelerators import MIN_ACCELERATED_CELLS
from yotpo_lint.kernel.verdict import Action, Finding
from yotpo_lint.rule import RowNote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from yotpo_lint.kernel.findings import FindingsCollector
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import Facts, RowRule


@dataclass(frozen=True, slots=True)
class RowStage:
    """One row rule under the settings of a run."""

    rule: RowRule
    policy: Policy
    facts: Facts

    def run(
        self,
        clean: dict[str, pa.Array],
        refused: NDArray[np.bool_],
        unreadable: Mapping[str, NDArray[np.bool_]],
        findings: FindingsCollector,
    ) -> NDArray[np.bool_]:
        """Judge a batch of clean columns, which the rule may change; return which rows it rejects.

        Args:
            clean: the clean columns by field.
            refused: the rows with a needed cell that rejects the row; the rule does not judge them.
            unreadable: by field, the cells that cannot be read. A row that stays goes out without such a cell and is
                judged without it. A row whose unreadable cell the rule would fill is rejected: the value would be a
                guess, and an omitted cell would be filled when the record is read again.
            findings: collects the findings of the rule.
        """
        open_rows = ~refused
        if self.rule.accelerate is not None and np.count_nonzero(open_rows) >= MIN_ACCELERATED_CELLS:
            plain = {name: dictionary_decode(clean[name]) for name in self.rule.needs}
            open_rows &= self.rule.accelerate(plain, self.facts).fill_null(True).to_numpy(zero_copy_only=False)
        rejects = np.zeros(len(refused), np.bool_)
        at = np.flatnonzero(open_rows)
        if not len(at):
            return rejects
        doubtful = tuple(name for name in self.rule.needs if name in unreadable and unreadable[name][at].any())
        cells = [take_cells(clean[name], at) for name in self.rule.needs if name not in self.rule.presence_only]
        present = [clean[name].is_valid().to_numpy(zero_copy_only=False) for name in self.rule.presence_only]
        first, which = find_distinct(cells, [flag[at] for flag in (*present, *(unreadable[name] for name in doubtful))])
        rows = pa.array(at[first])
        texts = (clean[name].take(rows).to_pylist() for name in self.rule.needs)
        keys = zip(*texts, *(unreadable[name][at[first]].tolist() for name in doubtful), strict=True)
        answers = [self._read(key, doubtful) for key in keys]
        for rank in range(max(map(len, answers))):
            for field in sorted({answer[rank].field for answer in answers if len(answer) > rank}):
                notes = [_pick_note(answer, rank, field) for answer in answers]
                found = [_decide_finding(note, self.policy) if note else None for note in notes]
                findings.add_by_verdict(at, field, which, [[finding] if finding else [] for finding in found])
                rejects[at[_has_action(found, Action.REJECTED)[which]]] = True
                unfilled = [note is not None and note.note.problem is LEFT_OUT for note in notes]
                if any(unfilled):
                    errors = [code for code, policy in self.policy.problems.items() if policy.severity == "error"]
                    findings.reject(at[np.array(unfilled)[which]], field, errors)
                changed = _has_action(found, Action.FIXED)[which]
                values = pa.array([note.value if note else None for note in notes], pa.string())
                clean[field] = replace_cells(clean[field], at[changed], values.take(pa.array(which[changed])))
        return rejects

    def _read(self, key: Sequence[Any], doubtful: Sequence[str]) -> tuple[RowNote, ...]:
        """Read a row: the key holds the needed cells, and for each doubtful field whether its cell is unreadable."""
        row: dict[str, str | None] = dict(zip(self.rule.needs, key, strict=False))
        changes = self.rule.read(row, self.facts)
        unreadable = {name for name, mark in zip(doubtful, key[len(self.rule.needs) :], strict=True) if mark}
        return tuple(
            self._refuse_filling(change) if change.field in unreadable else change
            for change in changes
            # An omitted cell need not be emptied.
            if not (change.field in unreadable and change.sets_value and change.value is None)
        )

    def _refuse_filling(self, change: RowNote) -> RowNote:
        """Return a change of an unreadable cell, or a note that rejects the row if the change would fill the cell."""
        problem_policy = self.policy[change.note.problem.code]
        if not change.sets_value or not (
            change.unfilled_hint or (problem_policy.active and problem_policy.applies_fix)
        ):
            return change
        hint = change.unfilled_hint or f"{problem_policy.problem.name} would then fill it; correct the cell"
        return RowNote(LEFT_OUT.note(hint), change.field)


def _pick_note(answer: tuple[RowNote, ...], rank: int, field: str) -> RowNote | None:
    return answer[rank] if len(answer) > rank and answer[rank].field == field else None


def _decide_finding(change: RowNote, policy: Policy) -> Finding | None:
    """Return the finding for a change under the settings; None where its problem is switched off."""
    if change.note.problem is LEFT_OUT:
        # No setting overrides the contract.
        return Finding(LEFT_OUT.code, Action.REJECTED, change.note.hint)
    problem_policy = policy[change.note.problem.code]
    if not problem_policy.active:
        return None
    if change.sets_value and problem_policy.applies_fix:
        return Finding(problem_policy.problem.code, Action.FIXED, change.note.hint)
    suggestion = change.value if change.sets_value and problem_policy.applicability == "unsafe" else None
    action = Action.REJECTED if problem_policy.severity == "error" else Action.WARNED
    return Finding(problem_policy.problem.code, action, change.note.hint, suggestion)


def _has_action(judged: Sequence[Finding | None], action: Action) -> NDArray[np.bool_]:
    return np.array([finding is not None and finding.action is action for finding in judged], np.bool_)
