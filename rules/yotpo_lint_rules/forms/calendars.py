"""Years in which no account can have been created, and the calendars that they are of.

A table file of the rule `account_created_at`.
"""

from __future__ import annotations

from typing import Final

# No shop on the Web is older.
_FIRST_SHOP: Final = 1995

# Unix time begins in 1970, and no customers of a shop were kept in computers long before. A date some years ahead is a
# renewal or a slip of the hand, one that is decades ahead is of another calendar or century.
_FIRST_YEAR: Final = 1970
_YEARS_AHEAD: Final = 20

# How many years other calendars are ahead of the Gregorian one at the beginning and at the end of their years: those of
# Thailand, Iran and Afghanistan (behind), Israel and Nepal. The Islamic year is shorter and moves.
_CALENDARS: Final = {"Buddhist": (543, 543), "Persian": (-621, -622), "Hebrew": (3761, 3760), "Nepali": (57, 56)}
_ISLAMIC_EPOCH, _ISLAMIC_YEAR = 621.6, 0.97023
# Its thirteenth month has five or six days.
_ETHIOPIAN_MONTH, _ETHIOPIAN_DAYS = 13, 6

# Smaller years have lost their century, which another problem says.
_FOUR_DIGITS: Final = 1000


def is_possible(year: int, now: int) -> bool:
    """Return whether an account can have been created in a year; any year of three digits or fewer passes."""
    return _FIRST_YEAR <= year <= now + _YEARS_AHEAD or year < _FOUR_DIGITS


def explain(year: int, now: int) -> str:
    """Return the year with what it may mean: a year of another calendar, or one with another century.

    >>> explain(2564, 2026), explain(1399, 2026)
    ('2564 (2021 in the Buddhist calendar)', '1399 (2020 or 2021 in the Persian calendar)')
    >>> explain(1921, 2026), explain(1850, 2026)
    ('1921 (perhaps 2021)', '1850')
    """
    meant = {name: [year - years for years in dict.fromkeys(ahead)] for name, ahead in _CALENDARS.items()}
    islamic = int(_ISLAMIC_EPOCH + _ISLAMIC_YEAR * year)
    meant["Islamic"] = [islamic, islamic + 1]
    for name, years in meant.items():
        plausible = [str(each) for each in years if _FIRST_SHOP <= each <= now]
        if plausible:
            return f"{year} ({' or '.join(plausible)} in the {name} calendar)"
    for other in (year + 100, year - 100):
        if _FIRST_SHOP <= other <= now:
            return f"{year} (perhaps {other})"
    return str(year)


def explain_day(month: int, day: int) -> str:
    """Explain why the calendar has no such day; the Ethiopian and Coptic calendars have a short thirteenth month."""
    if month == _ETHIOPIAN_MONTH and 1 <= day <= _ETHIOPIAN_DAYS:
        return "only the Ethiopian and the Coptic calendar have thirteen months"
    return "there is no such day"
