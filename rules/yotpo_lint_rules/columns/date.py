"""Whole columns of times at once, in forms of a fixed width.

These are `2021-03-04T10:30:00Z`, the same without a zone, and days such as `2 Mar 2025`. Cells of one width are a
matrix of bytes, in which digits are checked and numbers are read place by place for all cells at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import merge_settled, spans

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# 2021-03-04T10:30:00, and where its digits stand.
_WIDTH: Final = 19
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_SPELLED: Final = len("12 Mar 2025")
_MARKS: Final = {4: "-", 7: "-", 13: ":", 16: ":"}


# The same as the reading's clean form, with the calendar in it, for RE2 (`\d` is ASCII there, `\z` the end).
_CALENDAR: Final = (
    r"\A(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_OFFSET: Final = r"(?:Z|\+(?:0\d|1[0-3]):[0-5]\d|-(?:0[1-9]|1[01]):[0-5]\d)"
_ISO: Final = rf"{_CALENDAR}(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?{_OFFSET})?\z"


# What a settled cell needed: nothing, another form for its day, or a zone.
CLEAN, SPELLED, NAIVE = range(3)


def settle(
    column: pa.Array, first: str, today: str, months: Callable[[], Mapping[str, str]], *, utc: bool
) -> tuple[pa.Array, pa.Array]:
    """Return the times that can be settled as ISO 8601, null elsewhere, and what each of them needed.

    Args:
        column: the cells, none of them null or empty.
        first: the first day that is settled.
        today: the first day behind it that is not.
        months: returns the numbers of months by folded name; it is called if there are days with a month's name.
        utc: whether times without a zone are in UTC; if not, they are left to the reading.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    def is_in_range(days: pa.Array) -> Mask:
        # Text that begins with a date of fixed width sorts like the date.
        within = pc.and_(pc.greater_equal(days, first), pc.less(days, today))
        return within.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]

    zoned, naive = _match_fixed_width(column)
    remaining = np.flatnonzero(~zoned & ~naive)
    zoned[remaining] = pc.match_substring_regex(column.take(pa.array(remaining)), _ISO).to_numpy(zero_copy_only=False)
    past = is_in_range(column)
    needs = np.zeros(len(column), np.int8)
    rows, days = _read_spelled_days(column, months)
    kept = is_in_range(days)
    at, texts = [rows[kept]], [days.filter(pa.array(kept))]
    needs[at[0]] = SPELLED
    if utc:
        at.append(np.flatnonzero(past & naive))
        needs[at[1]] = NAIVE
        cells_without_zone = column.take(pa.array(at[1]))
        texts.append(pc.binary_join_element_wise(pc.replace_substring(cells_without_zone, " ", "T"), "Z", ""))
    settled = merge_settled(column, pa.array(past & zoned), np.concatenate(at), pa.concat_arrays(texts))
    return settled, pa.array(needs)


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


def _read_spelled_days(column: pa.Array, months: Callable[[], Mapping[str, str]]) -> tuple[Rows, pa.Array]:
    """Return which cells are an existing day such as `2 Mar 2025`, and these days as `2025-03-02`.

    Of the names of months those count that have three ASCII letters and mean one month.
    """
    import numpy as np
    import pyarrow as pa

    cells = spans(column)
    rows = np.flatnonzero((cells.counts == _SPELLED) | (cells.counts == _SPELLED - 1))
    # A day of one digit gets a leading zero.
    short = (cells.counts[rows] < _SPELLED).astype(np.int64)
    text = cells.data.take(cells.starts[rows] - short + np.arange(_SPELLED)[:, None], mode="clip")
    text[0, short > 0] = ord("0")
    digits = text - np.uint8(ord("0"))
    valid = (digits[[0, 1, 7, 8, 9, 10]] < 10).all(axis=0)  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    valid &= (text[2] == ord(" ")) & (text[6] == ord(" "))
    # Most columns have no such day, and need no names.
    rows, text, digits, valid = rows[valid], text[:, valid], digits[:, valid], valid[valid]
    # No byte but a letter's becomes a small letter.
    words = _pack_letters((text[3:6] | ord(" ")).astype(np.int32))
    names = _select_short_months(months() if len(rows) else {"jan": "1"})
    known = _pack_letters(np.array([list(name.encode()) for name in names], np.int32).T)
    place = np.minimum(np.searchsorted(known, words), len(known) - 1)
    valid &= known[place] == words
    month = np.where(valid, np.array([*names.values()], np.int16)[place], 0)
    day, century, year = (_read_two_digits(digits, valid, at) for at in (0, 7, 9))
    valid &= _is_day(century, year, month, day)
    characters = np.full((10, np.count_nonzero(valid)), ord("-"), np.uint8)
    characters[[0, 1, 2, 3, 8, 9]] = text[[7, 8, 9, 10, 0, 1]][:, valid]
    characters[5:7] = ord("0") + np.array(np.divmod(month[valid], 10))
    ends = np.arange(0, characters.size + 1, 10, dtype=np.int32)
    letters = np.ascontiguousarray(characters.T)
    return rows[valid], pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(letters))


def _select_short_months(months: Mapping[str, str]) -> dict[str, int]:
    """Return the months whose names have three ASCII letters and no second meaning, in order of the names."""
    width = 3
    short = (name for name in months if len(name) == width and name.isascii() and name.isalpha())
    return {name: int(months[name]) for name in sorted(short) if months[name].isdigit()}


def _pack_letters(letters: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the three letters of each word, given as three rows, as a number that sorts like the word."""
    return (letters[0] << 16) | (letters[1] << 8) | letters[2]  # type: ignore[no-any-return]


@functools.cache
def _build_month_lengths() -> NDArray[np.int16]:
    """Return the number of days by month, in common years and in leap years; 0 for an invalid month."""
    import numpy as np

    lengths = np.zeros((2, 100), np.int16)
    lengths[:, 1:13] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    lengths[1, 2] = 29
    return lengths
