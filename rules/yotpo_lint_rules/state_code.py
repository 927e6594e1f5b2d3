"""State: a province's code in the field of its name is moved to the field of codes.

Yotpo keeps a province's name (`state`) and its code (`province_code`) apart. Many shops have one column for both, and
write a code into it: `CA`, `US-CO`, WooCommerce's `JP13` and `TR34`. Sent as the name it would stand in no segment by
province. The row's country says which province is meant: the code moves to province_code, and state stays empty.

A code that the country does not have is a shop's own number or a slip; it is no name either and is left out, with a
warning. Never guessed: a code that means one province in WooCommerce and another in ISO's list. Where the row names no
country, or has a code already, nothing is moved; names are left as they are.

Sources: https://core-api.yotpo.com/reference/address (read 2026-11-23); ISO 3166-2 through pycountry; for the shops'
codes see forms/province.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import Columns, Facts, Row, RowExample, RowNote, RowRule, parse_problems
from yotpo_lint_rules.forms.province import OF_TWO_PROVINCES, is_code, without_country
from yotpo_lint_rules.tables.country_names import name_key
from yotpo_lint_rules.tables.province_words import listed, named

if TYPE_CHECKING:
    import pyarrow as pa

STATE = "address.state"
CODE = "address.province_code"
COUNTRY = "address.country_code"

# The longest code: the country's two letters, a mark, and three of the province's.
LONGEST: Final = 6

PROBLEM: Final = parse_problems(
    """
    ADR090 state-code [safe]
        The state holds a province's code; it moves to province_code as {hint}.
        why: Yotpo keeps the name and the code of a province apart, and the row's country has exactly this code.
        general: The state holds a province's code; it moves to province_code.
    ADR091 state-code-unknown [safe, warning]
        The state holds a code that the row's country does not have; it is left out. Write the province's name.
        why: Shops number provinces in their own way; sent as a name, such a code would mean nothing.
    ADR092 state-code-ambiguous [safe, warning]
        This code is {hint}, by the shop's list or by ISO's; it is left out. Write the province's name.
        why: WooCommerce uses a few codes for other provinces than ISO 3166-2 does.
        general: This code is one province by the shop's list and another by ISO's; it is left out.
    """
)


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Move a province's code from the state to its own field."""
    state, country = row[STATE], row[COUNTRY]
    if state is None or country is None or row[CODE] is not None or country not in listed():
        return ()
    bare = without_country(state, country)
    if provinces := OF_TWO_PROVINCES.get((country, state)):
        return (RowNote(PROBLEM["state-code-ambiguous"].note(provinces), STATE, sets_value=True),)
    code = _find_code(state, country) if is_code(state, country) else None
    code = code or (_find_code(bare, country) if bare else None)
    if code is not None:
        note = PROBLEM["state-code"].note(code)
        return RowNote(note, STATE, sets_value=True), RowNote(note, CODE, code, sets_value=True)
    if is_code(state, country):
        return (RowNote(PROBLEM["state-code-unknown"].note(), STATE, sets_value=True),)
    return ()


def _find_code(text: str, country: str) -> str | None:
    """Return the country's code that a text is, or that it is another word for."""
    if text in listed()[country]:
        return text
    found = named(country).get(name_key(text), frozenset[str]())
    return next(iter(found)) if len(found) == 1 else None


def accelerate(columns: Columns, facts: Facts) -> pa.Array:
    """Return where a row must be read: a state as short as a code, and no code yet."""
    import pyarrow.compute as pc

    short = pc.less_equal(pc.utf8_length(columns[STATE]), LONGEST)
    return pc.and_(pc.fill_null(short, False), pc.is_null(columns[CODE]))


RULE = RowRule(
    name="state_code",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=(STATE, CODE, COUNTRY),
    read=read,
    accelerate=accelerate,
    examples=(
        RowExample(row={STATE: "California", COUNTRY: "US"}),
        RowExample(row={STATE: "Kent", COUNTRY: "GB"}),
        RowExample(row={STATE: "CA"}),
        RowExample(row={STATE: "CA", CODE: "CA", COUNTRY: "US"}),
        RowExample(row={STATE: "KOWLOON", COUNTRY: "HK"}),
        RowExample(row={STATE: "CA", COUNTRY: "US"}, codes=("ADR090", "ADR090"), changes={STATE: None, CODE: "CA"}),
        RowExample(row={STATE: "JP13", COUNTRY: "JP"}, codes=("ADR090", "ADR090"), changes={STATE: None, CODE: "13"}),
        RowExample(row={STATE: "US-CO", COUNTRY: "US"}, codes=("ADR090", "ADR090"), changes={STATE: None, CODE: "CO"}),
        RowExample(row={STATE: "CN1", COUNTRY: "CN"}, codes=("ADR090", "ADR090"), changes={STATE: None, CODE: "YN"}),
        RowExample(row={STATE: "BO-B", COUNTRY: "BO"}, codes=("ADR090", "ADR090"), changes={STATE: None, CODE: "B"}),
        RowExample(row={STATE: "ZZ", COUNTRY: "US"}, codes=("ADR091",), changes={STATE: None}),
        RowExample(row={STATE: "43", COUNTRY: "US"}, codes=("ADR091",), changes={STATE: None}),
        RowExample(row={STATE: "B", COUNTRY: "BO"}, codes=("ADR092",), changes={STATE: None}),
    ),
)
