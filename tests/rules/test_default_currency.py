"""Default currency: codes of current money stay, own names and symbols are repaired, shared ones wait."""

from __future__ import annotations

from datetime import date

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.default_currency import RULE, _load_current_codes, _load_withdrawn_codes
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables import currency_words as words
from yotpo_lint_rules.tables.name_keys import name_key

from tests.rules.readings import codes
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused


def read(text: str, country: str | None = None) -> Reading:
    return RULE.read(text, Context("default_currency", Facts(), {"address.country_code": country}))


@pytest.mark.parametrize(
    "text", "USD EUR GBP JPY CHF SEK XOF XAF XPF XCD XCG ZWG SLE VES MRU STN BYN IRR KPW SVC".split()
)
def test_left_alone(text):
    assert read(text) == Clean(text)
    assert read(text, "CA") == Clean(text)


@pytest.mark.parametrize(
    ("text", "clean", "code"),
    [
        ("usd", "USD", "CUR001"),
        ("Eur", "EUR", "CUR001"),
        ("gbp", "GBP", "CUR001"),
        ("ＵＳＤ", "USD", "CUR001"),
        ("US Dollar", "USD", "CUR002"),
        ("Euro", "EUR", "CUR002"),
        ("EURO", "EUR", "CUR002"),
        ("pound sterling", "GBP", "CUR002"),
        ("Schweizer Franken", "CHF", "CUR002"),
        ("u.s. dollars", "USD", "CUR002"),
        ("dólares estadounidenses", "USD", "CUR002"),
        ("米ドル", "USD", "CUR002"),
        ("円", "JPY", "CUR002"),
        ("российский рубль", "RUB", "CUR002"),
        ("lei românești", "RON", "CUR002"),
        ("ευρώ", "EUR", "CUR002"),
        ("يورو", "EUR", "CUR002"),
        ("forint", "HUF", "CUR002"),
        ("rand", "ZAR", "CUR002"),
        ("€", "EUR", "CUR003"),
        ("₹", "INR", "CUR003"),
        ("US$", "USD", "CUR003"),
        ("R$", "BRL", "CUR003"),
        ("Kč", "CZK", "CUR003"),
    ],
)
def test_repaired(text, clean, code):
    reading = read(text)
    assert isinstance(reading, Clean), reading
    assert (reading.value, codes(reading)) == (clean, (code,))
    assert reading.notes[0].problem.applicability == "safe"


@pytest.mark.parametrize(
    ("text", "successor", "since"),
    [
        ("HRK", "EUR", "2023-01-01"),
        ("hrk", "EUR", "2023-01-01"),
        ("BGN", "EUR", "2026-01-01"),
        ("Bulgarian Lev", "EUR", "2026-01-01"),
        ("SLL", "SLE", "2022-07-01"),
        ("ZWL", "ZWG", "2024-06-25"),
        ("ANG", "XCG", "2025-03-31"),
        ("CUC", "CUP", "2021-01-01"),
        ("VEF", "VES", "2018-08-20"),
        ("MRO", "MRU", "2018-01-01"),
        ("STD", "STN", "2018-01-01"),
        ("BYR", "BYN", "2016-07-01"),
        ("LTL", "EUR", "2015-01-01"),
        ("LVL", "EUR", "2014-01-01"),
        ("EEK", "EUR", "2011-01-01"),
        ("DEM", "EUR", "1999-01-01"),
        ("ESP", "EUR", "1999-01-01"),
        ("Deutsche Mark", "EUR", "1999-01-01"),
        ("kuna", "EUR", "2023-01-01"),
        ("AFA", "AFN", "2002-10-07"),
    ],
)
def test_withdrawn_codes_wait_for_unsafe_fixes(text, successor, since):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (successor, ("CUR004",))
    assert reading.notes[0].problem.applicability == "unsafe"
    assert since in reading.notes[0].hint
    assert successor in reading.notes[0].hint


