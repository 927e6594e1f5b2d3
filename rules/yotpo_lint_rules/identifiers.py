"""Identifiers: an external_id, or else exactly one of e-mail and phone.

Yotpo finds a customer by external_id. Only a record without one is found by its e-mail or its phone, and then
the documentation asks for exactly one of the two: a body with both and no external_id is not accepted, a body
with none names nobody. Which of two should stay is the merchant's to say (`--identify-by email|phone_number`);
the other is then left out of that record. The phone of the address identifies nobody and is never touched.

Beside an external_id both may stand: Yotpo's own Magento module sends all three
(YotpoLtd/magento2-module-messaging 3ca77c4, Model/Sync/Customers/Data.php).

Source: https://core-api.yotpo.com/reference/create-customer (read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import IDENTITY_FIELDS
from yotpo_lint.rule import Facts, Row, RowExample, RowNote, RowRule, parse_problems

PROBLEM: Final = parse_problems(
    """
    IDN020 no-identifier
        The row has no external_id, e-mail or phone number that can be used; fill in one of them.
        why: Without one of the three Yotpo cannot tell whose record it is.
    IDN021 two-identifiers
        The row has an e-mail and a phone number but no external_id, and Yotpo then takes only one of them; choose it
        with --identify-by email|phone_number, or add an external_id.
        why: https://core-api.yotpo.com/reference/create-customer: without external_id, exactly one of the two.
        remedies: identify-by
    IDN022 identifier-left-out [safe]
        The row has no external_id and is identified by its {hint}, as declared; this field is left out.
        why: `--identify-by` says which of e-mail and phone number stays where a row has both and no external_id.
        open hint: yes
    IDN023 no-identifier-of-endpoint
        The row has no usable {hint}, which the endpoint needs to identify a customer; fill it in.
        why: `--profile` says which endpoint the table is made ready for. Core's newest page takes no phone number, so
        external_id or e-mail identifies a customer; the Loyalty API requires the e-mail.
        general: The row has no value that identifies a customer for the endpoint of `--profile`; fill one in.
        open hint: yes
    """
)
WORDS: Final = {"external_id": "external_id", "email": "e-mail", "phone_number": "phone number"}


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Check that the row names exactly one customer; drop the identifier that `--identify-by` does not keep."""
    external_id, *_ = IDENTITY_FIELDS
    if any(row[name] is not None for name in facts.identified_by):
        return ()
    if not facts.or_exactly_one_of:
        hint = " or ".join(WORDS[name] for name in facts.identified_by)
        return (RowNote(PROBLEM["no-identifier-of-endpoint"].note(hint), external_id),)
    present = [name for name in facts.or_exactly_one_of if row[name] is not None]
    if len(present) == 1:
        return ()
    # The external_id is missing, so the finding is on that field: omitting it would not help.
    if not present:
        return (RowNote(PROBLEM["no-identifier"].note(), external_id),)
    if facts.identify_by is None:
        return (RowNote(PROBLEM["two-identifiers"].note(), external_id),)
    hint = WORDS[facts.identify_by]
    return tuple(
        RowNote(PROBLEM["identifier-left-out"].note(hint), name, sets_value=True)
        for name in present
        if name != facts.identify_by
    )


RULE = RowRule(
    name="identifiers",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=IDENTITY_FIELDS,
    presence_only=IDENTITY_FIELDS,
    read=read,
    examples=(
        RowExample(row={"external_id": "1001", "email": "ana@example.com", "phone_number": "+12025550143"}),
        RowExample(row={"email": "ana@example.com"}),
        RowExample(row={"phone_number": "+12025550143"}),
        RowExample(row={}, codes=("IDN020",)),
        RowExample(row={"email": "ana@example.com", "phone_number": "+12025550143"}, codes=("IDN021",)),
        RowExample(
            row={"email": "ana@example.com", "phone_number": "+12025550143"},
            facts={"identify_by": "email"},
            codes=("IDN022",),
            changes={"phone_number": None},
        ),
        RowExample(
            row={"external_id": "1001", "phone_number": "+12025550143"},
            facts={"profile": "loyalty"},
            codes=("IDN023",),
        ),
    ),
)
