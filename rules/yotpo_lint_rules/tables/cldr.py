"""Names from Unicode CLDR in 114 languages, by folded spelling (`name_keys.name_key`).

Each table is a file of its own in `cldr_data/`, read when it is first asked for; `update_cldr` compiles them and says
from what. Where a spelling means several things in any of the languages, its text lists all of their codes.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

_DATA: Final = Path(__file__).with_name("cldr_data")


class Codes(NamedTuple):
    """The newest release and that of Babel, the languages, and codes with what took their place."""

    version: str
    babel: str
    languages: list[str]
    withdrawn_territories: dict[str, str]
    withdrawn_languages: dict[str, str]
    macrolanguages: dict[str, str]
    withdrawn_currencies: dict[str, tuple[str, str]]
    countries_named_like_codes: dict[str, str]
    languages_named_like_codes: dict[str, str]


class DateWords(NamedTuple):
    """The words of dates: numbers of months (1 is January) and weekdays (0 is Monday), and words between them."""

    months: dict[str, str]
    weekdays: dict[str, str]
    fillers: frozenset[str]


def _read(name: str) -> Any:
    return json.loads((_DATA / f"{name}.json").read_bytes())


@functools.cache
def codes() -> Codes:
    """Return the release and the codes that were withdrawn."""
    table = _read("codes")
    table["withdrawn_currencies"] = {code: tuple(entry) for code, entry in table["withdrawn_currencies"].items()}
    return Codes(**table)


@functools.cache
def country_names() -> dict[str, str]:
    """Return territory codes by the folded names of countries, continents and dependencies."""
    names: dict[str, str] = _read("countries")
    return names


@functools.cache
def language_names() -> dict[str, str]:
    """Return language codes by folded name."""
    names: dict[str, str] = _read("languages")
    return names


@functools.cache
def currency_names() -> dict[str, str]:
    """Return currency codes by folded name, in the singular and the plural."""
    names: dict[str, str] = _read("currencies")
    return names


@functools.cache
def date_words() -> DateWords:
    """Return the words of dates."""
    table = _read("dates")
    return DateWords(table["months"], table["weekdays"], frozenset(table["words"]))