@pytest.mark.parametrize(
    ("text", "country", "clean"),
    [
        ("$", "US", "USD"),
        ("$", "CA", "CAD"),
        ("＄", "AU", "AUD"),
        ("$", "MX", "MXN"),
        ("£", "GB", "GBP"),
        ("£", "EG", "EGP"),
        ("¥", "JP", "JPY"),
        ("￥", "CN", "CNY"),
        ("kr", "SE", "SEK"),
        ("kr.", "DK", "DKK"),
        ("Rs", "IN", "INR"),
        ("Rs.", "PK", "PKR"),
        ("R", "ZA", "ZAR"),
    ],
)
def test_shared_symbols_wait_for_unsafe_fixes(text, country, clean):
    reading = read(text, country)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, ("CUR005",))
    assert reading.notes[0].problem.applicability == "unsafe"
    for elsewhere in (None, "FR"):
        assert codes(read(text, elsewhere)) == ("CUR006",)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("dollar", "CUR006", ""),
        ("Krone", "CUR006", ""),
        ("kwacha", "CUR006", ""),
        ("manat", "CUR006", ""),
        ("lev", "CUR006", ""),
        ("BGL", "CUR012", ""),
        ("gold", "CUR011", ""),
        ("C$", "CUR006", ""),
        ("CNH", "CUR007", "CNY"),
        ("rmb", "CUR007", "CNY"),
        ("NTD", "CUR007", "TWD"),
        ("UKP", "CUR007", "GBP"),
        ("GBp", "CUR008", "GBP"),
        ("GBX", "CUR008", "GBP"),
        ("cents", "CUR008", ""),
        ("USDT", "CUR009", ""),
        ("Bitcoin", "CUR009", ""),
        ("12.50", "CUR010", ""),
        ("$12", "CUR010", ""),
        ("EUR 10,00", "CUR010", ""),
        ("840", "CUR010", ""),
        ("XXX", "CUR011", ""),
        ("XTS", "CUR011", ""),
        ("xau", "CUR011", ""),
        ("XDR", "CUR011", ""),
        ("USD, EUR", "CUR012", ""),
        ("US", "CUR012", ""),
        ("ABC", "CUR012", ""),
        ("", "CUR012", ""),
        ("USD" * 500, "CUR012", ""),
    ],
)
def test_refused(text, code, hint):
    reading = read(text)
    assert isinstance(reading, Refused), reading
    assert reading.note.problem.code == code
    assert hint in reading.note.hint


def test_the_tables_fit_together():
    withdrawn = _load_withdrawn_codes()
    assert words.NAMES.keys() | set(words.CODE_BY_SYMBOL.values()) <= _load_current_codes()
    assert {successor for successor, _ in withdrawn.values()} <= _load_current_codes()
    assert {code for owners in words.SHARED.values() for code in owners.values()} <= _load_current_codes()
    assert not words.ALIASES.keys() & _load_current_codes()
    assert all(date.fromisoformat(since) for _, since in withdrawn.values())
    countries = {country.alpha_2 for country in pycountry.countries}
    assert {country for owners in words.SHARED.values() for country in owners} <= countries
    for symbol, owners in words._SHARED.items():
        assert len(words.SHARED[symbol]) == sum(len(names.split()) for names in owners.values())


def test_what_stays_by_hand_is_not_in_cldr():
    names = {name: code for code, names in words.NAMES.items() for name in names.split("|")}
    assert {name: code for name, code in names.items() if cldr.currency_names().get(name_key(name)) == code} == {}
    assert words.WITHDRAWN.items() & cldr.codes().withdrawn_currencies.items() == set()


def test_the_withdrawn_codes_of_cldr_were_checked():
    """Those whose successors and days the institutions' style guide gives."""
    checked = {
        **dict.fromkeys("ATS BEF DEM FIM FRF IEP ITL LUF".split(), ("EUR", "1999-01-01")),
        "HRK": ("EUR", "2023-01-01"),
        "BGN": ("EUR", "2026-01-01"),
        "LTL": ("EUR", "2015-01-01"),
        "BYR": ("BYN", "2016-07-01"),
        "MRO": ("MRU", "2018-01-01"),
        "SLL": ("SLE", "2022-07-01"),
        "TRL": ("TRY", "2005-01-01"),
        "ZMK": ("ZMW", "2013-01-01"),
    }
    assert checked.items() <= cldr.codes().withdrawn_currencies.items()


CODE_LIKE = st.text(st.sampled_from("USDEURGBPusdeurkr$£¥€XTA. "), max_size=6)
KNOWN = st.sampled_from(
    [*sorted(cldr.currency_names()), *words.CODE_BY_SYMBOL, *words.SHARED, *_load_withdrawn_codes()]
)


@given(st.one_of(st.text(), CODE_LIKE, KNOWN, KNOWN.map(str.upper)), st.sampled_from([None, "US", "JP", "SE", "IN"]))
def test_any_text_is_read_and_clean_values_stay(text, country):
    reading = read(text, country)
    if isinstance(reading, Clean):
        assert reading.value in _load_current_codes()
        assert read(reading.value, country) == Clean(reading.value)
