"""Read one cell: first through the cell rules, then through the rules of its field, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from yotpo_lint.rule import Clean, Note, Reading, Refused

if TYPE_CHECKING:
    from yotpo_lint.rule import CellRule, Context, FieldRule


def read_cell(text: str, context: Context, rules: Iterable[CellRule | FieldRule]) -> Reading:
    """Read a cell through `rules` in order: each rule gets the clean value of the one before, and the notes add up."""
    value, notes = text, list[Note]()
    for rule in rules:
        reading = rule.read(value, context)
        if isinstance(reading, Refused):
            return reading
        notes.extend(reading.notes)
        if reading.value is None:
            return Clean(None, tuple(notes))
        value = reading.value
    return Clean(value, tuple(notes))
