r"""Compile the tables in `cldr_data/` from Unicode CLDR.

Run it when CLDR has a new release, and commit what changes. Install each release into a folder of its own:

    npm install --prefix 48.2.0 cldr-core@48.2.0 cldr-localenames-full@48.2.0 cldr-numbers-full@48.2.0 \
        cldr-dates-full@48.2.0
    python -m yotpo_lint_rules.tables.update_cldr 48.2.0/node_modules 47.0.0/node_modules 44.1.0/node_modules

The newest release comes first and brings the codes. The older ones add names that it no longer has: a shop's server has
the names of the year in which it was set up. Babel's copy is read, too: it is a library of the development
extras, and at times ahead of the packages. The committed tables hold Babel 2.19 and the releases 48.2.0, 47.0.0 and
44.1.0.

Why not Babel at run time: it carries no short and variant names, needs half a second to read 75 languages, and takes
36 MB on the disk (measured 2026-11-27). A compiled table is read in 10 to 30 ms, and they add 0.6 MB to the wheel.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from yotpo_lint_rules.tables.cldr_releases import Babel, Cldr
from yotpo_lint_rules.tables.name_keys import accented_key, name_key

DATA: Final = Path(__file__).with_name("cldr_data")

# Southern Africa and Australasia are regions of the United Nations' statistics and the answer to no question for a
# country. Some languages write them as others write South Africa and Australia (Italian and Interlingua, Arabic).
_NO_ANSWER: Final = frozenset(("018", "053"))

# Names that CLDR gives to a language and its region, and ISO 639-3 to a language with a code of its own: Dari (prs),
# Montenegrin (cnr), Congo Swahili (swc). So is Mandarin (cmn) beside Chinese.
_OWN_LANGUAGE: Final = r"(fa-AF|sr-ME|sw-CD|zh-alt-menu|zh(-Hans|-Hant)?-alt-long)"

# Two letters are a code first; the short names that are so short (VK, VS, EU) are left out.
_SHORTEST_NAME: Final = 3

# Tigrinya gives Gregorian months the names that they have in the Ethiopian calendar, where they begin on other days.
_OTHER_CALENDAR: Final = "ti"

# Parts of names that menus put together ("Kurdish", "Central"); they are no names by themselves.
_MENU_PART: Final = re.compile(r".*-menu-(core|extension)")

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_CODE: Final = 3

Meanings = dict[str, set[str]]


def compile_country_names(cldr: Cldr) -> Meanings:
    """Return territory codes by folded name; a name of several territories has all of their codes."""
    meanings: Meanings = defaultdict(set)
    for _, main in cldr.main("cldr-localenames-full", "territories"):
        for code, name in main["localeDisplayNames"]["territories"].items():
            if not (name.isascii() and len(name) < _SHORTEST_NAME):
                meanings[name_key(name)].add(code.partition("-")[0])
    return {key: codes - _NO_ANSWER or codes for key, codes in meanings.items()}


def compile_language_names(cldr: Cldr) -> Meanings:
    """Return language codes by folded name.

    Of languages without a two-letter code only those names are kept that are English, that a language with a
    two-letter code bears, too, or that look like a code. Where accents alone tell two languages apart (Irish Rómainis
    and Rómáinis), the names are also kept with their accents.
    """
    meanings: Meanings = defaultdict(set)
    accented: Meanings = defaultdict(set)
    english: set[str] = set()
    for locale, main in cldr.main("cldr-localenames-full", "languages"):
        for code, name in main["localeDisplayNames"]["languages"].items():
            if _MENU_PART.fullmatch(code) or re.fullmatch(_OWN_LANGUAGE, code):
                continue
            key = name_key(name)
            meanings[key].add(code.partition("-")[0])
            accented[accented_key(name)].add(code.partition("-")[0])
            if locale == "en":
                english.add(key)
    aliases = cldr.supplemental("aliases")["metadata"]["alias"]["languageAlias"]
    kept: Meanings = {}
    for key, codes in meanings.items():
        # Tagalog (tl) is Filipino (fil) to CLDR and has a two-letter code to ISO.
        aliased = {aliases[code]["_replacement"] for code in codes if code in aliases}
        known = codes - aliased
        if any(len(code) < _LONGEST_CODE for code in known) or key in english or _looks_like_code(key):
            kept[key] = known
    unclear = {key for key, codes in kept.items() if len(codes) > 1}
    kept |= {key: codes for key, codes in accented.items() if key not in meanings and name_key(key) in unclear}
    return kept


def compile_currency_names(cldr: Cldr, successors: Mapping[str, tuple[str, str]]) -> Meanings:
    """Return currency codes by folded name, in the singular and the plural, of money that has a use or a successor."""
    in_use = {
        (code, dates.get("_tender"))
        for region in _currency_regions(cldr)
        for code, dates in region
        if "_to" not in dates
    }
    known = {code for code, _ in in_use} | successors.keys()
    tender = {code for code, is_tender in in_use if is_tender != "false"}
    meanings: Meanings = defaultdict(set)
    for _, main in cldr.main("cldr-numbers-full", "currencies"):
        names = [
            (name_key(name), code)
            for code, entry in main["numbers"]["currencies"].items()
            for kind, name in entry.items()
            if kind.startswith("displayName") and name != code
        ]
        # "Kwacha" alone is Zambia's to one language, which writes Malawi's kwacha with its country.
        bearers: Meanings = defaultdict(set)
        for key, code in names:
            for word in key.split() if code in tender else ():
                bearers[word].add(code)
        for key, code in names:
            meanings[key] |= bearers[key] | {code} if len(bearers[key]) > 1 else {code}
    kept: Meanings = {}
    for key, codes in meanings.items():
        # Old and new money of one country often share their name, and the new one is in use.
        current = codes - {code for code in codes if code in successors and successors[code][0] in codes}
        if current & known:
            kept[key] = current
    return kept


def _as_text(meanings: Meanings) -> dict[str, str]:
    """Return each name's codes as text, in order of the names, without names that fold to nothing."""
    return {key: " ".join(sorted(codes)) for key, codes in sorted(meanings.items()) if key}


