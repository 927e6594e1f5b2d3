"""Swapped columns: told where most of one column belongs into another, and nowhere else."""

from __future__ import annotations

from typing import Any

import pandas as pd

import yotpo_lint as yl

EMAILS = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"]
PHONES = ["+12025550143", "+12025550144", "+12025550145", ""]


def told(**columns: list[str]) -> list[tuple[str, str, str]]:
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame({"external_id": [f"C{number}" for number in range(rows)]} | columns)
    report: dict[str, Any] = yl.lint(frame, region="US", source="yotpo").report
    return [(each["code"], each["field"], each["message"]) for each in report["columns"]]


def test_emails_and_phones() -> None:
    assert told(email=PHONES, phone_number=EMAILS) == [
        (
            "COL010",
            "email",
            (
                "Two columns seem to stand in each other's place: "
                "4 of 4 cells of phone_number look like an e-mail, but only 0 of email."
            ),
        )
    ]


def test_cities_and_postal_codes() -> None:
    found = told(zip=["Boston", "Salem", "Ulm"], city=["02134", "01970", "89073"], country_code=["US", "US", "DE"])
    assert [(code, field) for code, field, _ in found] == [("COL010", "address.zip")]


def test_states_and_countries() -> None:
    found = told(state=["US", "USA", "US"], country_code=["MA", "CA", "NV"])
    assert [(code, field) for code, field, _ in found] == [("COL010", "address.country_code")]
    # A country in both columns is in its place, too; a state that is called like a country's code is a state.
    assert told(state=["UK", "UK", "UK"], country_code=["GB", "GB", "GB"]) == []
    assert told(state=["CA", "IN", "DE"], country_code=["US", "US", "US"]) == []


def test_what_is_in_its_place_is_not_told_of() -> None:
    assert told(email=EMAILS, phone_number=PHONES) == []
    # Bad cells alone, without another column that holds what is missing.
    assert told(email=["x", "y", "z"], phone_number=["+12025550143", "", ""]) == []
    # Cities with numbers, and countries without postal codes.
    assert told(zip=["", "", "", ""], city=["Paris 12", "Paris 13", "Paris 14", "Lyon"]) == []
    # Two cells are no column.
    assert told(email=["x", "y"], phone_number=["a@example.com", "b@example.com"]) == []
