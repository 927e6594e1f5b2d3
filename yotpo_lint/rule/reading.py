"""What a reading answers: a clean value with notes, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from yotpo_lint.rule.problem import Note, Problem


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean value (`None` means absent) and a note for everything that was repaired or is worth a warning."""

    value: str | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be read without guessing, and why."""

    note: Note


Reading = Clean | Refused


def keep(value: str, *warnings: Problem | Note) -> Clean:
    """Answer that the value is right as it stands; warnings may go with it."""
    return Clean(value, _notes(warnings))


def fix(value: str, *notes: Problem | Note) -> Clean:
    """Answer with a repaired value; every step of the repair has a note."""
    return Clean(value, _notes(notes))


def clear(*notes: Problem | Note) -> Clean:
    """Answer that the cell says nothing: the field is left out of the upload."""
    return Clean(None, _notes(notes))


def refuse(problem: Problem, hint: str = "") -> Refused:
    """Answer that the cell cannot be read without guessing."""
    return Refused(Note(problem, hint))


def _notes(notes: tuple[Problem | Note, ...]) -> tuple[Note, ...]:
    return tuple(n if isinstance(n, Note) else Note(n) for n in notes)
