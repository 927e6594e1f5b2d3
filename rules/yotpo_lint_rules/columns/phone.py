"""Whole columns of phone numbers at once: the accelerator of the rule `phone_number`.

It settles numbers of a plain form (`columns.phone_forms`). `columns.numbering` tells whether a plan has them, and
`columns.dialling` in how many ways they can be read. Whatever else a cell holds is left to the reading.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import ColumnReading, refuse
from yotpo_lint_rules.columns.dialling import (
    OWN_CODE,
    REGION,
    by_code,
    e164,
    has_length,
    matches,
    read_in,
    with_zero,
    without_prefix,
)
from yotpo_lint_rules.columns.groups import rows_by_text
from yotpo_lint_rules.columns.numbering import international, national
from yotpo_lint_rules.columns.phone_forms import Numbers, plain_numbers
from yotpo_lint_rules.columns.spans import Spans, if_settled, put
from yotpo_lint_rules.problems.phone import PROBLEM
from yotpo_lint_rules.tables.phone_plans import COUNTED, length_of, taken_off

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import Problem, Refused

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# What is said of a number: how it was told, whether it was a decimal, whether it had an extension; or its refusal.
_NOTES: Final = (
    (),
    (PROBLEM["phone-not-e164"],),
    (PROBLEM["phone-row-country"],),
    (PROBLEM["phone-plus-restored"],),
    (PROBLEM["phone-declared-region"],),
)
_DECLARED, _DECIMAL, _EXTENDED = 4, len(_NOTES), 2 * len(_NOTES)
_REFUSALS: Final = (
    PROBLEM["phone-calling-code"],
    PROBLEM["phone-too-short"],
    PROBLEM["phone-too-long"],
    PROBLEM["phone-not-in-use"],
)
_UNKNOWN_CODE, _SHORT, _LONG, _NOT_IN_USE = range(4 * len(_NOTES), 4 * len(_NOTES) + len(_REFUSALS))

# Plans that shrank or grew, of whose old numbers the reading says so: Mexico, Brazil.
_OLD_FORMS: Final = {"52", "55"}


def settle(column: pa.Array, countries: pa.Array, declared: str | None) -> ColumnReading:
    """Return the E.164 of the cells that can be settled, with their notes, or why they are refused."""
    import numpy as np
    import pyarrow as pa

    numbers, extensions = plain_numbers(column)
    said = _Said(column)
    _read_with_plus(numbers.at(np.flatnonzero(numbers.plus)), said)
    _read_without_plus(numbers.at(np.flatnonzero(~numbers.plus)), countries, declared, said)
    extended = np.flatnonzero(extensions.is_valid().to_numpy(zero_copy_only=False) & (said.needs < _EXTENDED))
    said.needs[extended] += _EXTENDED
    said.hints.append((extended, extensions.take(pa.array(extended))))
    return said.reading()


class _Said:
    """What is said of the cells of a column, as it is found out."""

    def __init__(self, column: pa.Array) -> None:
        import numpy as np

        self.column = column
        self.needs = np.zeros(len(column), np.int8)
        # Numbers that are written as they should be stay where they lie.
        self.stays = np.zeros(len(column), bool)
        self.written: list[tuple[Rows, pa.Array]] = []
        self.hints: list[tuple[Rows, pa.Array]] = []

    def add(self, rows: Rows, values: pa.Array, needs: Rows | int) -> None:
        """Say what numbers are, and what they needed."""
        self.needs[rows] = needs
        self.written.append((rows, values))

    def reading(self) -> ColumnReading:
        """Return all that was said."""
        import pyarrow as pa

        nothing = pa.nulls(len(self.column), pa.string())
        values = if_settled(self.column, pa.array(self.stays), *_together(self.written))
        return ColumnReading(values, pa.array(self.needs), _problem_sets(), put(nothing, *_together(self.hints)))


def _together(parts: list[tuple[Rows, pa.Array]]) -> tuple[Rows, pa.Array]:
    import numpy as np
    import pyarrow as pa

    return np.concatenate([rows for rows, _ in parts]), pa.concat_arrays([each for _, each in parts])


def _read_with_plus(numbers: Numbers, said: _Said) -> None:
    """Read numbers that carry their country."""
    import numpy as np
    import pyarrow as pa

    codes, kinds = international(numbers.digits)
    good = kinds.valid & has_length(numbers.digits.counts)
    good[numbers.zeros] &= ~_means_its_zero(numbers, codes, said.column)[numbers.zeros]
    said.stays[numbers.rows[good & ~numbers.untidy]] = True
    made = numbers.at(np.flatnonzero(good & numbers.untidy))
    said.add(made.rows, made.digits.text("+"), OWN_CODE + made.decimals * _DECIMAL)
    bad = np.flatnonzero(~kinds.valid & ~numbers.zeros)
    for rows, why, whose in _refusals(numbers.at(bad), codes[bad]):
        said.add(rows, said.column.take(pa.array(rows)), why)
        if whose:
            said.hints.append((rows, pa.array([whose] * len(rows), pa.string())))


def _read_without_plus(numbers: Numbers, countries: pa.Array, declared: str | None, said: _Said) -> None:
    """Read numbers by the countries of their rows, or by the declared region where these name none."""
    import numpy as np
    import pyarrow as pa

    for country, group in rows_by_text(countries.take(pa.array(numbers.rows))):
        local = numbers.at(group)
        found = read_in(country or declared, declared, local.digits, local.decimals)
        sure = ~found.doubtful & found.values.is_valid().to_numpy(zero_copy_only=False) & ~_counted(local.digits)
        at = np.flatnonzero(sure)
        told = found.told[at] if country else np.where(found.told[at] == REGION, _DECLARED, found.told[at])
        said.add(local.rows[at], found.values.take(pa.array(at)), told + local.decimals[at] * _DECIMAL)


@functools.cache
def _problem_sets() -> tuple[tuple[Problem, ...] | Refused, ...]:
    """Return the notes by what is said of a number."""
    tail, extension = PROBLEM["phone-float-tail"], PROBLEM["phone-extension"]
    with_tail: list[tuple[Problem, ...]] = [*_NOTES, *((tail, *each) for each in _NOTES)]
    return (*with_tail, *((*each, extension) for each in with_tail), *map(refuse, _REFUSALS))


def _means_its_zero(numbers: Numbers, codes: Rows, column: pa.Array) -> Mask:
    """Tell which numbers may be others with the zero that stands in brackets, or have it elsewhere than is usual."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    answer = np.zeros(len(codes), bool)
    for code, rows in by_code(codes * numbers.zeros):
        digits = numbers.digits.at(rows)
        ways = e164(code, with_zero(digits.after(len(code)).text()))
        others = pc.fill_null(pc.not_equal(ways.values, digits.text("+")), False)
        spelled = r"\D*".join(["^", *code, r"\(0\)"])
        behind_code = matches(column.take(pa.array(numbers.rows[rows])), spelled)
        answer[rows] = ways.doubtful | others.to_numpy(zero_copy_only=False) | ~behind_code
    return answer


