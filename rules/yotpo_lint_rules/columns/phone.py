"""Whole columns of phone numbers at once: the accelerator of the rule `phone_number`.

It settles plain numbers only (digits, blanks, `-`, `.`, brackets, a leading plus or 00); whether one is valid,
`columns.numbering` tells. Whatever could be read in a second way is left to the reading.
"""

from __future__ import annotations

import functools
import itertools
import string
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.numbering import international, national
from yotpo_lint_rules.columns.spans import Spans, apart, if_settled, spans, table_of
from yotpo_lint_rules.tables.phone_plans import COUNTED, REPEATED, dialling, plans, taken_off_in, trunk

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# What a settled number needed: nothing, tidying, the row's country, the declared region.
CLEAN, TIDIED, ROW_COUNTRY, DECLARED_REGION = range(4)

# What may stand between the digits of a plain number, and how many bytes it has, a leading plus aside.
_PUNCTUATION: Final = " ().-"
_NARROWEST, _WIDEST = 6, 28

# What looks like a plain number without being one: a decimal fraction, a date, a bracketed zero, two blanks (the cell
# rules' business).
NOT_PLAIN: Final = r"^\+?[0-9]+\.[0-9]+$|^[0-9]{1,4}[.-][0-9]{1,2}[.-][0-9]{1,4}(?: [0-9].*)?$|\.0$|\(0\)|  "

# Where a second number may begin; the reading looks at cells of twelve digits or more.
SECOND_NUMBER: Final = r"(?:[0-9][^0-9]*){3}[0-9] \(?0"
DIGITS_OF_TWO_NUMBERS: Final = 12

# The digits of an E.164 number (contract.fields.E164_PATTERN).
FEWEST, MOST = 7, 15


def settle(column: pa.Array, countries: pa.Array, declared: str | None) -> tuple[pa.Array, pa.Array]:
    """Return the E.164 of the cells that can be settled, null elsewhere, and what each of them needed."""
    import numpy as np
    import pyarrow as pa

    rows, digits, plus, punctuated = _plain(column)
    need = np.zeros(len(column), dtype=np.int8)
    # Numbers that are written as they should be stay where they lie.
    stays = np.zeros(len(column), bool)
    written: list[tuple[Rows, pa.Array]] = []
    # Digits behind a 00 are those of a foreign number, unless its region could mean them otherwise.
    abroad = ~plus & _begin_with_zeros(digits)
    regions, region = _regions(countries, rows, declared)
    sure = plus.copy()
    some = np.flatnonzero(abroad)
    sure[some] = ~_may_be_national(regions, region[some], declared, digits.at(some))
    named = np.flatnonzero(sure)
    foreign = digits.at(named).after(np.where(plus[named], 0, 2))
    good = international(foreign)[1].valid & _has_length(foreign.counts)
    tidied = punctuated[named] | abroad[named]
    stays[rows[named[good & ~tidied]]] = True
    made = np.flatnonzero(good & tidied)
    written.append((rows[named[made]], foreign.at(made).text("+")))
    need[rows[named[made]]] = TIDIED
    # The others are numbers of their row's country; sorting by it makes every group a slice.
    local = np.flatnonzero(~plus & ~abroad & (region >= 0))
    local = local[np.argsort(region[local], kind="stable")]
    bounds = np.flatnonzero(np.diff(region[local], prepend=-1, append=-1))
    for start, end in itertools.pairwise(bounds):
        group = local[start:end]
        number = int(region[group[0]])
        at, values = _national(regions[number], declared, digits.at(group))
        written.append((rows[group[at]], values))
        need[rows[group[at]]] = DECLARED_REGION if number == len(regions) - 1 else ROW_COUNTRY
    at = np.concatenate([rows for rows, _ in written])
    numbers = pa.concat_arrays([numbers for _, numbers in written])
    return if_settled(column, pa.array(stays), at, numbers), pa.array(need)


def _begin_with_zeros(digits: Spans) -> Mask:
    """Tell which cells begin with two zeros and go on with another digit."""
    first, second, third = (digits.byte(place) for place in range(3))
    return (first == ord("0")) & (second == ord("0")) & (third != ord("0"))  # type: ignore[no-any-return]


def _may_be_national(regions: list[str], region: Rows, declared: str | None, digits: Spans) -> Mask:
    """Tell which digits behind a 00 their region may read otherwise: as its own number, or behind a longer prefix.

    Args:
        regions: the regions in play.
        region: the place of each cell's own among them; -1 for none.
        declared: the declared region, whose prefix may stand before any.
        digits: all digits of the cells.
    """
    import numpy as np

    # The last line of each table is for cells without a region.
    codes, trunk_zero = np.zeros(len(regions) + 1, np.int64), np.zeros(len(regions) + 1, bool)
    may = np.zeros(len(region), bool)
    for number in np.unique(region).tolist():
        home = regions[number] if number >= 0 else None
        here = dialling(home) if home else None
        prefixes = {plan.idd.pattern for plan in (here, dialling(declared) if declared else None) if plan} - {"00"}
        if home and here:
            codes[number] = int(here.code)
            taken_off = set(taken_off_in(home, here.code))
            trunk_zero[number] = "0" in taken_off
            prefixes |= taken_off - {"0"}
        if prefixes:
            cells = np.flatnonzero(region == number)
            may[cells] = _matches(digits.at(cells).text(), f"^(?:{'|'.join(sorted(prefixes))})")
    may |= national(codes[region], digits).valid
    behind = np.flatnonzero(trunk_zero[region])
    may[behind] |= national(codes[region[behind]], digits.at(behind).after(1)).valid
    return may


