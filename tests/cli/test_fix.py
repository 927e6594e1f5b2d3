"""`fix`: its summary, its outputs, its status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from yotpo_lint.humanize import summarize_counts

Command = Callable[..., Result]

SUMMARY = """\
t.csv
3 of 6 rows ready for upload, 3 rejected.

  accepted  3  50.0 %  ██████████████████
  rejected  3  50.0 %  ██████████████████
  merged    0   0.0 %
  1 cell repaired, 1 left out

Most frequent problems
  FIL050  ragged-record      1  1 rejected
  GEN005  gender-unreadable  1  1 rejected
  PHN004  phone-extension    1  1 rejected
  GEN001  gender-word        2  1 fixed, 1 omitted
  EML009  email-typo         1  1 warned

Next steps
  - 1 row would be accepted if you leave the unreadable gender cells out of the
    upload: --omit gender

Damaged columns
  sex\\x1b[2J: A toy broke 2 of 6 cells (TOY050).
  `yotpo-lint explain CODE` tells how to undo it, and how to avoid it

Columns not uploaded
  loyalty points, note\\x1b[2J

Written
  out/customers.jsonl  3 requests, 1 s to upload at the least
  out/rejected.csv     3 rows to repair, with reasons
  out/fixes.csv        every changed cell, before and after
  out/report.json      this summary in full
"""


def test_the_summary_at_a_glance(command: Command, run: Any, tmp_path: Path) -> None:
    answer = command("fix", "t.csv", "-o", "out")
    assert answer.stdout == SUMMARY
    assert answer.stderr == ""
    assert answer.exit_code == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "customers.jsonl",
        "fixes.csv",
        "rejected.csv",
        "report.json",
    ]


def test_every_row_accepted(command: Command, run: Any) -> None:
    run.find([], rows=2)
    answer = command("fix", "t.csv", "-o", "out", "--fixes-format", "none", "--envelope", "none")
    assert answer.stdout.splitlines()[1] == "2 customers ready for upload, no row rejected."
    assert "Most frequent problems" not in answer.stdout
    assert "fixes" not in answer.stdout
    assert answer.exit_code == 0
    assert json.loads(Path("out/customers.jsonl").read_text()) == {"envelope": "none"}


@pytest.mark.parametrize(
    ("accepted", "rejected", "merged", "sentence"),
    [
        (1, 0, 0, "1 customer ready for upload, no row rejected."),
        (9000, 0, 2, "9,000 customers ready for upload, no row rejected (2 merged into others)."),
        (0, 12, 0, "No customer is ready for upload: all 12 rows need a repair."),
        (0, 1, 0, "No customer is ready for upload: the only row needs a repair."),
        (0, 0, 0, "0 customers ready for upload, no row rejected."),
        (9812, 180, 8, "9,812 of 10,000 rows ready for upload, 180 rejected, 8 merged into others."),
    ],
)
def test_verdicts(accepted: int, rejected: int, merged: int, sentence: str) -> None:
    rows = accepted + rejected + merged
    assert summarize_counts({"rows": rows, "accepted": accepted, "rejected": rejected, "merged": merged}) == sentence


def test_exit_zero(command: Command, run: Any) -> None:
    assert command("fix", "t.csv", "-o", "out", "--exit-zero").exit_code == 0


def test_json_is_the_report(command: Command, run: Any) -> None:
    answer = command("fix", "t.csv", "-o", "out", "--output-format", "json")
    assert json.loads(answer.stdout) == run.result.report
    assert answer.exit_code == 1


def test_quiet_says_nothing(command: Command, run: Any) -> None:
    answer = command("fix", "t.csv", "-o", "out", "-q")
    assert (answer.stdout, answer.stderr, answer.exit_code) == ("", "", 1)


def test_statistics(command: Command, run: Any) -> None:
    assert command("fix", "t.csv", "-o", "out", "--statistics").stdout.splitlines()[0] == "2  GEN001  [*] gender-word"


def test_diff_writes_nothing(command: Command, run: Any, tmp_path: Path) -> None:
    answer = command("fix", "t.csv", "--diff", "-o", "out")
    assert answer.stdout.startswith("--- t.csv\n+++ t.csv (fixed)\n@@ row 1, line 2 @@\n-gender: female\n+gender: F\n")
    assert list(tmp_path.iterdir()) == []
    assert answer.exit_code == 1


def test_a_folder_that_holds_outputs_is_refused_before_the_work(command: Command, run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").write_text("{}")
    answer = command("fix", "t.csv", "-o", "out")
    assert answer.stderr == (
        "yotpo-lint: error: out: already holds report.json; choose another folder, or replace them with --overwrite\n"
    )
    assert (answer.stdout, answer.exit_code, run.source) == ("", 2, None)
    assert command("fix", "t.csv", "-o", "out", "--overwrite").exit_code == 1


def test_a_file_is_no_folder(command: Command, run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    answer = command("fix", "t.csv", "-o", "out")
    assert answer.stderr == "yotpo-lint: error: out: is a file, not a folder; choose another folder with -o\n"
    assert answer.exit_code == 2


def test_without_a_folder(command: Command, run: Any) -> None:
    answer = command("fix", "t.csv")
    assert answer.stderr.splitlines()[-1] == "Error: Missing option '-o DIR'; only --diff works without it."
    assert answer.exit_code == 2


def test_a_terminal_gets_colour(command: Command, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from io import StringIO

    from yotpo_lint.cli.summary import print_summary

    class Terminal(StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_summary("t.csv", run.result.report, [])
    assert "\x1b[1;33m3 of 6 rows ready for upload, 3 rejected." in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
