"""Columns of national digits against the plans of a calling code, as `phonenumbers.is_valid_number` goes through them.

The regions of a calling code in their order, a region with leading digits claiming what begins with them, the
general description, then the kinds of number with their lengths (phonenumberutil.py of phonenumbers 9.0.43, read
2026-11-23). The metadata's patterns are plain enough for RE2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yotpo_lint_rules.tables.phone_plans import plans

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint_rules.tables.phone_plans import Plan

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]


def valid(code: str, national: pa.Array) -> Mask:
    """Tell which national digits, without trunk prefix, `phonenumbers` calls valid under a calling code."""
    import numpy as np

    answer = np.zeros(len(national), dtype=bool)
    regions = list(plans(code))
    rest = np.arange(len(national))
    if regions[0].leading is None:
        answer = _has_plan(regions.pop(0), national)
        rest = rest[~answer]
    if not regions or not len(rest):
        return answer
    leading = "|".join(plan.leading for plan in regions if plan.leading)
    claimed = matches(taken(national, rest), leading) if leading else np.zeros(len(rest), dtype=bool)
    free, contested = rest[~claimed], rest[claimed]
    for plan in regions:  # what no region claims is valid if any of the others says so
        if plan.leading is None:
            good = _has_plan(plan, taken(national, free))
            answer[free[good]] = True
            free = free[~good]
    for plan in regions:  # what is claimed belongs to the first that claims it, or that it fits before
        cells = taken(national, contested)
        good = _has_plan(plan, cells)
        mine = matches(cells, plan.leading) if plan.leading else good
        answer[contested[good & mine]] = True
        contested = contested[~mine]
    return answer


def _has_plan(plan: Plan, national: pa.Array) -> Mask:
    """Tell which national digits have the general shape and one of the kinds of a region's plan."""
    import numpy as np

    answer = np.zeros(len(national), dtype=bool)
    count = lengths(national)
    rest = np.flatnonzero(among(count, plan.lengths) & matches(national, plan.general))
    for allowed, pattern in plan.kinds:
        if not len(rest):
            break
        good = among(count[rest], allowed) & matches(taken(national, rest), pattern)
        answer[rest[good]] = True
        rest = rest[~good]
    return answer


def among(count: Rows, allowed: tuple[int, ...]) -> Mask:
    """Tell which lengths a description allows; one that names none allows any."""
    import numpy as np

    return np.isin(count, allowed) if allowed else np.ones(len(count), dtype=bool)


def matches(column: pa.Array, pattern: str) -> Mask:
    """Tell which cells hold a match of an RE2 pattern."""
    import numpy as np
    import pyarrow.compute as pc

    if not len(column):
        return np.zeros(0, dtype=bool)
    return pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def lengths(column: pa.Array) -> Rows:
    """Return the length of each cell of ASCII text."""
    import pyarrow.compute as pc

    return pc.binary_length(column).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def taken(column: pa.Array, rows: Rows) -> pa.Array:
    """Return the cells at `rows`; the column itself where that is all of them."""
    import pyarrow as pa

    return column if len(rows) == len(column) else column.take(pa.array(rows))


def after(digits: pa.Array, width: int) -> pa.Array:
    """Return each cell without its first `width` digits."""
    import pyarrow.compute as pc

    return pc.utf8_slice_codeunits(digits, width)
