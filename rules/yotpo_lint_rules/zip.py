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
    keep_where,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import DASHES, compile_lazily, is_ascii_digits, to_ascii_digits

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, Facts

_COUNTRY: Final = "address.country_code"

# Countries whose postal codes are this many digits, in all their forms or (in SHAPES) in the plainest. Left out are
# countries with letters or several lengths, those without postal codes, and those whose codes are changing.
DIGITS: Final = {
    3: "FO IS MG PG",
    4: "AF AL AM AT AU BD BE BG CH CV CY DK GE GL HU LU LV MK NE NO NZ PH PY SI TN VE ZA",
    5: "BA CR CU DE DO DZ EE EG ES FI FR GT HR ID IT JO KE KH KR KW LA LK LT MA ME MX MY NP PK SN TH TR UA UY",
    6: "BY CN CO IN KG KZ NG RO RU SG TJ TM UZ VN",
}
FIXED: Final = {country: length for length, countries in DIGITS.items() for country in countries.split()} | {"US": 5}

# Plain digits beside no country are settled from so many to so many; which country's they are is not known.
_ANY, _SHORTEST, _LONGEST = -1, 3, 12

# How many zeros a code of the country can begin with, for countries where some do: 00501 Holtsville, 01067 Dresden,
# 01000 Bourg-en-Bresse, 00118 Rome, 01001 Vitoria, 01000 Mexico City, 00100 Helsinki, 0800 Darwin, 0110 Whangarei,
# 0001 Oslo and Pretoria, 0800 Hoje Taastrup, 0400 Manila, 01000 Perlis, 01000 Seoul, 01010 Adana, 01001 Kyiv,
# 01001 Guatemala, 01000 Adrar, 010011 Bucharest, 018956 Singapore, 010000 Hohhot, 050001 Medellin, 0010 Yerevan.
ZEROS: Final = {
    "US": 2, "DE": 1, "FR": 1, "IT": 2, "ES": 1, "MX": 1, "FI": 2, "AU": 1, "NZ": 1, "NO": 3, "ZA": 3, "DK": 1,
    "PH": 1, "MY": 1, "KR": 1, "TR": 1, "UA": 1, "GT": 1, "DZ": 1, "RO": 1, "SG": 1, "CN": 1, "CO": 1, "AM": 2,
}  # fmt: skip

# Countries with other shapes, or with more than one. Blanks and hyphens are optional, as people leave them out, and
# so are the letters of the country before the code (D-10115, LV-1010).
SHAPES: Final = {
    "AR": r"[A-Z]?[0-9]{4}([A-Z]{3})?",
    "BR": r"[0-9]{5}[-. ]?[0-9]{3}|[0-9]{2}\.[0-9]{3}-?[0-9]{3}",
    "CA": r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]",
    "CL": r"[0-9]{3}[- ]?[0-9]{4}",
    "CZ": r"[0-9]{3} ?[0-9]{2}",
    "FR": r"[0-9]{2} ?[0-9]{3}",
    "GB": r"GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]?[ -]?[0-9][ABD-HJLNP-UW-Z]{2}|BFPO ?[0-9]{1,4}",
    "GR": r"[0-9]{3} ?[0-9]{2}",
    "IE": r"[AC-FHKNPRTV-Y]([0-9]{2}|6W)[ -]?[0-9AC-FHKNPRTV-Y]{4}|([Dd](ublin)? ?)?(6W|[0-9]{1,2})",
    "IL": r"[0-9]{5}([0-9]{2})?",
    "IN": r"[0-9]{3} ?[0-9]{3}",
    "JP": r"[0-9]{3}-?[0-9]{4}",
    "MT": r"[A-Z]{3} ?[0-9]{2,4}",
    "NL": r"[1-9][0-9]{3} ?[A-Z]{2}",
    "PE": r"[0-9]{5}|[0-9]{2}",
    "PL": r"[0-9]{2}-?[0-9]{3}",
    "PT": r"[0-9]{4}([- ]?[0-9]{3})?",
    "RS": r"[0-9]{5,6}",
    "SA": r"[0-9]{5}([- ]?[0-9]{4})?",
    "SE": r"[0-9]{3} ?[0-9]{2}",
    "SK": r"[0-9]{3} ?[0-9]{2}",
    "TW": r"[0-9]{3}([- ]?[0-9]{2,3})?",
    "US": r"[0-9]{5}([- ]?[0-9]{4})?",
}
_SHAPES: Final = {country: rf"[0-9]{{{length}}}" for country, length in FIXED.items()} | SHAPES


@cache
def _shape(country: str) -> re.Pattern[str]:
    """Return the shape of a country's codes, made when the country is first met: a hundred would be waited for."""
    return re.compile(rf"(?:[A-Z]{{1,2}}-|{country} ?)?(?:{_SHAPES[country]})", re.IGNORECASE | re.ASCII)


# The two halves of the codes whose capitals and blank are spelling: each half has a fixed place and length.
HALVES: Final = {
    "CA": compile_lazily(r"([A-Z][0-9][A-Z])[ -]*([0-9][A-Z][0-9])", re.IGNORECASE | re.ASCII),
    "GB": compile_lazily(r"([A-Z]{1,2}[0-9][0-9A-Z]?)[ -]*([0-9][ABD-HJLNP-UW-Z]{2})", re.IGNORECASE | re.ASCII),
    "NL": compile_lazily(r"([1-9][0-9]{3})[ -]*([A-Z]{2})", re.IGNORECASE | re.ASCII),
}

