"""The rule of postal codes: what it leaves alone, what it mends and refuses, and that its accelerator agrees."""

from __future__ import annotations

import random
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import cells
from yotpo_lint_rules import zip as postal
from yotpo_lint_rules.tables import postal_codes as codes_of

from tests.rules.readings import codes
from yotpo_lint.kernel.accelerators import run_accelerators
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused
from yotpo_lint.testing import find_disagreements

# A real code of each country that has a shape, in its own spelling.
REAL = dict(
    pair.split("=")
    for pair in (
        "US=02134|DE=01067|FR=75001|IT=00118|ES=28004|MX=01000|AU=0800|NZ=0110|NO=0001|ZA=0001|CH=8001|AT=1010|"
        "BE=1000|DK=1050|FI=00100|SE=111 22|NL=1234 AB|GB=SW1A 1AA|CA=K1A 0B1|IE=D02 X285|JP=100-0001|KR=04524|"
        "CN=100000|IN=110001|BR=01310-100|AR=C1425CLA|PL=00-950|PT=1000-001|CZ=110 00|SK=811 01|GR=105 57|HU=1051|"
        "RO=010011|BG=1000|HR=10000|SI=1000|TR=34000|IL=6100000|SA=12211|SG=018956|MY=50000|TH=10200|ID=10110|"
        "PH=1000|VN=100000|TW=100|RU=101000|UA=01001|LT=LT-01100|LV=LV-1010|EE=10111|LU=1111|MT=VLT 1010|"
        "CL=832 0000|CO=110111|PE=15001|RS=11000|IS=101"
    ).split("|")
)


def read(text: str, country: str | None = None, region: str | None = None) -> Reading:
    return postal.read(text, Context("address.zip", Facts(region=region), {"address.country_code": country}))


@pytest.mark.parametrize(("country", "code"), REAL.items())
def test_real_codes_are_left_alone(country, code):
    assert read(code, country) == Clean(code)
    assert read(code, None, country) == Clean(code)
    assert read(code) == Clean(code)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("02134-1234", "US"),
        ("021341234", "US"),
        ("02134 1234", "US"),
        ("GIR 0AA", "GB"),
        ("BFPO 12", "GB"),
        ("D-10115", "DE"),
        ("100 0001", None),
        ("59.000", None),
        ("2134", None),
        ("anything 12", "HK"),
        ("1234ab", None),
    ],
)
def test_left_alone(text, country):
    assert read(text, country) == Clean(text)


@pytest.mark.parametrize(
    ("text", "country", "clean", "found"),
    [
        ("85940.0", "US", "85940", ("ADR050",)),
        ("85940.00", None, "85940", ("ADR050",)),
        ("85940,0", "DE", "85940", ("ADR050",)),
        ("2134.0", None, "2134", ("ADR050",)),
        ("2134.0", "CA", "2134", ("ADR050", "ADR054")),
        ("0.0", "US", "0", ("ADR050", "ADR055")),
        ("k1a 0b1", "CA", "K1A 0B1", ("ADR051",)),
        ("K1A-0B1", "CA", "K1A 0B1", ("ADR051",)),
        ("m11ae", "GB", "M1 1AE", ("ADR051",)),
        ("ec1a1bb", "GB", "EC1A 1BB", ("ADR051",)),
        ("1234Ab", "NL", "1234 AB", ("ADR051",)),
        ("\uff11\uff10\uff10\u2212\uff10\uff10\uff10\uff11", "JP", "100-0001", ("ADR051",)),
        ("2134", "US", "02134", ("ADR052",)),
        ("601", "US", "00601", ("ADR052",)),
        ("1067", "DE", "01067", ("ADR052",)),
        ("1067.0", "DE", "01067", ("ADR050", "ADR052")),
        ("800", "AU", "0800", ("ADR052",)),
        ("1", "NO", "0001", ("ADR052",)),
    ],
)
def test_repaired(text, country, clean, found):
    reading = read(text, country)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, found)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("K1A 0B1", "US", "ADR054"),
        ("90210", "CA", "ADR054"),
        ("2134", "HR", "ADR054"),
        ("21", "US", "ADR054"),
        ("213", "DE", "ADR054"),
        ("021345", "US", "ADR054"),
        ("59.000", "FR", "ADR054"),
        ("1234 AB", "BE", "ADR054"),
        ("00000", "US", "ADR055"),
        ("0000", None, "ADR055"),
        ("99999", "DE", "ADR055"),
        ("XXXXX", None, "ADR055"),
    ],
)
def test_warned(text, country, code):
    reading = read(text, country)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (text, (code,))


def test_zeros_are_put_back_for_the_country_of_the_row_or_the_declared_one():
    # What is declared is sent as the row's country, beside which the same text must be read in the same way again.
    assert codes(read("2134", None, "US")) == codes(read("2134", "US")) == ("ADR052",)
    assert codes(read("2134", "AU", "US")) == ()
    assert codes(read("2134", "US", "DE")) == ("ADR052",)
    assert postal.PROBLEM["zip-lost-zero"].applicability == "unsafe"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8.594E+4", "ADR053"),
        ("1E+05", "ADR053"),
        ("2,13412345E8", "ADR053"),
        ("x" * 65, "ADR056"),
        ("", "ADR057"),
        ("---", "ADR057"),
        ("<b>02134</b>", "ADR057"),
        ("someone@example.com", "ADR057"),
    ],
)
@pytest.mark.parametrize("country", ["US", None])
def test_refused(text, code, country):
    reading = read(text, country)
    assert isinstance(reading, Refused)
    assert codes(reading) == (code,)


