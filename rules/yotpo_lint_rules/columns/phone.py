"""Whole columns of phone numbers at once: the accelerator of the rule `phone_number`.

It settles plain numbers only (digits, blanks, `-`, `.`, brackets, a leading plus or 00); whether one is valid,
`columns.phone_validity` tells. Whatever could be read in a second way is left to the reading.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.phone_validity import after, among, lengths, matches, taken, valid
from yotpo_lint_rules.tables.phone_plans import COUNTED, REPEATED, dialling, plans, taken_off_in, trunk

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# What a settled number needed: nothing, tidying, the row's country, the declared region.
CLEAN, TIDIED, ROW_COUNTRY, DECLARED_REGION = range(4)

# The forms that can be settled, and what looks like them without being a plain number: a decimal fraction, a date,
# a bracketed zero, two blanks (the cell rules' business).
PLAIN: Final = r"^(?:\+[1-9]|[0-9(])[0-9 ().-]{4,26}[0-9]$"
NOT_PLAIN: Final = r"^\+?[0-9]+\.[0-9]+$|^[0-9]{1,4}[.-][0-9]{1,2}[.-][0-9]{1,4}(?: [0-9].*)?$|\.0$|\(0\)|  "

# Where a second number may begin; the reading looks at cells of twelve digits or more.
SECOND_NUMBER: Final = r"(?:[0-9][^0-9]*){3}[0-9] \(?0"
DIGITS_OF_TWO_NUMBERS: Final = 12

# A group of cells so small that asking the reading is cheaper than compiling its region's patterns.
SMALLEST_GROUP: Final = 16

# The digits of an E.164 number (contract.fields.E164_PATTERN).
FEWEST, MOST = 7, 15


def settle(column: pa.Array, countries: pa.Array, declared: str | None) -> tuple[pa.Array, pa.Array]:
    """Return the E.164 of the cells that can be settled, null elsewhere, and what each of them needed."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows, digits, plus, punctuated = _plain(column)
    regions, region = _regions(countries, rows, declared)
    # Digits behind a 00 are those of a foreign number, unless its region could mean them otherwise.
    abroad = ~plus & _begins_with_zeros(digits)
    sure = ~abroad
    for number in np.unique(region[abroad]).tolist():
        some = np.flatnonzero(abroad & (region == number))
        home = regions[number] if number >= 0 else None
        sure[some] = ~_may_be_national(home, declared, digits.take(pa.array(some)))
    named = plus | abroad
    digits = pc.if_else(pa.array(abroad), after(digits, 2), digits)
    # One key for each calling code and each region; sorting by it makes every group a slice.
    keys = np.where(named, _calling_codes(digits), np.where(region < 0, -1, region + 1000)).astype(np.int16)
    keys[~sure] = -1
    order = np.argsort(keys, kind="stable")
    keys, digits = keys[order], digits.take(pa.array(order))
    bounds = np.flatnonzero(np.diff(keys, prepend=-2, append=-2))
    found: list[pa.Array] = []
    for start, end in itertools.pairwise(bounds):
        key, group = int(keys[start]), digits.slice(start, end - start)
        if key <= 0 or len(group) < SMALLEST_GROUP:
            found.append(pa.nulls(len(group), pa.string()))
        elif key < 1000:  # noqa: PLR2004 - calling codes have three digits
            found.append(_international(str(key), group))
        else:
            found.append(_national(regions[key - 1000], declared, group))
    # Back to where each cell came from.
    place = np.full(len(column), -1)
    place[rows[order]] = np.arange(len(rows))
    values = pa.chunked_array(found, pa.string()).combine_chunks().take(pa.array(place, mask=place < 0))
    need = np.zeros(len(column), dtype=np.int8)
    completed = np.where(region == len(regions) - 1, DECLARED_REGION, ROW_COUNTRY)
    need[rows] = np.where(named, np.where(punctuated | abroad, TIDIED, CLEAN), completed)
    return values, pa.array(need)


def _begins_with_zeros(digits: pa.Array) -> Mask:
    """Tell which cells begin with two zeros and go on with another digit."""
    return matches(digits, "^00[1-9]")


def _may_be_national(region: str | None, declared: str | None, digits: pa.Array) -> Mask:
    """Tell which digits behind a 00 their region may read otherwise: as its own number, or behind a longer prefix."""
    import numpy as np

    may = np.zeros(len(digits), dtype=bool)
    for each in dict.fromkeys((region, declared)):
        plan = dialling(each) if each else None
        if plan and plan.idd.pattern != "00":
            may |= matches(digits, f"^(?:{plan.idd.pattern})")
    here = dialling(region) if region else None
    if here is None:
        return may
    may |= valid(here.code, digits)
    for taken_off in taken_off_in(region or "", here.code):
        if taken_off == "0":
            may |= valid(here.code, after(digits, 1))
        else:
            may |= matches(digits, f"^(?:{taken_off})")
    return may


def _plain(column: pa.Array) -> tuple[Rows, pa.Array, Mask, Mask]:
    """Pick the cells of a plain form: their rows, their digits, which begin with a plus, which are punctuated."""
    import numpy as np
    import pyarrow as pa

    rows = np.flatnonzero(matches(column, PLAIN))
    raw = taken(column, rows)
    digits, plus = _digits(raw)
    count, width = lengths(digits), lengths(raw)
    punctuated = width != count + plus
    fits = (count >= FEWEST) & (count <= MOST + 2)
    for look, rows_of_it in (
        (NOT_PLAIN, punctuated),
        (SECOND_NUMBER, punctuated & (count >= DIGITS_OF_TWO_NUMBERS)),
    ):
        some = np.flatnonzero(fits & rows_of_it)
        fits[some] = ~matches(taken(raw, some), look)
    some = np.flatnonzero(fits & _ends_alike(digits))
    fits[some] = ~matches(taken(digits, some), f"(?:{REPEATED})$")
    if not fits.all():
        digits = digits.filter(pa.array(fits))
    return rows[fits], digits, plus[fits], punctuated[fits]


