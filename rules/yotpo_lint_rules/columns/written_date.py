"""Whole columns of dates that are not in ISO 8601: `25.12.2021 14:05`, `3/4/2021 2:30 PM`, `2021/3/4`, `Mar 4, 2021`.

One pattern takes the cells apart, and numbers are worked out for all of them at once. It settles what the reading calls
certain, and the one refusal that a whole column can have: the order of day and month is not known. Read one by one,
such a cell costs 88 microseconds of CPU; settled here it costs 3 to 4 (200,000 cells, one core).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from yotpo_lint_rules.forms import zone
from yotpo_lint_rules.tables.name_keys import name_key

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import DateOrder

    Mask = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

# What a settled cell needed: another form, an order of day and month that it shows or that is declared, a month's
# number for its word; with NAIVE added, a zone. Or it is refused.
FORM, SHOWN, DECLARED, WORD = range(4)
NAIVE: Final = 4
ORDER_UNKNOWN: Final = 8

_NUMERIC: Final = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P<mark2>[-/.])(?P<day>[0-9]{1,2})"
    r"|(?P<first>[0-9]{1,2})(?P<mark3>[-/.])(?P<second>[0-9]{1,2})(?P<mark4>[-/.])(?P<year2>[0-9]{4})"
)
_SPELLED: Final = (
    r"(?P<day2>[0-9]{1,2})[ -](?P<word>[A-Za-z]{3,})[ -](?P<year3>[0-9]{4})"
    r"|(?P<word2>[A-Za-z]{3,}) (?P<day3>[0-9]{1,2}), (?P<year4>[0-9]{4})"
)
_TIME: Final = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<sec>[0-9]{2})(?P<fraction>\.[0-9]+)?)?"
    r"(?: ?(?P<half>[AaPp])[Mm])?"
    r"(?P<zone> ?(?:Z|UTC|GMT)| ?(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2}))?"
)
# For RE2, whose `\z` is the end.
_DATE: Final = rf"\A(?:{_NUMERIC}|{_SPELLED})(?:(?:,? |T){_TIME})?\z"

_MONTHS, _NOON, _HOURS, _SIXTY = 12, 12, 24, 60


class _Parts(NamedTuple):
    """The cells that the pattern matches, taken apart; a part that is not there is empty, or 0."""

    parts: pa.StructArray

    def text(self, name: str) -> pa.Array:
        """Return a part as text."""
        return self.parts.field(name)

    def has(self, name: str) -> Mask:
        """Tell which cells have a part."""
        import pyarrow.compute as pc

        return pc.not_equal(self.text(name), "").to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]

    def numbers(self, *names: str) -> Numbers:
        """Return the number that one of some parts has, whichever is there."""
        import pyarrow as pa
        import pyarrow.compute as pc

        text = pc.binary_join_element_wise("0", *map(self.text, names), "")
        return text.cast(pa.int64()).to_numpy()  # type: ignore[no-any-return]


def settle_written(
    column: pa.Array,
    first_day: str,
    today: str,
    months: Callable[[], Mapping[str, str]],
    *,
    order: DateOrder | None,
    timezone: str,
) -> tuple[NDArray[np.int64], pa.Array, NDArray[np.int8]]:
    """Return which cells are settled, their values in ISO 8601, and what each of them needed.

    Args:
        column: the cells, none of them in ISO 8601, null or empty.
        first_day: the first day that is settled, in ISO 8601.
        today: the first day behind it that is not.
        months: returns the numbers of months by folded name; two numbers where a name means two months.
        order: the declared order of day and month.
        timezone: the IANA zone of times that name none.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    matched = pc.extract_regex(column, _DATE)
    rows = np.flatnonzero(matched.is_valid().to_numpy(zero_copy_only=False))
    parts = _Parts(matched.take(pa.array(rows)))
    year, month, day, needs, good = _tell_apart(parts, months, order)
    days = _to_days(year, month, day)
    good &= days.astype("datetime64[M]").astype(np.int64) % _MONTHS + 1 == month
    good &= (days >= np.datetime64(first_day)) & (days < np.datetime64(today))
    seconds, possible = _seconds_of_day(parts)
    offsets, known = _offsets(parts, days, good & possible, timezone)
    refused = needs == ORDER_UNKNOWN
    good &= (possible & known) | refused
    timed = parts.has("hour")
    needs[timed & ~parts.has("zone") & ~refused] += NAIVE
    at = np.flatnonzero(good)
    written = _write(parts, at, days + seconds.astype("timedelta64[s]"), offsets, timed)
    return rows[at], written, needs[at]


def _tell_apart(
    parts: _Parts, months: Callable[[], Mapping[str, str]], order: DateOrder | None
) -> tuple[Numbers, Numbers, Numbers, NDArray[np.int8], Mask]:
    """Return year, month, day, what each cell needed, and which cells are told apart.

    A cell whose order is not known gets the day first; that is of no account, because it is refused.
    """
    import numpy as np
    import pyarrow.compute as pc

    year = parts.numbers("year", "year2", "year3", "year4")
    first, second = parts.numbers("first"), parts.numbers("second")
    year_last, spelled = parts.has("year2"), parts.has("word") | parts.has("word2")
    word_months, meant = _months_of_words(parts, months)
    same_marks = pc.and_(
        pc.equal(parts.text("mark"), parts.text("mark2")), pc.equal(parts.text("mark3"), parts.text("mark4"))
    ).to_numpy(zero_copy_only=False)
    month_second, month_first = second <= _MONTHS, first <= _MONTHS
    shown = (first == second) | (month_second != month_first)
    month_leads = (month_first & ~month_second) | (month_first & month_second & (order == "mdy"))
    good = same_marks & np.where(spelled, meant, True)
    # A declared order that the cell contradicts, and a zero, are left to the reading.
    contradicted = ((order == "dmy") & ~month_second) | ((order == "mdy") & ~month_first) | (order == "ymd")
    good &= ~year_last | ((month_second | month_first) & (first > 0) & (second > 0) & ~contradicted)
    month = np.where(year_last, np.where(month_leads, first, second), parts.numbers("month") + word_months)
    day = np.where(year_last, np.where(month_leads, second, first), parts.numbers("day", "day2", "day3"))
    by_order = np.where(shown, SHOWN, DECLARED if order else ORDER_UNKNOWN)
    needs = np.where(spelled, WORD, np.where(year_last, by_order, FORM)).astype(np.int8)
    return year, month, day, needs, good


