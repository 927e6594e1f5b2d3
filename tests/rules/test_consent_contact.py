"""The rule of consent against contact: a yes needs somewhere to send to."""

from __future__ import annotations

import itertools
import random

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType
from yotpo_lint_rules import consent_contact
from yotpo_lint_rules.tables import phone_plans

from yotpo_lint.rule import Facts
from yotpo_lint.testing import cases, check

SMS, EMAILS = consent_contact.SMS, consent_contact.EMAILS
NEEDS = consent_contact.RULE.needs
NUMBERS = 50_000


def row(**present: str) -> dict[str, str | None]:
    return {name: present.get(name) for name in NEEDS}


def found(**present: str) -> list[tuple[str, str]]:
    changes = consent_contact.read(row(**present), Facts())
    assert not any(change.changes for change in changes)
    assert all(change.note.problem.severity == "warning" for change in changes)
    return [(change.note.problem.code, change.field) for change in changes]


def opened(rows: list[dict[str, str | None]]) -> list[bool]:
    columns = {name: pa.array([one[name] for one in rows], pa.string()) for name in NEEDS}
    mask = consent_contact.accelerate(columns, Facts())
    assert mask.null_count == 0
    return mask.to_pylist()


@pytest.mark.parametrize(("rule", "example"), cases(consent_contact.RULE))
def test_examples(rule, example):
    check(rule, example)


def test_every_code_has_an_example():
    shown = {code for example in consent_contact.RULE.examples for code in example.codes}
    assert shown == {problem.code for problem in consent_contact.RULE.problems}


@pytest.mark.parametrize("answer", [None, "false"])
def test_no_yes_no_word(answer):
    for contact in ({}, {"phone_number": "+442079460018"}, {"email": "ana@example.com"}):
        given_answers = {SMS: answer, EMAILS: answer} if answer else {}
        assert found(**contact, **given_answers) == []


@pytest.mark.parametrize(
    "phone",
    [
        "+447700900123",  # a mobile
        "+12025550143",  # North America does not tell
        "+5215512345678",  # Mexico's old form is not valid
        "+4420794600180000",
        "+442079460018;ext=5",
        "442079460018",
        "fixed",
        "",
    ],
)
def test_a_yes_beside_what_is_no_fixed_line_for_certain(phone):
    assert found(**{SMS: "true", "phone_number": phone}) == []


@pytest.mark.parametrize("phone", ["+442079460018", "+493012345678", "+390612345678", "+33123456789"])
def test_a_fixed_line_is_reported(phone):
    assert found(**{SMS: "true", "phone_number": phone}) == [("CNS052", "phone_number")]
    assert found(**{SMS: "true", "phone_number": phone, EMAILS: "true"}) == [
        ("CNS052", "phone_number"),
        ("CNS051", EMAILS),
    ]


def test_a_yes_without_its_contact_is_reported():
    assert found(**{SMS: "true", EMAILS: "true"}) == [("CNS050", SMS), ("CNS051", EMAILS)]


def test_the_phone_of_the_address_is_mentioned_and_does_not_count():
    (change,) = consent_contact.read(row(**{SMS: "true", "address.phone_number": "+447700900123"}), Facts())
    message = change.note.problem.message.replace("{hint}", change.note.hint)
    assert "carries no phone_number (only its address does);" in message


@given(phone=st.text(max_size=20) | st.from_regex(r"\A\+[0-9]{0,17}\Z"))
def test_no_text_raises_and_none_is_masked_out(phone):
    one = row(**{SMS: "true", "phone_number": phone})
    answer = consent_contact.read(one, Facts())
    try:
        phone.encode()
    except UnicodeEncodeError:
        return
    assert opened([one])[0] or answer == ()


def test_the_accelerator_masks_out_no_row_that_answers():
    values = {
        SMS: (None, "false", "true"),
        EMAILS: (None, "false", "true"),
        "phone_number": (None, "+442079460018", "+447700900123", "+12025550143"),
        "address.phone_number": (None, "+442079460018"),
        "email": (None, "ana@example.com"),
    }
    rows = [dict(zip(NEEDS, each, strict=True)) for each in itertools.product(*(values[name] for name in NEEDS))]
    answers = [bool(consent_contact.read(one, Facts())) for one in rows]
    masks = opened(rows)
    assert masks == answers


def numbers() -> list[str]:
    """Return numbers of every region and type, and as many with other last digits, in E.164."""
    examples = [
        number
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in range(PhoneNumberType.UAN + 1)
        if (number := phonenumbers.example_number_for_type(region, kind))
    ]
    examples += filter(
        None, map(phonenumbers.example_number_for_non_geo_entity, phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    )
    texts = [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for number in examples]
    chance = random.Random(20261123)  # noqa: S311  numbers for a test, the same in every run
    all_texts = list(texts)
    while len(all_texts) < NUMBERS:
        text = chance.choice(texts)
        kept = chance.randint(min(5, len(text) - 2), len(text) - 1)
        digits = len(text) - kept
        all_texts.append(text[:kept] + "".join(chance.choices("0123456789", k=digits)))
    return all_texts


def test_no_fixed_line_of_any_region_is_masked_out():
    texts = numbers()
    columns = dict.fromkeys(NEEDS, pa.nulls(len(texts), pa.string()))
    columns |= {SMS: pa.array(["true"] * len(texts)), "phone_number": pa.array(texts)}
    mask = consent_contact.accelerate(columns, Facts()).to_pylist()
    masked_out = [text for text, is_open in zip(texts, mask, strict=True) if not is_open]
    assert [text for text in masked_out if phone_plans.is_fixed_line(text)] == []
    assert len(masked_out) > NUMBERS / 3
    assert any(phone_plans.is_fixed_line(text) for text in texts[:1000])
