"""`--log-format json`: standard error is JSON lines, standard output as ever, and no customer in either."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = "external_id,email,gender\n1,zoe.fictional@example.com,female\n2,ivo.fictional@example.com,Mrs\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(HERE, "utf-8")
    return tmp_path


def run(folder: Path, *args: str, **environment: str) -> tuple[int, str, list[dict[str, Any]]]:
    """Run the command; return its status, its output and the records of its log."""
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "yotpo_lint", *args],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, [json.loads(line) for line in done.stderr.splitlines()]


def test_a_run_is_logged_with_its_facts_and_no_customer(table: Path) -> None:
    status, out, [record] = run(table, "fix", "t.csv", "-o", "out", "--log-format", "json")
    report = json.loads((table / "out" / "report.json").read_text("utf-8"))
    assert status == 1
    assert "2 rows" in out
    assert list(record)[:3] == ["timestamp", "level", "event"]
    assert (record["level"], record["event"], record["command"]) == ("info", "run finished", "fix")
    assert record["run"] == report["run"]
    assert record["counts"] == report["counts"]
    assert record["input"] == {name: report["input"][name] for name in ("name", "sha256", "bytes", "format")}
    [rejecting] = [each for each in record["problems"] if each["action"] == "rejected"]
    assert (rejecting["code"], rejecting["severity"], rejecting["count"]) == ("GEN004", "error", 1)
    assert "out/report.json" in record["written"]
    assert "fictional" not in json.dumps(record)
    assert "Mrs" not in json.dumps(record)


def test_the_variable_asks_for_it_too_and_the_option_wins(table: Path) -> None:
    _, _, records = run(table, "check", "t.csv", YOTPO_LINT_LOG_FORMAT="json")
    assert [record["event"] for record in records] == ["run finished"]
    assert run(table, "check", "t.csv", "--log-format=text", YOTPO_LINT_LOG_FORMAT="json")[2] == []


def test_each_table_of_a_check_is_logged(table: Path) -> None:
    (table / "u.csv").write_text(HERE.replace("Mrs", "M"), "utf-8")
    _, out, records = run(table, "check", "t.csv", "u.csv", "--log-format", "json", "--output-format", "concise")
    assert [record["input"]["name"] for record in records] == ["t.csv", "u.csv"]
    assert out.startswith("t.csv:")


def test_quiet_leaves_errors_only(table: Path) -> None:
    assert run(table, "fix", "t.csv", "-o", "out", "-q", "--log-format", "json")[2] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "none.csv"), "none.csv"),
        (("check", "t.csv", "--regoin", "US"), "--regoin"),
        (("check", "t.csv", "--region", "Utopia"), "Utopia"),
        (("fix", "t.csv"), "-o DIR"),
    ],
)
def test_errors_are_records(table: Path, args: tuple[str, ...], said: str) -> None:
    status, out, records = run(table, *args, "--log-format", "json")
    assert (status, out) == (2, "")
    assert records[-1]["level"] == "error"
    assert said in records[-1]["event"]
    assert not records[-1]["event"].startswith("yotpo-lint")


def test_the_verdict_of_a_gate_is_an_error(table: Path) -> None:
    status, _, records = run(table, "check", "t.csv", "--max-rejected", "10%", "--log-format", "json")
    assert status == 1
    assert [(record["level"], record["event"]) for record in records] == [
        ("info", "run finished"),
        ("error", "1 row of 2 rejected, more than --max-rejected 10%."),
    ]


def test_notes_are_warnings(table: Path) -> None:
    (table / "old.csv").write_bytes("external_id,first_name\n1,Zoë\n2,Jürgen\n".encode("cp1252"))
    _, _, records = run(table, "check", "old.csv", "--log-format", "json")
    assert [(record["level"], "guess" in record["event"]) for record in records] == [
        ("warning", True),
        ("info", False),
    ]


def test_an_unknown_format_is_refused_in_text(table: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yotpo_lint", "check", "t.csv", "--log-format", "xml"],
        cwd=table,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "'xml' is not one of" in done.stderr
    assert "Traceback" not in done.stderr
