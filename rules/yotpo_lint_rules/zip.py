"""Postal code: text, as the row's country writes it.

Yotpo stores up to 64 characters and checks nothing. Spreadsheets take a postal code for a number: the ending `.0`
that this leaves (`85940.0`) is no part of any postal code and is cut off; the zeros that it ate (`2134` for `02134`)
are put back only as an unsafe fix, only where the row's country (or the declared region, which is sent as its
country) has codes of one fixed number of digits, and only as many as that country's codes can begin with. Scientific
notation has lost digits and is refused. British, Canadian and Dutch codes get their capitals and their one blank,
which are spelling and no content. A ZIP+4 stays as it is, with or without its hyphen.

A code that does not look like the row's country, or that is only zeros or nines, is kept with a warning: the
address may still be right, and which cell is wrong cannot be seen. Without a country nothing is judged but damage.

Sources: https://core-api.yotpo.com/reference/address; postal code shapes: Unicode CLDR 2fc80e1,
common/supplemental/postalCodeData.xml, brought up to date where a country has changed its codes since (read
2026-11-23).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import (
    ColumnReading,
    Context,
    FieldRule,
    Note,
    Problem,
    Reading,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import DASHES, compile_lazily, is_ascii_digits, to_ascii_digits
from yotpo_lint_rules.tables import postal_codes
from yotpo_lint_rules.tables.postal_codes import FIXED, ZEROS

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, Facts

_COUNTRY: Final = "address.country_code"

_HALVES: Final = {
    country: compile_lazily(halves, re.IGNORECASE | re.ASCII) for country, halves in postal_codes.HALVES.items()
}
_FLOAT: Final = compile_lazily(postal_codes.FLOAT)
_SCIENTIFIC: Final = compile_lazily(postal_codes.SCIENTIFIC)
_PLACEHOLDER: Final = compile_lazily(postal_codes.PLACEHOLDER)
_NOT_POSTAL: Final = compile_lazily(r"[<>@{}]|\A[\W_]*\Z")

PROBLEM: Final = parse_problems(
    """
    ADR050 zip-float-tail [safe]
        A spreadsheet has added .0 to the postal code; it becomes {after}.
        why: A column of numbers with one empty cell is written with decimals. No postal code has decimals.
    ADR051 zip-spelling [safe]
        The postal code is spelled in another way (capitals, blank, digits of another script); it becomes {after}.
        why: Canadian, British and Dutch codes are written in capitals with one blank between their halves.
    ADR052 zip-lost-zero [unsafe]
        The postal code seems to have lost its leading zero; {after} is likely, check it.
        why: A spreadsheet that takes 02134 for a number writes 2134; but a digit may as well be missing at the end.
    ADR053 zip-scientific
        A spreadsheet has turned the postal code into scientific notation; export the column again as text.
        why: The digits after the first few are gone, and nothing in the row brings them back.
    ADR054 zip-shape [warning]
        This does not look like a postal code of {hint}; check the code and the country.
        why: Yotpo keeps the postal code as text, whatever the country: the value is sent as it is.
    ADR055 zip-placeholder [warning]
        This postal code looks typed to fill the field; empty the cell if it is not real.
        why: Forms that insist on a postal code get 00000 and 99999.
    ADR056 zip-too-long
        The postal code has {hint} characters and Yotpo takes 64; write the postal code only.
        why: https://core-api.yotpo.com/reference/address (read 2026-11-23). Nothing is ever cut.
        open hint: yes
    ADR057 zip-unreadable
        No postal code looks like this; write the postal code, or empty the cell.
        why: It has no letter and no digit, or it has a sign that belongs to an e-mail address or to markup.
    """
)


@cache
def _compile_shape(country: str) -> re.Pattern[str] | None:
    """Compile the pattern of a country's codes at its first use; compiling all hundred takes too long."""
    pattern = postal_codes.shape(country)
    return re.compile(pattern, re.IGNORECASE | re.ASCII) if pattern else None


def _normalize_spelling(text: str, country: str | None) -> str:
    """Write a code in plain digits, and a British, Canadian or Dutch one in capitals with one blank."""
    plain = DASHES.sub("-", to_ascii_digits(text))
    if plain.isascii():
        text = plain
    halves = _HALVES[country].fullmatch(text) if country in _HALVES else None
    return f"{halves[1]} {halves[2]}".upper() if halves else text


