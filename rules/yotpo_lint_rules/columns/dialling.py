"""Every way in which digits may be dialled, as columns: the phone rule's `_readings` over the cells of one region.

A way leads to a number, to none, or is in doubt: of some plans' numbers `phonenumbers` takes off more than a trunk
prefix (carrier codes), or it moves digits. Digits with a way in doubt, or with ways to two numbers, are left to the
reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from yotpo_lint_rules.columns.numbering import calling_codes_of, national
from yotpo_lint_rules.columns.spans import Spans, put, spans
from yotpo_lint_rules.tables.phone_plans import dialling, plans, taken_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# How a number was told: by its own country code, its row's region, or a country code without a plus.
NOTHING, OWN_CODE, REGION, NO_PLUS = range(4)

# The digits of an E.164 number (contract.fields.E164_PATTERN).
FEWEST, MOST = 7, 15


class Ways(NamedTuple):
    """Where one way of reading leads: to an E.164 number, to none (null), or nowhere that is known here."""

    values: pa.Array
    doubtful: Mask


@dataclass
class Readings:
    """What several ways of reading come to: the number, how it was told, and which cells are left to the reading."""

    values: pa.Array
    told: NDArray[np.int8]
    doubtful: Mask

    def add(self, rows: Rows, ways: Ways, told: int) -> None:
        """Add one more way for some cells."""
        import numpy as np
        import pyarrow.compute as pc

        if not len(rows):
            return
        before = self.values.take(pa_array(rows))
        two = pc.fill_null(pc.not_equal(before, ways.values), False).to_numpy(zero_copy_only=False)
        self.doubtful[rows] |= ways.doubtful | two
        new = np.flatnonzero(pc.and_(pc.is_null(before), pc.is_valid(ways.values)).to_numpy(zero_copy_only=False))
        self.values = put(self.values, rows[new], ways.values.take(pa_array(new)))
        self.told[rows[new]] = told


def read_in(region: str | None, declared: str | None, digits: Spans, decimal: Mask) -> Readings:
    """Read digits without a plus in every way that their region and the declared one allow.

    Args:
        region: the country of the rows, or the declared region where they name none.
        declared: the declared region, whose prefix for foreign numbers may stand before any.
        digits: the cells' digits.
        decimal: which of them were a decimal, whose first zero may be lost.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    count, text = len(digits.starts), digits.text()
    # The cells of one region, without what lies between them.
    digits = spans(text)
    found = Readings(pa.nulls(count, pa.string()), np.zeros(count, np.int8), np.zeros(count, bool))
    plans_in_play = [plan for each in (region, declared) if each and (plan := dialling(each))]
    prefixes = dict.fromkeys(("00", "0011", *(plan.idd.pattern for plan in plans_in_play)))
    abroad = np.flatnonzero(matches(text, f"^(?:{'|'.join(prefixes)})"))
    for prefix in prefixes:
        dialled = text.take(pa_array(abroad))
        rows = np.flatnonzero(matches(dialled, f"^(?:{prefix})"))
        rest = pc.replace_substring_regex(dialled.take(pa_array(rows)), rf"\A(?:{prefix})", "")
        found.add(abroad[rows], international(spans(rest)), OWN_CODE)
    here = dialling(region) if region else None
    if region is None or here is None:
        return found
    everywhere = np.arange(count)
    found.add(everywhere, at_home(region, here.code, digits, text), REGION)
    rows = np.flatnonzero(pc.starts_with(text, here.code).to_numpy(zero_copy_only=False))
    found.add(rows, e164(here.code, digits.at(rows).after(len(here.code))), NO_PLUS)
    read = found.values.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(decimal & read & (digits.byte(0) != ord("0")))
    found.add(rows, e164(here.code, with_zero(text.take(pa_array(rows)))), REGION)
    return found


