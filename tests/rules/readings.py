"""What the tests of the rules ask of a reading."""

from __future__ import annotations

from yotpo_lint.rule import Reading, Refused


def codes(reading: Reading) -> tuple[str, ...]:
    """Return the codes of a reading: of its notes in their order, or of its refusal."""
    notes = (reading.note,) if isinstance(reading, Refused) else reading.notes
    return tuple(note.problem.code for note in notes)
