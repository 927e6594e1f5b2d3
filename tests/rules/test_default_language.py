"""Default language: two-letter codes stay, their other spellings are reduced to them, countries are refused."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.default_language import RULE, _load_withdrawn_codes
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables import language_words as words
from yotpo_lint_rules.tables.name_keys import name_key

from tests.rules.readings import codes
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused

SHORT = {language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2")} - {"sh"}


def read(text: str, country: str | None = None) -> Reading:
    return RULE.read(text, Context("default_language", Facts(), {"address.country_code": country}))


def test_every_two_letter_code_is_left_alone():
    assert {code for code in SHORT if read(code) != Clean(code)} == {"kr"}


@pytest.mark.parametrize(
    "pair", ["en GB", "de DE", "sv SE", "nb NO", "no NO", "fr CA", "uk UA", "se NO", "kr NG", "et EE"]
)
def test_left_alone_beside_a_country(pair):
    code, country = pair.split()
    assert read(code, country) == Clean(code)


@pytest.mark.parametrize(
    "pair",
    "se:SE uk:GB br:BR ca:CA ch:CH ee:EE ie:IE sa:SA si:SI be:BE ar:AR am:AM my:MY tw:TW za:ZA la:LA".split(),
)
def test_kept_with_a_warning(pair):
    code, country = pair.split(":")
    reading = read(code, country)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (code, ("LNG005",))
    assert reading.notes[0].problem.severity == "warning"
    assert reading.notes[0].hint == words.LIKELY[country]


@pytest.mark.parametrize(
    ("text", "clean", "expected"),
    [
        ("De", "de", ("LNG001",)),
        ("eng", "en", ("LNG001",)),
        ("DEU", "de", ("LNG001",)),
        ("fre", "fr", ("LNG001",)),
        ("fra", "fr", ("LNG001",)),
        ("chi", "zh", ("LNG001",)),
        ("en_US", "en", ("LNG002",)),
        ("zh-Hant-TW", "zh", ("LNG002",)),
        ("de_DE@euro", "de", ("LNG002",)),
        ("es-419", "es", ("LNG002",)),
        ("deu-DE", "de", ("LNG002", "LNG001")),
        ("English", "en", ("LNG003",)),
        ("English (US)", "en", ("LNG003",)),
        ("Chinese (Simplified)", "zh", ("LNG003",)),
        ("FRANÇAIS", "fr", ("LNG003",)),
        ("日本語", "ja", ("LNG003",)),
        ("Türkçe", "tr", ("LNG003",)),
        ("Yi", "ii", ("LNG003",)),
        ("Yiddish", "yi", ("LNG003",)),
        ("YIDDISH", "yi", ("LNG003",)),
        ("GA", "ga", ("LNG001",)),
        ("san", "sa", ("LNG001",)),
        ("Lao", "lo", ("LNG001",)),
        ("Twi", "tw", ("LNG001",)),
        ("Rómáinis", "ro", ("LNG003",)),
        ("русский", "ru", ("LNG003",)),
        ("ΕΛΛΗΝΙΚΆ", "el", ("LNG003",)),
        ("עברית", "he", ("LNG003",)),
        ("العربية", "ar", ("LNG003",)),
        ("ภาษาไทย", "th", ("LNG003",)),
        ("हिन्दी", "hi", ("LNG003",)),
        ("français (Canada)", "fr", ("LNG003",)),
        ("Deutsch (Österreich)", "de", ("LNG003",)),
        ("Español (Latinoamérica)", "es", ("LNG003",)),
        ("Norwegian (Bokmål)", "nb", ("LNG003",)),
        ("Farsi", "fa", ("LNG003",)),
        ("Tagalog", "tl", ("LNG003",)),
        ("in", "id", ("LNG004",)),
        ("ji", "yi", ("LNG004",)),
        ("jw", "jv", ("LNG004",)),
        ("mo", "ro", ("LNG004",)),
        ("scr", "hr", ("LNG004",)),
        ("iw_IL", "he", ("LNG002", "LNG004")),
    ],
)
def test_repaired(text, clean, expected):
    reading = read(text)
    assert isinstance(reading, Clean), reading
    assert (reading.value, codes(reading)) == (clean, expected)


def test_a_repair_keeps_the_warning():
    assert codes(read("SE", "SE")) == ("LNG001", "LNG005")
    assert codes(read("se-SE", "SE")) == ("LNG002", "LNG005")


@pytest.mark.parametrize(
    ("text", "country", "code", "hint"),
    [
        ("jp", None, "LNG006", "ja"),
        ("cn", None, "LNG006", "zh"),
        ("kr", None, "LNG006", "ko"),
        ("KR", "KR", "LNG006", "ko"),
        ("cz", None, "LNG006", "cs"),
        ("DK", None, "LNG006", "da"),
        ("us", None, "LNG006", "en"),
        ("gb", None, "LNG006", "en"),
        ("in", "IN", "LNG006", "hi or en"),
        ("in-IN", None, "LNG006", "hi or en"),
        ("mo", "MO", "LNG006", "zh"),
        ("ind", "IN", "LNG006", "hi or en"),
        ("BEN", "BJ", "LNG006", "fr"),
        ("fil", None, "LNG007", "tl"),
        ("fil-PH", None, "LNG007", "tl"),
        ("yue", None, "LNG007", "zh"),
        ("cmn", None, "LNG007", "zh"),
        ("Mandarin", None, "LNG007", "zh"),
        ("usa", None, "LNG007", ""),
        ("mul", None, "LNG008", ""),
        ("und", None, "LNG008", ""),
        ("zxx", None, "LNG008", ""),
        ("mis", None, "LNG008", ""),
        ("sh", None, "LNG009", "hr"),
        ("hbs", None, "LNG009", "hr"),
        ("x-klingon", None, "LNG010", ""),
        ("i-default", None, "LNG010", ""),
        ("zz", None, "LNG010", ""),
        ("C", None, "LNG010", ""),
        ("en,fr", None, "LNG010", ""),
        ("en-US,en;q=0.9", None, "LNG010", ""),
        ("Chinese (Cantonese)", None, "LNG007", "zh"),
        ("Chinese (Klingon)", None, "LNG010", ""),
        ("Klingon", None, "LNG007", ""),
        ("Dari", None, "LNG007", "fa"),
        ("arb", None, "LNG007", "ar"),
        ("Serbo-Croatian", None, "LNG009", "hr"),
        ("gibberish", None, "LNG010", ""),
        ("YI", None, "LNG011", "yi or ii"),
        ("Ga", None, "LNG011", "ga or gaa"),
        ("San", None, "LNG011", "sa or shn"),
        ("Tonga", None, "LNG011", "to or tog"),
        ("Romainis", None, "LNG011", "rm or ro or rom"),
        ("", None, "LNG010", ""),
        ("en" * 500, None, "LNG010", ""),
    ],
)
def test_refused(text, country, code, hint):
    reading = read(text, country)
    assert isinstance(reading, Refused), reading
    assert reading.note.problem.code == code
    assert hint in reading.note.hint


def test_names_and_successors_are_codes_in_use():
    assert words.NAMES.keys() | set(_load_withdrawn_codes().values()) <= SHORT
    assert set(words.CLOSEST.values()) | set(cldr.codes().macrolanguages.values()) <= SHORT
    assert words.AT_HOME <= SHORT
    assert _load_withdrawn_codes().items() >= {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "scr": "hr"}.items()


def test_what_stays_by_hand_is_not_in_cldr():
    for names in words.NAMES.values():
        assert [name for name in names.split("|") if name_key(name) in cldr.language_names()] == []
    assert not words.WITHDRAWN.keys() & cldr.codes().withdrawn_languages.keys()


def test_the_likely_languages_belong_to_countries():
    countries = {country.alpha_2 for country in pycountry.countries} | {"UK", "XK"}
    assert words.LIKELY.keys() <= countries
    assert set(words.ALPHA3_FRIENDS.values()) <= words.LIKELY.keys()


SUBTAGS = st.text(st.sampled_from("abcdeginrstuwxzESUHG-_.@"), max_size=12)
COUNTRIES = st.sampled_from([None, "SE", "GB", "IN", "MO", "KR", "NG", "BJ", "CH"])


@given(
    st.one_of(st.text(), SUBTAGS, st.sampled_from([*sorted(cldr.language_names()), *_load_withdrawn_codes()])),
    COUNTRIES,
)
def test_any_text_is_read_and_clean_values_stay(text, country):
    reading = read(text, country)
    if isinstance(reading, Clean):
        assert reading.value in SHORT
        again = read(reading.value, country)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert all(note.problem.severity == "warning" for note in again.notes)
