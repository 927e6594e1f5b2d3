"""Swapped columns: what most cells of two columns hold belongs to the other.

A header that was typed by hand, or two columns pasted the wrong way round, spoil every row. Each cell alone is only
a bad cell; that the other column holds what is missing shows only when both are looked at as a whole.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import ColumnNote, ColumnProblem, ColumnRule, Evidence, Facts, ValueCounts

if TYPE_CHECKING:
    import pyarrow as pa

# What is looked for: an at sign makes an e-mail, a digit a postal code (all countries that have them use digits), and
# these words a country. They are of the countries that most tables have, and no state's code anywhere: MA is both.
_LETTERS: Final = {"email": "@", "address.zip": string.digits}
_COUNTRIES: Final = (
    *("US", "USA", "us", "U.S.", "U.S.A.", "United States", "GB", "UK", "gb", "uk", "United Kingdom"),
    *("UNITED STATES", "UNITED KINGDOM", "United States of America"),
)
# In whose place it may stand.
_ELSEWHERE: Final = {
    "email": ("phone_number", "first_name"),
    "address.zip": ("address.city",),
    "address.country_code": ("address.state", "address.province_code"),
}
_CALLED: Final = {"email": "an e-mail", "address.zip": "a postal code", "address.country_code": "a country"}
# More than half of the cells are not a coincidence; fewer than three cells prove nothing.
_MOST: Final = 0.5
_FEWEST: Final = 3

SWAPPED = ColumnProblem(
    code="COL010",
    name="columns-swapped",
    message="Two columns seem to stand in each other's place: {hint}.",
    why="Every row that is taken so is wrong, and what happens to be valid in the wrong place is uploaded.",
    undo="Yes: put the two headers right, or say which column is which with `--map`.",
    prevention="Export the table with its own headers, and do not type them by hand.",
)


def count(columns: Mapping[str, ValueCounts], facts: Facts) -> Mapping[str, int]:
    """Count the cells with what is looked for, in its own column and where else it may stand."""
    return {
        f"{field} in {place}": columns[place].count_where(_looks_like(field, columns[place].values))
        for field, places in _ELSEWHERE.items()
        for place in (field, *places)
        if field in columns and place in columns
    }


def _looks_like(field: str, texts: pa.Array) -> pa.Array:
    """Return which texts look like a value of a field."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.spans import build_byte_table, spans

    if field in _LETTERS:
        return pa.array(spans(texts).contain_any(build_byte_table(_LETTERS[field])))
    return pc.is_in(texts, value_set=pa.array(_COUNTRIES))


def judge(evidence: Evidence, facts: Facts) -> tuple[ColumnNote, ...]:
    """Tell of columns that lack what they should hold while another holds it."""
    notes = []
    for field, places in _ELSEWHERE.items():
        own, filled = evidence.counts.get(f"{field} in {field}", 0), evidence.filled_cells.get(field, 0)
        if filled < _FEWEST or own > _MOST * filled:
            continue
        for place in places:
            there, among = evidence.counts.get(f"{field} in {place}", 0), evidence.filled_cells.get(place, 0)
            if among >= _FEWEST and there > _MOST * among:
                hint = (
                    f"{there:,} of {among:,} cells of {place} look like {_CALLED[field]}, but only {own:,} of {field}"
                )
                notes.append(ColumnNote(SWAPPED, field, filled - own, hint))
    return tuple(notes)


RULE = ColumnRule(
    name="swapped_columns",
    doc=__doc__,
    problems=(SWAPPED,),
    fields=tuple(dict.fromkeys((*_ELSEWHERE, *(place for places in _ELSEWHERE.values() for place in places)))),
    count=count,
    judge=judge,
)
