"""`yotpo-lint map` shows what each column seems to feed and writes a source file that does it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yotpo_lint.cli import main

TABLE = (
    "E-Mail,Vorname,Mobil,Abgemeldet,Opted In,Kontakt 2\n"
    "ana@example.com,Ana,+34600112233,ja,ja,bo@example.com\n"
    "cy@example.com,Cy,,nein,nein,di@example.com\n"
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return lambda *words, **more: CliRunner().invoke(main, list(words), **more)


def test_it_shows_columns_fields_and_why(run: Callable[..., Result]) -> None:
    answer = run("map", "t.csv", "--no-redact")
    assert answer.exit_code == 0, answer.output
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert "E-Mail ana@example.com, cy@example.com email header and values" in lines
    assert any(line.startswith("Abgemeldet ja, nein accepts_email_marketing header and values;") for line in lines)
    assert any("yes becomes false" in line for line in lines if line.startswith("Abgemeldet"))
    aside = lines[lines.index("Left aside") :]
    assert any(line.startswith("Opted In ja, nein accepts_email_marketing its header does not say") for line in aside)
    assert any(line.startswith("Kontakt 2") and "its header does not say so" in line for line in aside)


def test_on_a_pipe_values_are_masked(run: Callable[..., Result]) -> None:
    assert "ana@example.com" not in run("map", "t.csv").stdout


def test_as_json(run: Callable[..., Result]) -> None:
    plain = json.loads(run("map", "t.csv", "--output-format", "json", "--no-redact").stdout)
    assert plain[0] == {
        "column": "E-Mail",
        "samples": ["ana@example.com", "cy@example.com"],
        "field": "email",
        "feeds": True,
        "sure": "header and values",
        "reason": None,
        "consent": None,
    }


def test_what_it_writes_is_a_source(run: Callable[..., Result], tmp_path: Path) -> None:
    answer = run("map", "t.csv", "-o", "mine.toml")
    assert "Next: yotpo-lint fix t.csv -o OUT --source mine.toml" in answer.stdout
    assert tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["fields"] == {
        "email": "E-Mail",
        "phone_number": "Mobil",
        "first_name": "Vorname",
        "accepts_email_marketing": "Abgemeldet",
    }
    assert run("fix", "t.csv", "-o", "out", "--source", "mine.toml", "--identify-by", "email").exit_code == 0
    made = [
        json.loads(line)["customer"] for line in (tmp_path / "out" / "customers.jsonl").read_text("utf-8").splitlines()
    ]
    assert made == [
        {"email": "ana@example.com", "first_name": "Ana", "accepts_email_marketing": False},
        {"email": "cy@example.com", "first_name": "Cy", "accepts_email_marketing": False},
    ]


def test_a_file_that_is_there_is_not_replaced(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("", encoding="utf-8")
    assert run("map", "t.csv", "-o", "mine.toml").exit_code == 2
    assert run("map", "t.csv", "-o", "mine.toml", "--overwrite").exit_code == 0


class TestAsking:
    def test_it_needs_a_terminal(self, run: Callable[..., Result]) -> None:
        answer = run("map", "t.csv", "--ask")
        assert answer.exit_code == 2
        assert "--ask needs a terminal" in answer.output

    def test_it_asks_about_the_doubtful_columns_only(
        self, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("yotpo_lint.cli.map.is_terminal", lambda: True)
        answer = run("map", "t.csv", "--ask", "-o", "mine.toml", input="email\nn\n")
        assert answer.exit_code == 0, answer.output
        assert answer.stdout.count("?") + answer.stdout.count("messages by") == 2
        assert tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["fields"]["accepts_email_marketing"] == [
            "Abgemeldet",
            "Opted In",
        ]


def test_where_nothing_is_mapped_it_does_not_send_the_user_to_a_fix_that_stops(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "kr.csv").write_text("└╠╕▐└╧,╝║║░\nana@example.com,x\n", encoding="utf-8")
    answer = run("map", "kr.csv", "-o", "mine.toml")
    assert answer.exit_code == 0, answer.output
    assert "No column is mapped in it" in answer.stdout
    assert "--encoding" in answer.stdout
    assert "Next: yotpo-lint fix" not in answer.stdout


@pytest.mark.parametrize(
    ("column", "value"), [("DOB", "03/04/1990"), ("Anreise", "01.07.2024"), ("CPF", "000.000.000-00")]
)
def test_dates_and_tax_numbers_are_not_offered_as_phones(
    run: Callable[..., Result], tmp_path: Path, column: str, value: str
) -> None:
    (tmp_path / "d.csv").write_text(f"E-Mail,{column}\nana@example.com,{value}\n", encoding="utf-8")
    plain = json.loads(run("map", "d.csv", "--output-format", "json").stdout)
    assert [each["field"] for each in plain if each["column"] == column] == [None]


@pytest.mark.parametrize(("column", "value"), [("Mobilnr.", "+45 20 12 34 56"), ("Fone", "+55 11 98888-0001")])
def test_headers_of_a_danish_app_and_a_brazilian_shop(
    run: Callable[..., Result], tmp_path: Path, column: str, value: str
) -> None:
    (tmp_path / "d.csv").write_text(f"E-Mail,{column}\nana@example.com,{value}\n", encoding="utf-8")
    plain = json.loads(run("map", "d.csv", "--output-format", "json").stdout)
    assert [each["field"] for each in plain if each["column"] == column] == ["phone_number"]