def test_the_tables_agree():
    assert codes_of.ZEROS.keys() <= codes_of.FIXED.keys()
    assert all(zeros < codes_of.FIXED[country] for country, zeros in codes_of.ZEROS.items())
    assert sum(len(countries.split()) for countries in codes_of.DIGITS.values()) + 1 == len(codes_of.FIXED)
    for country, length in codes_of.FIXED.items():
        assert re.fullmatch(codes_of.SHAPES.get(country, r"\d+"), "1" * length)


TEXTS = st.one_of(
    st.text(max_size=70),
    st.from_regex(r"[0-9]{1,9}([.,]0{1,3})?", fullmatch=True),
    st.from_regex(r"[0-9A-Za-z\uff10-\uff19]{2,4}[ -]?[0-9A-Za-z]{2,3}", fullmatch=True),
    st.sampled_from(sorted(REAL.values())).map(str.lower),
)
COUNTRIES = st.sampled_from([None, "HK", "US", "CA", "GB", "NL", "NO", *sorted(REAL)])


@given(TEXTS, COUNTRIES, COUNTRIES)
def test_any_text_is_read_and_clean_values_stay(text, country, region):
    reading = read(text, country, region)
    if isinstance(reading, Clean):
        assert reading.value
        again = read(reading.value, country, region)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert all(note.problem.severity == "warning" for note in again.notes)


@pytest.mark.parametrize("region", [None, "US", "CA"])
@pytest.mark.parametrize("country", [None, "HK", *REAL])
def test_accelerator_agrees_with_the_reading(country, region):
    rng = random.Random(f"{country} {region}")  # noqa: S311 - invented data, not secrets
    texts = [f"{rng.randrange(10 ** rng.randint(1, 11))}" for _ in range(100)]
    texts += [text.zfill(rng.randint(1, 10)) for text in texts]
    texts += [*REAL.values(), *(d * n for d in "0189" for n in range(1, 12)), "85940.0", " 02134", "02134\n", "'02134"]
    texts += [
        "１２３４５",
        "٠٢١٣٤",
        "NA",
        "-",
        "1e5",
        '="02134"',
        "2134.0",
        "2134,00",
        "2134.000",
        "0-0",
        "XXXX",
        "D-10115",
    ]
    texts += [
        "".join(rng.choice("aA0 -.") if rng.random() < 0.2 else letter for letter in rng.choice((code, code.lower())))
        for code in REAL.values()
        for _ in range(4)
    ]
    beside = {"address.country_code": country}
    assert (
        find_disagreements(postal.RULE, texts, cell_rules=[cells.RULE], neighbours=beside, facts=Facts(region=region))
        == []
    )


SETTLED = [
    ("02134", "US", "02134", ()),
    ("02134-1234", "US", "02134-1234", ()),
    ("2134", "US", "02134", ("ADR052",)),
    ("2134.0", "US", "02134", ("ADR050", "ADR052")),
    ("2134", None, "2134", ()),
    ("00000", "US", "00000", ("ADR055",)),
    ("k1a0b1", "CA", "K1A 0B1", ("ADR051",)),
    ("SW1A 1AA", "GB", "SW1A 1AA", ()),
    ("1234ab", "NL", "1234 AB", ("ADR051",)),
    ("100-0001", "JP", "100-0001", ()),
    ("90210", "CA", "90210", ("ADR054",)),
    ("85940.0", "DE", "85940", ("ADR050",)),
    ("8E4", "DE", None, ("ADR053",)),
]


@pytest.mark.parametrize("region", [None, "US", "FR"])
def test_accelerator_settles_clean_and_dirty_codes(region):
    column, countries, clean, found = zip(*[row for row in SETTLED if row[1] or not region], strict=True)
    settled = run_accelerators(
        [postal.RULE],
        pa.array(column),
        "address.zip",
        {"address.country_code": pa.array(countries)},
        Facts(region=region),
    )
    assert settled.rows.tolist() == list(range(len(column)))
    said = [settled.answers[number] for number in settled.answer]
    assert [
        None if isinstance(each, Refused) else value
        for each, value in zip(said, settled.values.to_pylist(), strict=True)
    ] == list(clean)
    assert [codes(each) if isinstance(each, Refused) else codes(Clean("", each)) for each in said] == list(found)


def test_accelerator_reads_a_slice_and_no_cells():
    column, countries = pa.array(["?", "<a>", "02134"]), pa.array(["US", None, "US"])
    settled = postal.accelerate(column.slice(1), {"address.country_code": countries.slice(1)}, Facts())
    assert settled.values.to_pylist() == [None, "02134"]
    none = postal.accelerate(column.slice(3), {"address.country_code": countries.slice(3)}, Facts(region="US"))
    assert none.values.to_pylist() == []