def _digits(raw: pa.Array) -> tuple[pa.Array, Mask]:
    """Write ASCII cells without anything but their digits, and tell which begin with a plus."""
    import numpy as np
    import pyarrow as pa

    _, ends, text = raw.buffers()
    offsets = np.frombuffer(ends, np.int32)[raw.offset : raw.offset + len(raw) + 1]
    data = np.frombuffer(text or b"", np.uint8)[: offsets[-1]]
    is_digit = (data - ord("0")) < 10  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    is_digit[: offsets[0]] = False
    after = np.zeros(len(offsets), np.int32)
    if len(raw):  # no cell is empty, and none is as long as a byte can count
        np.cumsum(
            np.add.reduceat(is_digit.view(np.uint8), offsets[:-1].astype(np.int64)), out=after[1:], dtype=np.int32
        )
    digits = pa.StringArray.from_buffers(len(raw), pa.py_buffer(after), pa.py_buffer(data[is_digit]))
    return digits, data[offsets[:-1]] == ord("+")


def _ends_alike(digits: pa.Array) -> Mask:
    """Tell which cells end in one digit three times: a quick look before a closer one at repeated digits."""
    import numpy as np

    _, ends, text = digits.buffers()
    last = np.frombuffer(ends, np.int32)[1:].astype(np.int64) - 1
    data = np.frombuffer(text or b"", np.uint8)
    if not len(data):
        return np.zeros(len(digits), dtype=bool)
    final = data[last]
    return (final == data[last - 1]) & (final == data[last - 2])  # type: ignore[no-any-return]


def _calling_codes(digits: pa.Array) -> Rows:
    """Return the calling code that each cell of international digits begins with, 0 where there is none."""
    import numpy as np

    from yotpo_lint_rules.tables.phone_plans import calling_code

    table = np.array([int(calling_code(f"{i:03}") or 0) for i in range(1000)])
    _, ends, text = digits.buffers()
    first = np.frombuffer(ends, np.int32)[digits.offset : digits.offset + len(digits)]
    data = np.frombuffer(text or b"", np.uint8).astype(np.int16) - ord("0")
    return table[data[first] * 100 + data[first + 1] * 10 + data[first + 2]] if len(digits) else table[:0]


def _regions(countries: pa.Array, rows: Rows, declared: str | None) -> tuple[list[str], Rows]:
    """Return the regions in play, the declared one last, and each cell's place among them (-1: none)."""
    import pyarrow.compute as pc

    coded = pc.dictionary_encode(taken(countries, rows))
    regions = [*coded.dictionary.to_pylist(), declared or ""]
    absent = len(regions) - 1 if declared else -1
    return regions, pc.fill_null(coded.indices, absent).to_numpy(zero_copy_only=False)


def _international(code: str, digits: pa.Array) -> pa.Array:
    """Settle digits that were written with a plus, as they stand."""
    import pyarrow.compute as pc

    return _written(code, pc.utf8_slice_codeunits(digits, len(code)), valid(code, after(digits, len(code))))


def _national(region: str, declared: str | None, digits: pa.Array) -> pa.Array:
    """Settle digits that were written without a country code, where only one reading is possible."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    here = dialling(region)
    if here is None:
        return pa.nulls(len(digits), pa.string())
    code, (prefix, taken_off) = here.code, trunk(here.code)
    national, sure = digits, valid(code, digits)
    there = dialling(declared) if declared else None
    prefixes = [each.idd.pattern for each in (here, there) if each]
    if prefix:
        behind = np.flatnonzero(~sure & matches(digits, f"^{prefix}[1-9]"))
        if len(behind):
            cells, first = taken(digits, behind), plans(code)[0]
            rest = after(cells, len(prefix))
            # phonenumbers takes the prefix off by the plan of the code's first region.
            good = valid(code, rest) & among(lengths(rest), first.lengths) & ~matches(cells, first.general)
            sure[behind] = good
            without = np.zeros(len(digits), dtype=bool)
            without[behind[good]] = True
            national = pc.if_else(pa.array(without), after(digits, len(prefix)), digits)
    # Digits that begin with the dialling of a foreign number, or read as well with a plus before them.
    sure &= ~matches(digits, f"^(?:{'|'.join(['00', *prefixes])})")
    if code != prefix:  # where both are 1, both readings give the same number
        doubtful = np.flatnonzero(sure & matches(digits, f"^{code}"))
        rest = after(taken(digits, doubtful), len(code))
        only_here = ~valid(code, rest)
        if taken_off:
            only_here &= ~matches(rest, taken_off)
        sure[doubtful] = only_here
    counted = pc.is_in(digits, pa.array(sorted(COUNTED))).to_numpy(zero_copy_only=False)
    return _written(code, national, sure & ~counted)


def _written(code: str, national: pa.Array, sure: Mask) -> pa.Array:
    """Write the sure ones as E.164, null elsewhere; impossible lengths are not sure."""
    import pyarrow as pa
    import pyarrow.compute as pc

    count = lengths(national) + len(code)
    sure = sure & (count >= FEWEST) & (count <= MOST)
    written = pc.binary_join_element_wise(pa.scalar("+" + code), national, "")
    return pc.if_else(pa.array(sure), written, pa.scalar(None, pa.string()))
