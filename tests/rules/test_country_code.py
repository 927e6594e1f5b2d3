"""The rule of the country: what it leaves alone, what it repairs, what it refuses, and the truth of its names."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import country_code
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables.country_names import (
    AMBIGUOUS,
    DEPENDENCIES,
    GROUPS,
    NAMES,
    OTHER_CODES,
    PARTS,
    SUCCESSORS,
    WITHDRAWN,
)
from yotpo_lint_rules.tables.name_keys import name_key

from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused

GIVEN = Context("address.country_code", Facts())
CODES = sorted(country.alpha_2 for country in pycountry.countries)
PLACES = ["Korea", "Congo", "us", "U.S.A.", "380", "EU", "California", "St. Martin", " (", ") ", " - ", "GB", "UK"]


def read(text: str) -> Reading:
    return country_code.read(text, GIVEN)


@pytest.mark.parametrize("code", CODES)
def test_every_current_code_is_left_alone(code):
    assert read(code) == Clean(code)


@pytest.mark.parametrize(
    ("text", "clean", "code"),
    [
        ("Us", "US", "ADR001"),
        ("no", "NO", "ADR001"),
        ("uk", "GB", "ADR002"),
        ("EL", "GR", "ADR002"),
        ("deu", "DE", "ADR002"),
        ("USA", "US", "ADR002"),
        ("004", "AF", "ADR002"),
        ("276", "DE", "ADR002"),
        ("U.S.", "US", "ADR003"),
        ("U. S. A.", "US", "ADR003"),
        ("U.K.", "GB", "ADR003"),
        ("united states", "US", "ADR003"),
        ("The United States of America", "US", "ADR003"),
        ("ENGLAND", "GB", "ADR003"),
        ("Wales", "GB", "ADR003"),
        ("Northern Ireland", "GB", "ADR003"),
        ("Holland", "NL", "ADR003"),
        ("Korea (South)", "KR", "ADR003"),
        ("Korea, Republic of", "KR", "ADR003"),
        ("South Korea", "KR", "ADR003"),
        ("Czech Republic", "CZ", "ADR003"),
        ("Czechia", "CZ", "ADR003"),
        ("Turkey", "TR", "ADR003"),
        ("TÜRKİYE", "TR", "ADR003"),
        ("Turkiye", "TR", "ADR003"),
        ("Swaziland", "SZ", "ADR003"),
        ("Burma", "MM", "ADR003"),
        ("Ivory Coast", "CI", "ADR003"),
        ("Côte d’Ivoire", "CI", "ADR003"),
        ("COTE D'IVOIRE", "CI", "ADR003"),
        ("Lao People's Democratic Republic", "LA", "ADR003"),
        ("St. Kitts & Nevis", "KN", "ADR003"),
        ("Bosnia-Herzegovina", "BA", "ADR003"),
        ("Vatican City", "VA", "ADR003"),
        ("Guinea-Bissau", "GW", "ADR003"),
        ("Papua New Guinea", "PG", "ADR003"),
        ("Virgin Islands, U.S.", "VI", "ADR003"),
        ("British Virgin Islands", "VG", "ADR003"),
        ("Saint Martin (French part)", "MF", "ADR003"),
        ("Congo - Kinshasa", "CD", "ADR003"),
        ("Republic of the Congo", "CG", "ADR003"),
        ("Deutschland", "DE", "ADR003"),
        ("Estados Unidos", "US", "ADR003"),
        ("Österreich", "AT", "ADR003"),
        ("ΕΛΛΑΔΑ", "GR", "ADR003"),
        ("日本", "JP", "ADR003"),
        ("US - United States", "US", "ADR003"),
        ("Россия", "RU", "ADR003"),
        ("СЕВЕРНАЯ МАКЕДОНИЯ", "MK", "ADR003"),
        ("République démocratique du Congo", "CD", "ADR003"),
        ("ΟΛΛΑΝΔΊΑ", "NL", "ADR003"),
        ("المملكة العربية السعودية", "SA", "ADR003"),
        ("ایران", "IR", "ADR003"),
        ("ישראל", "IL", "ADR003"),
        ("ประเทศไทย", "TH", "ADR003"),
        ("भारत", "IN", "ADR003"),
        ("대한 민국", "KR", "ADR003"),
        ("アメリカ合衆国", "US", "ADR003"),
        ("中國", "CN", "ADR003"),
        ("Áo", "AT", "ADR003"),
        ("İSPANYA", "ES", "ADR003"),
        ("TP", "TL", "ADR002"),
        ("zr", "CD", "ADR002"),
        ("BU", "MM", "ADR002"),
        ("DDR", "DE", "ADR002"),
        ("FX", "FR", "ADR002"),
        ("YD", "YE", "ADR002"),
        *((name, code, "ADR003") for code, names in SUCCESSORS.items() for name in names.split("|") if name != "DDR"),
        ("France (FR)", "FR", "ADR003"),
    ],
)
def test_repaired(text, clean, code):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == (clean, [code])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((name, "ADR004") for name in AMBIGUOUS),
        ("KOREA", "ADR004"),
        ("Saint-Martin", "ADR004"),
        ("NA ", "ADR004"),
        ("376", "ADR004"),
        ("044", "ADR004"),
        *((name, "ADR005") for names in WITHDRAWN for name in names.split("|")),
        ("an", "ADR005"),
        *((code, "ADR008") for code in DEPENDENCIES),
        ("Canarias", "ADR008"),
        ("KS", "ADR008"),
        ("MI", "ADR008"),
        ("VD", "ADR009"),
        ("Kongo", "ADR004"),
        ("Конго", "ADR004"),
        ("Nga", "ADR004"),
        ("Европа", "ADR007"),
        ("América Latina", "ADR007"),
        ("アフリカ", "ADR007"),
        *((name, "ADR007") for name in GROUPS),
        *((name, "ADR008") for name in PARTS),
        ("Texas", "ADR008"),
        ("TX", "ADR008"),
        ("Bayern", "ADR008"),
        ("Québec", "ADR008"),
        ("", "ADR009"),
        ("1", "ADR009"),
        ("4", "ADR009"),
        ("840.0", "ADR009"),
        ("ZZ", "ADR009"),
        ("Untied States", "ADR009"),
        ("France (DE)", "ADR009"),
        ("US, CA", "ADR009"),
        ("x" * 5_000, "ADR009"),
        (" (" * 50_000, "ADR009"),
    ],
)
def test_refused(text, code):
    reading = read(text)
    assert isinstance(reading, Refused)
    assert reading.note.problem.code == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("XK", ["ADR006"]),
        ("xk", ["ADR001", "ADR006"]),
        ("XKX", ["ADR002", "ADR006"]),
        ("Kosovo", ["ADR003", "ADR006"]),
        ("Kosova", ["ADR003", "ADR006"]),
        ("Косово", ["ADR003", "ADR006"]),
        ("Kosovo (XK)", ["ADR003", "ADR006"]),
    ],
)
def test_kosovo_is_kept_with_a_warning(text, codes):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == ("XK", codes)
    assert reading.notes[-1].problem.severity == "warning"


def test_a_withdrawn_or_ambiguous_name_is_no_current_code():
    refused = {code for codes in WITHDRAWN for code in codes.split("|")}
    assert not {*CODES, *(country.alpha_3 for country in pycountry.countries)} & {*refused, *DEPENDENCIES}
    assert not OTHER_CODES.keys() & {*CODES}


def test_no_name_of_the_table_means_another_country_in_any_language():
    official = {name_key(country.name): country.alpha_2 for country in pycountry.countries}
    seen: dict[str, str] = {}
    for code, names in (*NAMES.items(), *SUCCESSORS.items()):
        assert code in CODES
        for name in names.split("|"):
            key = name_key(name)
            assert seen.setdefault(key, code) == code, name
            assert official.get(key, code) == code, name
            assert key not in cldr.country_names(), f"CLDR knows {name}"


def test_no_official_name_means_another_country_in_any_language():
    known = country_code._load_names()
    names = cldr.country_names()
    assert {key: (code, names[key]) for key, code in known.items() if names.get(key, code) != code} == {}


TEXTS = st.one_of(
    st.text(),
    st.sampled_from(CODES).map(str.lower),
    st.sampled_from([name for names in NAMES.values() for name in names.split("|")]).map(str.upper),
    st.sampled_from(sorted(cldr.country_names())),
    st.lists(st.sampled_from(PLACES), max_size=4).map("".join),
)


@given(TEXTS)
def test_any_text_is_read_and_clean_values_stay(text):
    reading = read(text)
    if isinstance(reading, Clean):
        assert reading.value in {*CODES, "XK"}
        again = read(reading.value)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert [note.problem.code for note in again.notes] == (["ADR006"] if again.value == "XK" else [])
