"""Numbers of a workbook as the text that the person saw.

A workbook stores 02134 as 2134 with the number format 00000, a date as a count of days, and a phone number as the
same kind of number as a price. What is shown:

| stored, format | text |
|---|---|
| whole number | its digits, without `.0` and without an exponent |
| fraction | at most 15 digits, as Excel shows it, without an exponent |
| number of more than 15 digits that lost its last ones | with its exponent, so that the loss is found |
| number in a format of digits and marks (`00000`, `000-00-0000`) | in that format |
| number in a format that writes words (`"Yes";"Yes";"No"`) | the words, see `excel_words` |
| date, date and time, time | `2024-03-01`, `2024-03-01T14:30:00`, `14:30:00` |

Formats that only dress a number up (thousands, decimals, currency, percent) are not followed: the number is the value.
Source: ECMA-376-1 §18.8.30 (number formats), §18.17.4 (dates).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from yotpo_lint.readers.excel_words import CONDITION, Words, meets_condition, read_words

# The built-in formats that are dates and times, and those with marks between digits (§18.8.30; the ones from 27 on
# are East Asian dates). The others dress numbers up.
BUILT_IN: Final[Mapping[int, str]] = {
    **dict.fromkeys((14, 15, 16, 17), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21), "h:mm:ss"),
    22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35), "h:mm:ss"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}

# A count of days beyond 9999-12-31 is no date.
_LAST_DAY: Final = 2_958_465
# Lotus took 1900 for a leap year, and Excel followed: its day 60 never was.
_LEAP_DAY: Final = 60
_EPOCH_1904: Final = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_EPOCH_BEFORE_LEAP_DAY: Final = dt.datetime(1899, 12, 31)  # noqa: DTZ001

_DIGITS: Final = re.compile(r"-?[0-9]+")
# Excel holds 15 digits; from here on the rest of a number is lost.
_LOST_FROM: Final = Decimal(10) ** 15

# What is no placeholder in a format: quoted text, an escaped character, a width or a fill, a colour or a locale.
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_PLACEHOLDER: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_DATE_PARTS: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_DAY_PARTS: Final = re.compile(r"[dy]", re.IGNORECASE)
_TIME_PARTS: Final = re.compile(r"[hs]", re.IGNORECASE)
_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#])|([-()+/ ])|(.)')
_MARKS: Final = frozenset("-()+/ ")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format says of the cells that bear it.

    Attributes:
        is_day: whether it shows a day.
        is_time: whether it shows a time.
        masks: sections of digits and marks, each with the condition under which it is taken.
        words: its sections, where it writes words over the value or hides it.
    """

    is_day: bool = False
    is_time: bool = False
    masks: tuple[tuple[tuple[str, Decimal] | None, tuple[str, ...]], ...] = ()
    words: Words | None = None


GENERAL: Final = NumberFormat()


def parse_number_format(code: str) -> NumberFormat:
    """Read a format's code.

    >>> parse_number_format("dd.mm.yyyy").is_day, parse_number_format('0.00 "days"').is_day
    (True, False)
    """
    sections = _split_sections(code)
    words = read_words(sections)
    bare = _NO_PLACEHOLDER.sub("", sections[0])
    if _ELAPSED.search(sections[0]) or bare.strip().lower() == "general":
        return GENERAL if words is None else NumberFormat(words=words)
    if _DATE_PARTS.search(bare):
        is_day, is_time = bool(_DAY_PARTS.search(bare)), bool(_TIME_PARTS.search(bare))
        return NumberFormat(is_day=is_day or not is_time, is_time=is_time, words=words)
    masks = []
    for section in sections:
        condition = CONDITION.search(section)
        mask = _parse_mask(section)
        if mask is None:
            break
        masks.append(((condition[1], Decimal(condition[2])) if condition else None, mask))
        if condition is None:
            break
    return NumberFormat(masks=tuple(masks), words=words)


