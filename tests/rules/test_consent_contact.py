"""The rule of consent against contact: a yes needs somewhere to send to."""

from __future__ import annotations

import pytest
from yotpo_lint_rules import consent_contact

from yotpo_lint.rule import Facts

SMS, EMAILS = consent_contact.SMS, consent_contact.EMAILS
NEEDS = consent_contact.RULE.needs


def row(**present: str) -> dict[str, str | None]:
    return {name: present.get(name) for name in NEEDS}


def found(**present: str) -> list[tuple[str, str]]:
    changes = consent_contact.read(row(**present), Facts())
    assert not any(change.sets_value for change in changes)
    assert all(change.note.problem.severity == "warning" for change in changes)
    return [(change.note.problem.code, change.field) for change in changes]


@pytest.mark.parametrize("answer", [None, "false"])
def test_no_yes_no_word(answer):
    for contact in ({}, {"phone_number": "+442079460018"}, {"email": "ana@example.com"}):
        given_answers = {SMS: answer, EMAILS: answer} if answer else {}
        assert found(**contact, **given_answers) == []


def test_a_yes_without_its_contact_is_reported():
    assert found(**{SMS: "true", EMAILS: "true"}) == [("CNS050", SMS), ("CNS051", EMAILS)]


def test_the_phone_of_the_address_is_mentioned_and_does_not_count():
    (change,) = consent_contact.read(row(**{SMS: "true", "address.phone_number": "+447700900123"}), Facts())
    message = change.note.problem.message.replace("{hint}", change.note.hint)
    assert "has no phone_number (only its address does);" in message
