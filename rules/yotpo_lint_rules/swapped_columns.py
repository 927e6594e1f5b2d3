"""Swapped columns: what most cells of two columns hold belongs to the other.

A header that was typed by hand, or two columns pasted the wrong way round, spoil every row. Each cell alone is only
a bad cell; that the other column holds what is missing shows only when both are looked at as a whole.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final

from yotpo_lint.rule import ColumnNote, ColumnRule, ColumnTexts, Damage, Evidence, Facts

# What is looked for: an at sign makes an e-mail, a digit a postal code (all countries that have them use digits).
_LOOKED_FOR: Final = {"email": "@", "address.zip": string.digits}
# In whose place it may stand.
_ELSEWHERE: Final = {
    "email": ("phone_number", "first_name"),
    "address.zip": ("address.city",),
}
# More than half of a column is no accident, and fewer than three cells are no column.
_MOST: Final = 0.5
_FEWEST: Final = 3

SWAPPED = Damage(
    code="COL010",
    name="columns-swapped",
    message="Two columns seem to stand in each other's place: {hint}.",
    why="Every row that is taken so is wrong, and what happens to be valid in the wrong place is uploaded.",
    undo="Yes: put the two headers right, or say which column is which with `--map`.",
    again="Export the table with its own headers, and do not type them by hand.",
)


def count(columns: Mapping[str, ColumnTexts], facts: Facts) -> Mapping[str, int]:
    """Count the cells with what is looked for, in its own column and where else it may stand."""
    import pyarrow as pa

    from yotpo_lint_rules.columns.spans import spans, table_of

    return {
        f"{field} in {place}": columns[place].count(pa.array(spans(columns[place].texts).have(table_of(letters))))
        for field, letters in _LOOKED_FOR.items()
        for place in (field, *_ELSEWHERE[field])
        if field in columns and place in columns
    }


def judge(evidence: Evidence, facts: Facts) -> tuple[ColumnNote, ...]:
    """Tell of columns that lack what they should hold while another holds it."""
    notes = []
    for field, places in _ELSEWHERE.items():
        own, filled = evidence.counted.get(f"{field} in {field}", 0), evidence.filled.get(field, 0)
        if filled < _FEWEST or own > _MOST * filled:
            continue
        for place in places:
            there, among = evidence.counted.get(f"{field} in {place}", 0), evidence.filled.get(place, 0)
            if among >= _FEWEST and there > _MOST * among:
                what = "an e-mail" if field == "email" else "a postal code"
                hint = f"{there:,} of {among:,} cells of {place} look like {what}, but only {own:,} of {field}"
                notes.append(ColumnNote(SWAPPED, field, filled - own, hint))
    return tuple(notes)


RULE = ColumnRule(
    name="swapped_columns",
    doc=__doc__,
    problems=(SWAPPED,),
    fields=tuple(dict.fromkeys((*_LOOKED_FOR, *(place for places in _ELSEWHERE.values() for place in places)))),
    count=count,
    judge=judge,
)