def _plain(column: pa.Array) -> tuple[Rows, Spans, Mask, Mask]:
    """Pick the cells of a plain form: their rows, their digits, which begin with a plus, which are punctuated."""
    import numpy as np
    import pyarrow as pa

    cells = spans(column)
    first, second = cells.byte(0), cells.byte(1)
    count, punctuation, others = cells.added_apart(_weights())
    plus = first == ord("+")
    width, is_digit = cells.counts - plus, table_of(string.digits).astype(bool)
    begins = np.where(plus, is_digit[second] & (second != ord("0")), is_digit[first] | (first == ord("(")))
    fits = begins & is_digit[cells.byte(-1)] & (others == plus) & (width >= _NARROWEST) & (width <= _WIDEST)
    fits &= (count >= FEWEST) & (count <= MOST + 2)
    punctuated = punctuation > 0
    odd = np.flatnonzero(fits & punctuated)
    if len(odd):
        raw = column.take(pa.array(odd))
        bad = _matches(raw, NOT_PLAIN)
        long = np.flatnonzero(count[odd] >= DIGITS_OF_TWO_NUMBERS)
        bad[long] |= _matches(raw.take(pa.array(long)), SECOND_NUMBER)
        fits[odd[bad]] = False
    rows = np.flatnonzero(fits)
    digits = Spans(cells.data, cells.starts + plus, count).at(rows)
    digits = _without_punctuation(digits, np.flatnonzero(punctuated[rows]))
    repeated = _repeated(digits)
    if repeated.any():
        rows, digits = rows[~repeated], digits.at(np.flatnonzero(~repeated))
    return rows, digits, plus[rows], punctuated[rows]


def _without_punctuation(cells: Spans, punctuated: Rows) -> Spans:
    """Return the digits of plain cells: where they lie, or without what lies between them behind all of these."""
    import numpy as np

    if not len(punctuated):
        return cells
    # The digits of the whole column, and where those of each cell begin among them.
    is_digit = (cells.data - np.uint8(ord("0"))) < 10  # noqa: PLR2004 - unsigned: what is below "0" wraps around
    before = np.concatenate((np.zeros(1, np.int32), np.cumsum(is_digit, dtype=np.int32)))
    starts = cells.starts.copy()
    starts[punctuated] = before[starts[punctuated]] + len(cells.data)
    return Spans(np.concatenate((cells.data, cells.data[is_digit])), starts, cells.counts)


@functools.cache
def _weights() -> NDArray[np.int64]:
    return apart(string.digits, _PUNCTUATION, others="")


def _repeated(digits: Spans) -> Mask:
    """Tell which cells end in one digit again and again; a quick look finds the few that need a closer one."""
    import numpy as np

    answer = np.zeros(len(digits.starts), bool)
    if len(answer):
        final = digits.byte(-1)
        alike = np.flatnonzero((final == digits.byte(-2)) & (final == digits.byte(-3)))
        answer[alike] = _matches(digits.at(alike).text(), f"(?:{REPEATED})$")
    return answer


def _regions(countries: pa.Array, rows: Rows, declared: str | None) -> tuple[list[str], Rows]:
    """Return the regions in play, the declared one last, and each cell's place among them (-1: none)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = countries if len(rows) == len(countries) else countries.take(pa.array(rows))
    coded = pc.dictionary_encode(cells)
    regions = [*coded.dictionary.to_pylist(), declared or ""]
    absent = len(regions) - 1 if declared else -1
    return regions, pc.fill_null(coded.indices, absent).to_numpy(zero_copy_only=False).astype(int)


def _national(region: str, declared: str | None, digits: Spans) -> tuple[Rows, pa.Array]:
    """Settle digits without a country code that have one reading: which, and what they are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    here = dialling(region)
    if here is None:
        return np.zeros(0, np.int64), pa.array([], pa.string())
    code, (prefix, taken_off) = here.code, trunk(here.code)
    text, sure = digits.text(), national(code, digits).valid
    there = dialling(declared) if declared else None
    prefixes = [each.idd.pattern for each in (here, there) if each]
    trunked = np.zeros(len(sure), np.int64)
    if prefix:
        behind = np.flatnonzero(~sure & _matches(text, f"^{prefix}[1-9]"))
        rest = digits.at(behind).after(len(prefix))
        # phonenumbers takes the prefix off by the plan of the code's first region.
        lengths = plans(code)[0].lengths
        possible = np.isin(rest.counts, lengths) if lengths else True
        good = behind[national(code, rest).valid & possible & ~national(code, digits.at(behind)).shaped]
        sure[good], trunked[good] = True, len(prefix)
    # Digits that begin with the dialling of a foreign number, or read as well with a plus before them.
    sure &= ~_matches(text, f"^(?:{'|'.join(['00', *prefixes])})")
    if code != prefix:  # where both are 1, both readings give the same number
        doubtful = np.flatnonzero(sure & pc.starts_with(text, code).to_numpy(zero_copy_only=False))
        rest = digits.at(doubtful).after(len(code))
        only_here = ~national(code, rest).valid
        if taken_off:
            only_here &= ~_matches(rest.text(), taken_off)
        sure[doubtful] = only_here
    sure &= ~pc.is_in(text, pa.array(sorted(COUNTED))).to_numpy(zero_copy_only=False)
    settled = digits.after(trunked)
    at = np.flatnonzero(sure & _has_length(settled.counts + len(code)))
    return at, settled.at(at).text(f"+{code}")


def _has_length(count: Rows) -> Mask:
    """Tell which numbers of digits an E.164 may have."""
    return (count >= FEWEST) & (count <= MOST)


def _matches(column: pa.Array, pattern: str) -> Mask:
    """Tell which cells hold a match of an RE2 pattern."""
    import numpy as np
    import pyarrow.compute as pc

    if not len(column):
        return np.zeros(0, dtype=bool)
    return pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