def international(digits: Spans) -> Ways:
    """Return where digits lead that begin with a calling code."""
    import numpy as np
    import pyarrow as pa

    values, doubtful = pa.nulls(len(digits.starts), pa.string()), digits.counts < FEWEST
    for code, rows in by_code(np.where(doubtful, 0, calling_codes_of(digits))):
        ways = e164(code, digits.at(rows).after(len(code)))
        values, doubtful[rows] = put(values, rows, ways.values), ways.doubtful
    return Ways(values, doubtful)


def at_home(region: str, code: str, digits: Spans, text: pa.Array) -> Ways:
    """Return where digits lead that are dialled in a region, which has this calling code."""
    import pyarrow.compute as pc

    ways = e164(code, digits)
    own = taken_off(code, region)
    if own and own != taken_off(code):
        # What this region takes off, and the first of its code does not.
        none = pc.is_null(ways.values).to_numpy(zero_copy_only=False)
        return Ways(ways.values, ways.doubtful | (none & matches(text, own.pattern)))
    return ways


def e164(code: str, digits: Spans) -> Ways:
    """Return where digits lead behind a calling code: as they stand, or else without what is taken off."""
    import numpy as np
    import pyarrow as pa

    valid = national(code, digits).valid
    fits = has_length(digits.counts + len(code))
    at = np.flatnonzero(valid & fits)
    values = put(pa.nulls(len(valid), pa.string()), at, digits.at(at).text(f"+{code}"))
    doubtful = valid & ~fits
    off, others = taken_off(code), np.flatnonzero(~valid)
    if off is None or not len(others):
        return Ways(values, doubtful)
    touched = others[matches(digits.at(others).text(), off.pattern)]
    if off.rest is None:
        doubtful[touched] = True
        return Ways(values, doubtful)
    taken = without_prefix(code, off.pattern, off.rest, digits.at(touched))
    doubtful[touched] = taken.valid & ~taken.sure
    at = np.flatnonzero(taken.valid & taken.sure)
    return Ways(put(values, touched[at], taken.digits.at(at).text(f"+{code}")), doubtful)


class Taken(NamedTuple):
    """Digits without their trunk prefix, which of them are valid, and of which it is sure that they are read so."""

    digits: Spans
    valid: Mask
    sure: Mask


def without_prefix(code: str, pattern: str, stays: str, digits: Spans) -> Taken:
    """Take a trunk prefix off national digits."""
    import numpy as np
    import pyarrow.compute as pc

    rest = spans(pc.replace_substring_regex(digits.text(), pattern, stays))
    # phonenumbers takes nothing off if that leaves too few digits, or no number of what may be one.
    lengths = plans(code)[0].lengths
    sure = np.isin(rest.counts, lengths) if lengths else np.ones(len(rest.counts), bool)
    sure &= ~national(code, digits).shaped & has_length(rest.counts + len(code))
    return Taken(rest, national(code, rest).valid, sure)


def with_zero(text: pa.Array) -> Spans:
    """Return digits with a zero before them."""
    import pyarrow.compute as pc

    return spans(pc.binary_join_element_wise("0", text, ""))


def by_code(codes: Rows) -> Iterator[tuple[str, Rows]]:
    """Yield each calling code but 0, with the places at which it stands."""
    import numpy as np

    for code in np.unique(codes).tolist():
        if code:
            yield str(code), np.flatnonzero(codes == code)


def has_length(count: Rows) -> Mask:
    """Tell which numbers of digits an E.164 may have."""
    return (count >= FEWEST) & (count <= MOST)


def matches(column: pa.Array, pattern: str) -> Mask:
    """Tell which cells hold a match of an RE2 pattern."""
    import numpy as np
    import pyarrow.compute as pc

    if not len(column):
        return np.zeros(0, dtype=bool)
    return pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def pa_array(rows: Rows) -> pa.Array:
    """Return rows as Arrow takes them."""
    import pyarrow as pa

    return pa.array(rows)
