"""Whole columns of times at once, in forms of a fixed width.

These are `2021-03-04T10:30:00Z` and the same without a zone. Cells of one width are a matrix of bytes, in which digits
are checked and numbers are read place by place for all cells at once. Other forms are `written_date`'s.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import merge_settled, spans
from yotpo_lint_rules.columns.written_date import FORM, NAIVE, settle_written

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import DateOrder

    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# 2021-03-04T10:30:00, and where its digits stand.
_WIDTH: Final = 19
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_MARKS: Final = {4: "-", 7: "-", 13: ":", 16: ":"}


# The same as the reading's clean form, with the calendar in it, for RE2 (`\d` is ASCII there, `\z` the end).
_CALENDAR: Final = (
    r"\A(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_OFFSET: Final = r"(?:Z|\+(?:0\d|1[0-3]):[0-5]\d|-(?:0[1-9]|1[01]):[0-5]\d)"
_ISO: Final = rf"{_CALENDAR}(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?{_OFFSET})?\z"


# What a settled cell needed: nothing, or what `written_date` says, one higher.
CLEAN, OTHER_FORM = 0, 1


def settle(
    column: pa.Array,
    reach: tuple[str, str],
    months: Callable[[], Mapping[str, str]],
    *,
    clean: str,
    order: DateOrder | None,
    timezone: str,
) -> tuple[pa.Array, pa.Array]:
    """Return the times that can be settled as ISO 8601, null elsewhere, and what each of them needed.

    Args:
        column: the cells, none of them null or empty.
        reach: the first day that is settled, and the first behind it that is not.
        months: returns the numbers of months by folded name; it is called if there are months that are words.
        clean: the pattern of the reading's clean form.
        order: the declared order of day and month.
        timezone: the IANA zone of times that name none.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # Text that begins with a date of fixed width sorts like the date.
    past = pc.and_(pc.greater_equal(column, reach[0]), pc.less(column, reach[1])).to_numpy(zero_copy_only=False)
    zoned, naive = _match_fixed_width(column)
    naive &= past & (timezone == "UTC")
    remaining = np.flatnonzero(~zoned & ~naive)
    zoned[remaining] = pc.match_substring_regex(column.take(pa.array(remaining)), _ISO).to_numpy(zero_copy_only=False)
    needs = np.full(len(column), CLEAN, np.int8)
    needs[naive] = OTHER_FORM + FORM + NAIVE
    shown = column.filter(pa.array(naive))
    in_utc = pc.binary_join_element_wise(pc.replace_substring(shown, " ", "T"), "Z", "")
    # What is clean and not settled yet lies in the future, or the calendar does not have it.
    remaining = remaining[~zoned[remaining]]
    cells = column.take(pa.array(remaining))
    other = pc.invert(pc.match_substring_regex(cells, _to_re2(clean)))
    remaining, cells = remaining[other.to_numpy(zero_copy_only=False)], cells.filter(other)
    at, written, needed = settle_written(cells, *reach, months, order=order, timezone=timezone)
    needs[remaining[at]] = OTHER_FORM + needed
    rows = np.concatenate([np.flatnonzero(naive), remaining[at]])
    settled = merge_settled(column, pa.array(past & zoned), rows, pa.concat_arrays([in_utc, written]))
    return settled, pa.array(needs)


def _to_re2(pattern: str) -> str:
    """Return a pattern without what RE2 does not know; it then takes the offset -00:00 for clean, too."""
    return rf"\A(?:{pattern.replace('(?!-00:00)', '')})\z"


def _match_fixed_width(column: pa.Array) -> tuple[Mask, Mask]:
    """Return which cells can be a time such as `2021-03-04T10:30:00Z`, and which the same without a zone.

    The second may have a blank for the `T`. Years are only checked for leap days.
    """
    import numpy as np

    cells = spans(column)
    zoned, naive = np.zeros((2, len(column)), bool)
    rows = np.flatnonzero((cells.counts == _WIDTH + 1) | (cells.counts == _WIDTH))
    if not len(rows):
        return zoned, naive
    # Transposed, so that the bytes that are compared lie together.
    text = cells.data.take(cells.starts[rows] + np.arange(_WIDTH)[:, None])
    possible = _is_time(text)
    separator, wide = text[10], cells.counts[rows] > _WIDTH
    utc = cells.at(rows).byte(-1) == ord("Z")
    zoned[rows] = possible & wide & utc & (separator == ord("T"))
    naive[rows] = possible & ~wide & ((separator == ord("T")) | (separator == ord(" ")))
    return zoned, naive


def _is_time(text: Bytes) -> Mask:
    """Return which columns of a matrix of characters are an existing day with a time of day."""
    import numpy as np

    digits = text - np.uint8(ord("0"))
    valid = digits[list(_DIGITS)].max(axis=0) < 10  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    for place, mark in _MARKS.items():
        valid &= text[place] == ord(mark)

    century, year, month, day, hour, minute, second = (
        _read_two_digits(digits, valid, at) for at in (0, 2, 5, 8, 11, 14, 17)
    )
    valid &= _is_day(century, year, month, day)
    valid &= (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 - as on any clock
    return valid  # type: ignore[no-any-return]


def _read_two_digits(digits: Bytes, valid: Mask, place: int) -> NDArray[np.int16]:
    """Return the number of two digits; 0 where the cell is not valid."""
    import numpy as np

    tens: NDArray[np.int16] = digits[place].astype(np.int16) * 10 + digits[place + 1]
    return np.where(valid, tens, 0)


def _is_day(
    century: NDArray[np.int16], year: NDArray[np.int16], month: NDArray[np.int16], day: NDArray[np.int16]
) -> Mask:
    """Return which days exist in the calendar; `year` has two digits and belongs to `century`."""
    import numpy as np

    leap = np.where(year > 0, year % 4 == 0, century % 4 == 0)
    return (day >= 1) & (day <= _build_month_lengths()[leap.astype(np.int8), month])  # type: ignore[no-any-return]


@functools.cache
def _build_month_lengths() -> NDArray[np.int16]:
    """Return the number of days by month, in common years and in leap years; 0 for an invalid month."""
    import numpy as np

    lengths = np.zeros((2, 100), np.int16)
    lengths[:, 1:13] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    lengths[1, 2] = 29
    return lengths
