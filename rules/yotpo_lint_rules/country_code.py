"""Country: the two capital letters of ISO 3166-1 alpha-2.

Yotpo takes two letters, checks nothing, and reads a missing country as US. Exports write names in many languages
(Deutschland, Россия, 日本), three letters (`FRA`), ISO's numbers (`250`), `UK` and `U.S.A.`; whatever can mean one
country only is repaired. The exact two letters of a current country are always kept, `NA` (Namibia) too. Kosovo's
`XK` is kept with a warning: ISO 3166-1 has no code for it, and everyone writes this one.

Names come from Unicode CLDR in 114 languages, in their short, long and former forms; a code that was withdrawn becomes
its successor where it has one. Never guessed: names that several countries share in any language (Korea, Congo, Guinea,
Georgia, Virgin Islands, Saint Martin), continents and unions, withdrawn codes with several heirs, a state where the
country should be, and numbers that are also another country's telephone prefix (`380` is Italy to ISO and Ukraine to a
telephone). There is no fuzzy search: it reads Kosovo as Serbia.

Sources: https://core-api.yotpo.com/reference/address (read 2026-11-23); ISO 3166-1 and 3166-3 through pycountry;
Unicode CLDR 48.2.
"""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

from yotpo_lint.rule import (
    Clean,
    Context,
    FieldRule,
    Problem,
    Reading,
    Refused,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import compile_lazily
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables.country_names import (
    AMBIGUOUS,
    DEPENDENCIES,
    GROUPS,
    KOSOVO,
    NAMES,
    OLDEST_SUCCESSION,
    OTHER_CODES,
    PARTS,
    SUCCESSORS,
    WITHDRAWN,
)
from yotpo_lint_rules.tables.iso_lists import SUBDIVISIONS, entries
from yotpo_lint_rules.tables.name_keys import name_key

# "United Kingdom (UK)" and "US - United States" say one thing twice; WooCommerce's screens show the first.
_TWICE: Final = (compile_lazily(r"(.+?)\s*\(([^()]+)\)"), compile_lazily(r"(.+?)\s+[-\u2013]\s+(.+)"))

# The longest formal name has 55 characters; a longer cell is not a country.
_LONGEST: Final = 128

_CODE_LENGTH: Final = 2

# A message lists at most this many countries.
_HINTED: Final = 3

PROBLEM: Final = parse_problems(
    """
    ADR001 country-case [safe]
        The country code is not in capital letters; it becomes {after}.
        why: ISO 3166-1 writes its codes in capitals, and Yotpo stores whatever it is sent.
    ADR002 country-other-code [safe]
        The country is written as another code than ISO's two letters; it becomes {after}.
        why: Three letters and three digits name the same countries in ISO 3166-1; UK and EL are the Union's own
        codes; TP, ZR, BU, DD and YD were withdrawn for countries that have one successor.
    ADR003 country-name [safe]
        The country is written as a name; it becomes {after}.
        why: Yotpo's address takes the two-letter code only (https://core-api.yotpo.com/reference/address).
    ADR004 country-ambiguous
        This can mean more than one country ({hint}); write the two letters.
        why: A customer filed under the wrong country gets the wrong language, currency and consent rules.
    ADR005 country-withdrawn
        This country left the standard in {hint}; write the two letters of today's country.
        why: ISO 3166-3 lists it as withdrawn; which heir the customer lives in is not in the cell.
    ADR006 country-without-code [warning]
        Kosovo has no code in ISO 3166-1; XK is what Shopify and the European Union write. Check that your Yotpo account
        takes it.
        why: XK is user-assigned in ISO 3166-1: no country will ever get it, and each system decides whether it takes
        it.
    ADR007 country-group
        This does not name a single country; write the two letters of the customer's country.
        why: America, Europe, EU and UN name many countries, and Yotpo files an address under exactly one.
    ADR008 country-part
        This is a part of a country, not a country ({hint}); write the country here and the part in the province.
        why: A state in the country column usually means that the columns are swapped.
    ADR009 country-unreadable
        No country has this name; write its two letters, such as US, or empty the cell.
        why: Names are compared exactly, accents and case aside; a similar name is never taken for the same.
    """
)


class _NoCountry(NamedTuple):
    """What is known not to be one current country, by folded name; with a hint where there is one."""

    ambiguous: dict[str, str]
    withdrawn: dict[str, str]
    groups: frozenset[str]


@functools.cache
def _load_refused_names() -> _NoCountry:
    """Fold the names of `tables.country_names` that do not name one current country."""
    return _NoCountry(
        {name_key(name): hint for name, hint in AMBIGUOUS.items()},
        {name_key(name): hint for names, hint in WITHDRAWN.items() for name in names.split("|")},
        frozenset(map(name_key, GROUPS)),
    )


@functools.cache
def _load_codes() -> frozenset[str]:
    """Return the current alpha-2 codes of ISO 3166-1."""
    import pycountry

    return frozenset(country.alpha_2 for country in pycountry.countries)


@functools.cache
def _load_other_codes() -> dict[str, str]:
    """Return alpha-2 by alpha-3, by ISO's three digits, by the Union's own codes and by withdrawn ones."""
    import pycountry

    codes = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    codes |= {country.numeric: country.alpha_2 for country in pycountry.countries}
    successors = cldr.codes().withdrawn_territories
    for country in pycountry.historic_countries:
        successor = successors.get(country.alpha_2, "")
        if successor in _load_codes() and country.withdrawal_date >= OLDEST_SUCCESSION:
            codes |= {country.alpha_2: successor, country.alpha_3: successor}
    return codes | OTHER_CODES


@functools.cache
def _load_names() -> dict[str, str]:
    """Return alpha-2 by folded name: ISO's official and common names, and those of `tables.country_names`."""
    import pycountry

    known: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            name: str = getattr(country, attribute, "")
            known[name_key(name)] = country.alpha_2
            head, comma, tail = name.partition(", ")
            if comma:  # "Korea, Republic of" is also written "Republic of Korea"
                known.setdefault(name_key(f"{tail} {head}"), country.alpha_2)
    for code, more in (*NAMES.items(), *SUCCESSORS.items()):
        known |= {name_key(name): code for name in more.split("|")}
    for key in ("", *_load_refused_names().ambiguous, *_load_refused_names().groups):
        known.pop(key, None)
    return known


@functools.cache
def _load_parts() -> dict[str, str]:
    """Return the countries, as a hint, by the folded name of each of their parts."""
    countries: dict[str, set[str]] = {}
    for part in entries(SUBDIVISIONS):
        country, _, code = part["code"].partition("-")
        countries.setdefault(name_key(part["name"]), set()).add(country)
        if country in {"US", "CA", "AU"}:  # whose states are known by their letters
            countries.setdefault(code.casefold(), set()).add(country)
    hints = {key: "of " + " or ".join(sorted(codes)[:_HINTED]) for key, codes in countries.items()}
    return hints | {name_key(name): f"of {codes}" for name, codes in PARTS.items()}


def _refuse_known_name(key: str) -> Refused | None:
    """Refuse a name or code that is known not to be one current country."""
    known = _load_refused_names()
    if key in known.ambiguous:
        return refuse(PROBLEM["country-ambiguous"], known.ambiguous[key])
    if key in known.withdrawn:
        return refuse(PROBLEM["country-withdrawn"], known.withdrawn[key])
    return refuse(PROBLEM["country-group"]) if key in known.groups else None


def _find_telephone_country(digits: str) -> str | None:
    """Return the country whose telephone prefix the digits are, if any."""
    import phonenumbers

    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits), ())
    return regions[0] if regions and regions[0] != "001" else None


