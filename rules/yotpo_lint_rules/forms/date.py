r"""Parse the forms in which shops, spreadsheets and mailing tools write a date.

A parser for the rule `account_created_at`; it splits text and judges nothing. Explicit patterns and no
date parser: `datetime.fromisoformat` also takes basic forms, dateutil and dateparser guess. The words for months and
weekdays are CLDR's in 114 languages. Digits are always `[0-9]`: `\d` also matches the digits of other scripts.

Forms seen in exports and in the documentation of the tools that write them (read 2026-11-23).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from yotpo_lint.text import DASHES, collapse_blanks, compile_lazily, to_ascii_digits
from yotpo_lint_rules.forms import east_asian_date
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables.name_keys import name_key

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

# Month names that CLDR does not have: Austria's, and German ones without the umlaut.
_MORE_MONTHS: Final = {"jaenner": "1", "feber": "2", "maerz": "3", "mrz": "3"}

# The English short weekday that CLDR does not have.
_MORE_WEEKDAYS: Final = {"thur": "3"}

# Words between the parts of a date that CLDR's patterns do not have: English, French, Italian and Greek articles, and
# "year" or "day" where people write it out (Russian, Ukrainian, Bulgarian, Serbian, Kazakh, Uzbek, Vietnamese); the
# letters of the Thai for "of the Common Era".
_MORE_FILLERS: Final = "of di des του της год года року година године жылы yil năm ngày ค ศ"

_CLOCK: Final = compile_lazily(
    r"(?P<date>.+?)(?:,? (?:(?:at|um|à|às|a las|alle|om) )?|[Tt])"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?(?![A-Za-z])| [Uu]hr)?(?P<zone>.*)"
)
_BASIC: Final = compile_lazily(
    r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})?([^0-9:].*)?", re.IGNORECASE
)

# Koreans and Hungarians put a blank behind each dot, and one more dot behind the last number; so do Czechs and Croats.
# Russians, Bulgarians and Ukrainians put the first letter of "year" behind the year.
_YEAR_FIRST: Final = compile_lazily(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|\. ?([0-9]{1,2})\. ?([0-9]{1,2})\.?)"
)
_YEAR_LAST: Final = compile_lazily(
    r"([0-9]{1,2})(?:([-/.])([0-9]{1,2})\2([0-9]{4})|\. ?([0-9]{1,2})\. ?([0-9]{4})\.?)(?: ?[гр]\.)?"
)
_COMPACT: Final = compile_lazily(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
TWO_DIGIT_YEAR: Final = compile_lazily(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1'?[0-9]{2}")

# ISO 8601's week date and ordinal date: 2021-W09-4, 2021-063.
_WEEK: Final = compile_lazily(r"([0-9]{4})-?[Ww]([0-9]{2})-?([0-9])")
_ORDINAL: Final = compile_lazily(r"([0-9]{4})-([0-9]{3})")

# The web server Apache's log: 10/Oct/2000:13:55:36 -0700.
_LOG: Final = compile_lazily(
    r"\[?([0-9]{1,2}/[A-Za-z]{3}/[0-9]{4}):([0-9]{2}:[0-9]{2}:[0-9]{2})((?: [+-][0-9]{4})?)\]?"
)

# Milliseconds since 1970 as .NET writes them into JSON: /Date(1412098448000+0200)/. The offset moves no moment.
_JSON: Final = compile_lazily(r"\\?/Date\((?P<milliseconds>[0-9]{9,14})(?:[+-][0-9]{4})?\)\\?/")

_BETWEEN: Final = compile_lazily(r"[ ,./\u060c\u3001-]+")
# English, French, Spanish and Gaelic ordinals.
_DAY: Final = compile_lazily(r"([0-9]{1,2})(?:st|nd|rd|th|er|e|º|ª|mh)?", re.IGNORECASE)
# Basque endings: 2021(e)ko urtarrilaren 14(a).
_ENDING: Final = compile_lazily(r"\((?:e\)ko|a\))")
# `2025г`: a filler may follow without a blank.
_YEAR: Final = compile_lazily(r"([0-9]{4})(\D{0,3})")
_SHORT_YEAR: Final = compile_lazily(r"'?[0-9]{2}")

# The longest name of a month has four words (Mongolian, Breton and Anii write some).
_WORDS: Final = 4
_PARTS: Final = 2

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


class Spelled(NamedTuple):
    """A date whose month is a word: `months` are all that the word means; the year is 0 where it has two digits."""

    year: int
    months: tuple[int, ...]
    day: int


@functools.cache
def months() -> dict[str, str]:
    """Return the numbers of months by folded name; a name of two months has both."""
    return cldr.date_words().months | _MORE_MONTHS


@functools.cache
def _load_fillers() -> frozenset[str]:
    """Return the folded words that may stand between the parts of a date."""
    # "The" folds to nothing.
    return cldr.date_words().fillers | {"", *map(name_key, _MORE_FILLERS.split())}


def tidy(text: str) -> str:
    """Fold blanks, dashes, the digits of other scripts and the marks of East Asian dates and of logs to plain ones."""
    text = collapse_blanks(DASHES.sub("-", to_ascii_digits(text)))
    if (log := _LOG.fullmatch(text)) is not None:
        return f"{log[1]} {log[2]}{log[3]}"
    if not text.isascii():
        text = east_asian_date.rewrite(text)
    return text


def milliseconds(text: str) -> int | None:
    """Return the milliseconds since 1970 of `/Date(1412098448000)/`; None for anything else."""
    found = _JSON.fullmatch(text)
    return None if found is None else int(found["milliseconds"])


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


def drop_weekday(text: str) -> tuple[str, frozenset[int]]:
    """Remove a weekday from the beginning or end of a date; return the rest and the days that it can mean.

    0 is Monday.
    """
    words = text.split(" ")
    for count in range(min(_PARTS, len(words) - 1), 0, -1):
        for weekday, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            key = name_key(" ".join(weekday))
            days = cldr.date_words().weekdays.get(key) or _MORE_WEEKDAYS.get(key)
            if days is not None:
                return " ".join(rest).rstrip(","), frozenset(map(int, days.split()))
    return text, frozenset()


def year_first(text: str) -> Ymd | None:
    """Read `2021/03/04` and `20210304`: with the year in front, year-month-day is the only order in use."""
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        return int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
    # As day-month-year or month-day-year these eight digits would name a year before 1300.
    if (found := _COMPACT.fullmatch(text)) is not None:
        return int(found[1]), int(found[2]), int(found[3])
    return None


def iso_day(text: str) -> Ymd | None:
    """Read ISO 8601's week date and ordinal date; a week or day that the year does not have is month 0."""
    week, ordinal = _WEEK.fullmatch(text), _ORDINAL.fullmatch(text)
    found = week or ordinal
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    try:
        day = (
            date.fromisocalendar(year, number, int(found[3])) if week else date(year, 1, 1) + timedelta(days=number - 1)
        )
    except (ValueError, OverflowError):
        return year, 0, 0
    return (day.year, day.month, day.day) if week or day.year == year else (year, 0, 0)


