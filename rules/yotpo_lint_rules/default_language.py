"""Default language: an ISO 639-1 code, two small letters.

Shops export locales (`en-US`, `pt_BR.UTF-8`), names (English, Deutsch) and the three-letter codes of ISO 639-2; each
is reduced to the two-letter code of the same language. Codes that ISO withdrew (`iw`, which Java wrote until version
17) are renamed to their successor.

Never guessed: country codes in a language column (`jp`, `us`, `cz`), codes that name no one language (`und`, `mul`)
and languages without a two-letter code (`fil`, `yue`). Some country codes are valid codes of quite another language:
`se` is Northern Sami, `uk` Ukrainian, `br` Breton. They are kept, with a warning where the row's own country suggests
that the country was meant. `in` and `mo` are withdrawn codes (of Indonesian and Moldavian) and renamed, except where
the row or the tag names India or Macao.

Sources: https://core-api.yotpo.com/reference/customers (read 2026-11-23); ISO 639 and ISO 3166 as in pycountry, by
exact key only: its `lookup("en")` answers with another language.
"""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from yotpo_lint.rule import (
    Clean,
    Context,
    FieldRule,
    Note,
    Reading,
    Refused,
    fix,
    fixes,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import DASHES, collapse_blanks, compile_lazily, normalize_word
from yotpo_lint_rules.tables import language_words as words
from yotpo_lint_rules.tables.iso_lists import LANGUAGES, entries

# A locale of BCP 47 or POSIX: the language, then script, region and variants, then an encoding and a modifier.
_TAG: Final = compile_lazily(
    r"(?P<language>[A-Za-z]{2,3})(?P<rest>(?:[-_][A-Za-z0-9]{1,8})*)(?:\.[A-Za-z0-9-]{1,20})?(?:@[A-Za-z0-9]{1,20})?"
)
_QUALIFIED: Final = compile_lazily(r"(?P<name>[^()]+?) ?\((?P<qualifier>[^()]+)\)")
_LONGEST: Final = 80
_TWO, _THREE = 2, 3

PROBLEM: Final = parse_problems(
    """
    LNG001 language-code-form [safe]
        The language code is written in another form; it becomes {after}.
        why: Yotpo asks for ISO 639-1: two small letters. ISO 639-2 has three letters for the same languages.
    LNG002 language-locale-tag [safe]
        The locale names a country or script beside the language; only the language, {after}, stays.
        why: Shops export locales such as en-US or pt_BR.UTF-8, whose first part is the language.
    LNG003 language-name [safe]
        The language is written as a name; it becomes {after}.
        why: Yotpo asks for ISO 639-1; a name belongs to one language only.
    LNG004 language-code-withdrawn [safe]
        The language code was withdrawn; its successor is {after}.
        why: Java wrote iw, in and ji for Hebrew, Indonesian and Yiddish until version 17 (JDK-8267069).
    LNG005 language-looks-like-country [warning]
        This is a language code that looks like the row's country; {hint} may be meant.
        why: se is Northern Sami and not Swedish, uk Ukrainian and not British, br Breton and not Brazilian.
    LNG006 language-is-country-code
        This is the code of a country, not of a language; write the language's code{hint}.
        why: Countries have several languages, and languages several countries; one does not show the other.
        general: This is the code of a country, not of a language; write the language's code.
    LNG007 language-without-short-code
        This language has no two-letter code{hint}; write a code of ISO 639-1, or empty the cell.
        why: Yotpo asks for ISO 639-1, which has no code for Filipino, Mandarin or Cantonese by themselves.
        general: This language has no two-letter code; write a code of ISO 639-1, or empty the cell.
    LNG008 language-none-named
        This code stands for no one language; write the customer's language, or empty the cell.
        why: und, mul, zxx and mis mean undetermined, several, no and uncoded languages.
    LNG009 language-code-split
        This code was withdrawn without one successor; write {hint}.
        why: Serbo-Croatian (sh) was withdrawn in 2000 in favour of Serbian, Croatian and Bosnian.
        general: This code was withdrawn without one successor; write the code of the language that is meant.
    LNG010 language-unreadable
        This is not one language by its code or its name; write two letters such as en, or empty the cell.
        why: Yotpo asks for ISO 639-1 and takes anything else without a complaint.
    """
)


class _Codes(NamedTuple):
    """The codes of pycountry that matter here."""

    short: frozenset[str]
    twins: dict[str, str]
    long: frozenset[str]
    countries: frozenset[str]


@functools.cache
def _codes() -> _Codes:
    """Load the code lists once."""
    import pycountry

    twins: dict[str, str] = {}
    languages = entries(LANGUAGES)
    for language in languages:
        if (short := language.get("alpha_2")) is not None and short not in words.SPLIT:
            twins[language["alpha_3"]] = short
            twins[language.get("bibliographic", language["alpha_3"])] = short
    long = frozenset(language["alpha_3"] for language in languages)
    countries = frozenset(country.alpha_2 for country in pycountry.countries) | {"UK", "XK"}
    return _Codes(frozenset(twins.values()), twins, long, countries)


def read(text: str, context: Context) -> Reading:
    """Read a language: its code, a locale that begins with it, or its name."""
    if len(text) > _LONGEST:
        return refuse(PROBLEM["language-unreadable"])
    country = context["address.country_code"]
    found = _TAG.fullmatch(DASHES.sub("-", collapse_blanks(text)))
    reading = _name(text) if found is None else _tag(found, country)
    if reading is None:
        reading = _name(text) or refuse(PROBLEM["language-unreadable"])
    if isinstance(reading, Refused):
        return reading
    notes = reading.notes if reading.value != text else ()
    return Clean(reading.value, (*notes, *_lookalike(reading.value or "", country)))


def _name(text: str) -> Reading | None:
    """Read the name of a language, with or without a country or script in brackets."""
    key = normalize_word(text)
    found = _QUALIFIED.fullmatch(key)
    if found is not None and found["qualifier"] in words.QUALIFIERS:
        key = found["name"]
    if key in words.CODE_BY_NAME:
        return fix(words.CODE_BY_NAME[key], PROBLEM["language-name"])
    if key in words.CLOSEST:
        return refuse(PROBLEM["language-without-short-code"], _closest(key))
    return refuse(PROBLEM["language-none-named"]) if key in words.NO_LANGUAGE else None


def _tag(found: re.Match[str], country: str | None) -> Reading | None:
    """Read a code or a locale; None where its first part is no code at all."""
    language = found["language"].lower()
    regions = {part.upper() for part in re.split("[-_]", found["rest"]) if len(part) == _TWO}
    is_bare = found.end("language") == found.end()
    around = regions | {country or ""}
    if language in words.WITHDRAWN and not (language in ("in", "mo") and language.upper() in around):
        return fix(
            words.WITHDRAWN[language],
            *(() if is_bare else (PROBLEM["language-locale-tag"],)),
            PROBLEM["language-code-withdrawn"],
        )
    if (refusal := _refusal(language, around)) is not None:
        return refusal
    codes = _codes()
    if language in codes.short:
        return fix(language, PROBLEM["language-code-form"] if is_bare else PROBLEM["language-locale-tag"])
    if language in codes.twins:
        return fix(
            codes.twins[language],
            *(() if is_bare else (PROBLEM["language-locale-tag"],)),
            PROBLEM["language-code-form"],
        )
    return (
        refuse(PROBLEM["language-without-short-code"], _closest(language))
        if language in codes.long and language not in words.CODE_BY_NAME
        else None
    )


def _refusal(language: str, around: set[str]) -> Refused | None:
    """Refuse a code that names a country, no language or several; `around` are the countries of row and tag."""
    upper = language.upper()
    if language in words.NO_LANGUAGE:
        return refuse(PROBLEM["language-none-named"])
    if language in words.SPLIT:
        return refuse(PROBLEM["language-code-split"], words.SPLIT[language])
    codes = _codes()
    is_kanuri = language == "kr" and bool(around & words.KANURI_COUNTRIES)
    if upper in codes.countries and not is_kanuri and (language not in codes.short or language == "kr"):
        return refuse(
            PROBLEM["language-is-country-code"], f" ({words.LIKELY[upper]} is likely)" if upper in words.LIKELY else ""
        )
    friend = words.ALPHA3_FRIENDS.get(language)
    if friend is not None and friend in around:
        return refuse(PROBLEM["language-is-country-code"], f" ({words.LIKELY[friend]} is likely)")
    return None


def _lookalike(code: str, country: str | None) -> tuple[Note, ...]:
    """Warn of a language code that is the code of the row's country and of a language at home elsewhere."""
    looks_like = "GB" if code == "uk" else code.upper()
    if looks_like != country or code in words.AT_HOME:
        return ()
    return (PROBLEM["language-looks-like-country"].note(words.LIKELY.get(looks_like, "another language")),)


def _closest(key: str) -> str:
    return f" of its own (the closest is {words.CLOSEST[key]})" if key in words.CLOSEST else ""


RULE = FieldRule(
    name="default_language",
    doc=__doc__,
    fields=("default_language",),
    needs=("address.country_code",),
    problems=tuple(PROBLEM.values()),
    read=read,
    examples=(
        keeps("en"),
        keeps("nb"),
        keeps("se"),
        keeps("se", "LNG005", neighbours={"address.country_code": "SE"}),
        keeps("uk", "LNG005", neighbours={"address.country_code": "GB"}),
        fixes("EN", "en", "LNG001"),
        fixes("ger", "de", "LNG001"),
        fixes("en-US", "en", "LNG002"),
        fixes("pt_BR.UTF-8", "pt", "LNG002"),
        fixes("Deutsch", "de", "LNG003"),
        fixes("iw", "he", "LNG004"),
        fixes("in-ID", "id", "LNG002", "LNG004"),
        refuses("jp", "LNG006"),
        refuses("in", "LNG006", neighbours={"address.country_code": "IN"}),
        refuses("fil", "LNG007"),
        refuses("und", "LNG008"),
        refuses("sh", "LNG009"),
        refuses("en, fr", "LNG010"),
    ),
)