def _months_of_words(parts: _Parts, months: Callable[[], Mapping[str, str]]) -> tuple[Numbers, Mask]:
    """Return the month that each cell's word means, 0 where there is no word, and whether it means just one."""
    import numpy as np
    import pyarrow.compute as pc

    encoded = pc.binary_join_element_wise(parts.text("word"), parts.text("word2"), "").dictionary_encode()
    # Most columns have no word, and need no names.
    numbers = [(months().get(name_key(word)) or "") if word else "0" for word in encoded.dictionary.to_pylist()]
    known = np.array([int(each) if each.isdigit() else 0 for each in numbers] or [0])
    single = np.array([each.isdigit() for each in numbers] or [True])
    which = encoded.indices.to_numpy()
    return known[which], single[which]


def _to_days(year: Numbers, month: Numbers, day: Numbers) -> NDArray[np.datetime64]:
    """Return days of the calendar; one that the month does not have is a day of another month."""
    since_1970 = (year - 1970) * _MONTHS + month - 1
    days: NDArray[np.datetime64] = since_1970.astype("datetime64[M]").astype("datetime64[D]")
    days += (day - 1).astype("timedelta64[D]")
    return days


def _seconds_of_day(parts: _Parts) -> tuple[Numbers, Mask]:
    """Return the seconds since midnight, and whether there is such a time of day."""
    import numpy as np
    import pyarrow.compute as pc

    hour, minute, second = (parts.numbers(name) for name in ("hour", "minute", "sec"))
    halved = parts.has("half")
    afternoon = pc.equal(pc.ascii_lower(parts.text("half")), "p").to_numpy(zero_copy_only=False)
    possible = (hour < _HOURS) & (minute < _SIXTY) & (second < _SIXTY)
    possible &= ~halved | ((hour >= 1) & (hour <= _NOON))
    hour = np.where(halved, hour % _NOON + _NOON * afternoon, hour)
    return (hour * _SIXTY + minute) * _SIXTY + second, possible


def _offsets(parts: _Parts, days: NDArray[np.datetime64], wanted: Mask, timezone: str) -> tuple[Numbers, Mask]:
    """Return the minutes east of UTC, and whether they are known; a day without a time has none and is known.

    Args:
        parts: the cells.
        days: their days.
        wanted: for which of them to look.
        timezone: the zone of times that name none.
    """
    import numpy as np
    import pyarrow.compute as pc

    hours, minutes = parts.numbers("hours"), parts.numbers("minutes")
    minus = pc.equal(parts.text("sign"), "-").to_numpy(zero_copy_only=False)
    offsets = np.where(minus, -1, 1) * (hours * _SIXTY + minutes)
    # Further from UTC there are few zones, and none from which minutes are missing.
    known = (hours < _NOON) & (minutes < _SIXTY)
    # What stands behind AM and PM without a blank is no zone to the reading.
    known &= ~(parts.has("half") & pc.is_in(parts.text("zone"), _letters()).to_numpy(zero_copy_only=False))
    naive = np.flatnonzero(parts.has("hour") & ~parts.has("zone") & wanted)
    if timezone != "UTC" and len(naive):
        distinct, which = np.unique(days[naive], return_inverse=True)
        of_day = [_offset_of_day(day, timezone) for day in distinct.tolist()]
        offsets[naive] = np.array([each or 0 for each in of_day])[which]
        known[naive] = np.array([each is not None for each in of_day])[which]
    return offsets, known


@functools.cache
def _letters() -> pa.Array:
    import pyarrow as pa

    return pa.array(["Z", "UTC", "GMT"])


@functools.lru_cache(maxsize=50_000)
def _offset_of_day(day: date, timezone: str) -> int | None:
    """Return the minutes by which a zone is east of UTC on a whole day; None where they change on that day."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  a zone is what is looked for
    start, end = (zone.zone_offset(each, timezone) for each in (midnight, midnight + timedelta(days=1)))
    return start if start == end and isinstance(start, int) else None


def _write(
    parts: _Parts, at: NDArray[np.int64], moments: NDArray[np.datetime64], offsets: Numbers, timed: Mask
) -> pa.Array:
    """Write some of the cells in ISO 8601."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    distinct, which = np.unique(offsets[at], return_inverse=True)
    written_offsets = pa.array([zone.iso_offset(minutes) for minutes in distinct.tolist()], pa.string())
    stamps = pa.array(np.datetime_as_string(moments[at], unit="s"), pa.string())
    fractions = parts.text("fraction").take(pa.array(at))
    whole = pc.binary_join_element_wise(stamps, fractions, written_offsets.take(pa.array(which)), "")
    return pc.if_else(pa.array(timed[at]), whole, pc.utf8_slice_codeunits(stamps, 0, len("2021-03-04")))
