"""Whole columns of times at once, in the two most frequent forms of ISO 8601.

These are `2021-03-04T10:30:00Z` and the same without a zone. Each has a fixed width, so a column of them is
a matrix of bytes: digits are told, and numbers read, place by place for all cells.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import spans

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

# 2021-03-04T10:30:00, and where its digits stand.
_WIDTH: Final = 19
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_MARKS: Final = {4: "-", 7: "-", 13: ":", 16: ":"}


def fixed_width(column: pa.Array) -> tuple[Mask, Mask]:
    """Tell which cells are a possible day and time with a `T` and a `Z`, and which are one with neither zone.

    The second may have a blank for the `T`. Years are not looked at, but for leap days.
    """
    import numpy as np

    cells = spans(column)
    zoned, naive = np.zeros((2, len(column)), bool)
    rows = np.flatnonzero((cells.counts == _WIDTH + 1) | (cells.counts == _WIDTH))
    if not len(rows):
        return zoned, naive
    # Transposed, so that what is looked at together lies together.
    text = cells.data[cells.starts[rows] + np.arange(_WIDTH)[:, None]]
    possible = _is_time(text)
    between, wide = text[10], cells.counts[rows] > _WIDTH
    utc = cells.at(rows).byte(-1) == ord("Z")
    zoned[rows] = possible & wide & utc & (between == ord("T"))
    naive[rows] = possible & ~wide & ((between == ord("T")) | (between == ord(" ")))
    return zoned, naive


def _is_time(text: Bytes) -> Mask:
    """Tell which columns of a matrix of characters are a day that the calendar has, and a time of day."""
    import numpy as np

    digits = text - np.uint8(ord("0"))
    good = digits[list(_DIGITS)].max(axis=0) < 10  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    for place, mark in _MARKS.items():
        good &= text[place] == ord(mark)

    def number(place: int) -> NDArray[np.int16]:
        tens: NDArray[np.int16] = digits[place].astype(np.int16) * 10 + digits[place + 1]
        return np.where(good, tens, 0)

    century, year, month, day = (number(place) for place in (0, 2, 5, 8))
    leap = np.where(year > 0, year % 4 == 0, century % 4 == 0)
    good &= (day >= 1) & (day <= _lengths_of_months()[leap.astype(np.int8), month])
    good &= (number(11) < 24) & (number(14) < 60) & (number(17) < 60)  # noqa: PLR2004 - as on any clock
    return good  # type: ignore[no-any-return]


@functools.cache
def _lengths_of_months() -> NDArray[np.int16]:
    """Return the days of each month by its number, in common years and in leap years; 0 for what is no month."""
    import numpy as np

    lengths = np.zeros((2, 100), np.int16)
    lengths[:, 1:13] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    lengths[1, 2] = 29
    return lengths
