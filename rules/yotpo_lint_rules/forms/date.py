r"""The forms in which shops, spreadsheets and mailing tools write a date, and how each is taken apart.

A table file of the rule `account_created_at`; it takes text apart and judges nothing. Explicit patterns and no
date parser: `datetime.fromisoformat` also takes week dates and basic forms, dateutil and dateparser guess.
Digits are always `[0-9]`: `\d` also matches the digits of other scripts.

Forms seen in exports and in the documentation of the tools that write them (read 2026-11-23).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from yotpo_lint.text import DASHES, collapse_blanks, compile_lazily, to_ascii_digits

Ymd = tuple[int, int, int]

# ISO 8601 in the profile that APIs share: a date, or a date and a time with its offset. Seconds may be missing,
# fractions of any length may follow; ISO 8601 has no offset -00:00. Calendar and clock are checked afterwards.
CLEAN: Final = compile_lazily(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?P<zone>Z|(?!-00:00)[+-][0-9]{2}:[0-9]{2}))?"
)

# No form of a date is longer (a JavaScript date with its zone in words has 70); longer text is something else.
LONGEST: Final = 120

# Dates that programs write where none is known: zero dates of MySQL and .NET, the zero days of Windows, Excel and
# Unix (whose first second falls on 1969-12-31 west of Greenwich), and "never ends". 1900-01-01 is in PrestaShop's
# own demo data. Any time on such a day counts, because an offset moves the hour.
SENTINELS: Final = frozenset(
    {
        *((0, 0, 0), (1, 1, 1), (1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 1, 1)),
        *((1969, 12, 31), (1970, 1, 1), (2099, 12, 31), (2999, 12, 31), (3000, 1, 1), (9999, 12, 31)),
    }
)

# Month names that people write out, folded without accents: English, German, French, Spanish, Italian, Portuguese
# and Dutch, with their usual short forms. A test shows that no word names two months.
_MONTH_WORDS: Final = (
    "january jan januar janner jaenner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar feber fevrier fevr fev febrero febbraio fevereiro februari",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)
MONTHS: Final = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}

# RFC 5322 and JavaScript put the English weekday in front.
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY: Final = compile_lazily(
    r"(?P<name>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]? (?P<rest>.+)", re.IGNORECASE
)

_CLOCK: Final = compile_lazily(
    r"(?P<date>.+?)(?:,? (?:(?:at|um|à|às|a las|alle|om) )?|[Tt])"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?(?![A-Za-z])| [Uu]hr)?(?P<zone>.*)"
)
_BASIC: Final = compile_lazily(
    r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})?([^0-9:].*)?", re.IGNORECASE
)

# `Z`, `UTC`, `GMT`, an offset, or `GMT+2`; a zone in words may follow an offset, as JavaScript, Java and Go write it.
_ZONE: Final = compile_lazily(
    r" ?(?:(?P<utc>Z|UTC|GMT)(?: ?[\[(](?:UTC|GMT|Coordinated Universal Time)[\])])?"
    r"|(?:UTC|GMT)? ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
    r"(?: ?(?:\([^()]*\)|\[[^\[\]]*\]|(?P<word>[A-Za-z]{3,5})))?)",
    re.IGNORECASE,
)

# What may be a zone's name or short name: `CST`, `Europe/Berlin`, `Eastern Standard Time`, also behind an offset.
ZONE_NAME: Final = compile_lazily(r" ?(?:[+-][0-9:]{2,5} ?)?[\[(]?[A-Za-z]{2,}(?:[/_ -][A-Za-z]+){0,4}[\])]?")

_YEAR_FIRST: Final = compile_lazily(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST: Final = compile_lazily(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_COMPACT: Final = compile_lazily(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
TWO_DIGIT_YEAR: Final = compile_lazily(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1'?[0-9]{2}")

_BETWEEN: Final = compile_lazily(r"[ ,./-]+")
_FILLERS: Final = frozenset(("de", "del", "of", "den", "the", "le", "di"))
_DAY: Final = compile_lazily(r"([0-9]{1,2})(?:st|nd|rd|th|er|º|ª)?", re.IGNORECASE)
_YEAR: Final = compile_lazily(r"[0-9]{4}")
_SHORT_YEAR: Final = compile_lazily(r"'?[0-9]{2}")

NUMBER: Final = compile_lazily(r"(?P<whole>[0-9]+)(?:\.(?P<tail>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day and the zone as a cell writes them; `half` is `a`, `p` or empty."""

    hour: int
    minute: int
    second: int
    fraction: str
    half: str
    zone: str


