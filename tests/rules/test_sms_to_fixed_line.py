"""The rule of SMS consent against fixed lines: told where the numbering plan tells, and nowhere else."""

from __future__ import annotations

import random

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType
from yotpo_lint_rules import sms_to_fixed_line
from yotpo_lint_rules.tables import phone_plans

from yotpo_lint.rule import Facts

SMS, PHONE = sms_to_fixed_line.SMS, sms_to_fixed_line.PHONE
NUMBERS = 50_000


def found(answer: str | None, phone: str | None) -> list[tuple[str, str]]:
    changes = sms_to_fixed_line.read({SMS: answer, PHONE: phone}, Facts())
    assert not any(change.sets_value for change in changes)
    assert all(change.note.problem.severity == "warning" for change in changes)
    return [(change.note.problem.code, change.field) for change in changes]


def opened(answers: list[str | None], phones: list[str | None]) -> list[bool]:
    columns = {SMS: pa.array(answers, pa.string()), PHONE: pa.array(phones, pa.string())}
    mask = sms_to_fixed_line.accelerate(columns, Facts())
    assert mask.null_count == 0
    return mask.to_pylist()


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
    assert found("true", phone) == []


@pytest.mark.parametrize("phone", ["+442079460018", "+493012345678", "+390612345678", "+33123456789"])
def test_a_fixed_line_is_reported(phone):
    assert found("true", phone) == [("CNS052", PHONE)]
    assert found("false", phone) == found(None, phone) == []


@given(phone=st.text(max_size=20) | st.from_regex(r"\A\+[0-9]{0,17}\Z"))
def test_no_text_raises_and_none_is_masked_out(phone):
    answer = found("true", phone)
    try:
        phone.encode()
    except UnicodeEncodeError:
        return
    assert opened(["true"], [phone])[0] or answer == []


def test_the_accelerator_opens_the_rows_that_answer():
    answers = [answer for answer in (None, "false", "true") for _ in range(4)]
    phones = [None, "+442079460018", "+447700900123", "+12025550143"] * 3
    assert opened(answers, phones) == [bool(found(*row)) for row in zip(answers, phones, strict=True)]


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
    mask = opened(["true"] * len(texts), texts)
    masked_out = [text for text, is_open in zip(texts, mask, strict=True) if not is_open]
    assert [text for text in masked_out if phone_plans.is_fixed_line(text)] == []
    assert len(masked_out) > NUMBERS / 3
    assert any(phone_plans.is_fixed_line(text) for text in texts[:1000])
