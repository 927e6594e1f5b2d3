"""Default language: an ISO 639-1 code, two small letters.

Shops export locales (`en-US`, `pt_BR.UTF-8`), names in any language (English, Deutsch, русский, 日本語) and the
three-letter codes of ISO 639-2; each is reduced to the two-letter code of the same language. Names come from Unicode
CLDR in 114 languages. Codes that ISO withdrew (`iw`, which Java wrote until version 17) are renamed to their successor.

Never guessed: country codes in a language column (`jp`, `us`, `cz`), codes that name no one language (`und`, `mul`),
languages without a two-letter code (`fil`, `yue`), and names that mean another language elsewhere. Some country codes
are valid codes of quite another language: `se` is Northern Sami, `uk` Ukrainian, `br` Breton. They are kept, with a
warning where the row's own country suggests that the country was meant. `in` and `mo` are withdrawn codes (Indonesian
and Moldavian) and renamed, except where the row or the tag names India or Macao. `Yi` is a language of Sichuan (ii),
`yi` the code of Yiddish.

Sources: https://core-api.yotpo.com/reference/customers (read 2026-11-23); ISO 639 and ISO 3166 as in pycountry, by
exact key only: its `lookup("en")` answers with another language; Unicode CLDR 48.2.
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
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables import language_words as words
from yotpo_lint_rules.tables.iso_lists import LANGUAGES, entries
from yotpo_lint_rules.tables.name_keys import accented_key, name_key

# A locale of BCP 47 or POSIX: the language, then script, region and variants, then an encoding and a modifier.
_TAG: Final = compile_lazily(
    r"(?P<language>[A-Za-z]{2,3})(?P<rest>(?:[-_][A-Za-z0-9]{1,8})*)(?:\.[A-Za-z0-9-]{1,20})?(?:@[A-Za-z0-9]{1,20})?"
)
# Subtags for scripts and regions. Longer ones are variants, or a name such as Ki-Swahili.
_SUBTAGS: Final = compile_lazily(r"(?:[-_](?:[A-Za-z]{2}|[A-Za-z]{4}|[0-9]{3}))*")
_QUALIFIED: Final = compile_lazily(r"(?P<name>[^()]+?) ?\((?P<qualifier>[^()]+)\)")
_LONGEST: Final = 80
_TWO: Final = 2

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
        This code does not name a single language; write the customer's language, or empty the cell.
        why: und, mul, zxx and mis mean undetermined, several, no and uncoded languages.
    LNG009 language-code-split
        This code was withdrawn without one successor; write {hint}.
        why: Serbo-Croatian (sh) was withdrawn in 2000 in favour of Serbian, Croatian and Bosnian.
        general: This code was withdrawn without one successor; write the code of the language that is meant.
    LNG010 language-unreadable
        Expected the code or the name of one language; write two letters such as en, or empty the cell.
        why: Yotpo asks for ISO 639-1 and takes anything else without a complaint.
    LNG011 language-ambiguous
        This can mean more than one language ({hint}); write the two letters of the one that is meant.
        why: Some names mean one language here and another there; Tonga is spoken in Tonga, and another in Zambia.
    """
)


class _Codes(NamedTuple):
    """The codes of pycountry that matter here."""

    short: frozenset[str]
    twins: dict[str, str]
    long: frozenset[str]
    countries: frozenset[str]


@functools.cache
def _load_codes() -> _Codes:
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


@functools.cache
def _load_own_names() -> dict[str, str]:
    """Return the codes of the names that CLDR does not write, by folded name."""
    return {name_key(name): code for code, names in words.NAMES.items() for name in names.split("|")}


@functools.cache
def _load_withdrawn_codes() -> dict[str, str]:
    """Return the codes that ISO 639 withdrew with their successors."""
    return cldr.codes().withdrawn_languages | words.WITHDRAWN


def read(text: str, context: Context) -> Reading:
    """Read a language: its code, a locale that begins with it, or its name."""
    if len(text) > _LONGEST:
        return refuse(PROBLEM["language-unreadable"])
    country = context["address.country_code"]
    reading = _read_any(text, country) or refuse(PROBLEM["language-unreadable"])
    if isinstance(reading, Refused):
        return reading
    notes = reading.notes if reading.value != text else ()
    return Clean(reading.value, (*notes, *_warn_of_lookalike(reading.value or "", country)))


def _read_any(text: str, country: str | None) -> Reading | None:
    """Read a code, a locale or a name; None where the text is none of them."""
    found = _TAG.fullmatch(DASHES.sub("-", collapse_blanks(text)))
    if found is None:
        return _read_name(text)
    if found.end("language") == found.end():
        return _read_name_like_code(found["language"]) or _read_tag(found, country) or _read_name(text)
    reading = _read_tag(found, country)
    if isinstance(reading, Clean) and _SUBTAGS.fullmatch(found["rest"]):
        return reading
    return _read_name(text) or reading  # isi-Thai is Thai in Zulu, and isi the code of another language


def _read_name_like_code(text: str) -> Reading | None:
    """Read a name of two or three letters that is also the code of another language; None for anything else.

    `Yi` is written like a name. `Ga` could be one or Irish, and `YI` either language. In small letters they are codes.
    """
    code = text.lower()
    name_meaning = cldr.codes().languages_named_like_codes.get(code)
    codes = _load_codes()
    code_meaning = codes.twins.get(code, code)
    if (
        name_meaning in {None, code_meaning}
        or text == code
        or not (code_meaning in codes.short or code_meaning in codes.long)
    ):
        return None
    are_short = len(code) == len(name_meaning or "") == _TWO
    if text.isupper() and not are_short:
        return None
    if are_short and name_meaning and not text.isupper():
        return fix(name_meaning, PROBLEM["language-name"])
    return refuse(PROBLEM["language-ambiguous"], f"{code_meaning} or {name_meaning}")