def _refusals(numbers: Numbers, codes: Rows) -> Iterator[tuple[Rows, int, str]]:
    """Yield, of invalid numbers with a plus, those of which it is certain why, with why, and whose they would be."""
    import numpy as np

    made_up = _counted(numbers.digits)
    yield numbers.rows[(codes == 0) & ~made_up], _UNKNOWN_CODE, ""
    for code, rows in by_code(codes * ~made_up):
        if code in _OLD_FORMS:
            continue
        digits = numbers.digits.at(rows)
        lengths, certain = _lengths(code, digits.after(len(code)))
        # What the library says of the length of a number is true of all that have as many digits.
        for length in np.unique(lengths[certain]).tolist():
            alike = np.flatnonzero(certain & (lengths == length))
            said = length_of(digits.at(alike[:1]).text()[0].as_py())
            why = {"short": _SHORT, "long": _LONG}.get(said, _NOT_IN_USE)
            yield numbers.rows[rows[alike]], why, f"with +{code}"


def _lengths(code: str, digits: Spans) -> tuple[Rows, Mask]:
    """Return what the length of national digits depends on, and of which of them it is certain that they are invalid.

    Those are the number of digits, and the number of them without what is taken off.
    """
    import numpy as np

    off, rest = taken_off(code), np.zeros(len(digits.starts), np.int64)
    if off is None:
        return digits.counts, np.ones(len(rest), bool)
    certain = ~matches(digits.text(), off.pattern)
    if off.rest is not None:
        touched = np.flatnonzero(~certain)
        taken = without_prefix(code, off.pattern, off.rest, digits.at(touched))
        rest[touched] = taken.digits.counts + 1
        certain[touched] = ~taken.valid & ~national(code, digits.at(touched)).shaped
    return digits.counts * 100 + rest, certain


def _counted(digits: Spans) -> Mask:
    """Tell which digits only count up or down."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(digits.text(), pa.array(sorted(COUNTED)))
    return found.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
