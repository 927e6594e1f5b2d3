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
    drop_trunk_prefix,
    group_by_code,
    has_length,
    matches,
    prepend_zero,
    read_behind_code,
    read_digits,
)
from yotpo_lint_rules.columns.groups import rows_by_text
from yotpo_lint_rules.columns.numbering import classify_international, classify_national
from yotpo_lint_rules.columns.phone_forms import Numbers, plain_numbers
from yotpo_lint_rules.columns.spans import Spans, merge_settled, replace_rows
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

# The index of a number's problems: the origin of its country, whether it was a decimal, whether it had an extension;
# or its refusal.
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
    reading = _ReadingBuilder(column)
    _read_with_plus(numbers.at(np.flatnonzero(numbers.plus)), reading)
    _read_without_plus(numbers.at(np.flatnonzero(~numbers.plus)), countries, declared, reading)
    extended = np.flatnonzero(extensions.is_valid().to_numpy(zero_copy_only=False) & (reading.needs < _EXTENDED))
    reading.needs[extended] += _EXTENDED
    reading.hints.append((extended, extensions.take(pa.array(extended))))
    return reading.reading()


class _ReadingBuilder:
    """Collects the values, problems and hints of the cells of a column."""

    def __init__(self, column: pa.Array) -> None:
        import numpy as np

        self.column = column
        self.needs = np.zeros(len(column), np.int8)
        # Numbers that are written as they should be stay where they lie.
        self.unchanged = np.zeros(len(column), bool)
        self.written: list[tuple[Rows, pa.Array]] = []
        self.hints: list[tuple[Rows, pa.Array]] = []

    def add(self, rows: Rows, values: pa.Array, needs: Rows | int) -> None:
        """Add the values and problems of some rows."""
        self.needs[rows] = needs
        self.written.append((rows, values))

    def reading(self) -> ColumnReading:
        """Return all that was said."""
        import pyarrow as pa

        nothing = pa.nulls(len(self.column), pa.string())
        values = merge_settled(self.column, pa.array(self.unchanged), *_concatenate(self.written))
        return ColumnReading(
            values, pa.array(self.needs), _problem_sets(), replace_rows(nothing, *_concatenate(self.hints))
        )


def _concatenate(parts: list[tuple[Rows, pa.Array]]) -> tuple[Rows, pa.Array]:
    import numpy as np
    import pyarrow as pa

    return np.concatenate([rows for rows, _ in parts]), pa.concat_arrays([each for _, each in parts])


def _read_with_plus(numbers: Numbers, reading: _ReadingBuilder) -> None:
    """Read numbers that carry their country."""
    import numpy as np
    import pyarrow as pa

    codes, kinds = classify_international(numbers.digits)
    valid = kinds.valid & has_length(numbers.digits.counts)
    valid[numbers.zeros] &= ~_has_doubtful_zero(numbers, codes, reading.column)[numbers.zeros]
    reading.unchanged[numbers.rows[valid & ~numbers.untidy]] = True
    rewritten = numbers.at(np.flatnonzero(valid & numbers.untidy))
    reading.add(rewritten.rows, rewritten.digits.text("+"), OWN_CODE + rewritten.decimals * _DECIMAL)
    invalid = np.flatnonzero(~kinds.valid & ~numbers.zeros)
    for rows, problem_index, hint in _find_refusals(numbers.at(invalid), codes[invalid]):
        reading.add(rows, reading.column.take(pa.array(rows)), problem_index)
        if hint:
            reading.hints.append((rows, pa.array([hint] * len(rows), pa.string())))


