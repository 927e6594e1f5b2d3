"""Duplicates: one customer, one record.

Yotpo writes what comes last over what came before, so two records of one customer leave an accident of order
behind. Two records are the same customer when they have the same external_id or, where they have none, the same
identifier (e-mail or phone). They are compared clean, over the whole input.

- Identical records become one; the report names the record that stays.
- Records that differ are all refused, because nothing in the table says which is right. `--duplicates first` or
  `--duplicates last` declares which one stays; the others are still refused, with the records named.
- Whichever stays carries the strictest consent of all its copies, those that were refused included: a no
  anywhere is a no; where one copy says yes and another says nothing, nothing is sent; only a yes in every copy
  stays a yes. A blank beside a yes may be a customer who was never asked, or a consent that was withdrawn and
  emptied: no copy proves the yes for the whole customer, so none is sent.
- One e-mail or phone under several external_ids, or under one and in a record that has none, is reported and kept:
  families share a phone, shops give one person two accounts, and a customer of the shop also orders as a guest. So
  are e-mails that differ in their capitals only: they are never merged, for the receiving server alone may say
  whether Anna@ and anna@ are one mailbox, but nearly always they are one person.
- A refusal binds every record that shares the e-mail (capitals aside) or the phone with the one that refuses, and
  travels from record to record. A yes binds nobody.

Source: https://core-api.yotpo.com/reference/customers (read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.rule import KeyRule, parse_problems

# An explicit no, then no answer, then a yes: consent never escalates, so anything beats a yes.
STRICTEST_FIRST: Final = ("false", None, "true")

PROBLEM: Final = parse_problems(
    """
    IDN030 identical-record [safe, warning]
        The record is identical to an earlier or later one, number {hint}, and is merged into it.
        why: Sending it twice would change nothing and take twice as long.
        open hint: yes
    IDN031 differing-records
        The same customer appears more than once with different content (see also record {hint}); remove the wrong
        ones, or say which stays with --duplicates first|last.
        why: Yotpo writes each record over the one before, so what it knows in the end would depend on their order.
        remedies: duplicates
        open hint: yes
    IDN032 consent-tightened [safe]
        Another record of this customer (number {hint}) is stricter about this consent; its answer is taken.
        why: Consent never escalates: between copies of one customer a no beats no answer, and no answer beats a yes.
        open hint: yes
    IDN033 shared-contact [warning]
        Another customer has the same e-mail (ignoring case) or phone number (record {hint}); check that they are two
        people, or keep only one of the records.
        why: One person may have two accounts, or a family one phone; only someone who knows them can tell. A record
        with an external_id and one without are two customers to this tool, whatever Yotpo makes of them.
        open hint: yes
    IDN034 shared-contact-consent [safe]
        Another record with the same e-mail (ignoring case) or phone number (record {hint}) refuses this
        consent; the refusal applies here, too, and the records stay separate.
        why: Consent never escalates: a message reaches whoever holds the mailbox or the phone, whichever of his
        accounts agreed to it.
        open hint: yes
    """
)


RULE = KeyRule(
    name="duplicates",
    doc=__doc__,
    identity_fields=IDENTITY_FIELDS,
    strictest_first=dict.fromkeys(FLAG_FIELDS, STRICTEST_FIRST),
    shared_contact_fields=("email", "phone_number"),
    merge_problem=PROBLEM["identical-record"],
    conflict_problem=PROBLEM["differing-records"],
    consent_problem=PROBLEM["consent-tightened"],
    shared_contact_problem=PROBLEM["shared-contact"],
    shared_consent_problem=PROBLEM["shared-contact-consent"],
)
