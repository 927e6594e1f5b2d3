"""Whether a number is in its plan is told by the plan's patterns; `phonenumbers` tells the same."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from yotpo_lint_rules.tables import phone_plans

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def random_numbers(count: int) -> list[str]:
    """Draw international digits: examples of all regions with a digit changed, and any digits behind a calling code."""
    draw = random.Random(14)  # noqa: S311 -- no secret
    codes = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    examples = [phonenumbers.example_number(region) for region in REGIONS]
    known = [phonenumbers.format_number(each, phonenumbers.PhoneNumberFormat.E164)[1:] for each in examples if each]
    numbers = list(known)
    while len(numbers) < count:
        digits = list(draw.choice(known))
        digits[draw.randrange(len(digits))] = draw.choice("0123456789")
        numbers.append("".join(digits))
        rest = "".join(draw.choices("0123456789", k=draw.randint(1, 14)))
        numbers.append(f"{draw.choice(codes)}{rest}")
    return numbers


def test_is_in_plan_where_phonenumbers_finds_it_valid() -> None:
    valid = 0
    for digits in random_numbers(12_000):
        number = phone_plans._number(digits)
        if number is None:
            continue
        code = phone_plans.calling_code(digits)
        assert code is not None
        expected = phonenumbers.is_valid_number(number)
        assert phone_plans._is_in_plan(code, digits[len(code) :]) == expected, digits
        valid += expected
        if expected:
            assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == "+" + digits
    assert valid > 2_000


@pytest.mark.parametrize(("digits", "region"), [("2079460018", "GB"), ("02079460018", "GB"), ("0123", "GB")])
def test_a_number_is_parsed_once_for_its_country_and_once_for_any(
    digits: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    parse = phonenumbers.parse

    def count(text: str, *more: object, **named: object) -> object:
        parsed.append(text)
        return parse(text, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(phonenumbers, "parse", count)
    for cached in (phone_plans.e164, phone_plans.national, phone_plans.length_of, phone_plans._parsed):
        cached.cache_clear()
    for _ in range(3):
        phone_plans.national(digits, region)
        phone_plans.length_of("44" + digits)
        phone_plans.e164("44" + digits)
    assert len(parsed) == len(set(parsed)) <= 2