def _read_without_plus(numbers: Numbers, countries: pa.Array, declared: str | None, reading: _ReadingBuilder) -> None:
    """Read numbers by the countries of their rows, or by the declared region where these name none."""
    import numpy as np
    import pyarrow as pa

    for country, group in rows_by_text(countries.take(pa.array(numbers.rows))):
        local = numbers.at(group)
        found = read_digits(country or declared, declared, local.digits, local.decimals)
        certain = (
            ~found.doubtful & found.values.is_valid().to_numpy(zero_copy_only=False) & ~_count_up_or_down(local.digits)
        )
        at = np.flatnonzero(certain)
        origins = found.origins[at] if country else np.where(found.origins[at] == REGION, _DECLARED, found.origins[at])
        reading.add(local.rows[at], found.values.take(pa.array(at)), origins + local.decimals[at] * _DECIMAL)


@functools.cache
def _problem_sets() -> tuple[tuple[Problem, ...] | Refused, ...]:
    """Return the problem sets by index."""
    tail, extension = PROBLEM["phone-float-tail"], PROBLEM["phone-extension"]
    with_tail: list[tuple[Problem, ...]] = [*_NOTES, *((tail, *each) for each in _NOTES)]
    return (*with_tail, *((*each, extension) for each in with_tail), *map(refuse, _REFUSALS))


def _has_doubtful_zero(numbers: Numbers, codes: Rows, column: pa.Array) -> Mask:
    """Return which numbers have a second reading with their bracketed zero, or have it in an unusual place."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    answer = np.zeros(len(codes), bool)
    for code, rows in group_by_code(codes * numbers.zeros):
        digits = numbers.digits.at(rows)
        ways = read_behind_code(code, prepend_zero(digits.after(len(code)).text()))
        differs = pc.fill_null(pc.not_equal(ways.values, digits.text("+")), False)
        spelled = r"\D*".join(["^", *code, r"\(0\)"])
        behind_code = matches(column.take(pa.array(numbers.rows[rows])), spelled)
        answer[rows] = ways.doubtful | differs.to_numpy(zero_copy_only=False) | ~behind_code
    return answer


def _find_refusals(numbers: Numbers, codes: Rows) -> Iterator[tuple[Rows, int, str]]:
    """Yield the rows of invalid numbers with a plus and a certain refusal, with its problem's index and its hint."""
    import numpy as np

    placeholder = _count_up_or_down(numbers.digits)
    yield numbers.rows[(codes == 0) & ~placeholder], _UNKNOWN_CODE, ""
    for code, rows in group_by_code(codes * ~placeholder):
        if code in _OLD_FORMS:
            continue
        digits = numbers.digits.at(rows)
        lengths, certain = _find_length_keys(code, digits.after(len(code)))
        # What the library says of the length of a number is true of all that have as many digits.
        for length in np.unique(lengths[certain]).tolist():
            same_length = np.flatnonzero(certain & (lengths == length))
            reading = length_of(digits.at(same_length[:1]).text()[0].as_py())
            problem_index = {"short": _SHORT, "long": _LONG}.get(reading, _NOT_IN_USE)
            yield numbers.rows[rows[same_length]], problem_index, f"with +{code}"


def _find_length_keys(code: str, digits: Spans) -> tuple[Rows, Mask]:
    """Return a key for the length of national digits, and which digits are certainly invalid.

    The key combines the number of digits and their number without the trunk prefix.
    """
    import numpy as np

    prefix, rest = taken_off(code), np.zeros(len(digits.starts), np.int64)
    if prefix is None:
        return digits.counts, np.ones(len(rest), bool)
    certain = ~matches(digits.text(), prefix.pattern)
    if prefix.rest is not None:
        prefixed = np.flatnonzero(~certain)
        taken = drop_trunk_prefix(code, prefix.pattern, prefix.rest, digits.at(prefixed))
        rest[prefixed] = taken.digits.counts + 1
        certain[prefixed] = ~taken.valid & ~classify_national(code, digits.at(prefixed)).shaped
    return digits.counts * 100 + rest, certain


def _count_up_or_down(digits: Spans) -> Mask:
    """Return which digits only count up or down."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(digits.text(), pa.array(sorted(COUNTED)))
    return found.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
