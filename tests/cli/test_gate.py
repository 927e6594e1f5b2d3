"""When a run fails: `--fail-on`, `--max-rejected`, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]

# 10 rows: one rejected, one repaired, one warned of, seven clean.
ROWS = ["1,F,a@example.com", "2,1,b@example.com", "3,female,c@example.com", "4,F,d@gmial.com"]
ROWS += [f"{row},M,e{row}@example.com" for row in range(5, 11)]


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "t.csv").write_text("external_id,gender,email\n" + "\n".join(ROWS) + "\n", "utf-8")
    return "t.csv"


@pytest.fixture
def warned(tmp_path: Path) -> str:
    (tmp_path / "w.csv").write_text("external_id,email\n4,d@gmial.com\n", "utf-8")
    return "w.csv"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("", 1),
        ("--fail-on error", 1),
        ("--fail-on never", 0),
        ("--exit-zero", 0),
        ("--max-rejected 0", 1),
        ("--max-rejected 1", 0),
        ("--max-rejected 10%", 0),
        ("--max-rejected 9.999999%", 1),
        ("--max-rejected 10% --fail-on error", 1),
        ("--max-rejected 100%", 0),
        ("--ignore GEN --fail-on warning", 1),
    ],
)
def test_check(command: Command, table: str, options: str, status: int) -> None:
    assert command("check", table, *options.split()).exit_code == status


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("", 1),
        ("--fail-on error", 1),
        ("--fail-on never", 0),
        ("--max-rejected 0", 1),
        ("--max-rejected 1", 0),
        ("--max-rejected 10%", 0),
        ("--max-rejected 9%", 1),
        ("--max-rejected 10% --fail-on warning", 1),
        ("--omit gender", 0),
        ("--omit gender --fail-on warning", 1),
    ],
)
def test_fix(command: Command, table: str, options: str, status: int) -> None:
    assert command("fix", table, "-o", "out", *options.split()).exit_code == status


def test_warnings_fail_only_where_they_are_asked_to(command: Command, warned: str) -> None:
    assert command("check", warned).exit_code == 0
    assert command("check", warned, "--fail-on", "error").exit_code == 0
    assert command("check", warned, "--fail-on", "warning").exit_code == 1
    assert command("fix", warned, "-o", "out").exit_code == 0
    assert command("fix", warned, "-o", "out", "--overwrite", "--fail-on", "warning").exit_code == 1


def test_it_says_why(command: Command, table: str) -> None:
    answer = command("check", table, "--max-rejected", "5%", "--output-format", "github")
    assert answer.stderr == "1 row of 10 rejected, more than --max-rejected 5%.\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--max-rejected many", "'many' is neither a number of rows, such as 20, nor a percentage, such as 0.5%."),
        ("--max-rejected 1.5", "'1.5' is neither"),
        ("--max-rejected -1", "'-1' is neither"),
        ("--max-rejected 101%", "'101%' is more than all rows."),
        ("--fail-on never --max-rejected 1", "choose one"),
        ("--exit-zero --fail-on error", "--exit-zero never fails"),
        ("--exit-zero --max-rejected 1", "--exit-zero never fails"),
    ],
)
def test_what_makes_no_sense_is_misuse(command: Command, table: str, options: str, told: str) -> None:
    answer = command("check", table, *options.split())
    assert answer.exit_code == 2
    assert told in " ".join(answer.stderr.split())
