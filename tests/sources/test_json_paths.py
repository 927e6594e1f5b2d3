"""JSON text in cells: what lies at a path feeds a field, and a consent that cannot be read is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl

OWN = """title = "own"
read = "2026-11-27"
facts = ["our own export"]
[fields]
email = "email"
first_name = "who.name.first"
tags = "labels[].name"
"address.city" = ["addresses[id=billing].city", "city"]
"address.zip" = "addresses[id=billing].zip"
"address.address1" = "places[0].street"
accepts_email_marketing = ["consent.mail.state", "agreed"]
"""


def customer(folder: Path, **cells: str | None) -> dict[str, object]:
    (made,) = linted(folder, **cells).payloads("none")
    return {key: value for key, value in made.items() if key != "email"}


def linted(folder: Path, **cells: str | None) -> yl.Result:
    path = folder / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return yl.lint(
        pd.DataFrame({"email": ["ana@example.com"], **{key: [each] for key, each in cells.items()}}), source=str(path)
    )


def test_a_column_that_bears_the_whole_path_is_taken_as_it_is(tmp_path: Path) -> None:
    assert customer(tmp_path, **{"who.name.first": "Ana", "who": '{"name": {"first": "Bo"}}'}) == {"first_name": "Ana"}


@pytest.mark.parametrize("text", [None, "", "null", "Calle Mayor 1", "[]", "{}", '{"name": null}', '{"name": ["Ana"]}'])
def test_what_is_not_there_is_absent(tmp_path: Path, text: str | None) -> None:
    assert customer(tmp_path, who=text) == {}


def test_what_is_left_of_the_text_is_not_listed_as_a_column_that_is_not_uploaded(tmp_path: Path) -> None:
    assert linted(tmp_path, who='{"name": {"first": "Ana"}}').report["unmapped_columns"] == []


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        ({"who": '{"name": {"first": "Ana"}}'}, {"first_name": "Ana"}),
        ({"who": "{'name': {'first': 'Ana', 'last': None}}"}, {"first_name": "Ana"}),
        ({"who": '{"Name": {"FIRST": "Ana"}}'}, {"first_name": "Ana"}),
        ({"labels": '[{"name": "vip"}, {"id": 1}, {"name": "new"}]'}, {"tags": "vip,new"}),
        ({"places": '[{"street": "1 Elm St"}, {"street": "2 Oak St"}]'}, {"address": {"address1": "1 Elm St"}}),
        ({"consent": '{"mail": {"state": "subscribed"}}', "agreed": "no"}, {"accepts_email_marketing": False}),
        ({"consent": '{"mail": {"state": "unsubscribed"}}', "agreed": "yes"}, {"accepts_email_marketing": False}),
        ({"consent": '{"mail": null}', "agreed": "yes"}, {"accepts_email_marketing": True}),
    ],
)
def test_what_lies_at_the_path_is_read(tmp_path: Path, cells: dict[str, str], made: dict[str, object]) -> None:
    assert customer(tmp_path, **cells) == made


@pytest.mark.parametrize("billing", ["b", "", None])
def test_an_element_is_chosen_by_another_column_or_is_the_only_one(tmp_path: Path, billing: str | None) -> None:
    only = [{"id": "b", "city": "Lyon", "zip": "69001"}]
    others = [{"id": "a", "city": "Paris", "zip": "75001"}] if billing else []
    made = customer(tmp_path, addresses=json.dumps([*others, *only]), billing=billing)
    assert made == {"address": {"city": "Lyon", "zip": "69001"}}


def test_of_several_elements_none_is_taken_by_chance(tmp_path: Path) -> None:
    assert customer(tmp_path, addresses='[{"id": "a", "city": "Paris"}, {"id": "b", "city": "Lyon"}]', billing="") == {}


@pytest.mark.parametrize(
    "text", ["perhaps", '{"mail": {"state": "perhaps"}}', '{"mail": {"state": "yes"}, "mail": {}}']
)
def test_a_consent_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    assert linted(tmp_path, consent=text).rejected["_codes"].tolist() == ["CNS006"]
