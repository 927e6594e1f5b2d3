"""What the search starts from: a small table in every format, and every known piece of dirt."""

from __future__ import annotations

from tests.fuzz.targets import CELL, RECORD, SETTINGS
from tests.laws.tables import DIRT
from tests.readers.formats import TWINS
from yotpo_lint.contract.fields import FIELDS


def make_seeds(target: str) -> list[bytes]:
    """Return the inputs from which the search for a target starts."""
    if target == "read":
        return [content for content, _ in TWINS.values()]
    most = max(map(len, DIRT.values()))
    records = [CELL.join(_cell(field, number) for field in FIELDS) for number in range(most)]
    return [bytes([chosen]) + RECORD.join(records).encode() for chosen in range(len(SETTINGS))]


def _cell(field: str, number: int) -> str:
    """Return a piece of dirt of a field, one after the other; nothing where none is known."""
    known = DIRT.get(field, [""])
    return known[number % len(known)]