def tidy(text: str) -> str:
    """Fold blanks, dashes and the digits of other scripts, so that one set of patterns serves."""
    return collapse_blanks(DASHES.sub("-", to_ascii_digits(text)))


def split(text: str) -> tuple[str, Clock | None]:
    """Take a tidy text apart into its date and its time of day, if it has one."""
    if (basic := _BASIC.fullmatch(text)) is not None:
        year, month, day, hour, minute, second, zone = basic.groups(default="")
        text = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"
    if (found := _CLOCK.fullmatch(text)) is None:
        return text, None
    return found["date"], clock(found, (found["half"] or "").lower())


def clock(found: re.Match[str], half: str = "") -> Clock:
    """Return the time of day of a match of `CLEAN` or of the looser pattern."""
    return Clock(
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        second=int(found["second"] or 0),
        fraction=found["fraction"] or "",
        half=half,
        zone=found["zone"] or "",
    )


def drop_weekday(text: str) -> tuple[str, int | None]:
    """Take a leading English weekday off a date; Monday is 0."""
    if (found := _WEEKDAY.fullmatch(text)) is None:
        return text, None
    return found["rest"], _WEEKDAYS.index(found["name"][:3].lower())


def year_first(text: str) -> Ymd | None:
    """Read `2021/03/04` and `20210304`: with the year in front, year-month-day is the only order in use."""
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        return int(found[1]), int(found[3]), int(found[4])
    # As day-month-year or month-day-year these eight digits would name a year before 1300.
    if (found := _COMPACT.fullmatch(text)) is not None:
        return int(found[1]), int(found[2]), int(found[3])
    return None


def year_last(text: str) -> tuple[int, int, int] | None:
    """Read `03/04/2021` as its three numbers, in the order in which they stand."""
    if (found := _YEAR_LAST.fullmatch(text)) is None:
        return None
    return int(found[1]), int(found[3]), int(found[4])


def spelled(text: str) -> Ymd | None:
    """Read a date whose month is a word; the year is 0 where it has two digits only."""
    match [part for part in _BETWEEN.split(text) if part and part.casefold() not in _FILLERS]:
        case [str(day), str(word), str(year)] if _is_month(word) and _DAY.fullmatch(day):
            pass
        case [str(word), str(day), str(year)] if _is_month(word):
            pass
        case [str(year), str(word), str(day)] if _is_month(word):
            pass
        case _:
            return None
    number = _DAY.fullmatch(day)
    if number is None or not (_YEAR.fullmatch(year) or _SHORT_YEAR.fullmatch(year)):
        return None
    return int(year) if _YEAR.fullmatch(year) else 0, MONTHS[_fold(word)], int(number[1])


def offset(zone: str) -> int | None:
    """Return the minutes east of Greenwich that a zone suffix names, or None for a name or for nonsense."""
    if (found := _ZONE.fullmatch(zone)) is None:
        return None
    if found["utc"]:
        return 0
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes and (found["word"] or "").upper() in ("UTC", "GMT"):
        return None
    return -minutes if found["sign"] == "-" else minutes


def iso_offset(minutes: int) -> str:
    """Write an offset as ISO 8601 does; UTC itself is `Z`."""
    if not minutes:
        return "Z"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _is_month(word: str) -> bool:
    return _fold(word) in MONTHS
