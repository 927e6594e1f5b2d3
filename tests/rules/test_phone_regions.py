"""200,000 phone numbers of every region, in sound forms and damaged: the reading says what `phonenumbers` says."""

from __future__ import annotations

import random
from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat as Form
from yotpo_lint_rules.phone_number import COUNTRY, RULE
from yotpo_lint_rules.tables.phone_plans import COUNTED

from yotpo_lint.rule import Context, Facts, Refused

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def accepted(text: str, country: str | None, declared: str | None = None) -> str | None:
    """Return the value that goes to the upload without `--unsafe-fixes`."""
    answer = RULE.read(text, Context("phone_number", Facts(region=declared), {COUNTRY: country}))
    if isinstance(answer, Refused) or any(note.problem.applicability != "safe" for note in answer.notes):
        return None
    return answer.value


def numbers(region: str, rng: random.Random, each: int) -> Iterator[phonenumbers.PhoneNumber]:
    """Give valid numbers of a region and of each of its kinds, that the contract can hold (7 to 15 digits)."""
    for kind in sorted(phonenumbers.supported_types_for_region(region)):
        if not (example := phonenumbers.example_number_for_type(region, kind)):
            continue
        digits = phonenumbers.national_significant_number(example)
        found: dict[str, phonenumbers.PhoneNumber] = {}
        for _ in range(each * 4):
            tried = list(digits)
            for place in rng.sample(range(len(tried)), min(len(tried), rng.choice((0, 1, 2, 4)))):
                tried[place] = rng.choice("0123456789")
            zeros = len(tried) - len("".join(tried).lstrip("0"))
            number = phonenumbers.PhoneNumber(example.country_code, int("".join(tried)))
            number.italian_leading_zero, number.number_of_leading_zeros = (
                zeros > 0 or None,
                zeros if zeros > 1 else None,
            )
            written = phonenumbers.format_number(number, Form.E164)
            made_up = len(set(tried)) == 1 or "".join(tried) in COUNTED
            if not made_up and 8 <= len(written) <= 16 and phonenumbers.is_valid_number(number):
                found[written] = number
        yield from list(found.values())[:each]


FULL_WIDTH = str.maketrans("0123456789+-() ", "０１２３４５６７８９＋－（）\u3000")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def sound(number: phonenumbers.PhoneNumber, region: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Give a number in undamaged forms, with the row's country and the declared region it is read with."""
    e164, national = (phonenumbers.format_number(number, form) for form in (Form.E164, Form.NATIONAL))
    international = phonenumbers.format_number(number, Form.INTERNATIONAL)
    yield e164, None, None
    yield e164, "FR", None
    yield international, region, None
    yield national, region, None
    yield national, None, region
    yield phonenumbers.format_number(number, Form.RFC3966), None, None
    yield "'" + e164, None, None
    yield f'="{national}"', region, None
    yield "00" + e164[1:], None, None
    yield international.translate(FULL_WIDTH), None, None
    yield national.translate(ARABIC), region, None
    if not e164.endswith("00000"):
        yield e164 + ".0", None, region


def damaged(number: phonenumbers.PhoneNumber, other: phonenumbers.PhoneNumber, rng: random.Random) -> Iterator[str]:
    """Give what spreadsheets, programs and people make of a number."""
    e164, national = (phonenumbers.format_number(number, form) for form in (Form.E164, Form.NATIONAL))
    second = phonenumbers.format_number(other, rng.choice((Form.E164, Form.NATIONAL, Form.INTERNATIONAL)))
    either = rng.choice((e164, national))
    yield f"{float(e164[1:]):.5E}"
    yield f"{float(number.national_number):.3e}"
    yield f"-{number.national_number}"
    yield f"{either}{rng.choice((' / ', '; ', ', ', chr(10), ' or ', ' | ', ' & '))}{second}"
    yield "*" * (len(either) - 3) + either[-3:]
    yield "X" * (len(either) - 3) + either[-3:]
    yield either + " (Axel)"
    yield either[:-4] + "".join(rng.choice("ABCDEFGHIJKL") for _ in range(4))
    yield e164 + "1234567890"
    yield f"{either} ext. {rng.randrange(1000)}"
    yield f"{e164[:2]} {e164[2:]}.0"


@pytest.mark.slow
def test_200_000_numbers_of_every_region() -> None:
    rng = random.Random(20261123)  # noqa: S311 - a seeded generator, so that every run sees the same
    count = 0
    for region in REGIONS:
        made = list(numbers(region, rng, 11))
        for number in made:
            e164 = phonenumbers.format_number(number, Form.E164)
            for text, country, declared in sound(number, region):
                count += 1
                assert accepted(text, country, declared) == e164, (text, country, declared)
            for text in damaged(number, rng.choice(made), rng):
                count += 1
                assert accepted(text, region) is None, (text, region)
            # Without plus or trunk prefix, or as a decimal, more than one reading may be possible: right or refused.
            for text in (e164[1:], e164[1:] + ".0", f"{number.national_number}.0"):
                count += 1
                assert accepted(text, region) in (e164, None), (text, region)
    assert count >= 200_000


def test_a_number_without_its_plus_is_restored_in_every_country_alike() -> None:
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    examples = [(region, phonenumbers.example_number_for_type(region, kind)) for region in REGIONS for kind in kinds]
    odd = []
    for region, number in examples:
        if number is None:
            continue
        value = phonenumbers.format_number(number, Form.E164)
        answer = RULE.read(value[1:], Context("phone_number", Facts(), {COUNTRY: region}))
        if isinstance(answer, Refused):
            # A second reading is a valid number of the same country, and the message shows both.
            is_right = answer.note.problem.code == "PHN007" and value in answer.note.hint
        else:
            is_right = answer.value == value and all(note.problem.applicability == "safe" for note in answer.notes)
        if not is_right:
            odd.append((region, value, answer))
    assert odd == []


@pytest.mark.parametrize("number", ["5215512345678", "+5215512345678", "52 1 55 1234 5678"])
def test_mexico_s_dropped_1_is_named(number: str) -> None:
    answer = RULE.read(number, Context("phone_number", Facts(), {COUNTRY: "MX"}))
    assert isinstance(answer, Refused)
    assert answer.note.problem.code == "PHN021"
