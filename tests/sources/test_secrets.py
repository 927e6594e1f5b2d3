"""Columns that look like secrets are shown nowhere, and planted values stay out of everything that travels."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import yotpo_lint
from yotpo_lint.cli import main
from yotpo_lint.errors import YotpoLintError
from yotpo_lint.sources.secrets import BY_CELLS, BY_HEADER, find_secrets

HASH = "$2y$10$Zk1xQmFzZQ9vYkJ1Y2tldE8x"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"  # noqa: S105 -- invented


class TestLeftAlone:
    @pytest.mark.parametrize(
        ("header", "cells"),
        [
            ("pin", ["110001"]),
            ("note", ["call back", "likes tea"]),
            ("passport_stamp_club", ["gold"]),
            ("points", ["4111", "12", "1234567890123"]),
            ("key_account", ["yes"]),
            ("hashtag", ["#tea"]),
            ("uuid", ["6f9619ff-8b86-d011-b42d-00cf4fc964ff"]),
            ("iban_ok_note_from_pen", []),
            ("tokenish", [""]),
        ],
    )
    def test_an_ordinary_column(self, header: str, cells: list[str]) -> None:
        if header in {"passport_stamp_club", "iban_ok_note_from_pen"}:
            # A word of secrets in a header is enough: to hide a column that is none costs less than to show one.
            assert find_secrets({header: cells}, ()) == {header: BY_HEADER}
        else:
            assert find_secrets({header: cells}, ()) == {}

    def test_what_the_source_or_a_person_knows(self) -> None:
        assert find_secrets({"Token": [HASH]}, ("token",)) == {}


@pytest.mark.parametrize(
    "header",
    "password Passwort user_password passwordHash pwd pass_phrase api_key apiKey API-KEY access.token secret salt ssn "
    "social_security_number iban IBAN card_number creditCard cvv otp jwt session_id contraseña senha tax_id".split(),
)
def test_a_header_of_secrets(header: str) -> None:
    assert find_secrets({header: ["abc"]}, ()) == {header: BY_HEADER}


@pytest.mark.parametrize(
    "cell",
    [
        HASH,
        TOKEN,
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA",
        "$P$B55D6LjfHDkINU5wF.v2BuuzO0/XPk/",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "sk_live_4eC39HqLyjWDarjt",
        "shpat_0123456789abcdef",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "4111 1111 1111 1111",
        "078-05-1120",
    ],
)
def test_cells_of_secrets(cell: str) -> None:
    assert find_secrets({"misc": [cell, "", None, cell]}, ()) == {"misc": BY_CELLS}
    assert find_secrets({"misc": [cell, "tea", "milk"]}, ()) == {}


# --- thirty planted values

SECRETS = {
    "password": "correct-horse-77",
    "pass_hash": HASH,
    "api_key": "key-planted-0001",
    "session_token": "tok-planted-0002",
    "ssn": "078-05-1120",
    "iban": "DE89370400440532013000",
    "credit_card": "4111111111111111",
    "cvv": "cvv-planted-7",
    "salt": "salt-planted-3",
    "misc": TOKEN,
    "blob": "5f4dcc3b5aa765d61d8327deb882cf99",
    "extra": "GB82WEST12345698765432",
}
PERSONAL = {
    "external_id": "PLANTED-ID-9 9",
    "email": "zoe.planted@@example.com",
    "phone_number": "+44 7700 900123 x99",
    "first_name": "Zoeplanted  ",
    "last_name": " Quentinplanted",
    "gender": "plantedgender",
    "account_created_at": "31/31/2020 planted",
    "account_status": "plantedstatus",
    "default_language": "plantedlang",
    "default_currency": "plantedcurr",
    "tags": "plantedtag,,plantedtag",
    "address.address1": "12  Plantedroad",
    "address.address2": "Flat  Plantedflat",
    "address.city": "Plantedville  X",
    "address.company": " Plantedfirm",
    "address.state": "Plantedstate",
    "address.zip": "plantedzip",
    "address.country_code": "Plantedland",
    "accepts_sms_marketing": "plantedconsent",
    "accepts_email_marketing": "plantedmaybe",
}
MARKS = [text.strip() for text in PERSONAL.values()]
FORMATS = ("json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown")


def write_table(folder: Path) -> Path:
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*PERSONAL, *SECRETS])
        writer.writerow([*PERSONAL.values(), *SECRETS.values()])
        # Accepted, so that an upload is written, too.
        writer.writerow(["OK-1", *[""] * (len(PERSONAL) - 1), *SECRETS.values()])
    return path


def find_planted(text: str, values: list[str]) -> list[str]:
    """Return the planted values that a text holds, be it as it is or in JSON's or HTML's spelling."""
    return [value for value in values if value in text or json.dumps(value)[1:-1] in text]


def test_thirty_values_are_planted() -> None:
    assert len(SECRETS) + len(PERSONAL) >= 30


def test_secrets_are_in_no_output_and_are_announced(tmp_path: Path) -> None:
    result = yotpo_lint.lint(write_table(tmp_path))
    result.write(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert find_planted(path.read_text(encoding="utf-8"), list(SECRETS.values())) == [], path.name
    assert {each["column"] for each in result.report["source"]["withheld"]} == SECRETS.keys()
    # What a person looks at does hold the customer's own cells.
    assert find_planted((tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8"), MARKS)
    assert find_planted((tmp_path / "out" / "report.html").read_text(encoding="utf-8"), MARKS) == []


@pytest.mark.parametrize("output_format", FORMATS)
def test_what_travels_holds_no_planted_value(tmp_path: Path, output_format: str) -> None:
    path = write_table(tmp_path)
    done = CliRunner().invoke(main, ["check", str(path), "--output-format", output_format])
    assert done.exit_code == 1, done.output
    assert find_planted(done.output, [*MARKS, *SECRETS.values()]) == []


def test_secrets_are_not_printed_either(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["check", str(write_table(tmp_path))])
    assert find_planted(done.output, list(SECRETS.values())) == []


@pytest.mark.parametrize("settings", [{"map": {"ssn": "no_such_field"}}, {"source": "nowhere"}, {"rules": ["no.py"]}])
def test_an_error_quotes_no_planted_value(tmp_path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(YotpoLintError) as stopped:
        yotpo_lint.lint(write_table(tmp_path), **settings)
    assert find_planted(str(stopped.value), [*MARKS, *SECRETS.values()]) == []


def test_a_header_with_brackets_is_withheld_as_it_is() -> None:
    table = pd.DataFrame({"external_id": ["1"], "gender": ["?"], "token[x]": ["tok-planted"]})
    result = yotpo_lint.lint(table)
    assert [each["column"] for each in result.report["source"]["withheld"]] == ["token[x]"]
    out = io.StringIO()
    result.rejected.to_csv(out)
    assert "tok-planted" not in out.getvalue()