def year_last(text: str) -> tuple[int, int, int] | None:
    """Read `03/04/2021` as its three numbers, in the order in which they stand."""
    if (found := _YEAR_LAST.fullmatch(text)) is None:
        return None
    return int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])


def spelled(text: str) -> Spelled | None:
    """Read a date whose month is a word, in any order: a year of four digits cannot be taken for a day."""
    parts = [part for part in _BETWEEN.split(_ENDING.sub(" ", text)) if part]
    found = _find_month(parts)
    if found is None:
        return None
    numbers, month_numbers = found
    numbers = [part for part in numbers if name_key(part) not in _load_fillers()]
    if len(numbers) != _PARTS:
        return None
    first, second = numbers
    for year, day in ((second, first), (first, second)):
        year_match, day_match = _YEAR.fullmatch(year), _DAY.fullmatch(day)
        if year_match and day_match and (not year_match[2] or name_key(year_match[2]) in _load_fillers()):
            return Spelled(int(year_match[1]), month_numbers, int(day_match[1]))
    # With a year of two digits only the usual orders get their own message: day and year cannot be distinguished.
    return Spelled(0, month_numbers, 0) if _DAY.fullmatch(first) and _SHORT_YEAR.fullmatch(second) else None


def _find_month(parts: list[str]) -> tuple[list[str], tuple[int, ...]] | None:
    """Find the one month among the parts of a date; return the other parts and its numbers."""
    found: list[tuple[list[str], tuple[int, ...]]] = []
    at = 0
    while at < len(parts):
        for count in range(min(_WORDS, len(parts) - at), 0, -1):
            numbers = months().get(name_key(" ".join(parts[at : at + count])))
            if numbers is not None:
                found.append(([*parts[:at], *parts[at + count :]], tuple(map(int, numbers.split()))))
                at += count - 1
                break
        at += 1
    return found[0] if len(found) == 1 else None
