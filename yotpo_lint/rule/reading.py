"""The result of a reading: a clean value with notes, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from yotpo_lint.rule.problem import Note, Problem


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean value (`None` means absent) with a note for each fix and each warning."""

    value: str | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be read without guessing, and why."""

    note: Note


Reading = Clean | Refused


def keep(value: str, *warnings: Problem | Note) -> Clean:
    """Keep the value unchanged, with any warnings."""
    return Clean(value, _notes(warnings))


def fix(value: str, *notes: Problem | Note) -> Clean:
    """Return a fixed value with a note for every step of the fix."""
    return Clean(value, _notes(notes))


def clear(*notes: Problem | Note) -> Clean:
    """Treat the cell as absent: the field is left out of the upload."""
    return Clean(None, _notes(notes))


def refuse(problem: Problem, hint: str = "") -> Refused:
    """Refuse the cell because it cannot be read without guessing."""
    return Refused(Note(problem, hint))


def _notes(notes: tuple[Problem | Note, ...]) -> tuple[Note, ...]:
    return tuple(note if isinstance(note, Note) else Note(note) for note in notes)
