"""The sense of columns by their headers and their cells."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.mapping.column_sense import holds_permissions, sense_of_column
from yotpo_lint.registry import load_registry
from yotpo_lint.rule import Context, Facts
from yotpo_lint.sources.consent_columns import plain_reader

EMAIL, SMS = "accepts_email_marketing", "accepts_sms_marketing"
Reader = Callable[[str], str | None]


@pytest.fixture(scope="module")
def read_plain() -> Reader:
    return plain_reader(load_registry().fields[EMAIL][0], Context(EMAIL, Facts()))


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("NL", ["no", "yes"]),
        ("Promotions", ["0", "1"]),
        ("Email", ["Y", "N"]),
        ("SMS", ["true", "false"]),
        ("Blocked", ["yes", "no"]),
        ("Blocked", ["2023-01-01"]),
        ("Data cancellazione", ["01/02/2023"]),
        ("Email glorf", ["yes", "no"]),
        ("channels", ['{"email": {"subscribed": false}}']),
        ("Contact preference", ["Email", "None"]),
    ],
)
def test_plain_answers_make_a_column_speak(header: str, cells: list[str], read_plain: Reader) -> None:
    assert sense_of_column(header, cells, read_plain) is not None


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("NL", ["Amsterdam", "Utrecht"]),
        ("Promotions", ["3", "0", "1"]),
        ("Offers", ["10 % off"]),
        ("Email", ["ana@example.com"]),
        ("Email", []),
        ("Phone", ["+34 600 11 22 33"]),
        ("Blocked", ["by the bank"]),
        ("Blocked", ["3"]),
        ("Email verified", ["yes", "no"]),
        ("Has email", ["yes", "no"]),
        ("Email format", ["yes", "no"]),
        ("settings", ['{"theme": "dark"}']),
        ("Contact preference", ["ana@example.com"]),
        ("VIP", ["yes", "no"]),
    ],
)
def test_other_cells_do_not(header: str, cells: list[str], read_plain: Reader) -> None:
    assert sense_of_column(header, cells, read_plain) is None


@pytest.mark.parametrize(("cells", "are"), [(["Y", "N"], True), (["ana@example.com"], False), ([], False)])
def test_permissions_under_the_name_of_a_channel(cells: list[str], *, are: bool, read_plain: Reader) -> None:
    assert holds_permissions("E-Mail", cells, read_plain) is are


def consents(cells: dict[str, list[str]], **settings: object) -> list[tuple[object, object]]:
    count = len(next(iter(cells.values())))
    frame = pd.DataFrame({"external_id": [f"C{at}" for at in range(count)], EMAIL: "yes", SMS: "yes", **cells})
    made = {each["external_id"]: each for each in yl.lint(frame, **settings).payloads("none")}  # type: ignore[arg-type]
    return [(made[f"C{at}"].get(EMAIL), made[f"C{at}"].get(SMS)) for at in range(count)]


def test_an_object_speaks_of_the_channel_that_it_names() -> None:
    cells = [
        '[{"type": "email", "granted": false}]',
        '[{"channel": "SMS", "status": "OPTED_OUT"}, {"channel": "EMAIL", "status": "OPTED_IN"}]',
        '[{"type": "push", "granted": false}]',
        '{"email": false, "sms": true}',
    ]
    assert consents({"consents": cells}) == [(False, True), (True, False), (True, True), (False, True)]


def test_a_note_that_speaks_of_a_refusal_takes_a_yes_away_and_is_none() -> None:
    notes = ["Called on 3/5: do not contact again", "adopt outdoor cats", "do not contact"]
    assert consents({"Notes": notes}) == [(None, None), (True, True), (False, False)]


def test_an_answer_under_an_unknown_word_takes_a_yes_away_unless_a_person_says_that_it_is_none() -> None:
    cells = {"Email glorf": ["yes", "no", ""]}
    assert consents(cells) == [(None, True), (None, True), (True, True)]
    assert consents(cells, map={"Email glorf": ""}) == [(True, True)] * 3


def test_a_clear_refusal_is_heard_even_where_its_column_is_mapped_to_nothing() -> None:
    assert consents({"Unsubscribed": ["yes", "no"]}, map={"Unsubscribed": ""}) == [(False, False), (True, True)]


def test_a_doubtful_column_makes_no_consent_by_itself() -> None:
    frame = pd.DataFrame({"email": ["ana@example.com"], "Blocked": ["yes"], "is_sub": ["0"]})
    result = yl.lint(frame)
    assert list(result.payloads("none")) == [{"email": "ana@example.com"}]
    assert [each["column"] for each in result.report["source"]["suggestions"]] == ["Blocked", "is_sub"]


def test_flags_named_after_channels_stand_beside_the_address_and_the_number() -> None:
    frame = pd.DataFrame(
        {
            "Email address": ["ana@example.com", "bo@example.com"],
            "Email": ["Y", "N"],
            "SMS": ["N", "N"],
            "Newsletter": ["yes", "yes"],
        }
    )
    assert list(yl.lint(frame).payloads("none")) == [
        {"email": "ana@example.com", EMAIL: True},
        {"email": "bo@example.com", EMAIL: False},
    ]
