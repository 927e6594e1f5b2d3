"""ISO's long lists: what is read of pycountry's files is what its objects say."""

from __future__ import annotations

import pycountry
from yotpo_lint_rules.tables.iso_lists import LANGUAGES, SUBDIVISIONS, entries


def test_languages_are_pycountrys() -> None:
    expected = [
        (each.alpha_3, getattr(each, "alpha_2", None), getattr(each, "bibliographic", None))
        for each in pycountry.languages
    ]
    assert [
        (each["alpha_3"], each.get("alpha_2"), each.get("bibliographic")) for each in entries(LANGUAGES)
    ] == expected


def test_subdivisions_are_pycountrys() -> None:
    expected = [(each.code, each.country_code, each.name) for each in pycountry.subdivisions]
    read = entries(SUBDIVISIONS)
    assert [(each["code"], each["code"].partition("-")[0], each["name"]) for each in read] == expected