def _looks_like_code(key: str) -> bool:
    return len(key) <= _LONGEST_CODE and key.isascii() and key.isalpha()


def _currency_regions(cldr: Cldr) -> Iterator[list[tuple[str, dict[str, str]]]]:
    """Yield the currencies of each region with their dates, the latest first."""
    for uses in cldr.supplemental("currencyData")["currencyData"]["region"].values():
        yield [(code, dates) for use in uses for code, dates in use.items()]


def compile_successors(cldr: Cldr) -> dict[str, tuple[str, str]]:
    """Return withdrawn currencies with the money that took their place everywhere, and since when.

    The successor is the only tender of a region today, and came before the other left: the kuna is followed by the
    euro, but not the Croatian dinar, which the kuna followed.
    """
    regions = list(_currency_regions(cldr))
    current = {code for region in regions for code, dates in region if "_to" not in dates}
    found: dict[str, set[tuple[str, str] | None]] = defaultdict(set)
    for region in regions:
        tender = [(code, dates) for code, dates in region if dates.get("_tender") != "false"]
        today = [(code, dates["_from"]) for code, dates in tender if "_to" not in dates]
        for code, dates in tender:
            if code not in current:
                direct = len(today) == 1 and _is_soon(dates["_to"], today[0][1])
                # Where both were in use for long (two Cuban pesos), the day on which one left is the day.
                since = dates["_to"] if direct and today[0][1] < dates["_from"] else today[0][1] if direct else ""
                found[code].add((today[0][0], since) if direct else None)
    return {
        code: (successor[0], min(each[1] for each in after if each))
        for code, after in sorted(found.items())
        if (successor := next(iter(after))) and {each and each[0] for each in after} == {successor[0]}
    }


def _is_soon(left: str, came: str) -> bool:
    """Return whether money came before other money left, or within a year (often on the next day)."""
    return came <= f"{int(left[:4]) + 1}{left[4:]}"


def compile_dates(cldr: Cldr) -> tuple[Meanings, Meanings, set[str]]:
    """Return the months and weekdays by folded word, and the words that stand between the parts of a date."""
    months: Meanings = defaultdict(set)
    weekdays: Meanings = defaultdict(set)
    words: set[str] = set()
    for locale, main in cldr.main("cldr-dates-full", "ca-gregorian"):
        if locale.partition("-")[0] == _OTHER_CALENDAR:
            continue
        calendar = main["dates"]["calendars"]["gregorian"]
        patterns = list(_patterns(calendar))
        words |= {word for pattern in patterns for word in _literals(pattern)}
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in calendar["months"][context][width].items():
                    for written in {name, *_inflected(name, patterns)}:
                        months[name_key(written)].add(number)
                for day, name in calendar["days"][context][width].items():
                    weekdays[name_key(name)].add(str(_WEEKDAYS.index(day)))
    letters = {key for key in weekdays if len(key) == 1}
    return months, {key: days for key, days in weekdays.items() if key not in letters}, words