def _read_name(text: str) -> Reading | None:
    """Read the name of a language, with or without a country or script in brackets."""
    reading = _read_plain_name(text)
    found = _QUALIFIED.fullmatch(normalize_word(text)) if reading is None else None
    if found is None:
        return reading
    qualifier = found["qualifier"]
    is_known = qualifier in words.QUALIFIERS or name_key(qualifier) in cldr.country_names()
    return _read_plain_name(found["name"]) if is_known else None


def _read_plain_name(text: str) -> Reading | None:
    """Read a cell that is only the name of a language."""
    key, word = name_key(text), normalize_word(text)
    if key in _load_own_names():
        return fix(_load_own_names()[key], PROBLEM["language-name"])
    if word in words.NO_LANGUAGE:
        return refuse(PROBLEM["language-none-named"])
    if word in words.CLOSEST:
        return refuse(PROBLEM["language-without-short-code"], _name_closest(word))
    meanings = cldr.language_names().get(key, "").split()
    if len(meanings) > 1 and word != key:
        meanings = cldr.language_names().get(accented_key(text), " ".join(meanings)).split()
    if len(meanings) > 1:
        return refuse(PROBLEM["language-ambiguous"], " or ".join(meanings))
    return _read_meaning(meanings[0]) if meanings else None


def _read_meaning(code: str) -> Reading:
    """Return the code that a name means, or refuse it."""
    if code in _load_codes().short:
        return fix(code, PROBLEM["language-name"])
    if code in words.SPLIT:
        return refuse(PROBLEM["language-code-split"], words.SPLIT[code])
    if code in words.NO_LANGUAGE:
        return refuse(PROBLEM["language-none-named"])
    return refuse(PROBLEM["language-without-short-code"], _name_closest(code))


def _read_tag(found: re.Match[str], country: str | None) -> Reading | None:
    """Read a code or a locale; None where its first part is not a code."""
    language = found["language"].lower()
    regions = {part.upper() for part in re.split("[-_]", found["rest"]) if len(part) == _TWO}
    is_bare = found.end("language") == found.end()
    countries = regions | {country or ""}
    locale = () if is_bare else (PROBLEM["language-locale-tag"],)
    if language in _load_withdrawn_codes() and not (language in ("in", "mo") and language.upper() in countries):
        return fix(_load_withdrawn_codes()[language], *locale, PROBLEM["language-code-withdrawn"])
    if (refusal := _refuse_code(language, countries)) is not None:
        return refusal
    codes = _load_codes()
    if language in codes.short:
        return fix(language, PROBLEM["language-code-form"] if is_bare else PROBLEM["language-locale-tag"])
    if language in codes.twins:
        return fix(codes.twins[language], *locale, PROBLEM["language-code-form"])
    is_name = is_bare and language in cldr.codes().languages_named_like_codes
    if language in codes.long and not is_name:
        return refuse(PROBLEM["language-without-short-code"], _name_closest(language))
    return None


def _refuse_code(language: str, countries: set[str]) -> Refused | None:
    """Refuse a code that names a country, no language or several; `around` are the countries of row and tag."""
    upper = language.upper()
    if language in words.NO_LANGUAGE:
        return refuse(PROBLEM["language-none-named"])
    if language in words.SPLIT:
        return refuse(PROBLEM["language-code-split"], words.SPLIT[language])
    codes = _load_codes()
    is_kanuri = language == "kr" and bool(countries & words.KANURI_COUNTRIES)
    if upper in codes.countries and not is_kanuri and (language not in codes.short or language == "kr"):
        return refuse(
            PROBLEM["language-is-country-code"], f" ({words.LIKELY[upper]} is likely)" if upper in words.LIKELY else ""
        )
    friend = words.ALPHA3_FRIENDS.get(language)
    if friend is not None and friend in countries:
        return refuse(PROBLEM["language-is-country-code"], f" ({words.LIKELY[friend]} is likely)")
    return None


def _warn_of_lookalike(code: str, country: str | None) -> tuple[Note, ...]:
    """Warn of a language code that is the code of the row's country and of a language at home elsewhere."""
    looks_like = "GB" if code == "uk" else code.upper()
    if looks_like != country or code in words.AT_HOME:
        return ()
    return (PROBLEM["language-looks-like-country"].note(words.LIKELY.get(looks_like, "another language")),)


def _name_closest(key: str) -> str:
    """Return a hint that names the closest language with a two-letter code, if one is known."""
    closest = words.CLOSEST.get(key) or cldr.codes().macrolanguages.get(key)
    return f" of its own (the closest is {closest})" if closest else ""


RULE = FieldRule(
    name="default_language",
    doc=__doc__,
    fields=("default_language",),
    needs=("address.country_code",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
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
        fixes("русский", "ru", "LNG003"),
        fixes("Yi", "ii", "LNG003"),
        fixes("iw", "he", "LNG004"),
        fixes("in-ID", "id", "LNG002", "LNG004"),
        refuses("jp", "LNG006"),
        refuses("in", "LNG006", neighbours={"address.country_code": "IN"}),
        refuses("fil", "LNG007"),
        refuses("und", "LNG008"),
        refuses("sh", "LNG009"),
        refuses("en, fr", "LNG010"),
        refuses("Tonga", "LNG011"),
    ),
)
