"""Consent against contact: a yes to messages needs somewhere to send them.

A consent without the address it is for does no harm and no good: Yotpo stores it, and nobody is reached. Most
often the column was mapped to the wrong field, or the phone stands in the address only. All of it is reported and
kept; nothing here changes a consent.

Source: https://core-api.yotpo.com/reference/customers (read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Facts, Row, RowExample, RowNote, RowRule, parse_problems

SMS = "accepts_sms_marketing"
EMAILS = "accepts_email_marketing"
CONTACTS = ("phone_number", "address.phone_number", "email")

PROBLEM: Final = parse_problems(
    """
    CNS050 sms-without-phone [warning]
        The customer accepts SMS, but the record has no phone_number{hint}; add one if there is one.
        why: The consent is kept, but no SMS can be sent. `--identify-by email` also takes the phone number out.
        general: The customer accepts SMS, but the record has no phone_number; add one if there is one.
        open hint: yes
    CNS051 marketing-without-email [warning]
        The customer accepts e-mail marketing, but the record has no e-mail; add one if there is one.
        why: The consent is kept, but no e-mail can be sent. `--identify-by phone_number` also takes the e-mail out.
    """
)


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Hold each yes against the contact that it needs."""
    changes = list[RowNote]()
    if row[SMS] == "true" and row["phone_number"] is None:
        hint = " (only its address does)" if row["address.phone_number"] is not None else ""
        changes.append(RowNote(PROBLEM["sms-without-phone"].note(hint), SMS))
    if row[EMAILS] == "true" and row["email"] is None:
        changes.append(RowNote(PROBLEM["marketing-without-email"].note(), EMAILS))
    return tuple(changes)


RULE = RowRule(
    name="consent_contact",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=(SMS, EMAILS, *CONTACTS),
    presence_only=CONTACTS,
    read=read,
    examples=(
        RowExample(row={SMS: "true", "phone_number": "+447700900123"}),
        RowExample(row={SMS: "true", "phone_number": "+12025550143"}),
        RowExample(row={SMS: "false", EMAILS: "false"}),
        RowExample(row={SMS: "true", "address.phone_number": "+447700900123"}, codes=("CNS050",)),
        RowExample(row={EMAILS: "true", "phone_number": "+447700900123"}, codes=("CNS051",)),
    ),
)
