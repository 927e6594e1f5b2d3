"""The accelerator of the phone rule: it settles most plain numbers, and never says anything but the reading."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import numpy as np
import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat as Form
from yotpo_lint_rules.cells import RULE as CELLS
from yotpo_lint_rules.columns.numbering import classify_national
from yotpo_lint_rules.columns.numbering_patterns import Patterns, UnknownSyntaxError
from yotpo_lint_rules.columns.spans import spans
from yotpo_lint_rules.phone_number import COUNTRY, RULE

from yotpo_lint.kernel.accelerators import run_accelerators
from yotpo_lint.rule import Facts, Refused
from yotpo_lint.testing import find_disagreements

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def examples(region: str) -> Iterator[str]:
    """Give the national digits of each kind of number of a region."""
    for kind in sorted(phonenumbers.supported_types_for_region(region)):
        if number := phonenumbers.example_number_for_type(region, kind):
            yield phonenumbers.national_significant_number(number)


def changed(digits: str, rng: random.Random) -> str:
    """Change some digits, and now and then the length."""
    changed = list(digits)
    for place in rng.sample(range(len(changed)), min(len(changed), rng.choice((0, 1, 2, 4)))):
        changed[place] = rng.choice("0123456789")
    if rng.random() < 0.1:
        changed.insert(rng.randrange(len(changed) + 1), rng.choice("0123456789"))
    if rng.random() < 0.1:
        changed.pop(rng.randrange(len(changed)))
    return "".join(changed)


def punctuated(text: str, rng: random.Random) -> str:
    """Strew punctuation over a number, plausible or not."""
    marks = rng.choice((" ", "-", ".", " -.()", "  ", "/", " ()"))
    return "".join(mark + rng.choice(marks) if rng.random() < 0.3 else mark for mark in text)


def texts(region: str, rng: random.Random, each: int) -> Iterator[str]:
    """Give well and badly written numbers of a region, most of them nearly valid."""
    code = str(phonenumbers.country_code_for_region(region))
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    for example in examples(region):
        for _ in range(each):
            digits = changed(example, rng)
            number = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(digits))
            if digits.startswith("0"):
                number.italian_leading_zero = True
            yield f"+{code}{digits}"
            yield phonenumbers.format_number(number, Form.NATIONAL)
            yield phonenumbers.format_number(number, Form.INTERNATIONAL)
            prefix = rng.choice((trunk, trunk, "", "", "0", code, "00" + code, "011" + code, "(0)", "+", f"+{code}0"))
            yield prefix + digits
            yield punctuated(prefix + digits, rng)


def settled(region: str, column: list[str]) -> float:
    """Return how much of a column is settled in a row of `region`."""
    assert RULE.accelerate is not None
    countries = {COUNTRY: pa.array([region] * len(column), pa.string())}
    values = RULE.accelerate(pa.array(column), countries, Facts()).values
    return 1 - values.null_count / len(values)


@pytest.mark.slow
def test_agrees_over_every_region() -> None:
    rng, count = random.Random(20261123), 0  # noqa: S311 - a seeded generator, so that every run sees the same
    for region in REGIONS:
        column = list(texts(region, rng, 24))
        count += len(column)
        found = find_disagreements(RULE, column, cell_rules=(CELLS,), neighbours={COUNTRY: region})
        assert found == []
    assert count >= 100_000


@pytest.mark.parametrize(("row", "declared"), [(None, "DE"), (None, "US"), ("GB", "US"), ("AU", "FI"), ("AQ", "IT")])
def test_agrees_with_a_declared_region(row: str | None, declared: str) -> None:
    rng = random.Random(3)  # noqa: S311 - a seeded generator, so that every run sees the same
    regions = sorted({row or declared, declared, "JP", "BR"} - {"AQ"})
    column = [text for region in regions for text in texts(region, rng, 80)]
    found = find_disagreements(
        RULE, column, cell_rules=(CELLS,), neighbours={COUNTRY: row}, facts=Facts(region=declared)
    )
    assert found == []


ADVERSARIAL = """
+1415555013 +14155550132 +141555501321 +0171234567 +999123456789 +80012345678 +8001234567 +881612345678
+1 415 555 0132|+1-415-555-0132|+1.415.555.0132|+1 (415) 555-0132|+14155550132.0|14155550132.0|4155550132.0
415.5550132|30.123456|030.123456|(415) 555-0132.0|2021-03-12|12.03.2021|12-3-2021|03-12-2021|(0)30 123456
+44 (0)20 7946 0018
0000000|0000000000|1111111111|1234567890|123456789|0123456789|12345678|9876543210|+11111111111|+85266666666|66666666
+39061234567|061234567|3906123456|3912345678|39 06 12345678|390612345678|4915112345678|4930123456|49 30 123456
030 12345 040 12345|030 1234 030 1234|+49 30 1234 030 1234|0171 123 0567|011 44 7911 123456|0011 44 7911 123456
00 44 7911 123456|0044 7911 123456|00447911123456|00 0 123456|8 10 44 7911 123456|810447911123456|1 415 555 0132
14155550132|1-415-555-0132|5550132|555-0132|+1 555 0132|(02)|()-. 1|1 2|1------------------------2|415 555 0132
0415 555 0132|+44 07911 123456|+4407911123456|07911 123456|7911 123456|1800 555 0132|+1 800 555 0132|9007199254740993
415...5550132|07911.123456|+1415.5550132|07911.123450|0044 (0)20 7946 0018|+44(0)2079460018|+39 (0)6 1234 5678
+44 (0) 20 7946 0018|+44 (0)0 7946 0018|+4420 (0)7946 0018|+44 20 7946 (0)018|+1 (0)415 555 0132|+55 (0)11 98765 4321
07911 123456 x12|07911 123456x012|(415) 555-0132 ext. 7|415.555.0132#99|4155550132.0 x5|415-555-0132 ext.0|555-0132 x1
447911123456.0|07911123456.0|33612345678.00|+14155550132.00|0612345678.0|3906123456.0|39061234567.0|20000000000000.0
'+14155550132|'4155550132|''4155550132|'4155550132'|'+1 415 555 0132 x7|'NULL|'14155550132.0|'(415) 555-0132
+44791112|+4479111234567|+44 0000001234|+210 5551234|+999 1234567|+1234567890|+52 1 55 1234 5678|+55 11 8765 4321
+817 (0) 89182768|+5952(0)1)2 3-45(6)7|+468 (0)8151721|+8 1 (0)89182768
+1 0000001854|+33 000003112|+495|+49151656|+1203692|+441619369966355|+81 0000004603|+299 12345|+2991234567|+4930000000
011 55 11 98765 4321|00 55 (0)11 98765 4321|0 15 11 98765 4321|015 11 98765 4321|011 98765 4321|01515119876543
+12345678901234567890|123456789012345678901234|+1 4 1 5 5 5 5 0 1 3 2|4.1.5.5.5.5.0.1.3.2|415 555 013 2|999.999.9999
"""


@pytest.mark.parametrize(
    "region",
    [None, *"US CA GB DE FR IT AU JP AG RU FI CN AR HK BR MX SM MG GA NF".split()],
)
def test_agrees_on_what_looks_like_a_number(region: str | None) -> None:
    lines = ADVERSARIAL.strip().split("\n")
    column = [text for line in lines for text in (line.split("|") if "|" in line else line.split(" "))]
    # Groups below a certain size are left to the reading: have enough of each.
    assert find_disagreements(RULE, column * 20, cell_rules=(CELLS,), neighbours={COUNTRY: region}) == []


@given(
    st.lists(st.from_regex(r"\A[+]?[0-9 ().-]{5,20}\Z|\A[+]?[0-9]{6,16}\Z"), min_size=1, max_size=20),
    st.sampled_from(["US", "DE", "IT", "AU", "JP", "MX", None]),
)
def test_agrees_on_any_digits_and_punctuation(column: list[str], region: str | None) -> None:
    assert find_disagreements(RULE, column * 20, cell_rules=(CELLS,), neighbours={COUNTRY: region}) == []


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=20))
def test_agrees_on_any_text(column: list[str]) -> None:
    assert find_disagreements(RULE, column * 20, cell_rules=(CELLS,), neighbours={COUNTRY: "US"}) == []


def test_the_plans_of_every_calling_code_are_understood() -> None:
    patterns = Patterns()
    assert [code for code in phonenumbers.supported_calling_codes() if not patterns.start(str(code))] == []


@pytest.mark.parametrize("pattern", ["[1-9]+", "1(?=2)", "a", "[^1]", r"\s", "^1"])
def test_what_is_no_plain_pattern_of_digits_is_not_understood(pattern: str) -> None:
    patterns = Patterns()
    with pytest.raises(UnknownSyntaxError):
        patterns.of_pattern(pattern, 0)


def test_calls_the_same_numbers_valid_as_the_library() -> None:
    rng = random.Random(7)  # noqa: S311 - a seeded generator, so that every run sees the same
    for code in sorted(phonenumbers.supported_calling_codes()):
        regions = phonenumbers.region_codes_for_country_code(code)
        kept = [nsn for region in regions if region != "001" for nsn in examples(region)]
        if regions == ("001",):
            kept = [phonenumbers.national_significant_number(phonenumbers.example_number_for_non_geo_entity(code))]
        tried = [changed(nsn, rng) for nsn in kept for _ in range(5)] + kept
        tried = [nsn for nsn in tried if nsn.strip("0")]
        expected, fixed_lines = [], []
        for nsn in tried:
            zeros = len(nsn) - len(nsn.lstrip("0"))
            number = phonenumbers.PhoneNumber(code, int(nsn))
            number.italian_leading_zero, number.number_of_leading_zeros = zeros > 0, max(zeros, 1)
            expected.append(phonenumbers.is_valid_number(number))
            fixed_lines.append(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)
        found = classify_national(str(code), spans(pa.array(tried)))
        assert found.valid.tolist() == expected, code
        # It may take more for fixed lines; it misses none.
        assert not (np.array(fixed_lines) & ~found.fixed_line).any(), code


def test_settles_most_of_what_shops_export() -> None:
    rng = random.Random(11)  # noqa: S311 - a seeded generator, so that every run sees the same
    for region in ("US", "CA", "GB", "DE", "FR", "ES", "IT", "AU", "NL", "IN"):
        numbers = [phonenumbers.example_number_for_type(region, kind) for kind in (0, 1)]
        variants = [
            phonenumbers.PhoneNumber(
                n.country_code, n.national_number // 100 * 100 + rng.randrange(100), None, n.italian_leading_zero
            )
            for n in numbers
            for _ in range(100)
        ]
        variants = [number for number in variants if phonenumbers.is_valid_number(number)]
        for form in (Form.E164, Form.NATIONAL, Form.INTERNATIONAL):
            column = [phonenumbers.format_number(number, form) for number in variants]
            assert settled(region, column) >= 0.9, (region, form)
        bare = [re.sub(r"\D", "", phonenumbers.format_number(number, Form.NATIONAL)) for number in variants]
        assert settled(region, bare) >= 0.9, region


@pytest.mark.parametrize(
    ("text", "country", "clean", "codes"),
    [
        ("+44 (0)7501351826", "GB", "+447501351826", ("PHN001",)),
        ("01115057542846", "US", "+15057542846", ("PHN001",)),
        ("001161448956975", "AU", "+61448956975", ("PHN001",)),
        ("07416.291997", "GB", "+447416291997", ("PHN002",)),
        ("(031) 98922-4727", "BR", "+5531989224727", ("PHN002",)),
        ("14783939632.0", "US", "+14783939632", ("PHN004", "PHN002")),
        ("447859946235.0", "GB", "+447859946235", ("PHN004", "PHN005")),
        ("447859393961", "GB", "+447859393961", ("PHN005",)),
        ("252 536 0030x7429", "US", "+12525360030", ("PHN002", "PHN008")),
        ("+1 213-210-2914 ext. 6376", None, "+12132102914", ("PHN001", "PHN008")),
        ("+1203692", None, None, ("PHN018",)),
        ("+4479064186657703", "GB", None, ("PHN019",)),
        ("+44 0000001237", "GB", None, ("PHN022",)),
        ("+210 5551234", None, None, ("PHN020",)),
    ],
)
def test_settles_what_spreadsheets_and_people_write(
    text: str, country: str | None, clean: str | None, codes: tuple[str, ...]
) -> None:
    countries = {COUNTRY: pa.array([country], pa.string())}
    found = run_accelerators((CELLS, RULE), pa.array([text]), "phone_number", countries, Facts())
    assert found.rows.tolist() == [0], "it is left to the reading"
    answer = found.answers[found.answer[0]]
    if isinstance(answer, Refused):
        assert (clean, codes) == (None, (answer.note.problem.code,))
    else:
        assert (found.values.to_pylist(), tuple(note.problem.code for note in answer)) == ([clean], codes)


def test_answers_for_empty_and_small_columns_and_slices() -> None:
    assert RULE.accelerate is not None
    empty = pa.array([], pa.string())
    assert len(RULE.accelerate(empty, {COUNTRY: empty}, Facts()).values) == 0
    column = pa.array(["junk"] * 5 + ["+14155550132"] * 40 + ["x"])
    countries = pa.array([None] * 46, pa.string())
    answer = RULE.accelerate(column.slice(5), {COUNTRY: countries.slice(5)}, Facts())
    assert answer.values.to_pylist() == ["+14155550132"] * 40 + [None]


@pytest.mark.parametrize("country", [None, "GB", "GH", "DE"])
def test_a_bracketed_zero_among_blanks_is_left_to_the_reading(country: str | None) -> None:
    texts = ["+298 (0 )911418", "+1 ( 0)18002123456", "+44 ( 0 )20 7946 0018", "+49( 0)30 1234567", "020 (0 )7946 0018"]
    assert find_disagreements(RULE, texts, neighbours={COUNTRY: country}) == []
