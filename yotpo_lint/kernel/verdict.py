"""Turn the reading of a cell into a verdict by applying the settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from yotpo_lint.rule import Clean, Note, Reading, Refused

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy, ProblemPolicy


class Action(IntEnum):
    """What the run does about a problem; the numbers are stored in findings."""

    FIXED = 0
    OMITTED = 1
    REJECTED = 2
    WARNED = 3
    MERGED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one cell; `suggestion` is the value that an unapplied unsafe fix would write."""

    code: str
    action: Action
    hint: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a cell: its clean value, whether its row is rejected, and the findings.

    `unreadable` is true where the cell has a text that cannot be read, and false where it is absent.
    """

    value: str | None
    rejects: bool = False
    findings: tuple[Finding, ...] = ()
    unreadable: bool = False


class SilentChangeError(RuntimeError):
    """A rule changed a value and gave no note, which law 2 forbids."""


def decide_verdict(text: str, reading: Reading, field: str, policy: Policy) -> Verdict:
    """Decide what becomes of a cell that a rule has read.

    A problem that is switched off neither fixes nor reports: the cell keeps its text, and the contract decides.
    """
    if isinstance(reading, Refused):
        problem_policy = policy[reading.note.problem.code]
        return (
            _block_cell([(reading.note, problem_policy)], None, field, policy)
            if problem_policy.active
            else Verdict(text)
        )
    notes = [(note, policy[note.problem.code]) for note in reading.notes]
    if reading.value != text and all(note.problem.applicability == "none" for note, _ in notes):
        raise SilentChangeError(f"{field}: {text!r} became {reading.value!r} without a note that repairs")
    if any(not problem_policy.active and _is_fix(note) for note, problem_policy in notes):
        warnings = [
            (note, problem_policy) for note, problem_policy in notes if problem_policy.active and not _is_fix(note)
        ]
        return Verdict(text, findings=tuple(_make_finding(note, Action.WARNED) for note, _ in warnings))
    notes = [(note, problem_policy) for note, problem_policy in notes if problem_policy.active]
    blockers = [(note, problem_policy) for note, problem_policy in notes if _blocks_cell(note, problem_policy)]
    if blockers:
        return _block_cell(blockers, reading, field, policy)
    return Verdict(
        reading.value,
        findings=tuple(_make_finding(note, Action.FIXED if _is_fix(note) else Action.WARNED) for note, _ in notes),
    )


def _is_fix(note: Note) -> bool:
    return note.problem.applicability != "none"


def _blocks_cell(note: Note, problem_policy: ProblemPolicy) -> bool:
    """Return whether a note blocks the cell: an unapplied fix, or a warning that the settings make an error."""
    return not problem_policy.applies_fix if _is_fix(note) else problem_policy.severity == "error"


def _make_finding(note: Note, action: Action, suggestion: str | None = None) -> Finding:
    return Finding(note.problem.code, action, note.hint, suggestion)


def _block_cell(
    blockers: list[tuple[Note, ProblemPolicy]], reading: Clean | None, field: str, policy: Policy
) -> Verdict:
    """Omit the cell where the settings say so; otherwise reject its row."""
    rejects = field not in policy.omit and any(problem_policy.severity == "error" for _, problem_policy in blockers)
    action = Action.REJECTED if rejects else Action.OMITTED
    suggestion = reading.value if reading else None
    return Verdict(
        None,
        rejects,
        tuple(
            _make_finding(note, action, suggestion if problem_policy.applicability == "unsafe" else None)
            for note, problem_policy in blockers
        ),
        unreadable=True,
    )