def _split_sections(code: str) -> list[str]:
    """Cut a code at its semicolons, those in quoted text aside."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)


def _parse_mask(section: str) -> tuple[str, ...] | None:
    """Return the placeholders and marks of a section; None if it is not made of these alone.

    >>> _parse_mask("00000"), _parse_mask("0.00"), _parse_mask("#,##0")
    (('0', '0', '0', '0', '0'), None, None)
    """
    parts: list[str] = []
    for token in _TOKEN.finditer(section):
        quoted, escaped, digit, mark, other = token.groups()
        if other is not None:
            return None
        # Marks are kept apart from placeholders by a blank before them.
        text = quoted or escaped or mark or ""
        if set(text) - _MARKS:
            return None
        if text:
            parts += [f" {each}" for each in text]
        elif digit:
            parts.append(digit)
    digits = [part for part in parts if part in {"0", "#"}]
    is_more_than_a_number = len(digits) > 1 or (digits and len(parts) > 1)
    return tuple(parts) if is_more_than_a_number else None


def format_number(text: str, form: NumberFormat = GENERAL, *, from_1904: bool = False) -> str:
    """Write a stored number in its format.

    >>> [format_number(text) for text in ("1001", "14155550123.0", "1.4155550123E10")], format_number("2134", ZIP)
    (['1001', '14155550123', '14155550123'], '02134')
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    if form.words is not None and (word := form.words.write_number(value)) is not None:
        return word
    if form.is_day or form.is_time:
        shown = _format_moment(value, form, from_1904=from_1904)
        if shown is not None:
            return shown
    if form.masks and value == value.to_integral_value() and 0 <= value < _LOST_FROM:
        for condition, mask in form.masks:
            if condition is None or meets_condition(value, *condition):
                return _apply_mask(str(int(value)), mask)
    return format_plain(text, value)


def check_text(text: str, form: NumberFormat = GENERAL) -> str:
    """Return a stored text; `Contradicted` where its format shows another answer."""
    return text if form.words is None else form.words.write_text(text)


def format_plain(text: str, value: Decimal) -> str:
    """Write a number without `.0` and without an exponent, unless its last digits are lost."""
    if _DIGITS.fullmatch(text):
        return text
    if abs(value) >= _LOST_FROM:
        shown = f"{float(value):.15G}"
        return shown if "E" in shown else text
    if value == value.to_integral_value():
        return str(int(value))
    # 12.300000000000001 is how a binary fraction stores the 12.3 that was typed and shown.
    shown = format(Decimal(f"{float(value):.15g}"), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _apply_mask(digits: str, mask: tuple[str, ...]) -> str:
    """Lay digits over placeholders from the right; those that are left over stand where the first one is."""
    left = list(digits.lstrip("0"))
    places = sum(part in {"0", "#"} for part in mask)
    shown: list[str] = []
    for part in reversed(mask):
        if part not in {"0", "#"}:
            shown.append(part[1])
            continue
        places -= 1
        if not places:
            shown += reversed(left) if left else (["0"] if part == "0" else [])
        elif left:
            shown.append(left.pop())
        elif part == "0":
            shown.append("0")
    return "".join(reversed(shown)).strip()


def _format_moment(value: Decimal, form: NumberFormat, *, from_1904: bool) -> str | None:
    """Write a count of days as ISO 8601; None if it is no date."""
    if not 0 <= value <= _LAST_DAY:
        return None
    days = int(value)
    # A day has 86,400,000 milliseconds; beyond these the stored fraction is noise.
    clock = dt.timedelta(milliseconds=round(float(value - days) * 86_400_000))
    if not form.is_day:
        return None if days else _format_time(_EPOCH + clock)
    epoch = _choose_epoch(days, from_1904=from_1904)
    try:
        moment = None if epoch is None else epoch + dt.timedelta(days=days) + clock
    except OverflowError:
        moment = None
    if moment is None or form.is_time or clock:
        return None if moment is None else f"{moment.date().isoformat()}T{_format_time(moment)}"
    return moment.date().isoformat()


def _choose_epoch(days: int, *, from_1904: bool) -> dt.datetime | None:
    """Return the day from which days are counted; None for a day that never was."""
    if from_1904:
        return _EPOCH_1904
    if days in {0, _LEAP_DAY}:
        return None
    return _EPOCH if days > _LEAP_DAY else _EPOCH_BEFORE_LEAP_DAY


def _format_time(moment: dt.datetime) -> str:
    """Write a time, its milliseconds only if there are any."""
    return moment.time().isoformat("milliseconds" if moment.microsecond else "seconds")


# The format of five-digit postal codes, for the examples above.
ZIP: Final = parse_number_format("00000")