def _patterns(calendar: Any) -> Iterator[str]:
    """Yield the patterns of a locale's dates, and of a date with a time ("{1} 'at' {0}")."""
    lengths = ("full", "long", "medium")
    at_time = calendar["dateTimeFormats-atTime"]["standard"] if "dateTimeFormats-atTime" in calendar else {}
    for formats in (calendar["dateFormats"], at_time):
        for length in lengths:
            pattern = formats.get(length, "")
            yield pattern if isinstance(pattern, str) else pattern["_value"]


def _literals(pattern: str) -> Iterator[str]:
    """Yield the words that a pattern writes out: `de` of `d 'de' MMMM 'de' y`."""
    quoted = re.findall(r"'([^']+)'", pattern)
    bare = re.findall(r"[^\W\d_a-zA-Z]+", re.sub(r"'[^']*'", " ", pattern))
    for part in (*quoted, *bare):
        yield from name_key(part).split()


def _inflected(month: str, patterns: Iterable[str]) -> Iterator[str]:
    """Yield a month with what patterns put directly before or behind it: Hebrew `בMMMM`, Mongolian `MMMM'ын'`."""
    glued = r"((?:'[^']+'|[^\W\d_a-zA-Z])*)M{3,4}((?:'[^']+'|[^\W\d_a-zA-Z])*)"
    for pattern in patterns:
        for before, behind in re.findall(glued, pattern):
            yield f"{before}{month}{behind}".replace("'", "")


def compile_codes(cldr: Cldr, successors: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return the release, its locales, and the codes that have others in their place."""
    aliases = cldr.supplemental("aliases")["metadata"]["alias"]
    replaced = {code: (entry["_reason"], entry["_replacement"]) for code, entry in aliases["languageAlias"].items()}
    return {
        "version": cldr.version,
        "languages": sorted({locale.partition("-")[0] for locale in cldr.locales}),
        "withdrawn_territories": {
            code: entry["_replacement"]
            for code, entry in sorted(aliases["territoryAlias"].items())
            if not code.isdigit() and entry["_reason"] == "deprecated"
        },
        "withdrawn_languages": {
            code: replacement.partition("-")[0]
            for code, (reason, replacement) in sorted(replaced.items())
            if reason == "deprecated" and len(code) <= _LONGEST_CODE and len(replacement.partition("-")[0]) == 2  # noqa: PLR2004
        },
        "macrolanguages": {
            code: replacement
            for code, (reason, replacement) in sorted(replaced.items())
            if reason == "macrolanguage" and len(replacement) == 2  # noqa: PLR2004
        },
        "withdrawn_currencies": {code: list(entry) for code, entry in successors.items()},
    }


def merge(releases: Iterable[Meanings]) -> dict[str, str]:
    """Put the names of several releases together: a name means all that any of them says."""
    merged: Meanings = defaultdict(set)
    for names in releases:
        for key, codes in names.items():
            merged[key] |= codes
    return _as_text(merged)


def main(*folders: str) -> None:
    """Write the tables from the packages of several releases and from Babel, the newest first."""
    newest = Cldr(Path(folders[0]))
    older = (Cldr(Path(folder), newest.locales) for folder in folders[1:])
    babel = Babel(newest)
    releases = [babel, newest, *older]
    successors = compile_successors(newest)
    countries = merge(map(compile_country_names, releases))
    languages = merge(map(compile_language_names, releases))
    months, weekdays, words = zip(*map(compile_dates, releases), strict=True)
    month_names = merge(months)
    tables = {
        "codes": compile_codes(newest, successors)
        | {
            "babel": babel.version,
            "countries_named_like_codes": {key: code for key, code in countries.items() if _looks_like_code(key)},
            "languages_named_like_codes": {key: code for key, code in languages.items() if _looks_like_code(key)},
        },
        "countries": countries,
        "languages": languages,
        "currencies": merge(compile_currency_names(release, successors) for release in releases),
        "dates": {
            "months": month_names,
            "weekdays": merge(weekdays),
            "words": sorted(set().union(*words) - month_names.keys()),
        },
    }
    DATA.mkdir(exist_ok=True)
    for name, table in tables.items():
        text = json.dumps(table, ensure_ascii=False, indent=0, separators=(",", ":"))
        (DATA / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    (DATA / "LICENSE").write_bytes((Path(folders[0]) / "cldr-core" / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
