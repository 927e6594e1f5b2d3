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

import functools
from typing import TYPE_CHECKING

from yotpo_lint.rule import Change, Columns, Facts, Problem, Row, RowExample, RowRule

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
        elif _is_fixed_line(phone):
            changes.append(Change(FIXED_LINE.note(), "phone_number"))
    if row[EMAILS] == "true" and row["email"] is None:
        changes.append(Change(NO_EMAIL.note(), EMAILS))
    return tuple(changes)


def _is_fixed_line(phone: str) -> bool:
    """Tell whether a number in E.164 is a fixed line for certain; text that is no E.164 is not."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != phone:
        return False
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)


@functools.lru_cache(maxsize=32)
def _fixed_lines(beginnings: frozenset[str]) -> str:
    """Return a pattern that every fixed line of the plans that begin so matches, and few mobiles do.

    A plan that gives both one pattern has no fixed line that can be told from a mobile, and is left out.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    plans = list[str]()
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        if not any(f"{code}".startswith(each) or each.startswith(f"{code}") for each in beginnings):
            continue
        for region in regions:
            plan = (
                PhoneMetadata.metadata_for_nongeo_region(code, None)
                if region == "001"
                else PhoneMetadata.metadata_for_region(region, None)
            )
            if plan is None or plan.fixed_line is None or plan.same_mobile_and_fixed_line_pattern:
                continue
            if plan.fixed_line.national_number_pattern:
                plans.append(f"{code}(?:{plan.fixed_line.national_number_pattern})")
    return rf"\A\+(?:{'|'.join(plans)})\z"


def accelerate(columns: Columns, facts: Facts) -> pa.Array:
    """Return where a row must be read: a yes without its contact, or beside what may be a fixed line."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sms = pc.fill_null(pc.equal(columns[SMS], "true"), False)
    emails = pc.fill_null(pc.equal(columns[EMAILS], "true"), False)
    phone = columns["phone_number"]
    missing = pc.or_(
        pc.and_(sms, pc.is_null(phone)),
        pc.and_(emails, pc.is_null(columns["email"])),
    )
    if not pc.any(sms).as_py():
        return missing
    texted = pc.if_else(sms, phone, pa.scalar(None, phone.type))
    # By the first two digits, for a pattern of all plans in the world takes as long to compile as to match.
    beginnings = pc.unique(pc.utf8_slice_codeunits(texted, 1, 3)).drop_null()
    fixed_lines = _fixed_lines(frozenset(beginnings.to_pylist()))
    return pc.or_(missing, pc.fill_null(pc.match_substring_regex(texted, fixed_lines), False))


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
