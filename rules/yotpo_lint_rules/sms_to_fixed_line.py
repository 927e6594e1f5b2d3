"""Consent against the kind of phone: a text message to a fixed line is paid for and read by nobody.

It is reported and kept; nothing here changes a consent or a number. A number is called fixed only where its numbering
plan tells fixed lines from mobiles. In North America it does not, and nothing is said there.

Source: the numbering plans of the installed `phonenumbers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import Columns, Facts, Row, RowExample, RowNote, RowRule, parse_problems
from yotpo_lint_rules.tables.phone_plans import is_fixed_line

if TYPE_CHECKING:
    import pyarrow as pa

SMS = "accepts_sms_marketing"
PHONE = "phone_number"

PROBLEM: Final = parse_problems(
    """
    CNS052 sms-to-fixed-line [warning]
        The customer accepts SMS, but the phone_number is a fixed line; ask for a mobile number.
        why: A text message to a fixed line is paid for and seldom read. The number is valid and kept.
    """
)


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Warn of a fixed line beside a yes to SMS."""
    phone = row[PHONE]
    if row[SMS] == "true" and phone is not None and is_fixed_line(phone):
        return (RowNote(PROBLEM["sms-to-fixed-line"].note(), PHONE),)
    return ()


def accelerate(columns: Columns, facts: Facts) -> pa.Array:
    """Return where a row must be read: a yes beside what may be a fixed line."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.numbering import find_fixed_lines

    phone = columns[PHONE]
    texted = pc.and_(pc.fill_null(pc.equal(columns[SMS], "true"), False), pc.is_valid(phone))
    at = np.flatnonzero(texted.to_numpy(zero_copy_only=False))
    may_be_fixed = np.zeros(len(phone), bool)
    may_be_fixed[at] = find_fixed_lines(phone.take(pa.array(at)))
    return pa.array(may_be_fixed)


RULE = RowRule(
    name="sms_to_fixed_line",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=(SMS, PHONE),
    read=read,
    accelerate=accelerate,
    examples=(
        RowExample(row={SMS: "true", PHONE: "+447700900123"}),
        RowExample(row={SMS: "true", PHONE: "+12025550143"}),
        RowExample(row={SMS: "false", PHONE: "+442079460018"}),
        RowExample(row={SMS: "true"}),
        RowExample(row={SMS: "true", PHONE: "+442079460018"}, codes=("CNS052",)),
    ),
)
