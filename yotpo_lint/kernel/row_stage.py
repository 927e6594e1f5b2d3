"""Row rules: the fields of a row judged against each other, once per distinct combination."""

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
        left_out: Mapping[str, NDArray[np.bool_]],
        findings: FindingsCollector,
    ) -> NDArray[np.bool_]:
        """Judge a batch of clean columns, which the rule may change; return which rows it rejects.

        `refused` marks the rows that a cell which the rule needs has rejected: there is nothing to judge there.
        `left_out` marks, by field, the cells that said something which could not be read, and whose rows stay: the
        record goes out without them, and is judged as it goes out. Where the rule would fill one, it cannot be left
        out: filled it would be a guess, and empty it would be filled when the record is read again.
        """
        open_rows = ~refused
        if self.rule.accelerate is not None and np.count_nonzero(open_rows) >= MIN_ACCELERATED_CELLS:
            plain = {name: dictionary_decode(clean[name]) for name in self.rule.needs}
            open_rows &= self.rule.accelerate(plain, self.facts).fill_null(True).to_numpy(zero_copy_only=False)
        rejects = np.zeros(len(refused), np.bool_)
        at = np.flatnonzero(open_rows)
        if not len(at):
            return rejects
        doubtful = tuple(name for name in self.rule.needs if name in left_out and left_out[name][at].any())
        cells = [take_cells(clean[name], at) for name in self.rule.needs if name not in self.rule.presence_only]
        present = [clean[name].is_valid().to_numpy(zero_copy_only=False) for name in self.rule.presence_only]
        first, which = find_distinct(cells, [flag[at] for flag in (*present, *(left_out[name] for name in doubtful))])
        rows = pa.array(at[first])
        texts = (clean[name].take(rows).to_pylist() for name in self.rule.needs)
        keys = zip(*texts, *(left_out[name][at[first]].tolist() for name in doubtful), strict=True)
        answers = [self._read(key, doubtful) for key in keys]
        for rank in range(max(map(len, answers))):
            for field in sorted({answer[rank].field for answer in answers if len(answer) > rank}):
                chosen = [_pick_note(answer, rank, field) for answer in answers]
                judged = [_decide_finding(change, self.policy) if change else None for change in chosen]
                findings.add_by_verdict(at, field, which, [[finding] if finding else [] for finding in judged])
                rejects[at[_has_action(judged, Action.REJECTED)[which]]] = True
                stopped = [change is not None and change.note.problem is LEFT_OUT for change in chosen]
                if any(stopped):
                    errors = [code for code, each in self.policy.problems.items() if each.severity == "error"]
                    findings.reject(at[np.array(stopped)[which]], field, errors)
                changed = _has_action(judged, Action.FIXED)[which]
                values = pa.array([change.value if change else None for change in chosen], pa.string())
                clean[field] = replace_cells(clean[field], at[changed], values.take(pa.array(which[changed])))
        return rejects

    def _read(self, key: Sequence[Any], doubtful: Sequence[str]) -> tuple[RowNote, ...]:
        """Read a row: the cells that the rule needs, and for each doubtful field whether its cell was left out."""
        row: dict[str, str | None] = dict(zip(self.rule.needs, key, strict=False))
        changes = self.rule.read(row, self.facts)
        unreadable = {name for name, mark in zip(doubtful, key[len(self.rule.needs) :], strict=True) if mark}
        return tuple(
            self._unfilled(change) if change.field in unreadable else change
            for change in changes
            # What is left out already need not be emptied.
            if not (change.field in unreadable and change.sets_value and change.value is None)
        )

    def _unfilled(self, change: RowNote) -> RowNote:
        """Return a change of a cell that was left out; where it would fill the cell, what rejects the row instead."""
        problem_policy = self.policy[change.note.problem.code]
        if not change.sets_value or not (
            change.unfilled_hint or (problem_policy.active and problem_policy.applies_fix)
        ):
            return change
        why = change.unfilled_hint or f"{problem_policy.problem.name} would then fill it; correct the cell"
        return RowNote(LEFT_OUT.note(why), change.field)


def _pick_note(answer: tuple[RowNote, ...], rank: int, field: str) -> RowNote | None:
    return answer[rank] if len(answer) > rank and answer[rank].field == field else None


def _decide_finding(change: RowNote, policy: Policy) -> Finding | None:
    """Return the finding that the settings make of a change; None when its problem is not in force."""
    if change.note.problem is LEFT_OUT:
        # What the contract stops, no setting lets pass.
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