def read(text: str, context: Context) -> Reading:
    """Read a postal code: repair what a spreadsheet did to it, warn of a shape that its country does not use."""
    if len(text) > MAX_LENGTH["address.zip"]:
        return refuse(PROBLEM["zip-too-long"], str(len(text)))
    if _NOT_POSTAL.search(text):
        return refuse(PROBLEM["zip-unreadable"])
    country = context[_COUNTRY] or context.facts.region
    notes: list[Problem | Note] = []
    code = _normalize_spelling(text, country)
    if code != text:
        notes.append(PROBLEM["zip-spelling"])
    if _SCIENTIFIC.fullmatch(code):
        return refuse(PROBLEM["zip-scientific"])
    float_tail = _FLOAT.fullmatch(code)
    if float_tail:
        code = float_tail[1]
        notes.append(PROBLEM["zip-float-tail"])
    if _PLACEHOLDER.fullmatch(code):
        return _keep_or_fix(text, code, [*notes, PROBLEM["zip-placeholder"]])
    # The declared region counts as the row's own country does: it is sent as the row's country.
    missing_zeros = FIXED.get(country or "", 0) - len(code)
    if country and is_ascii_digits(code) and not code.startswith("0") and 0 < missing_zeros <= ZEROS.get(country, 0):
        return fix(code.rjust(FIXED[country], "0"), *notes, PROBLEM["zip-lost-zero"])
    if country and (shape := _compile_shape(country)) and not shape.fullmatch(code):
        notes.append(PROBLEM["zip-shape"].note(country))
    return _keep_or_fix(text, code, notes)


def _keep_or_fix(text: str, code: str, notes: list[Problem | Note]) -> Reading:
    """Keep the code if it is the cell's text; otherwise fix the cell to it."""
    return keep(text, *notes) if code == text else fix(code, *notes)


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle codes of plain letters, digits, blanks, hyphens and dots; see `columns.zip`."""
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.zip import OTHER_SHAPE, REFUSED, settle

    values, needs = settle(column, neighbours[_COUNTRY], facts.region)
    spelling, float_tail = PROBLEM["zip-spelling"], PROBLEM["zip-float-tail"]
    endings = (PROBLEM["zip-placeholder"],), (PROBLEM["zip-lost-zero"],), (PROBLEM["zip-shape"],)
    sets = [
        (*spellings, *end)
        for end in ((), *endings)
        for spellings in ((), (spelling,), (float_tail,), (spelling, float_tail))
    ]
    shaped = pc.and_(pc.greater_equal(needs, OTHER_SHAPE), pc.less(needs, REFUSED))
    countries = pc.fill_null(neighbours[_COUNTRY], facts.region) if facts.region else neighbours[_COUNTRY]
    return ColumnReading(values, needs, (*sets, refuse(PROBLEM["zip-scientific"])), pc.if_else(shaped, countries, None))


def _in_country(country: str) -> dict[str, str | None]:
    """Return the neighbours of an example."""
    return {_COUNTRY: country}


RULE = FieldRule(
    name="zip",
    doc=__doc__,
    fields=("address.zip",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=("region",),
    needs=(_COUNTRY,),
    accelerate=accelerate,
    examples=(
        keeps("02134", neighbours=_in_country("US")),
        keeps("02134-1234", neighbours=_in_country("US")),
        keeps("021341234", neighbours=_in_country("US")),
        keeps("2134"),
        fixes("85940.0", "85940", "ADR050", neighbours=_in_country("US")),
        fixes("k1a0b1", "K1A 0B1", "ADR051", neighbours=_in_country("CA")),
        fixes("sw1a1aa", "SW1A 1AA", "ADR051", neighbours=_in_country("GB")),
        fixes("1234ab", "1234 AB", "ADR051", neighbours=_in_country("NL")),
        fixes("2134", "02134", "ADR052", neighbours=_in_country("US")),
        fixes("2134.0", "02134", "ADR050", "ADR052", neighbours=_in_country("US")),
        refuses("8.5940E+4", "ADR053"),
        keeps("K1A 0B1", "ADR054", neighbours=_in_country("US")),
        fixes("2134", "02134", "ADR052", region="US"),
        keeps("02134-12", "ADR054", region="US"),
        keeps("00000", "ADR055", neighbours=_in_country("US")),
        refuses("9" * 65, "ADR056"),
        refuses("someone@example.com", "ADR057"),
    ),
)
