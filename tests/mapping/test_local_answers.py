"""Yes and no in a column's own language: taken where header or cells show the language, and nowhere else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.mapping.local_answers import load_yes_no

FIELD = "accepts_email_marketing"


def emitted(columns: dict[str, list[str]], **options: Any) -> list[bool | None]:
    """Return the consents to e-mails of a table with these columns beside the customers' addresses."""
    count = max(map(len, columns.values()))
    emails = [f"{letter}.person@example.com" for letter in "abcdefgh"[:count]]
    return [each.get(FIELD) for each in yl.lint(pd.DataFrame({"Email": emails, **columns}), **options).payloads("none")]


def test_the_words_are_those_of_cldr() -> None:
    table = load_yes_no()
    assert len(table) > 200
    assert (table["pl"].answer("tak"), table["pl"].answer("nie"), table["pl"].answer("ja")) == ("true", "false", None)
    assert table["ms"].answer("tak") == "false"


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("Zgoda na newsletter", "tak", "nie"),
        ("Згода на розсилку", "так", "ні"),
        ("Sutinka gauti naujienlaiškį", "taip", "ne"),
        ("Uudiskirja tellija", "jah", "ei"),
        ("Đồng ý nhận email", "có", "không"),
        ("Berlangganan buletin", "ya", "tidak"),
        ("عضویت در خبرنامه", "بله", "خیر"),
        ("ยินยอมรับข่าวสารทางอีเมล", "ใช่", "ไม่ใช่"),
        ("Privola za newsletter", "da", "ne"),
        ("Εγγραφή στο newsletter", "ναι", "όχι"),
        ("Абониран за бюлетин", "да", "не"),
    ],
)
def test_a_yes_of_the_language_of_the_header_is_one(header: str, yes: str, no: str) -> None:
    assert emitted({header: [yes, no, ""]}) == [True, False, None]
    # The header alone shows the language.
    assert emitted({header: [yes, yes]}) == [True, True]


def test_the_cells_show_the_language_by_its_yes_beside_its_no() -> None:
    assert emitted({"Newsletter": ["tak", "nie", "TAK"]}) == [True, False, True]
    assert emitted({"Newsletter": ["oo", "hindi"]}) == [True, False]


def test_a_yes_that_is_a_no_elsewhere_is_none_without_its_language() -> None:
    assert emitted({"Newsletter": ["tak", "tak"]}) == [None, None]
    # Malay: "tak" is short for "tidak".
    assert emitted({"Newsletter": ["ya", "tak"]})[1] is not True
    assert emitted({"Berlangganan buletin": ["ya", "tak"]}) == [True, False]


def test_t_is_true_in_a_database_and_no_in_indonesian() -> None:
    assert emitted({"Newsletter": ["t", "f"]}) == [True, False]
    assert emitted({"Newsletter": ["y", "t"]})[1] is not True
    assert emitted({"Berlangganan buletin": ["Y", "T"]}) == [True, False]


def test_a_letter_stands_for_a_yes_where_header_and_cells_say_in_which_language() -> None:
    assert emitted({"Aceita newsletter": ["S", "N"]}) == [True, False]
    assert emitted({"Newsletter": ["S", "N"]}) == [None, False]
    # Finnish "kyllä" and "ei"; in Duala the same letters are turned round.
    assert emitted({"Suostumus sähköposti": ["K", "E"]}) == [True, False]


def test_json_of_one_channel_is_heard_for_the_other() -> None:
    said = ['{"email": true, "sms": false}', '{"email": false}', '{"email": {"status": "withdrawn"}}']
    assert emitted({"consents": said}) == [None, False, False]


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        ("ألغى الاشتراك", "نعم"),
        ("सदस्यता रद्द", "हाँ"),
        ("Liste rouge", "oui"),
        ("Quarantined", "yes"),
        ("Çregjistruar", "po"),
    ],
)
def test_a_refusal_in_these_words_is_heard(header: str, yes: str) -> None:
    assert emitted({"Newsletter": ["yes", "yes"], header: [yes, ""]}) == [False, True]


def test_a_doubled_negation_takes_a_yes_away_and_is_no_refusal() -> None:
    # "Do not exclude" keeps the customer in; what a yes in it comes to is not guessed.
    assert emitted({"Do not exclude": ["yes", "no"]}) == [None, None]


def test_a_language_that_stands_behind_the_first_cells_counts_as_well() -> None:
    # Indonesian by its header, with the first "no" behind the records that are looked at beforehand.
    count = 400
    table = pd.DataFrame(
        {
            "Email": [f"person{number}@example.com" for number in range(count)],
            "Berlangganan buletin": ["y"] * (count - 1) + ["t"],
        }
    )
    assert [each.get(FIELD) for each in yl.lint(table).payloads("none")][-1] is False


def test_a_refusal_beside_such_a_yes_still_wins() -> None:
    assert emitted({"Zgoda na newsletter": ["tak", "tak"], "Wypisany": ["nie", "tak"]}) == [True, False]


def test_full_width_letters_are_what_they_look_like() -> None:
    assert emitted({"Ｅｍａｉｌ　Ｏｐｔ－Ｉｎ": ["Ｙ", "Ｎ"], "Ｏｐｔ－Ｏｕｔ": ["Ｎ", "Ｎ"]}) == [True, False]


def test_a_column_mapped_by_hand_is_read_in_its_language_too() -> None:
    assert emitted({"Zgoda": ["tak", "nie"]}, map={"Zgoda": FIELD}) == [True, False]
