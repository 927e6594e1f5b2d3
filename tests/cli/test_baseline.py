"""The baseline: a dirty table may stay as dirty as it is, and no dirtier."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]

OLD = "external_id,gender,email\n1,female,a@example.com\n2,1,b@example.com\n3,1,c@example.com\n"


def put(folder: Path, text: str, name: str = "t.csv") -> None:
    (folder / name).write_text(text, "utf-8")


@pytest.fixture
def known(command: Command, tmp_path: Path) -> str:
    put(tmp_path, OLD)
    answer = command("baseline", "t.csv", "-o", "known.json")
    assert answer.stdout == "t.csv: 3 findings in 3 rows recorded.\nWritten: known.json\n"
    assert answer.exit_code == 0
    return "known.json"


def check(command: Command, *options: str) -> Result:
    return command("check", "t.csv", "--baseline", "known.json", *options)


def test_it_holds_counts_and_no_value(known: str, tmp_path: Path) -> None:
    text = (tmp_path / known).read_text("utf-8")
    content = json.loads(text)
    assert content["tables"]["t.csv"]["findings"] == [
        {"code": "GEN001", "name": "gender-word", "field": "gender", "count": 1},
        {"code": "GEN005", "name": "gender-unreadable", "field": "gender", "count": 2},
    ]
    assert (content["tables"]["t.csv"]["rows"], content["tables"]["t.csv"]["rejected"]) == (3, 2)
    assert not [value for value in ("example.com", "female") if value in text]


def test_the_same_table_passes(command: Command, known: str) -> None:
    answer = check(command)
    assert answer.stdout == (
        "All checks passed!\n3 rows: 1 would be accepted, 2 rejected, 0 merged.\n"
        "3 findings that known.json knows are not listed.\nNothing is worse than in known.json.\n"
    )
    assert answer.exit_code == 0


def test_what_got_worse_is_shown_and_fails(command: Command, known: str, tmp_path: Path) -> None:
    put(tmp_path, OLD.replace("1,female", "1,Mrs") + "4,woman,d@example.com\n5,woman,e@example.com\n")
    answer = check(command)
    lines = answer.stdout.splitlines()
    assert [line.split(" ")[1] for line in lines[:3]] == ["GEN004", "GEN001", "GEN001"]
    assert lines[3] == "Found 3 errors."
    assert lines[6:] == [
        "2 findings that known.json knows are not listed.",
        "Worse than in known.json:",
        "  GEN001 gender-word in gender: 1 -> 2",
        "  GEN004 gender-title in gender: 0 -> 1",
    ]
    assert answer.exit_code == 1


def test_what_got_better_is_said_and_passes(command: Command, known: str, tmp_path: Path) -> None:
    put(tmp_path, OLD.replace("2,1,", "2,F,").replace("female", "F"))
    answer = check(command)
    assert answer.stdout.splitlines()[2:] == [
        "1 finding that known.json knows is not listed.",
        "Better than in known.json:",
        "  GEN001 gender-word in gender: 1 -> 0",
        "  GEN005 gender-unreadable in gender: 2 -> 1",
        "Nothing is worse than in known.json.",
        "2 counts went down; record the baseline anew so that they cannot go up again.",
    ]
    assert answer.exit_code == 0


def test_a_forged_baseline_prints_no_command_and_no_escape(command: Command, known: str, tmp_path: Path) -> None:
    content = json.loads((tmp_path / known).read_text("utf-8"))
    content["tables"]["t.csv"]["findings"][0]["code"] = "GEN\n::error::x\x1b[31m"
    content["tables"]["t.csv"]["settings"]["\n::error::y"] = "z"
    (tmp_path / known).write_text(json.dumps(content), "utf-8")
    answer = check(command, "--output-format", "github")
    assert "::error::" in answer.stderr
    assert not [line for line in answer.output.splitlines() if line.startswith(("::error::x", "::error::y"))]
    assert "\x1b" not in answer.output


def test_a_new_warning_is_shown_and_fails_only_if_asked(command: Command, known: str, tmp_path: Path) -> None:
    put(tmp_path, OLD.replace("a@example.com", "a@gmial.com"))
    assert "EML014" in check(command).stdout
    assert check(command).exit_code == 0
    assert check(command, "--fail-on", "warning").exit_code == 1


def test_a_limit_of_rejected_rows_holds_besides(command: Command, known: str) -> None:
    assert check(command, "--max-rejected", "2").exit_code == 0
    assert check(command, "--max-rejected", "50%").exit_code == 1


def test_a_format_gets_only_what_is_worse_and_the_rest_is_told_beside_it(
    command: Command, known: str, tmp_path: Path
) -> None:
    put(tmp_path, OLD.replace("1,female", "1,Mrs"))
    answer = check(command, "--output-format", "json")
    assert [item["code"] for item in json.loads(answer.stdout)] == ["GEN004"]
    assert "GEN001 gender-word in gender: 1 -> 0" in answer.stderr


def test_a_table_that_was_not_recorded_is_all_new(command: Command, known: str, tmp_path: Path) -> None:
    put(tmp_path, OLD, "other.csv")
    answer = command("check", "other.csv", "./t.csv", "--baseline", known)
    assert "other.csv is not in known.json, which knows t.csv; everything found counts as new." in answer.stdout
    assert "GEN005 gender-unreadable in gender: 0 -> 2" in answer.stdout
    assert answer.stdout.endswith("Nothing is worse than in known.json.\n")
    assert answer.exit_code == 1


def test_other_settings_are_named(command: Command, known: str) -> None:
    told = check(command, "--region", "US", "--omit", "gender").stdout
    assert "known.json was recorded under other settings (omit, region); its counts may differ by them." in told


def test_a_baseline_is_not_replaced_unasked(command: Command, known: str, tmp_path: Path) -> None:
    before = (tmp_path / known).read_bytes()
    put(tmp_path, OLD + "4,x,d@example.com\n")
    answer = command("baseline", "t.csv", "-o", known)
    assert answer.stderr.endswith(
        "known.json: already exists; choose another file with -o, or replace it with --overwrite\n"
    )
    assert answer.exit_code == 2
    assert (tmp_path / known).read_bytes() == before
    assert command("baseline", "t.csv", "-o", known, "--overwrite").exit_code == 0
    assert check(command).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["known.json", "t.csv"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"format": 1}', '{"format": 2, "tables": {}}', '{"format": 1, "tables": {"t.csv": 3}}'),
        "[" * 100_000,
        (
            '{"format": 1, "tables": {"t.csv": {"settings": {}, "findings": '
            '[{"code": "GEN005", "name": "gender-unreadable", "field": "gender", "count": -3}]}}}'
        ),
    ],
)
def test_what_is_no_baseline_is_one_line(command: Command, tmp_path: Path, text: str) -> None:
    put(tmp_path, OLD)
    put(tmp_path, text, "known.json")
    answer = check(command)
    assert answer.exit_code == 2
    assert answer.stderr.startswith("yotpo-lint: error: known.json: is not a baseline")
    assert answer.stderr.count("\n") == 1


def test_a_missing_baseline_says_how_to_make_one(command: Command, tmp_path: Path) -> None:
    put(tmp_path, OLD)
    assert "record one with `yotpo-lint baseline FILE`" in check(command).stderr


def test_quiet_writes_and_says_nothing(command: Command, tmp_path: Path) -> None:
    put(tmp_path, OLD)
    answer = command("baseline", "t.csv", "-q")
    assert (answer.stdout, answer.stderr, answer.exit_code) == ("", "", 0)
    assert command("check", "t.csv", "--baseline", "yotpo-lint-baseline.json").exit_code == 0


def test_it_reads_the_table_as_check_does(command: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("external_id,first_name\n1,Zoë\n".encode("cp1252"))
    assert command("baseline", "t.csv", "-q", "--encoding", "cp1252", "-o", "known.json").exit_code == 0
    assert check(command, "--encoding", "cp1252").exit_code == 0


def test_show_settings(command: Command, tmp_path: Path) -> None:
    assert command("baseline", "--show-settings").stdout.startswith("region = (not set)")
    assert command("baseline").exit_code == 2
