"""From a reading to a verdict: what the settings make of what a rule said about one cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from yotpo_lint.rule import Clean, Note, Reading, Refused

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy, Standing


class Action(IntEnum):
    """What was done about a problem; the numbers are stored in findings."""

    FIXED = 0
    OMITTED = 1
    REJECTED = 2
    WARNED = 3
    MERGED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem met in one cell; `suggestion` is the value that an unmade repair would have given."""

    code: str
    action: Action
    hint: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a cell: the value that goes on, whether its row is rejected, and what to report.

    `unreadable` tells a cell that said something which is not known from one that said nothing.
    """

    value: str | None
    rejects: bool = False
    findings: tuple[Finding, ...] = ()
    unreadable: bool = False


class SilentChangeError(RuntimeError):
    """A rule changed a value and gave no note, which law 2 forbids."""


def judge(text: str, reading: Reading, field: str, policy: Policy) -> Verdict:
    """Decide what becomes of a cell that a rule has read.

    A problem that is not in force neither repairs nor reports: the text goes on as it came and the
    contract has the last word.
    """
    if isinstance(reading, Refused):
        standing = policy[reading.note.problem.code]
        return _blocked([(reading.note, standing)], None, field, policy) if standing.active else Verdict(text)
    notes = [(note, policy[note.problem.code]) for note in reading.notes]
    if reading.value != text and all(note.problem.applicability == "none" for note, _ in notes):
        raise SilentChangeError(f"{field}: {text!r} became {reading.value!r} without a note that repairs")
    if any(not standing.active and _repairs(note) for note, standing in notes):
        warnings = [(note, standing) for note, standing in notes if standing.active and not _repairs(note)]
        return Verdict(text, findings=tuple(_finding(note, Action.WARNED) for note, _ in warnings))
    notes = [(note, standing) for note, standing in notes if standing.active]
    blockers = [(note, standing) for note, standing in notes if _blocks(note, standing)]
    if blockers:
        return _blocked(blockers, reading, field, policy)
    return Verdict(
        reading.value,
        findings=tuple(_finding(note, Action.FIXED if _repairs(note) else Action.WARNED) for note, _ in notes),
    )


def _repairs(note: Note) -> bool:
    return note.problem.applicability != "none"


def _blocks(note: Note, standing: Standing) -> bool:
    """Tell whether a note stops the cell: a repair that is not made, or a warning that was made an error."""
    return not standing.mends if _repairs(note) else standing.severity == "error"


def _finding(note: Note, action: Action, suggestion: str | None = None) -> Finding:
    return Finding(note.problem.code, action, note.hint, suggestion)


def _blocked(blockers: list[tuple[Note, Standing]], reading: Clean | None, field: str, policy: Policy) -> Verdict:
    """Leave the cell out where the settings say so, else reject its row."""
    rejects = field not in policy.omit and any(standing.severity == "error" for _, standing in blockers)
    action = Action.REJECTED if rejects else Action.OMITTED
    suggestion = reading.value if reading else None
    return Verdict(
        None,
        rejects,
        tuple(
            _finding(note, action, suggestion if standing.applicability == "unsafe" else None)
            for note, standing in blockers
        ),
        unreadable=True,
    )
