"""Whole columns of postal codes at once: the accelerator of the rule `zip`.

It is the rule's reading in Arrow's words, over the cells of one country at a time, with the same patterns: those of
`tables.postal_codes`. Text of anything but plain letters, digits, blanks, hyphens and dots is left to the reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint_rules.columns.groups import rows_by_text
from yotpo_lint_rules.tables.postal_codes import FIXED, FLOAT, HALVES, PLACEHOLDER, SCIENTIFIC, ZEROS, shape

if TYPE_CHECKING:
    import pyarrow as pa

# What a settled cell needed: one of each kind, added up; or nothing but its refusal.
SPELLED, TAIL = 1, 2
FILLER, LOST_ZERO, OTHER_SHAPE = 4, 8, 12
REFUSED: Final = 16

_PLAIN: Final = r"[0-9A-Za-z][0-9A-Za-z .-]*"


def settle(column: pa.Array, countries: pa.Array, declared: str | None) -> tuple[pa.Array, pa.Array]:
    """Return the codes that can be settled, null elsewhere, and what each of them needed."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    short = pc.less_equal(pc.binary_length(column), MAX_LENGTH["address.zip"])
    plain = np.flatnonzero(pc.and_(short, _matches(column, _PLAIN)).to_numpy(zero_copy_only=False))
    needs = np.zeros(len(column), np.int8)
    at, values = [plain[:0]], [column.slice(0, 0)]
    for country, rows in rows_by_text(countries.take(pa.array(plain))):
        cells = plain[rows]
        codes, needed = _read(column.take(pa.array(cells)), country or declared)
        at.append(cells)
        values.append(codes)
        needs[cells] = needed.to_numpy(zero_copy_only=False)
    index = np.full(len(column), -1)
    index[np.concatenate(at)] = np.arange(len(plain))
    return pa.concat_arrays(values).take(pa.array(index, mask=index < 0)), pa.array(needs)


def _read(cells: pa.Array, country: str | None) -> tuple[pa.Array, pa.Array]:
    """Read the codes of one country; return their values and the problems of each."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes, no = cells, pa.scalar(False)
    if country in HALVES:
        halves = HALVES[country]
        parted = pc.ascii_upper(pc.replace_substring_regex(cells, rf"(?i)\A{halves}\z", r"\1 \2"))
        codes = pc.if_else(_matches(cells, halves), parted, cells)
    without_tail = pc.replace_substring_regex(codes, rf"\A{FLOAT}\z", r"\1")
    filler = _matches(without_tail, PLACEHOLDER)
    lost, whole = no, without_tail
    if country in ZEROS:
        digits, zeros = FIXED[country], ZEROS[country]
        lost = pc.and_not(_matches(without_tail, f"[1-9][0-9]{{{digits - zeros - 1},{digits - 2}}}"), filler)
        whole = pc.if_else(lost, pc.ascii_lpad(without_tail, digits, "0"), without_tail)
    pattern = country and shape(country)
    other = pc.invert(pc.or_(pc.or_(filler, lost), _matches(without_tail, pattern))) if pattern else no
    needs = pc.add(
        pc.add(_number(pc.not_equal(codes, cells), SPELLED), _number(pc.not_equal(without_tail, codes), TAIL)),
        pc.add(pc.add(_number(filler, FILLER), _number(lost, LOST_ZERO)), _number(other, OTHER_SHAPE)),
    )
    return whole, pc.if_else(_matches(codes, SCIENTIFIC), pa.scalar(REFUSED, pa.int8()), needs)


def _number(where: pa.Array, number: int) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(where, pa.scalar(number, pa.int8()), pa.scalar(0, pa.int8()))


def _matches(cells: pa.Array, pattern: str) -> pa.Array:
    """Return which whole cells match a pattern, ignoring case."""
    import pyarrow.compute as pc

    return pc.match_substring_regex(cells, rf"(?i)\A(?:{pattern})\z")
