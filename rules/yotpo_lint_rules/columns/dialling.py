"""Every way in which digits may be dialled, as columns: the phone rule's `_find_readings` over the cells of one region.

A way leads to a number, to none, or is in doubt: of some plans' numbers `phonenumbers` takes off more than a trunk
prefix (carrier codes), or it moves digits. Digits with a way in doubt, or with ways to two numbers, are left to the
reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from yotpo_lint_rules.columns.numbering import classify_national, find_calling_codes
from yotpo_lint_rules.columns.spans import Spans, replace_rows, spans
from yotpo_lint_rules.tables.phone_plans import dialling, plans, taken_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# The origin of a number's country: its own country code, its row's region, or a country code without a plus.
NOTHING, OWN_CODE, REGION, NO_PLUS = range(4)

# The digits of an E.164 number (contract.fields.E164_PATTERN).
FEWEST, MOST = 7, 15


class Ways(NamedTuple):
    """Where one way of reading leads: to an E.164 number, to none (null), or nowhere that is known here."""

    values: pa.Array
    doubtful: Mask


@dataclass
class Readings:
    """The result of several readings: the number, where its country comes from, and which cells are doubtful."""

    values: pa.Array
    origins: NDArray[np.int8]
    doubtful: Mask

    def add(self, rows: Rows, ways: Ways, origin: int) -> None:
        """Add one more way for some cells."""
        import numpy as np
        import pyarrow.compute as pc

        if not len(rows):
            return
        before = self.values.take(pa_array(rows))
        conflicting = pc.fill_null(pc.not_equal(before, ways.values), False).to_numpy(zero_copy_only=False)
        self.doubtful[rows] |= ways.doubtful | conflicting
        new = np.flatnonzero(pc.and_(pc.is_null(before), pc.is_valid(ways.values)).to_numpy(zero_copy_only=False))
        self.values = replace_rows(self.values, rows[new], ways.values.take(pa_array(new)))
        self.origins[rows[new]] = origin


def read_digits(region: str | None, declared: str | None, digits: Spans, decimal: Mask) -> Readings:
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
    readings = Readings(pa.nulls(count, pa.string()), np.zeros(count, np.int8), np.zeros(count, bool))
    region_plans = [plan for each in (region, declared) if each and (plan := dialling(each))]
    prefixes = dict.fromkeys(("00", "0011", *(plan.idd.pattern for plan in region_plans)))
    abroad = np.flatnonzero(matches(text, f"^(?:{'|'.join(prefixes)})"))
    for prefix in prefixes:
        dialled = text.take(pa_array(abroad))
        rows = np.flatnonzero(matches(dialled, f"^(?:{prefix})"))
        digits_behind = pc.replace_substring_regex(dialled.take(pa_array(rows)), rf"\A(?:{prefix})", "")
        readings.add(abroad[rows], read_international(spans(digits_behind)), OWN_CODE)
    plan = dialling(region) if region else None
    if region is None or plan is None:
        return readings
    all_rows = np.arange(count)
    readings.add(all_rows, read_national(region, plan.code, digits, text), REGION)
    rows = np.flatnonzero(pc.starts_with(text, plan.code).to_numpy(zero_copy_only=False))
    readings.add(rows, read_behind_code(plan.code, digits.at(rows).after(len(plan.code))), NO_PLUS)
    read = readings.values.is_valid().to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(decimal & read & (digits.byte(0) != ord("0")))
    readings.add(rows, read_behind_code(plan.code, prepend_zero(text.take(pa_array(rows)))), REGION)
    return readings


def read_international(digits: Spans) -> Ways:
    """Return where digits lead that begin with a calling code."""
    import numpy as np
    import pyarrow as pa

    values, doubtful = pa.nulls(len(digits.starts), pa.string()), digits.counts < FEWEST
    for code, rows in group_by_code(np.where(doubtful, 0, find_calling_codes(digits))):
        ways = read_behind_code(code, digits.at(rows).after(len(code)))
        values, doubtful[rows] = replace_rows(values, rows, ways.values), ways.doubtful
    return Ways(values, doubtful)


def read_national(region: str, code: str, digits: Spans, text: pa.Array) -> Ways:
    """Return where digits lead that are dialled in a region, which has this calling code."""
    import pyarrow.compute as pc

    ways = read_behind_code(code, digits)
    region_prefix = taken_off(code, region)
    if region_prefix and region_prefix != taken_off(code):
        # What this region takes off, and the first of its code does not.
        none = pc.is_null(ways.values).to_numpy(zero_copy_only=False)
        return Ways(ways.values, ways.doubtful | (none & matches(text, region_prefix.pattern)))
    return ways


def read_behind_code(code: str, digits: Spans) -> Ways:
    """Read digits behind a calling code, unchanged or without their trunk prefix."""
    import numpy as np
    import pyarrow as pa

    valid = classify_national(code, digits).valid
    fits = has_length(digits.counts + len(code))
    at = np.flatnonzero(valid & fits)
    values = replace_rows(pa.nulls(len(valid), pa.string()), at, digits.at(at).text(f"+{code}"))
    doubtful = valid & ~fits
    prefix, invalid = taken_off(code), np.flatnonzero(~valid)
    if prefix is None or not len(invalid):
        return Ways(values, doubtful)
    prefixed = invalid[matches(digits.at(invalid).text(), prefix.pattern)]
    if prefix.rest is None:
        doubtful[prefixed] = True
        return Ways(values, doubtful)
    taken = drop_trunk_prefix(code, prefix.pattern, prefix.rest, digits.at(prefixed))
    doubtful[prefixed] = taken.valid & ~taken.sure
    at = np.flatnonzero(taken.valid & taken.sure)
    return Ways(replace_rows(values, prefixed[at], taken.digits.at(at).text(f"+{code}")), doubtful)


class Taken(NamedTuple):
    """Digits without their trunk prefix, which of them are valid, and which have this as their only reading."""

    digits: Spans
    valid: Mask
    sure: Mask


def drop_trunk_prefix(code: str, pattern: str, stays: str, digits: Spans) -> Taken:
    """Take a trunk prefix off national digits."""
    import numpy as np
    import pyarrow.compute as pc

    digits_behind = spans(pc.replace_substring_regex(digits.text(), pattern, stays))
    # phonenumbers takes nothing off if that leaves too few digits, or no number of what may be one.
    lengths = plans(code)[0].lengths
    sure = np.isin(digits_behind.counts, lengths) if lengths else np.ones(len(digits_behind.counts), bool)
    sure &= ~classify_national(code, digits).shaped & has_length(digits_behind.counts + len(code))
    return Taken(digits_behind, classify_national(code, digits_behind).valid, sure)


def prepend_zero(text: pa.Array) -> Spans:
    """Return digits with a zero before them."""
    import pyarrow.compute as pc

    return spans(pc.binary_join_element_wise("0", text, ""))


def group_by_code(codes: Rows) -> Iterator[tuple[str, Rows]]:
    """Yield each calling code but 0, with the places at which it stands."""
    import numpy as np

    for code in np.unique(codes).tolist():
        if code:
            yield str(code), np.flatnonzero(codes == code)


def has_length(count: Rows) -> Mask:
    """Return which counts of digits an E.164 number may have."""
    return (count >= FEWEST) & (count <= MOST)


def matches(column: pa.Array, pattern: str) -> Mask:
    """Return which cells contain a match of an RE2 pattern."""
    import numpy as np
    import pyarrow.compute as pc

    if not len(column):
        return np.zeros(0, dtype=bool)
    return pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def pa_array(rows: Rows) -> pa.Array:
    """Return rows as Arrow takes them."""
    import pyarrow as pa

    return pa.array(rows)
