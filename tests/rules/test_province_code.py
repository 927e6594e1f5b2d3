"""The rule of the province: what it leaves alone, what it repairs, what it refuses, and the truth of its words."""

from __future__ import annotations

import re

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import province_code
from yotpo_lint_rules.tables.name_keys import name_key
from yotpo_lint_rules.tables.province_words import MORE_CODES, WORDS, listed, named
from yotpo_lint_rules.tables.shop_provinces import _SHOP_CODES, LETTERS_BEHIND_COUNTRY, UNCERTAIN, shop_codes

from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused

COUNTRIES = sorted(listed())
ENTRIES = [
    (country, entry.strip().partition(" ")[0], word)
    for country, words in WORDS.items()
    for entry in re.split(r"[;\n]", words.strip())
    for word in entry.strip().partition(" ")[2].split("|")
]


def read(text: str, country: str | None, region: str | None = None) -> Reading:
    given_ = Context("address.province_code", Facts(region=region), {"address.country_code": country})
    return province_code.read(text, given_)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_code_of_every_country_is_left_alone(country):
    assert [read(code, country) for code in listed()[country]] == [Clean(code) for code in listed()[country]]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_full_name_is_read_as_its_code_or_refused_as_ambiguous(country):
    for code, name in listed()[country].items():
        reading = read(name, country)
        if isinstance(reading, Clean):
            assert reading.value == code or name_key(name).upper() in listed()[country]
        else:
            assert reading.note.problem.code in {"ADR027", "ADR030"}
            assert code in reading.note.hint or len(name) > 64


@pytest.mark.parametrize(
    ("text", "country", "clean", "code"),
    [
        ("nsw", "AU", "NSW", "ADR020"),
        ("on", "CA", "ON", "ADR020"),
        ("us_tx", "US", "TX", "ADR021"),
        ("JP-13", "JP", "13", "ADR021"),
        ("MX-DIF", "MX", "CMX", "ADR021"),
        ("HK-KL", "HK", "KL", "ADR021"),
        ("UK-ENG", "GB", "ENG", "ADR021"),
        ("CALIFORNIA", "US", "CA", "ADR022"),
        ("Cal", "US", "CA", "ADR022"),
        ("Mass.", "US", "MA", "ADR022"),
        ("N.Y.", "US", "NY", "ADR022"),
        ("N. Y.", "US", "NY", "ADR022"),
        ("N. Carolina", "US", "NC", "ADR022"),
        ("Washington, D.C.", "US", "DC", "ADR022"),
        ("California (CA)", "US", "CA", "ADR022"),
        ("Armed Forces Europe", "US", "AE", "ADR022"),
        ("Québec", "CA", "QC", "ADR022"),
        ("P.E.I.", "CA", "PE", "ADR022"),
        ("N.S.W.", "AU", "NSW", "ADR022"),
        ("Western Australia", "AU", "WA", "ADR022"),
        ("Tōkyō", "JP", "13", "ADR022"),
        ("東京都", "JP", "13", "ADR022"),
        ("Wales", "GB", "WLS", "ADR022"),
        ("Cymru", "GB", "WLS", "ADR022"),
        ("Kent", "GB", "KEN", "ADR022"),
        ("City of London", "GB", "LND", "ADR022"),
        ("Co. Kerry", "IE", "KY", "ADR022"),
        ("County Dublin", "IE", "D", "ADR022"),
        ("Bavaria", "DE", "BY", "ADR022"),
        ("Baden-Wurttemberg", "DE", "BW", "ADR022"),
        ("Comunidad de Madrid", "ES", "MD", "ADR022"),
        ("Lérida", "ES", "L", "ADR022"),
        ("75", "FR", "75C", "ADR022"),
        ("Q ROO", "MX", "ROO", "ADR022"),
        ("OR", "IN", "OD", "ADR022"),
        ("Uttaranchal", "IN", "UK", "ADR022"),
        ("LODZKIE", "PL", "10", "ADR022"),
        ("JP13", "JP", "13", "ADR021"),
        ("jp01", "JP", "01", "ADR021"),
        ("TR34", "TR", "34", "ADR021"),
        ("UG314", "UG", "314", "ADR021"),
        ("EGALX", "EG", "ALX", "ADR021"),
        ("MZMPM", "MZ", "MPM", "ADR021"),
        ("vnsg", "VN", "SG", "ADR021"),
        ("vn01", "VN", "01", "ADR021"),
        ("RSVO", "RS", "VO", "ADR021"),
        ("CN10", "CN", "SH", "ADR022"),
        ("AK", "NZ", "AUK", "ADR022"),
        ("KHZ", "IR", "06", "ADR022"),
        ("QT", "MX", "QUE", "ADR022"),
        ("KV", "UA", "32", "ADR022"),
    ],
)
def test_repaired(text, country, clean, code):
    reading = read(text, country)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == (clean, [code])