def _fix_code(code: str, problem: Problem) -> Clean:
    """Fix the cell to a code, and warn where ISO 3166-1 does not have it."""
    return fix(code, problem, PROBLEM["country-without-code"]) if code == KOSOVO else fix(code, problem)


def _read_code(text: str) -> Reading | None:
    """Read a cell that is only a code; None where it is not."""
    upper = text.upper() if text.isascii() else text
    if upper in _load_codes() or upper == KOSOVO:
        return _fix_code(upper, PROBLEM["country-case"])
    if upper in _load_other_codes():
        code = _load_other_codes()[upper]
        named_country = cldr.codes().countries_named_like_codes.get(text.lower(), code)
        if text != upper and named_country != code:  # NGA is Nigeria, and Nga is what Vietnam calls Russia
            return refuse(PROBLEM["country-ambiguous"], f"{upper} is {code}, and the name can mean {named_country}")
        telephone_country = _find_telephone_country(upper) if upper.isdigit() else None
        if telephone_country not in {None, code}:
            return refuse(
                PROBLEM["country-ambiguous"],
                f"{upper} is {code} to ISO, and the telephone prefix of {telephone_country}",
            )
        return _fix_code(code, PROBLEM["country-other-code"])
    return _refuse_dependency(upper) if upper in DEPENDENCIES else None


