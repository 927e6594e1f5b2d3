"""The compiler of CLDR's names, on two releases of two made-up locales."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from yotpo_lint_rules.tables import update_cldr
from yotpo_lint_rules.tables.cldr_releases import Cldr

TERRITORIES = {
    "en": {
        "FR": "France",
        "CD": "Congo - Kinshasa",
        "CD-alt-variant": "Congo",
        "GB": "United Kingdom",
        "GB-alt-short": "UK",
    },
    "zz": {
        "FR": "Frankland",
        "CG": "Congo",
        "018": "South Africa",
        "ZA": "South Africa",
        "019": "America",
        "US": "America",
    },
}
LANGUAGES = {
    "en": {"fr": "French", "ku": "Kurdish", "ckb-menu-core": "Kurdish", "gaa": "Ga", "tl": "Tagalog", "fa-AF": "Dari"},
    "zz": {"fr": "frança", "rm": "Rómainis", "ro": "Rómáinis", "fil": "Tagalog", "nds": "Low Saxon"},
}
CURRENCIES = {
    "en": {
        "EUR": {"displayName": "Euro", "displayName-count-other": "euros", "symbol": "€"},
        "ZMW": {"displayName": "kwacha"},
    },
    "zz": {"MWK": {"displayName": "Malawian kwacha"}, "ZMW": {"displayName": "kwacha"}, "HRK": {"displayName": "kuna"}},
}
REGIONS = {
    "HR": [{"EUR": {"_from": "2023-01-01"}}, {"HRK": {"_from": "1994-05-30", "_to": "2023-01-14"}}],
    "FR": [{"EUR": {"_from": "1999-01-01"}}, {"FRF": {"_from": "1960-01-01", "_to": "2002-02-17"}}],
    "ZM": [{"ZMW": {"_from": "2013-01-01"}}],
    "MW": [{"MWK": {"_from": "1971-02-15"}}],
    "CU": [{"CUP": {"_from": "1859-01-01"}}, {"CUC": {"_from": "1994-01-01", "_to": "2021-06-01"}}],
    "BG": [{"EUR": {"_from": "2026-01-01"}}, {"BGL": {"_from": "1962-01-01", "_to": "1999-07-05"}}],
}
ALIASES = {
    "languageAlias": {
        "tl": {"_reason": "legacy", "_replacement": "fil"},
        "iw": {"_reason": "deprecated", "_replacement": "he"},
        "arb": {"_reason": "macrolanguage", "_replacement": "ar"},
    },
    "territoryAlias": {
        "TP": {"_reason": "deprecated", "_replacement": "TL"},
        "FRA": {"_reason": "overlong", "_replacement": "FR"},
    },
}


def calendar(names: list[str], pattern: str) -> dict[str, Any]:
    months = {str(number): name for number, name in enumerate(names, 1)}
    days = dict.fromkeys(update_cldr._WEEKDAYS, "day")
    widths = {"wide": months, "abbreviated": months}, {"wide": days, "abbreviated": days}
    formats = dict.fromkeys(("full", "long", "medium"), pattern)
    gregorian = {
        "months": {"format": widths[0], "stand-alone": widths[0]},
        "days": {"format": widths[1], "stand-alone": widths[1]},
        "dateFormats": formats,
    }
    return {"dates": {"calendars": {"gregorian": gregorian}}}


@pytest.fixture
def release(tmp_path: Path) -> Cldr:
    def write(path: str, table: object) -> None:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(table), encoding="utf-8")

    write("cldr-core/package.json", {"version": "1.2.0"})
    write(
        "cldr-core/coverageLevels.json", {"effectiveCoverageLevels": {"en": "modern", "zz": "moderate", "yy": "basic"}}
    )
    write("cldr-core/supplemental/aliases.json", {"supplemental": {"metadata": {"alias": ALIASES}}})
    write("cldr-core/supplemental/currencyData.json", {"supplemental": {"currencyData": {"region": REGIONS}}})
    dates = {"en": calendar(["Jan", "Feb"], "MMMM d, y"), "zz": calendar(["Feb", "Mar"], "d 'de' bMMMM'n' y")}
    for locale in ("en", "zz"):
        names = {
            "territories": {"localeDisplayNames": {"territories": TERRITORIES[locale]}},
            "languages": {"localeDisplayNames": {"languages": LANGUAGES[locale]}},
        }
        for name, table in names.items():
            write(f"cldr-localenames-full/main/{locale}/{name}.json", {"main": {locale: table}})
        currencies = {"numbers": {"currencies": CURRENCIES[locale]}}
        write(f"cldr-numbers-full/main/{locale}/currencies.json", {"main": {locale: currencies}})
        write(f"cldr-dates-full/main/{locale}/ca-gregorian.json", {"main": {locale: dates[locale]}})
    return Cldr(tmp_path)


def test_names_of_countries(release):
    names = update_cldr.merge([update_cldr.compile_country_names(release)])
    assert (release.version, release.locales) == ("1.2.0", ["en", "zz"])
    assert names["france"] == names["frankland"] == "FR"
    assert (names["congo"], names["america"], names["south africa"]) == ("CD CG", "019 US", "ZA")
    assert "uk" not in names


def test_names_of_languages(release):
    names = update_cldr.merge([update_cldr.compile_language_names(release)])
    assert (names["franca"], names["kurdish"], names["tagalog"], names["ga"]) == ("fr", "ku", "tl", "gaa")
    assert names["romainis"] == "rm ro"
    assert (names["rómainis"], names["rómáinis"]) == ("rm", "ro")
    assert not {"dari", "low saxon"} & names.keys()


def test_names_of_currencies_and_successors(release):
    successors = update_cldr.compile_successors(release)
    assert successors == {
        "HRK": ("EUR", "2023-01-01"),
        "FRF": ("EUR", "1999-01-01"),
        "CUC": ("CUP", "2021-06-01"),
    }
    names = update_cldr.merge([update_cldr.compile_currency_names(release, successors)])
    assert names == {
        "euro": "EUR",
        "euros": "EUR",
        "kuna": "HRK",
        "kwacha": "MWK ZMW",
        "malawian kwacha": "MWK",
    }


def test_words_of_dates(release):
    months, weekdays, words = update_cldr.compile_dates(release)
    assert months["jan"] == {"1"}
    assert months["feb"] == {"1", "2"}
    assert weekdays == {"day": {"0", "1", "2", "3", "4", "5", "6"}}
    assert "de" in words


def test_codes(release):
    codes = update_cldr.compile_codes(release, {"HRK": ("EUR", "2023-01-01")})
    assert codes["withdrawn_territories"] == {"TP": "TL"}
    assert codes["withdrawn_languages"] == {"iw": "he"}
    assert codes["macrolanguages"] == {"arb": "ar"}
    assert codes["withdrawn_currencies"] == {"HRK": ["EUR", "2023-01-01"]}