# One zero or two: 59.000 is Lille with a thousands separator, not 59.
_FLOAT: Final = compile_lazily(r"([0-9]{1,12})[.,]0{1,2}")
_SCIENTIFIC: Final = compile_lazily(r"[0-9]+(?:[.,][0-9]+)?[Ee][+-]?[0-9]+")
_PLACEHOLDER: Final = compile_lazily(r"0+|0+-0+|9{5,}|[Xx]{4,}")
_NOT_POSTAL: Final = compile_lazily(r"[<>@{}]|\A[\W_]*\Z")

PROBLEM: Final = parse_problems(
    """
    ADR050 zip-float-tail [safe]
        A spreadsheet has added .0 to the postal code; it becomes {after}.
        why: A column of numbers with one empty cell is written with decimals. No postal code has decimals.
    ADR051 zip-spelling [safe]
        The postal code is only spelled otherwise (capitals, blank, digits of another script): {after}.
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


def _respelled(text: str, country: str | None) -> str:
    """Write a code in plain digits, and a British, Canadian or Dutch one in capitals with one blank."""
    plain = DASHES.sub("-", to_ascii_digits(text))
    if plain.isascii():
        text = plain
    halves = HALVES[country].fullmatch(text) if country in HALVES else None
    return f"{halves[1]} {halves[2]}".upper() if halves else text


def read(text: str, context: Context) -> Reading:
    """Read a postal code: mend what a spreadsheet did to it, warn of what its country does not write."""
    if len(text) > MAX_LENGTH["address.zip"]:
        return refuse(PROBLEM["zip-too-long"], str(len(text)))
    if _NOT_POSTAL.search(text):
        return refuse(PROBLEM["zip-unreadable"])
    country = context[_COUNTRY] or context.facts.region
    notes: list[Problem | Note] = []
    code = _respelled(text, country)
    if code != text:
        notes.append(PROBLEM["zip-spelling"])
    if _SCIENTIFIC.fullmatch(code):
        return refuse(PROBLEM["zip-scientific"])
    tail = _FLOAT.fullmatch(code)
    if tail:
        code = tail[1]
        notes.append(PROBLEM["zip-float-tail"])
    if _PLACEHOLDER.fullmatch(code):
        return _answer(text, code, [*notes, PROBLEM["zip-placeholder"]])
    # The declared region counts as the row's own country does: it is sent as the row's country.
    lost = FIXED.get(country or "", 0) - len(code)
    if country and is_ascii_digits(code) and not code.startswith("0") and 0 < lost <= ZEROS.get(country, 0):
        return fix(code.rjust(FIXED[country], "0"), *notes, PROBLEM["zip-lost-zero"])
    if country in _SHAPES and not _shape(country).fullmatch(code):
        notes.append(PROBLEM["zip-shape"].note(country))
    return _answer(text, code, notes)


def _answer(text: str, code: str, notes: list[Problem | Note]) -> Reading:
    """Answer with the code, as kept where it is the cell's own text."""
    return keep(text, *notes) if code == text else fix(code, *notes)


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle plain digits of the number that the row's country has, and plain digits beside no country."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.spans import spans

    cells = spans(column)
    digits = (cells.data - ord("0")) < 10  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    plain = (cells.added(digits) == cells.counts) & (cells.counts <= _LONGEST)
    countries = neighbours[_COUNTRY].dictionary_encode()
    # By country, none last, how many digits its codes have.
    lengths = [FIXED.get(country, 0) for country in countries.dictionary.to_pylist()]
    lengths.append(_ANY if facts.region is None else FIXED.get(facts.region, 0))
    wanted = np.array(lengths)[countries.indices.fill_null(len(lengths) - 1).to_numpy(zero_copy_only=False)]
    plain &= (cells.counts == wanted) | ((wanted == _ANY) & (cells.counts >= _SHORTEST))
    # Zeros or nines alone are told by their ends first, which few others share.
    ends = cells.byte(0)
    alike = np.flatnonzero(plain & (ends == cells.byte(-1)) & ((ends == ord("0")) | (ends == ord("9"))))
    filler = pc.match_substring_regex(column.take(pa.array(alike)), r"^(?:0+|9+)$").to_numpy(zero_copy_only=False)
    plain[alike[filler]] = False
    return keep_where(column, pa.array(plain))


def _in(country: str) -> dict[str, str | None]:
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
        keeps("02134", neighbours=_in("US")),
        keeps("02134-1234", neighbours=_in("US")),
        keeps("021341234", neighbours=_in("US")),
        keeps("2134"),
        fixes("85940.0", "85940", "ADR050", neighbours=_in("US")),
        fixes("k1a0b1", "K1A 0B1", "ADR051", neighbours=_in("CA")),
        fixes("sw1a1aa", "SW1A 1AA", "ADR051", neighbours=_in("GB")),
        fixes("1234ab", "1234 AB", "ADR051", neighbours=_in("NL")),
        fixes("2134", "02134", "ADR052", neighbours=_in("US")),
        fixes("2134.0", "02134", "ADR050", "ADR052", neighbours=_in("US")),
        refuses("8.5940E+4", "ADR053"),
        keeps("K1A 0B1", "ADR054", neighbours=_in("US")),
        fixes("2134", "02134", "ADR052", region="US"),
        keeps("02134-12", "ADR054", region="US"),
        keeps("00000", "ADR055", neighbours=_in("US")),
        refuses("9" * 65, "ADR056"),
        refuses("someone@example.com", "ADR057"),
    ),
)
