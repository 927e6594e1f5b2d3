"""What the search starts from: a small table in every format, and every known piece of dirt."""

from __future__ import annotations

from tests.fuzz.targets import ALL_COLUMNS, CELL, RECORD, SETTINGS
from tests.laws.tables import DIRT
from tests.readers.formats import TWINS
from yotpo_lint.contract.fields import FIELDS


def make_seeds(target: str) -> list[bytes]:
    """Return the inputs from which the search for a target starts."""
    if target == "read":
        return [content for content, _ in TWINS.values()]
    most = max(map(len, DIRT.values()))
    records = [CELL.join(_cell(field, number) for field in FIELDS) for number in range(most)]
    whole = [bytes([ALL_COLUMNS + chosen]) + RECORD.join(records).encode() for chosen in range(len(SETTINGS))]
    return [*whole, *(_make_narrow(field, number % len(SETTINGS)) for number, field in enumerate(FIELDS))]


def _make_narrow(field: str, chosen: int) -> bytes:
    """Return a table of one field's dirt, with the columns that it is read by or rejected for."""
    records = [
        CELL.join(
            ({"external_id": f"C-{number}", "address.country_code": "US"} | {field: text}).get(each, "")
            for each in FIELDS
        )
        for number, text in enumerate(DIRT.get(field, [""]))
    ]
    return bytes([chosen]) + RECORD.join(records).encode()


def _cell(field: str, number: int) -> str:
    """Return a piece of dirt of a field, one after the other; nothing where none is known."""
    known = DIRT.get(field, [""])
    return known[number % len(known)]
