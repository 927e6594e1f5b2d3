"""Date order: what the dates of the whole column say of the order of day and month.

03/04/2021 does not say whether it is March or April, and 25/12/2021 does: beside it, 03/04/2021 is likely to be
written in the same order. Likely is no proof, so the evidence of the column repairs no cell. It is counted and told,
and the person who knows the shop declares the order with `--date-order`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final

from yotpo_lint.contract.fields import TIMESTAMP_FIELDS
from yotpo_lint.rule import ColumnNote, ColumnProblem, ColumnRule, Evidence, Facts, ValueCounts

# The code of a date that can be read in both orders.
_OPEN: Final = "DAT007"
_OPTION: Final = {"day": "--date-order dmy", "month": "--date-order mdy"}

# A number above 12 is not a month. A time that follows is ignored.
_DAY: Final = r"(?:1[3-9]|2[0-9]|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_SHOWN: Final = {
    "day": rf"^\W*{_DAY}(?:[/.-]|\. ){_MONTH}(?:[/.-]|\. )[0-9]{{4}}\b",
    "month": rf"^\W*{_MONTH}(?:[/.-]|\. ){_DAY}(?:[/.-]|\. )[0-9]{{4}}\b",
}

EXPORT: Final = "Export dates as year-month-day (2021-04-03), which every program reads alike."

ONE_ORDER = ColumnProblem(
    code="DAT017",
    name="date-order-evident",
    message="All dates that show the order of day and month show the same: {hint}.",
    why="Dates such as 25/12/2021 show in which order a column is written, where all of them show the same.",
    undo="Declare the order that the next steps name, if the shop writes its dates so.",
    prevention=EXPORT,
)
TWO_ORDERS = ColumnProblem(
    code="DAT018",
    name="date-orders-mixed",
    message="The column mixes two orders of day and month, and none is right for all of it: {hint}.",
    why="Two exports were put together, or a spreadsheet turned around those dates that it could read its own way.",
    undo="No: which of the other dates were turned around cannot be seen. Export the column again.",
    prevention=EXPORT,
)


def count(columns: Mapping[str, ValueCounts], facts: Facts) -> Mapping[str, int]:
    """Count the cells of each column that show one order and the other."""
    import pyarrow.compute as pc

    if facts.date_order is not None:
        return {}
    dates = {field: _without_iso(column) for field, column in columns.items()}
    return {
        _name(field, order): column.count_where(pc.match_substring_regex(column.values, shown))
        for field, column in dates.items()
        for order, shown in _SHOWN.items()
    }


def _name(field: str, order: str) -> str:
    return f"{field} {order}"


def _without_iso(column: ValueCounts) -> ValueCounts:
    """Leave out what begins with three digits, as a year does: it shows no order of day and month."""
    import numpy as np
    import pyarrow as pa

    from yotpo_lint_rules.columns.spans import build_byte_table, spans

    cells, is_digit = spans(column.values), build_byte_table(string.digits).astype(bool)
    year = (cells.counts >= 3) & is_digit[cells.byte(0)] & is_digit[cells.byte(1)] & is_digit[cells.byte(2)]  # noqa: PLR2004
    others = pa.array(np.flatnonzero(~year))
    return ValueCounts(column.values.take(others), column.counts.take(others))


def judge(evidence: Evidence, facts: Facts) -> tuple[ColumnNote, ...]:
    """Tell the evidence of each column where there are dates that it would decide, or where it contradicts itself."""
    return tuple(note for field in TIMESTAMP_FIELDS for note in _judge_column(field, evidence))


def _judge_column(field: str, evidence: Evidence) -> tuple[ColumnNote, ...]:
    shown = {order: evidence.counts.get(_name(field, order), 0) for order in _SHOWN}
    is_open = evidence.problem_counts.get((_OPEN, field), 0)
    if all(shown.values()):
        hint = f"{_cells(shown['day'])} the day first and {_cells(shown['month'])} the month first"
        options = dict.fromkeys(_OPTION.values(), "the column shows both orders")
        return (ColumnNote(TWO_ORDERS, field, sum(shown.values()), hint, options),)
    if not is_open or not any(shown.values()):
        return ()
    order, other = ("day", "month") if shown["day"] else ("month", "day")
    hint = f"{_cells(shown[order])} the {order} first, none the {other}, and {is_open:,} could be either"
    options = {
        _OPTION[order]: f"{_cells(shown[order])} this order and none another",
        _OPTION[other]: f"{_cells(shown[order])} another order and none this one",
    }
    return (ColumnNote(ONE_ORDER, field, is_open, hint, options),)


def _cells(count: int) -> str:
    return "1 cell shows" if count == 1 else f"{count:,} cells show"


RULE = ColumnRule(
    name="date_order", doc=__doc__, problems=(ONE_ORDER, TWO_ORDERS), fields=TIMESTAMP_FIELDS, count=count, judge=judge
)
