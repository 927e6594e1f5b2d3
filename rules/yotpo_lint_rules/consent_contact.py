"""Consent against contact: a yes to messages needs somewhere to send them.

A consent without the address it is for does no harm and no good: Yotpo stores it, and nobody is reached. Most
often the column was mapped to the wrong field, or the phone stands in the address only. An SMS to a fixed
line is paid for and read by nobody. All of it is reported and kept; nothing here changes a consent.

A number is called fixed only where its numbering plan tells fixed lines from mobiles. In North America it does
not, and nothing is said there.

Source: https://core-api.yotpo.com/reference/customers (read 2026-11-23); the numbering plans are those of the
installed `phonenumbers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yotpo_lint.rule import Change, Columns, Facts, Problem, Row, RowExample, RowRule
from yotpo_lint_rules.tables.phone_plans import is_fixed_line

if TYPE_CHECKING:
    import pyarrow as pa

SMS = "accepts_sms_marketing"
EMAILS = "accepts_email_marketing"

NO_PHONE = Problem(
    code="CNS050",
    name="sms-without-phone",
    severity="warning",
    message="The customer accepts SMS, but the record carries no phone_number{hint}; add one if there is one.",
    general="The customer accepts SMS, but the record carries no phone_number; add one if there is one.",
    open_hint=True,
    why="The consent is kept, but no SMS can be sent. `--identify-by email` also takes the phone number out.",
)
NO_EMAIL = Problem(
    code="CNS051",
    name="marketing-without-email",
    severity="warning",
    message="The customer accepts e-mail marketing, but the record carries no e-mail; add one if there is one.",
    why="The consent is kept, but no e-mail can be sent. `--identify-by phone_number` also takes the e-mail out.",
)
FIXED_LINE = Problem(
    code="CNS052",
    name="sms-to-fixed-line",
    severity="warning",
    message="The customer accepts SMS, but the phone_number is a fixed line; ask for a mobile number.",
    why="A text message to a fixed line is paid for and seldom read. The number is valid and kept.",
)


def read(row: Row, facts: Facts) -> tuple[Change, ...]:
    """Hold each yes against the contact that it needs."""
    changes = list[Change]()
    phone = row["phone_number"]
    if row[SMS] == "true":
        if phone is None:
            hint = " (only its address does)" if row["address.phone_number"] is not None else ""
            changes.append(Change(NO_PHONE.note(hint), SMS))
        elif is_fixed_line(phone):
            changes.append(Change(FIXED_LINE.note(), "phone_number"))
    if row[EMAILS] == "true" and row["email"] is None:
        changes.append(Change(NO_EMAIL.note(), EMAILS))
    return tuple(changes)


def accelerate(columns: Columns, facts: Facts) -> pa.Array:
    """Return where a row must be read: a yes without its contact, or beside what may be a fixed line."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.numbering import fixed_lines

    sms = pc.fill_null(pc.equal(columns[SMS], "true"), False)
    emails = pc.fill_null(pc.equal(columns[EMAILS], "true"), False)
    phone = columns["phone_number"]
    missing = pc.or_(
        pc.and_(sms, pc.is_null(phone)),
        pc.and_(emails, pc.is_null(columns["email"])),
    )
    texted = np.flatnonzero(pc.and_(sms, pc.is_valid(phone)).to_numpy(zero_copy_only=False))
    may_be_fixed = np.zeros(len(phone), bool)
    may_be_fixed[texted] = fixed_lines(phone.take(pa.array(texted)))
    return pc.or_(missing, pa.array(may_be_fixed))


RULE = RowRule(
    name="consent_contact",
    doc=__doc__,
    problems=(NO_PHONE, NO_EMAIL, FIXED_LINE),
    needs=(SMS, EMAILS, "phone_number", "address.phone_number", "email"),
    read=read,
    accelerate=accelerate,
    examples=(
        RowExample(row={SMS: "true", "phone_number": "+447700900123"}),
        RowExample(row={SMS: "true", "phone_number": "+12025550143"}),
        RowExample(row={SMS: "false", EMAILS: "false"}),
        RowExample(row={SMS: "true", "address.phone_number": "+447700900123"}, codes=("CNS050",)),
        RowExample(row={EMAILS: "true", "phone_number": "+447700900123"}, codes=("CNS051",)),
        RowExample(row={SMS: "true", "phone_number": "+442079460018"}, codes=("CNS052",)),
    ),
)