def _read_name(key: str) -> Reading | None:
    """Read the folded name of a country; None where no language has it."""
    if key in _load_names():
        return fix(_load_names()[key], PROBLEM["country-name"])
    meanings = cldr.country_names().get(key, "").split()
    countries = [code for code in meanings if code in _load_codes() or code == KOSOVO]
    if len(meanings) == 1 and countries:
        return _fix_code(countries[0], PROBLEM["country-name"])
    if len(countries) > 1:
        return refuse(PROBLEM["country-ambiguous"], " or ".join(countries))
    if len(meanings) == 1 and meanings[0] in DEPENDENCIES:
        return _refuse_dependency(meanings[0])
    return refuse(PROBLEM["country-group"]) if meanings else None


def _refuse_dependency(code: str) -> Refused:
    return refuse(PROBLEM["country-part"], f"of {DEPENDENCIES[code]}")


def _read_alone(text: str) -> Reading | None:
    """Read a cell that is only a code or a name; None where it is neither."""
    if text in _load_codes():
        return keep(text)
    if text == KOSOVO:
        return keep(text, PROBLEM["country-without-code"])
    key = name_key(text)
    reading = _refuse_known_name(key) or _read_code(text)
    # Two letters without accents are a code or nothing.
    return reading or (None if text.isascii() and len(text) <= _CODE_LENGTH else _read_name(key))


def read(text: str, context: Context) -> Reading:
    """Read a country: the code as it is, another code or a name that can only mean one country."""
    if len(text) > _LONGEST:
        return refuse(PROBLEM["country-unreadable"])
    reading = _read_alone(text)
    if reading is not None:
        return reading
    for pattern in _TWICE:
        twice = pattern.fullmatch(text)
        if twice:
            first, second = (_read_alone(part) for part in twice.groups())
            if first is not None and second is not None and not isinstance(first, Refused):
                same = not isinstance(second, Refused) and first.value == second.value
                if same and first.value:
                    return _fix_code(first.value, PROBLEM["country-name"])
                return refuse(PROBLEM["country-unreadable"])
    part = _load_parts().get(name_key(text))
    return refuse(PROBLEM["country-part"], part) if part else refuse(PROBLEM["country-unreadable"])


RULE = FieldRule(
    name="country_code",
    doc=__doc__,
    fields=("address.country_code",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    examples=(
        keeps("US"),
        keeps("NA"),
        keeps("XK", "ADR006"),
        fixes("us", "US", "ADR001"),
        fixes("FRA", "FR", "ADR002"),
        fixes("840", "US", "ADR002"),
        fixes("UK", "GB", "ADR002"),
        fixes("TP", "TL", "ADR002"),
        fixes("U.S.A.", "US", "ADR003"),
        fixes("España", "ES", "ADR003"),
        fixes("Россия", "RU", "ADR003"),
        fixes("ドイツ", "DE", "ADR003"),
        fixes("Slovakia (Slovak Republic)", "SK", "ADR003"),
        fixes("United Kingdom (UK)", "GB", "ADR003"),
        fixes("Scotland", "GB", "ADR003"),
        refuses("Korea", "ADR004"),
        refuses("Georgia", "ADR004"),
        refuses("380", "ADR004"),
        refuses("AN", "ADR005"),
        fixes("Kosovo", "XK", "ADR003", "ADR006"),
        refuses("Europe", "ADR007"),
        refuses("California", "ADR008"),
        refuses("Atlantis", "ADR009"),
    ),
)
