"""`yotpo-lint sources`, and the options about them on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yotpo_lint.cli import main

Command = Callable[..., Result]

TABLE = "EMAIL;LASTNAME;FIRSTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED\nana@example.com;Lima;Ana;;Yes;No\n"


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command, with the real engine, in a folder that holds a table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return lambda *args: CliRunner().invoke(main, args)


def test_they_are_listed(plain: Command) -> None:
    answer = plain("sources")
    assert answer.exit_code == 0
    assert "shopify           Shopify customer export (CSV)\n" in answer.stdout
    assert len(answer.stdout.splitlines()) == 40


def test_one_is_shown_as_a_table(plain: Command) -> None:
    lines = plain("sources", "hubspot").stdout.splitlines()
    assert lines[0] == "HubSpot contacts export (CSV) (hubspot)"
    shown = [" ".join(line.split()) for line in lines]
    assert (
        "accepts_email_marketing Unsubscribed from all email (inverted) only a refusal can be read here; "
        "who is not unsubscribed has not agreed by that"
    ) in shown
    assert "accepts_email_marketing false (left out) not being unsubscribed is no consent" in shown
    assert "Marketing contact status decides what HubSpot bills, not what the customer agreed to" in shown
    assert "Read 2026-11-23:" in shown


def test_one_with_several_rows_a_customer_says_how_they_are_told(plain: Command) -> None:
    told = "Rows with one 'ID' or 'Email' are the addresses of one customer; 'Address Is Default' tells which is taken."
    assert told in plain("sources", "matrixify").stdout.splitlines()
    shown = json.loads(plain("sources", "matrixify", "--output-format", "json").stdout)
    assert shown["several"] == ["ID", "Email"]


def test_one_with_a_second_file_says_how_it_is_matched(plain: Command) -> None:
    told = (
        "--join FILE: Addresses, where 'Customer e-mail*' is the customer's 'Email *' or 'Email address'; "
        "their columns are those that begin with 'address:' here"
    )
    assert told in plain("sources", "prestashop").stdout.splitlines()


def test_json_has_it_all(plain: Command) -> None:
    shown = json.loads(plain("sources", "magento", "--output-format", "json").stdout)
    assert "rp_token" in shown["withheld"]
    assert shown["join"] == "Addresses"
    assert {each["name"] for each in json.loads(plain("sources", "--output-format", "json").stdout)} >= {
        "yotpo",
        "brevo",
    }


def test_a_run_says_what_looks_like_consent_and_is_none_and_what_can_be_mapped(plain: Command, tmp_path: Path) -> None:
    header = "Name,Username,Last Active,Sign Up,Email,AOV,Country / Region,Role"
    (tmp_path / "w.csv").write_text(f"{header}\nAna Lima,ana,,,ana@example.com,0,US,customer\n", encoding="utf-8")
    said = " ".join(plain("fix", "w.csv", "-o", "w").stdout.split())
    assert (
        "Name is not taken: one column for the whole name; it is split only where that is declared: "
        "--map Name=first_name+last_name."
    ) in said
    assert "Role is not taken: a role of WordPress; --map Role=tags makes it a tag." in said
    assert "Username is not taken" not in said
    header = "ID;Email address;Enabled;Newsletter;Partner offers;Registration"
    (tmp_path / "p.csv").write_text(f"{header}\n1;ana@example.com;1;0;1;2013-07-04\n", encoding="utf-8")
    said = " ".join(plain("fix", "p.csv", "-o", "p").stdout.split())
    assert "Partner offers is not taken: consent to the offers of partners, not to the shop's own mail." in said


def test_an_unknown_one(plain: Command) -> None:
    answer = plain("sources", "shopfy")
    assert answer.exit_code == 2
    assert "there is no source 'shopfy'; did you mean shopify?" in answer.stderr


def test_a_fix_says_what_it_took_the_table_for_and_why(plain: Command) -> None:
    answer = plain("fix", "t.csv", "-o", "out")
    assert answer.exit_code == 0
    said = " ".join(answer.stdout.split())
    assert "Read as Brevo (Sendinblue) contacts export (CSV) (brevo): it knows 6 of 6 columns, among them" in said


def test_a_source_and_a_map_may_be_declared(plain: Command, tmp_path: Path) -> None:
    answer = plain("fix", "t.csv", "-o", "out", "--source", "brevo", "--map", "LASTNAME=tags", "--map", "FIRSTNAME=")
    assert answer.exit_code == 0
    assert "it was named with --source" in " ".join(answer.stdout.split())
    (line,) = (tmp_path / "out" / "customers.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["customer"] == {
        "email": "ana@example.com",
        "tags": "Lima",
        "accepts_email_marketing": False,
    }


def test_the_configuration_declares_them_too_and_the_command_line_adds(plain: Command, tmp_path: Path) -> None:
    (tmp_path / "yotpo-lint.toml").write_text('source = "brevo"\n[map]\nLASTNAME = "tags"\n', encoding="utf-8")
    assert plain("fix", "t.csv", "-o", "out", "--map", "FIRSTNAME=last_name").exit_code == 0
    (line,) = (tmp_path / "out" / "customers.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["customer"]["tags"] == "Lima"
    assert json.loads(line)["customer"]["last_name"] == "Ana"


def test_a_source_file_starts_from_the_configurations_folder(plain: Command, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    ours = 'title = "Ours"\nread = "2026-11-24"\nfacts = ["ours"]\n[fields]\nemail = "EMAIL"\n'
    (tmp_path / "shop" / "ours.toml").write_text(ours, encoding="utf-8")
    (tmp_path / "shop" / "yotpo-lint.toml").write_text('source = "ours.toml"', encoding="utf-8")
    answer = plain("fix", "t.csv", "-o", "out", "--config", "shop/yotpo-lint.toml")
    assert answer.exit_code == 0
    assert "Read as Ours (ours)" in answer.stdout


def test_no_clear_winner_is_misuse_with_one_line(plain: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("EMAIL_BLACKLISTED,SMS_BLACKLISTED,ADDED_TIME,OPTIN_TIME,LEID,EUID\n,,,,,\n")
    answer = plain("fix", "t.csv", "-o", "out")
    assert answer.exit_code == 2
    assert answer.stderr.count("\n") == 1
    assert "say which with --source NAME" in answer.stderr
    assert not (tmp_path / "out").exists()
