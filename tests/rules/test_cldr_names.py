"""Names by language: what Babel's copy of CLDR calls countries, languages and currencies is read as CLDR means it.

The pack's tables are compiled by `tables.update_cldr`; Babel is the judge here, as a user meets CLDR's names. Each name
is read as it is, in capitals, in small letters, with a capital, and with blanks that a person does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pycountry
import pytest
from babel import Locale
from yotpo_lint_rules import country_code, default_currency, default_language
from yotpo_lint_rules.tables import cldr, update_cldr
from yotpo_lint_rules.tables.name_keys import accented_key, name_key

from yotpo_lint.rule import Clean, Context, Facts, FieldRule

# 84 languages with their scripts and a few of their regional forms.
LOCALES = (
    "af am ar as az be bg bn br bs ca ceb cs cy da de de_CH dsb el en en_GB eo es es_MX et eu fa fi fil fo fr fr_CA "
    "ga gd gl gu ha he hi hr hsb hu hy ia id ig is it ja jv ka kk km kn ko kok ky lo lt lv mk ml mn mr ms my nb ne "
    "nl nn or pa pl ps pt pt_PT qu rm ro ru sc sd si sk sl so sq sr sr_Latn sv sw ta te tg th ti tk tr tt uk ur uz "
    "vi wo xh yo yue zh zh_Hant zu"
).split()
CURRENCIES = (
    "AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN "
    "RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
).split()
SHORT = sorted({each.alpha_2 for each in pycountry.languages if hasattr(each, "alpha_2")} - {"sh"})

# A code is a code before it is a name: yi is Yiddish (and Yi the German name of ii), NGA is Nigeria (and Nga the
# Vietnamese name of Russia).
CODES_FIRST = {"yi", "NGA"}


def spellings(name: str) -> Iterator[str]:
    yield name
    yield name.upper()
    yield name.lower()
    yield name[:1].upper() + name[1:]
    yield name.replace(" ", "\u00a0 ")


def read(rule: FieldRule, text: str) -> str | None:
    (field,) = rule.fields
    reading = rule.read(text, Context(field, Facts(), {"address.country_code": None}))
    return reading.value if isinstance(reading, Clean) else None


def share_right(rule: FieldRule, names: Mapping[str, str]) -> tuple[float, list[tuple[str, str, str]]]:
    """Return the share of names that are read in all spellings, and the spellings that are read as another code."""
    wrong: list[tuple[str, str, str]] = []
    right = 0
    for code, name in names.items():
        values = {text: read(rule, text) for text in spellings(name) if text not in CODES_FIRST}
        wrong += [(code, text, value) for text, value in values.items() if value not in {None, code}]
        right += all(value == code for value in values.values())
    return right / len(names), wrong


def named(names: Mapping[str, str], codes: list[str]) -> dict[str, str]:
    """Return the names of codes, without what a locale leaves unnamed."""
    return {code: names[code] for code in codes if names.get(code, code) != code}


@pytest.mark.parametrize("locale", LOCALES)
def test_countries(locale):
    names = named(Locale.parse(locale).territories, [country.alpha_2 for country in pycountry.countries])
    share, wrong = share_right(country_code.RULE, names)
    assert wrong == []
    assert share >= 0.97


@pytest.mark.parametrize("locale", LOCALES)
def test_languages(locale):
    share, wrong = share_right(default_language.RULE, named(Locale.parse(locale).languages, SHORT))
    assert wrong == []
    assert share >= 0.97


@pytest.mark.parametrize("locale", LOCALES)
def test_currencies(locale):
    share, wrong = share_right(default_currency.RULE, named(Locale.parse(locale).currencies, CURRENCIES))
    assert wrong == []
    assert share >= 0.95


def test_the_languages_are_many_and_the_release_is_named():
    codes = cldr.codes()
    assert len(codes.languages) >= 110
    assert {Locale.parse(locale).language for locale in LOCALES} <= set(codes.languages)
    assert re.fullmatch(r"[0-9]+\.[0-9.]+", codes.version)


def test_the_keys_are_folded_as_the_rules_fold_names():
    """After a change of `name_key` the tables must be compiled again."""
    for names in (cldr.country_names(), cldr.currency_names(), cldr.date_words().months, cldr.date_words().weekdays):
        assert [key for key in names if name_key(key) != key] == []
    assert [key for key in cldr.language_names() if key not in {name_key(key), accented_key(key)}] == []


def test_what_is_ambiguous_lists_codes_in_order():
    for names in (cldr.country_names(), cldr.language_names(), cldr.currency_names()):
        for codes in names.values():
            assert codes.split() == sorted(set(codes.split()))
            assert codes


@pytest.mark.parametrize(
    ("names", "key", "codes"),
    [
        (cldr.country_names, "kongo", "CD CG"),
        (cldr.country_names, "america", "019 US"),
        (cldr.country_names, "afrique du sud", "ZA"),
        (cldr.language_names, "tonga", "to tog"),
        (cldr.currency_names, "kwacha", "MWK ZMW"),
    ],
)
def test_names_with_several_meanings(names, key, codes):
    assert names()[key] == codes


def test_a_name_means_what_any_release_says():
    newest, older = {"a": {"X"}, "c": {"X"}}, {"a": {"Y"}, "b": {"Y", "Z"}}
    assert update_cldr.merge([newest, older]) == {"a": "X Y", "b": "Y Z", "c": "X"}
