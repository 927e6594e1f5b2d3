"""`check`: its lines, its counts, its JSON, its status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Command = Callable[..., Result]

LINES = """\
t.csv:1:gender: GEN001 [*] The gender is written as a word; it becomes F. ("female" -> "F")
t.csv:2:email: EML009 Perhaps gmail.com was meant. ("zoe@gmial.com")
t.csv:2:gender: GEN001 [*] The gender is written as a word; it becomes empty. ("none" -> left out)
t.csv:3:phone_number: PHN004 The number has an extension (x12). ("+1 x12", perhaps "+1")
t.csv:4:gender: GEN005 Write F, M or Other. ("\\x1b[2J1")
t.csv:5: FIL050 The line has 3 cells. ("a,b,c")
"""
CLOSING = """\
Found 5 errors and 1 warning.
[*] 2 fixable with `yotpo-lint fix` (1 hidden fix can be enabled with the `--unsafe-fixes` option).
6 rows: 3 would be accepted, 3 rejected, 0 merged.
"""


def test_findings_are_lines_and_the_last_lines_count_them(command: Command, run: Any) -> None:
    answer = command("check", "t.csv")
    assert answer.stdout == LINES + CLOSING
    assert answer.stderr == ""
    assert answer.exit_code == 1
    assert run.source == "t.csv"


def test_nothing_found(command: Command, run: Any) -> None:
    run.find([], rows=2)
    answer = command("check", "t.csv")
    assert answer.stdout == "All checks passed!\n2 rows: 2 would be accepted, 0 rejected, 0 merged.\n"
    assert answer.exit_code == 0


def test_warnings_alone_are_no_reason_to_fail(command: Command, run: Any) -> None:
    run.find([each for each in run.result.rows if each[3].severity == "warning"])
    answer = command("check", "t.csv")
    assert answer.stdout.splitlines()[1:] == ["Found 1 warning.", "1 row: 1 would be accepted, 0 rejected, 0 merged."]
    assert answer.exit_code == 0


def test_an_error_that_fix_would_repair_is_still_an_error(command: Command, run: Any) -> None:
    run.find(run.result.rows[:1])
    answer = command("check", "t.csv")
    assert answer.stdout.splitlines()[1] == "Found 1 error."
    assert answer.stdout.splitlines()[2] == "[*] 1 fixable with `yotpo-lint fix`."
    assert answer.exit_code == 1


def test_a_rejected_row_is_not_clean_whatever_its_severity(command: Command, run: Any) -> None:
    row = list(run.result.rows[1])
    row[4] = "rejected"
    run.find([tuple(row)], accepted=0, rejected=1)
    assert command("check", "t.csv").exit_code == 1


def test_only_hidden_fixes(command: Command, run: Any) -> None:
    run.find(run.result.rows[3:4], rejected=1, accepted=0)
    assert command("check", "t.csv").stdout.splitlines()[2] == (
        "No fixes available (1 hidden fix can be enabled with the `--unsafe-fixes` option)."
    )


def test_exit_zero(command: Command, run: Any) -> None:
    assert command("check", "t.csv", "--exit-zero").exit_code == 0


def test_quiet_prints_errors_only(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "-q")
    assert answer.stdout == "".join(line for line in LINES.splitlines(keepends=True) if "EML009" not in line)
    assert answer.exit_code == 1


def test_redacted_lines_say_nothing_of_the_cell(command: Command, run: Any) -> None:
    assert command("check", "t.csv", "--redact").stdout == (
        "t.csv:1:gender: GEN001 [*] The gender is written as a word; it becomes ***.\n"
        "t.csv:2:email: EML009 Perhaps *** was meant.\n"
        "t.csv:2:gender: GEN001 [*] The gender is written as a word; it becomes ***.\n"
        "t.csv:3:phone_number: PHN004 The number has an extension (***).\n"
        "t.csv:4:gender: GEN005 Write F, M or Other.\n"
        "t.csv:5: FIL050 The line has ***.\n" + CLOSING
    )


def test_statistics(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "--statistics")
    assert answer.stdout == (
        "2  GEN001  [*] gender-word\n"
        "1  EML009  [ ] email-typo\n"
        "1  FIL050  [ ] ragged-record\n"
        "1  GEN005  [ ] gender-unreadable\n"
        "1  PHN004  [ ] phone-extension\n" + CLOSING
    )
    assert answer.exit_code == 1


def test_statistics_as_json(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "--statistics", "--output-format", "json")
    assert json.loads(answer.stdout)[0] == {"code": "GEN001", "name": "gender-word", "count": 2, "fixable": 2}


def test_the_cap_is_announced(command: Command, run: Any) -> None:
    run.find(run.result.rows[:1] * 1500)
    lines = command("check", "t.csv").stdout.splitlines()
    assert len(lines) == 1004
    assert lines[1000] == (
        "... 500 more findings not shown; `--output-format concise` prints all, `--statistics` counts them."
    )


def test_a_long_cell_is_cut_and_says_so(command: Command, run: Any) -> None:
    row = list(run.result.rows[4])
    row[6] = "y" * 5_000_000
    run.find([tuple(row)])
    line = command("check", "t.csv").stdout.splitlines()[0]
    assert line == f't.csv:4:gender: GEN005 Write F, M or Other. ("{"y" * 80}..." (5,000,000 characters))'


def test_no_escape_sequence_reaches_the_terminal(command: Command, run: Any) -> None:
    row = list(run.result.rows[1])
    row[5] = row[6] = "\x1b]0;title\x07\u202egpj\r\n\u200b\x9b1m"
    run.find([tuple(row)])
    out = command("check", "t\x1b[2J.csv").stdout
    assert out.splitlines()[0] == (
        "t\\x1b[2J.csv:2:email: EML009 \\x1b]0;title\\x07\\u202egpj\\r\\n\\u200b\\x9b1m "
        '("\\x1b]0;title\\x07\\u202egpj\\r\\n\\u200b\\x9b1m")'
    )


def test_json_is_masked(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "--output-format", "json")
    assert answer.exit_code == 1
    items = json.loads(answer.stdout)
    assert [item["code"] for item in items] == ["GEN001", "EML009", "GEN001", "PHN004", "GEN005", "FIL050"]
    assert items[0] == {
        "code": "GEN001",
        "name": "gender-word",
        "message": "The gender is written as a word; it becomes ***.",
        "filename": "t.csv",
        "row": 1,
        "line": 2,
        "field": "gender",
        "value": "***",
        "fix": {"after": "***", "applicability": "safe"},
        "severity": "error",
        "url": None,
    }
    assert items[2]["fix"] == {"after": None, "applicability": "safe"}
    assert items[4]["fix"] is None
    assert items[5]["field"] is None
    for secret in ("female", "gmial", "x12", "a,b,c"):
        assert secret not in answer.stdout


def test_json_unmasked(command: Command, run: Any) -> None:
    items = json.loads(command("check", "t.csv", "--output-format", "json", "--no-redact").stdout)
    assert (items[0]["value"], items[0]["fix"]["after"]) == ("female", "F")
    assert items[3]["message"] == "The number has an extension (x12)."
    assert items[3]["fix"] == {"after": "+1", "applicability": "unsafe"}


def test_json_of_nothing_is_an_empty_array(command: Command, run: Any) -> None:
    run.find([])
    assert command("check", "t.csv", "--output-format", "json").stdout == "[]\n"


DIFF = """\
--- t.csv
+++ t.csv (fixed)
@@ row 1, line 2 @@
-gender: female
+gender: F
@@ row 2, line 3 @@
-gender: none
"""


def test_diff(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "--diff")
    assert answer.stdout == DIFF
    assert answer.stderr == "Would change 2 cells in 2 rows.\n"
    assert answer.exit_code == 1


def test_diff_redacted(command: Command, run: Any) -> None:
    answer = command("check", "t.csv", "--diff", "--redact")
    assert "-gender: ***\n+gender: ***\n" in answer.stdout


def test_a_cell_repaired_twice_is_one_change(command: Command, run: Any) -> None:
    first, again = list(run.result.rows[0]), list(run.result.rows[0])
    first[6:] = " female ", "female"
    again[6:] = "female", "F"
    run.find([tuple(first), tuple(again)])
    assert command("check", "t.csv", "--diff").stdout.splitlines()[3:] == ["-gender:  female ", "+gender: F"]


def test_diff_of_nothing(command: Command, run: Any) -> None:
    run.find([])
    answer = command("check", "t.csv", "--diff")
    assert (answer.stdout, answer.stderr, answer.exit_code) == ("", "No accepted row would change.\n", 0)


@pytest.mark.parametrize("other", [("--output-format", "json"), ("--statistics",)])
def test_diff_stands_alone(command: Command, run: Any, other: tuple[str, ...]) -> None:
    assert command("check", "t.csv", "--diff", *other).exit_code == 2


def test_options_become_settings(command: Command, run: Any, tmp_path: Path) -> None:
    (tmp_path / "yotpo-lint.toml").write_text('timezone = "Europe/Berlin"\nignore = ["EML"]')
    answer = command(
        *"check t.csv --region us --date-order dmy --identify-by email --duplicates last".split(),
        *"--omit gender,zip --omit tags --ignore PHN --select ALL --extend-select GEN --unsafe-fixes".split(),
        *"--tag-separator ; --rules mine.py".split(),
    )
    assert answer.exit_code == 1, answer.stderr
    settings = run.settings
    assert settings is not None
    assert (settings.region, settings.timezone, settings.date_order) == ("US", "Europe/Berlin", "dmy")
    assert (settings.identify_by, settings.duplicates, settings.tag_separator) == ("email", "last", ";")
    assert settings.omit == ("gender", "tags", "address.zip")
    assert (settings.select, settings.extend_select, settings.ignore) == (("ALL",), ("GEN",), ("PHN",))
    assert (settings.unsafe_fixes, settings.rules) == (True, ("mine.py",))


def test_show_settings(command: Command, run: Any, tmp_path: Path) -> None:
    (tmp_path / "yotpo-lint.toml").write_text('region = "DE"\n[rule.PHN004]\nseverity = "warning"')
    answer = command("check", "--show-settings", "--omit", "city", "--unsafe-fixes")
    file = tmp_path / "yotpo-lint.toml"
    shown = [line.split("  # ") for line in answer.stdout.splitlines()]
    assert [(value.rstrip(), source) for value, source in shown] == [
        ('region = "DE"', str(file)),
        ('timezone = "UTC"', "default"),
        ("date-order = (not set)", "default"),
        ("tag-separator = (not set)", "default"),
        ("identify-by = (not set)", "default"),
        ('duplicates = "refuse"', "default"),
        ('omit = ["address.city"]', "command line"),
        ("select = []", "default"),
        ("extend-select = []", "default"),
        ("ignore = []", "default"),
        ("unsafe-fixes = true", "command line"),
        ("rules = []", "default"),
        ('rule = { PHN004 = { severity = "warning" } }', str(file)),
        ('profile = "core"', "default"),
        ('source = "auto"', "default"),
        ("map = {}", "default"),
        ("join = (not set)", "default"),
    ]
    assert answer.exit_code == 0
    assert run.source is None


def test_show_settings_as_json(command: Command, run: Any) -> None:
    answer = command("check", "--show-settings", "--region", "US", "--output-format", "json")
    assert json.loads(answer.stdout)["region"] == {"value": "US", "source": "command line"}