@pytest.mark.parametrize(
    ("text", "country", "code", "hint"),
    [
        ("Victoria", None, "ADR024", ""),
        ("ca", None, "ADR024", ""),
        ("CA-ON", "US", "ADR025", "CA, while the address is in US"),
        ("43", "US", "ADR026", "United States has 63 codes, such as AA, AE, AK, AL, AP, AR, AS, AZ"),
        ("Islas Baleares", "ES", "ADR027", "IB or PM"),
        ("na", "IT", "ADR027", "NA, or nothing"),
        ("Texas (CA)", "US", "ADR027", "Texas (CA)"),
        ("NS", "AU", "ADR028", "Australia has 8 codes: ACT, NSW, NT, QLD, SA, TAS, VIC, WA"),
        ("WA", "CA", "ADR028", "Canada has 13 codes, such as AB, BC, MB, NB, NL, NS, NT, NU"),
        ("Massachuset", "US", "ADR028", "perhaps MA (Massachusetts)"),
        ("1", "JP", "ADR028", "perhaps 01 (Hokkaido), which lost its zero"),
        ("London", "GB", "ADR028", "perhaps LND (London, City of)"),
        ("", "US", "ADR028", "United States has 63 codes, such as AA, AE, AK, AL, AP, AR, AS, AZ"),
        ("San Juan", "PR", "ADR029", ""),
        ("CN11", "CN", "ADR027", "JS or BJ"),
        ("CL", "MX", "ADR027", "COL or COA"),
        ("NA", "MX", "ADR027", "NAY, or nothing"),
        ("x" * 100, None, "ADR030", "100"),
    ],
)
def test_refused(text, country, code, hint):
    reading = read(text, country)
    assert isinstance(reading, Refused)
    assert (reading.note.problem.code, reading.note.hint) == (code, hint)


def test_the_region_stands_in_for_a_missing_country_only():
    assert read("WA", None, "AU") == Clean("WA")
    assert read("Ontario", "CA", "US") == read("Ontario", "CA")
    assert isinstance(read("Ontario", None, "US"), Refused)


@pytest.mark.parametrize("code", ["WA", "13", "NSW", "US-CA"])
def test_a_code_alone_is_kept_with_a_warning(code):
    reading = read(code, None)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == (code, ["ADR023"])


@pytest.mark.parametrize(("country", "code", "word"), ENTRIES)
def test_every_word_of_the_table_means_one_province(country, code, word):
    assert word
    assert code in listed()[country]
    assert named(country)[name_key(word)] == {code}
    assert word.upper() not in listed()[country], "a word that is a code would never be looked up"


@pytest.mark.parametrize("country", sorted(_SHOP_CODES))
def test_shops_codes_are_none_of_isos_and_mean_one_of_them(country):
    pairs = shop_codes(country)
    assert set(pairs.values()) <= listed()[country].keys()
    assert not pairs.keys() & listed()[country].keys()
    assert len(set(pairs.values())) == len(pairs) == len(_SHOP_CODES[country].split())
    assert not pairs.keys() & UNCERTAIN.get(country, {}).keys()


def test_a_countrys_own_letters_are_no_province():
    for country in pycountry.countries:
        if country.alpha_2 in listed():
            reading = read(country.alpha_3, country.alpha_2)
            assert country.alpha_3 in listed()[country.alpha_2] or isinstance(reading, Refused), country.alpha_3
    assert listed().keys() >= LETTERS_BEHIND_COUNTRY


def test_the_codes_of_the_list_win_over_those_it_may_lack():
    for part in pycountry.subdivisions:
        country, _, code = part.code.partition("-")
        assert listed()[country][code] == part.name
    assert all(listed()[country].keys() >= more.keys() for country, more in MORE_CODES.items())


TEXTS = st.one_of(
    st.text(max_size=70),
    st.from_regex(r"[A-Za-z]{2}[-_][A-Za-z0-9]{1,4}", fullmatch=True),
    st.sampled_from([name for names in listed().values() for name in names.values()]).map(str.upper),
    st.sampled_from([word for _, _, word in ENTRIES]).map(str.lower),
)


@given(TEXTS, st.sampled_from([None, "HK", "US", "CA", "ES", "IT", "JP", "ZZ", *COUNTRIES]))
def test_any_text_is_read_and_clean_values_stay(text, country):
    reading = read(text, country)
    if isinstance(reading, Clean):
        assert reading.value
        again = read(reading.value, country)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert all(note.problem.severity == "warning" for note in again.notes)
