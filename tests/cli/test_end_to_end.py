"""The command with the real engine and the real rules, on a table small enough to see what must come out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from yotpo_lint.contract.json_schema import build_request_schema

Command = Callable[..., Result]

TABLE = """\
external_id,gender,first_name,Loyalty
1001.0,female,Zoë,3
1002,1,Ann,4
1003,M,"=cmd|' /C calc'!A0\x1b[2J",5
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    return path


def records(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "customers.jsonl").read_text("utf-8").splitlines()]


def test_check_finds_and_writes_nothing(command: Command, table: Path, tmp_path: Path) -> None:
    answer = command("check", "t.csv")
    lines = answer.stdout.splitlines()
    assert lines[1] == 't.csv:1:gender: GEN001 [*] The gender is written as a word; it becomes F. ("female" -> "F")'
    assert any(line.startswith("t.csv:2:gender: GEN005 ") for line in lines)
    assert "\x1b" not in answer.stdout
    assert answer.exit_code == 1
    assert list(tmp_path.iterdir()) == [table]


def test_json_gives_no_customer_away(command: Command, table: Path) -> None:
    answer = command("check", "t.csv", "--output-format", "json")
    items = json.loads(answer.stdout)
    assert {"IDN001", "GEN001", "GEN005"} <= {item["code"] for item in items}
    for secret in ("female", "1001", "calc"):
        assert secret not in answer.stdout


def test_fix_in_a_process_of_its_own(table: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yotpo_lint.cli", "fix", "t.csv", "-o", "out", "--omit", "gender"]
    answer = subprocess.run(  # noqa: S603 -- our own command
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert answer.stderr == ""
    assert answer.stdout.startswith("t.csv\n")
    assert "\nColumns not uploaded\n  Loyalty\n" in answer.stdout
    made = records(tmp_path / "out")
    assert made[:2] == [
        {"customer": {"external_id": "1001", "first_name": "Zoë", "gender": "F"}},
        {"customer": {"external_id": "1002", "first_name": "Ann"}},
    ]
    judge = Draft202012Validator(build_request_schema())
    assert [list(judge.iter_errors(each)) for each in made] == [[] for _ in made]


def test_fix_with_rejected_rows_is_one_and_the_next_steps_name_the_option(command: Command, table: Path) -> None:
    answer = command("fix", "t.csv", "-o", "out")
    assert answer.exit_code == 1
    assert "--omit gender" in answer.stdout.split("Next steps")[1]
    assert "_row,_line,_codes,_reasons" in Path("out/rejected.csv").read_text("utf-8").replace('"', "")


def test_the_bare_envelope_and_the_report(command: Command, table: Path) -> None:
    answer = command(*"fix t.csv -o out --envelope none --omit gender --fixes-format none --output-format json".split())
    assert "customer" not in records(Path("out"))[0]
    assert json.loads(answer.stdout) == json.loads(Path("out/report.json").read_text("utf-8"))
    assert not Path("out/fixes.csv").exists()


def test_diff_writes_nothing(command: Command, table: Path, tmp_path: Path) -> None:
    answer = command("fix", "t.csv", "--diff")
    assert answer.stdout.startswith(
        "--- t.csv\n+++ t.csv (fixed)\n@@ row 1, line 2 @@\n"
        "-external_id: 1001.0\n+external_id: 1001\n-gender: female\n+gender: F\n"
    )
    assert list(tmp_path.iterdir()) == [table]


def test_a_configured_severity_counts(command: Command, table: Path, tmp_path: Path) -> None:
    table.write_text("external_id,gender\n1,female\n", "utf-8")
    assert command("check", "t.csv").exit_code == 1
    (tmp_path / "yotpo-lint.toml").write_text('[rule.GEN001]\nseverity = "warning"')
    assert command("check", "t.csv").exit_code == 0
    (tmp_path / "yotpo-lint.toml").write_text('[rule.GEN0001]\nseverity = "warning"')
    answer = command("check", "t.csv")
    assert answer.stderr.endswith("rule: no rule has the code or name 'GEN0001'; did you mean GEN001?\n")
    assert answer.exit_code == 2


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_table_is_one_line(command: Command, name: str) -> None:
    answer = command("check", name)
    assert answer.stdout == ""
    assert answer.stderr.startswith("yotpo-lint: error: ")
    assert answer.stderr.count("\n") == 1
    assert answer.exit_code == 2


def test_since_sends_only_what_changed_and_says_so(command: Command, table: Path) -> None:
    assert command("fix", "t.csv", "-o", "monday", "--omit", "gender").exit_code == 0
    table.write_text(TABLE.replace("Ann", "Anna").replace("1003,", "1004,"), "utf-8")
    answer = command("fix", "t.csv", "-o", "tuesday", "--omit", "gender", "--since", "monday")
    told = "Since monday/customers.jsonl: 1 new, 1 changed, 1 the same and not sent again, 1 no longer accepted"
    assert told in answer.stdout.replace("\\", "/")
    assert "tuesday/snapshot.jsonl      every accepted customer, for the next run's --since" in answer.stdout
    assert [record["customer"]["external_id"] for record in records(Path("tuesday"))] == ["1002", "1004"]  # type: ignore[index]  # an object


def test_since_and_diff_do_not_go_together(command: Command, table: Path) -> None:
    answer = command("fix", "t.csv", "--diff", "--since", "monday")
    assert answer.exit_code == 2
    assert "--diff writes nothing and cannot be used with --since." in answer.stderr


def test_since_what_is_no_upload_is_one_line(command: Command, table: Path) -> None:
    answer = command("fix", "t.csv", "-o", "out", "--since", "t.csv")
    assert answer.stderr == (
        "yotpo-lint: error: t.csv, line 1: is not JSON; pass customers.jsonl of an earlier run to --since\n"
    )
    assert answer.exit_code == 2
    assert not Path("out").exists()


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "parquet"])
def test_the_rejected_rows_in_the_form_that_is_asked_for(command: Command, table: Path, wanted: str) -> None:
    answer = command("fix", "t.csv", "-o", "out", "--rejected-format", wanted)
    assert f"out/rejected.{wanted}" in answer.stdout.replace("\\", "/")
    assert [path.suffix for path in Path("out").glob("rejected.*")] == [f".{wanted}"]


def test_the_page_is_masked_unless_asked(command: Command, table: Path) -> None:
    command("fix", "t.csv", "-o", "out")
    # The cell stands before its reason; the invented examples have the same text.
    assert "<code>&#34;1&#34;</code> This does not say" not in Path("out/report.html").read_text("utf-8")
    command("fix", "t.csv", "-o", "out", "--overwrite", "--no-redact")
    assert "<code>&#34;1&#34;</code> This does not say" in Path("out/report.html").read_text("utf-8")
