"""Every format: its golden case, and its consumer's own schema, grammar or parser.

`UPDATE_CASES=1 pytest tests/cli/test_formats.py` writes the golden cases anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import junitparser
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt

from yotpo_lint import __version__, catalogue
from yotpo_lint.cli import main
from yotpo_lint.cli.formats import FORMATS, gitlab, junit, sarif
from yotpo_lint.cli.formats.markdown import escaped
from yotpo_lint.registry import load_registry

Command = Callable[..., Result]

CASE = Path(__file__).parents[1] / "cases" / "formats"
SARIF_SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))

# A new rule makes a new test of JUnit's suite; these few are the case.
SELECT = {"junit": ["--select", "GEN,PHN011,EML014"], "sarif": ["--select", "GEN,PHN011,EML014"]}
# What stands in the table and in no message; other formats than text must not show any of it.
SECRETS = ("Ada.Jones", "555-0123", "female", "Mrs", "1.41556E+10", "gmial", "eve@", "dee|")

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format (read 2026-11-23)
GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
# `::name key=value,key=value::message`, as the runner's ActionCommand reads it: nothing unescaped may end a part early.
GITHUB_COMMAND = re.compile(
    r"::(?P<level>error|warning) title=(?P<title>(?:[^,:%\r\n]|%(?:25|0D|0A|3A|2C))+)"
    r"(?:,file=(?P<file>(?:[^,:%\r\n]|%(?:25|0D|0A|3A|2C))+))?(?:,line=(?P<line>[1-9]\d*))?"
    r"::(?P<message>(?:[^%\r\n]|%(?:25|0D|0A))+)"
)


@pytest.fixture
def table(tmp_path: Path) -> str:
    shutil.copy(CASE / "customers.csv", tmp_path)
    return "customers.csv"


def many(folder: Path, rows: int) -> str:
    """Write a table in which every row has a gender that cannot be read and a warning."""
    lines = [f"{row},1,a{row}@gmial.com\n" for row in range(1, rows + 1)]
    (folder / "many.csv").write_text("external_id,gender,email\n" + "".join(lines), "utf-8")
    return "many.csv"


@pytest.mark.parametrize("name", FORMATS)
def test_a_golden_case(command: Command, table: str, name: str) -> None:
    answer = command("check", table, "--output-format", name, *SELECT.get(name, []))
    assert answer.exit_code == 1
    text = answer.stdout.replace(f'"{__version__}"', '"VERSION"')
    if name == "sarif":
        document = json.loads(text)
        for rule in document["runs"][0]["tool"]["driver"]["rules"]:
            page = catalogue.explain(load_registry(), rule["id"])
            assert rule["help"] == {"text": page, "markdown": page}
            rule["help"] = "the page of `explain`"
        text = json.dumps(document, indent=2) + "\n"
    if os.environ.get("UPDATE_CASES"):
        (CASE / f"{name}.txt").write_bytes(text.encode("utf-8"))
    assert text == (CASE / f"{name}.txt").read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", [each for each in FORMATS if each != "text"])
def test_what_travels_is_masked_unless_asked(command: Command, table: str, name: str) -> None:
    answer = command("check", table, "--output-format", name)
    # SARIF brings the rules' own pages along, with their invented examples.
    results = answer.stdout.partition('"results"')[2] if name == "sarif" else answer.stdout
    assert results
    assert not [secret for secret in SECRETS if secret in results]
    assert "***" in answer.stdout or name == "markdown"
    shown = command("check", table, "--output-format", name, "--no-redact")
    assert "1.41556E+10" in shown.stdout or "Ada.Jones@example.com" in shown.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "clean.csv").write_text("external_id,gender\n1,F\n", "utf-8")
    answer = command("check", "clean.csv", "--output-format", name)
    assert answer.exit_code == 0
    assert (answer.stdout == "") is (name in ("concise", "jsonl", "github"))


def test_json_and_jsonl_say_the_same(command: Command, table: str) -> None:
    array = json.loads(command("check", table, "--output-format", "json").stdout)
    lines = command("check", table, "--output-format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == array


def test_sarif_is_valid(command: Command, table: str) -> None:
    document = json.loads(command("check", table, "--output-format", "sarif", "--no-redact").stdout)
    assert [error.message for error in Draft4Validator(SARIF_SCHEMA).iter_errors(document)] == []
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    prints = [result["partialFingerprints"]["yotpoLintFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == 14


def test_sarif_is_cut_by_rule_and_says_so(command: Command, tmp_path: Path) -> None:
    answer = command("check", many(tmp_path, 4_000), "--output-format", "sarif")
    document = json.loads(answer.stdout)
    run = document["runs"][0]
    assert [error.message for error in Draft4Validator(SARIF_SCHEMA).iter_errors(document)] == []
    assert len(run["results"]) == sarif.SHOWN == 5_000
    counted = [result for result in run["results"] if "occurrenceCount" in result]
    assert [result["occurrenceCount"] for result in counted] == [1_501, 1_501]
    assert counted[0]["message"]["text"].endswith(
        "1,501 more findings of EML014 email-domain-typo, not listed one by one."
    )
    told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert told.startswith("3,002 findings of many.csv put together by rule; GitHub shows 5,000 results.")
    assert told in answer.stderr


def test_a_path_becomes_a_uri(command: Command, table: str, tmp_path: Path) -> None:
    (tmp_path / table).rename(tmp_path / "the table #1.csv")
    document = json.loads(command("check", "the table #1.csv", "--output-format", "sarif").stdout)
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "the%20table%20%231.csv"


@pytest.mark.parametrize("typed", ["./sub/../customers.csv", "{folder}/customers.csv"])
def test_a_table_is_named_as_the_repository_knows_it(
    command: Command, table: str, tmp_path: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    path = typed.format(folder=tmp_path)
    issues = json.loads(command("check", path, "--output-format", "gitlab").stdout)
    assert [error.message for error in Draft202012Validator(GITLAB_SCHEMA).iter_errors(issues)] == []
    assert {issue["location"]["path"] for issue in issues} == {"customers.csv"}
    assert issues == json.loads(command("check", table, "--output-format", "gitlab").stdout)
    assert ",file=customers.csv," in command("check", path, "--output-format", "github").stdout
    sarif_ = json.loads(command("check", path, "--output-format", "sarif").stdout)
    assert sarif_ == json.loads(command("check", table, "--output-format", "sarif").stdout)
    # A step that runs in a folder below the root names the table from the root.
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    line = command("check", path, "--output-format", "github").stdout.splitlines()[0]
    assert f",file={tmp_path.name}/customers.csv," in line


def test_what_is_no_file_of_the_repository_stays_as_it_was_named(command: Command, table: str, tmp_path: Path) -> None:
    text = (tmp_path / table).read_text("utf-8")
    answer = CliRunner().invoke(main, ["check", "-", "--output-format", "gitlab"], input=text)
    issues = json.loads(answer.stdout)
    assert {issue["location"]["path"] for issue in issues} == {"standard input"}


def test_gitlab_is_valid(command: Command, table: str) -> None:
    issues = json.loads(command("check", table, "--output-format", "gitlab").stdout)
    assert [error.message for error in Draft202012Validator(GITLAB_SCHEMA).iter_errors(issues)] == []
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 14


def test_gitlab_is_cut_and_says_so(command: Command, tmp_path: Path) -> None:
    answer = command("check", many(tmp_path, 3_000), "--output-format", "gitlab")
    issues = json.loads(answer.stdout)
    assert [error.message for error in Draft202012Validator(GITLAB_SCHEMA).iter_errors(issues)] == []
    assert len(issues) == gitlab.LISTED + 1
    told = "1,000 more findings of many.csv not listed here; --output-format jsonl lists all."
    assert issues[-1]["description"] == told
    assert answer.stderr == f"yotpo-lint: {told}\n"


def test_github_has_its_commands_and_no_more_than_it_shows(command: Command, table: str) -> None:
    lines = command("check", table, "--output-format", "github", "--no-redact").stdout.splitlines()
    found = [GITHUB_COMMAND.fullmatch(line) for line in lines]
    assert all(found)
    levels = [each["level"] for each in found if each]
    assert (levels.count("error"), levels.count("warning")) == (10, 1)
    assert found[9]["message"].startswith("3 more rules with 3 findings (GEN001, IDN001, PHN002)")  # type: ignore[index]  # it matched


def test_github_escapes_what_ends_a_command(command: Command, table: str, tmp_path: Path) -> None:
    (tmp_path / table).rename(tmp_path / "a,b:c%d.csv")
    line = command("check", "a,b:c%d.csv", "--output-format", "github", "--select", "GEN005").stdout.splitlines()[0]
    found = GITHUB_COMMAND.fullmatch(line)
    assert found is not None
    assert found["file"] == "a%2Cb%3Ac%25d.csv"


def test_junit_is_read_by_a_junit_parser(command: Command, table: str) -> None:
    text = command("check", table, "--output-format", "junit").stdout
    suites = junitparser.JUnitXml.fromstring(text.encode())
    (suite,) = list(suites)
    cases = {case.name.split()[0]: case for case in suite}
    assert len(cases) == suite.tests == len(load_registry().problems)
    assert suite.failures == sum(not case.is_passed for case in suite) == 12
    (failure,) = cases["GEN005"].result
    assert failure.type == "GEN005"
    assert failure.message.startswith("1 finding in gender, row 3. ")
    assert cases["EML014"].is_passed
    assert "looks like a typing error" in cases["EML014"].system_out


def test_junit_cuts_a_tests_output_and_says_so(command: Command, tmp_path: Path) -> None:
    text = command("check", many(tmp_path, 50), "--output-format", "junit", "--select", "GEN005").stdout
    (suite,) = list(junitparser.JUnitXml.fromstring(text.encode()))
    (failing,) = [case for case in suite if case.result]
    lines = failing.result[0].text.splitlines()
    assert len(lines) == junit.LISTED + 1
    assert lines[-1] == "... 30 more findings; --output-format jsonl lists all"


def test_junit_holds_what_xml_cannot(command: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("external_id,gender\n1,a\x01\ufffe<b>\n".encode())
    text = command("check", "t.csv", "--output-format", "junit", "--no-redact").stdout
    assert list(junitparser.JUnitXml.fromstring(text.encode()))


def test_markdown_is_two_tables_and_nothing_that_acts(command: Command, table: str) -> None:
    text = command("check", table, "--output-format", "markdown", "--no-redact").stdout
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    kinds = [token.type for token in tokens] + [each.type for token in tokens for each in token.children or []]
    assert kinds.count("table_open") == 2
    assert not {"html_block", "html_inline", "link_open", "image"} & set(kinds)
    assert kinds.count("tr_open") == 2 + 1 + 13
    # Each row has as many cells as the head, whatever stands in them.
    assert kinds.count("td_open") == 5 + 13 * 9


def test_markdown_tells_no_one_by_a_columns_name(command: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("external_id,@encrypted,a`@b\n1,x,y\n", "utf-8")
    text = command("check", "t.csv", "--output-format", "markdown").stdout
    tokens = [each for token in MarkdownIt("commonmark").parse(text) for each in token.children or []]
    assert [each.content for each in tokens if each.type == "code_inline"][:2] == ["@encrypted", "a`@b"]
    assert not [each for each in tokens if each.type == "text" and "@" in each.content]


@pytest.mark.parametrize("text", ["<script>", "a|b", "*x* _y_ `z`", "[a](b)", "\\|", "~~x~~", "&lt;", "# x"])
def test_markdown_shows_text_as_it_is(text: str) -> None:
    rendered = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"| a |\n| --- |\n| {escaped(text)} |\n")
    )
    (cell,) = [token for token in rendered if token.type == "inline"][1:]
    assert "".join(each.content for each in cell.children or []) == text


def test_several_tables_make_one_report(command: Command, table: str, tmp_path: Path) -> None:
    shutil.copy(tmp_path / table, tmp_path / "second.csv")

    def output(name: str) -> Any:
        answer = command("check", table, "second.csv", table, "--output-format", name)
        assert answer.exit_code == 1
        return answer.stdout

    assert [item["filename"] for item in json.loads(output("json"))] == [table] * 14 + ["second.csv"] * 14
    assert len(json.loads(output("gitlab"))) == 28
    assert len({issue["fingerprint"] for issue in json.loads(output("gitlab"))}) == 28
    assert len(json.loads(output("sarif"))["runs"][0]["results"]) == 28
    assert [suite.name for suite in junitparser.JUnitXml.fromstring(output("junit").encode())] == [table, "second.csv"]
    assert output("markdown").count("## yotpo-lint: ") == 2
    assert output("github").count("::error") == 10
    assert output("text").count("6 rows: 1 would be accepted") == 2


def test_one_dirty_table_among_clean_ones_fails(command: Command, table: str, tmp_path: Path) -> None:
    (tmp_path / "clean.csv").write_text("external_id\n1\n", "utf-8")
    assert command("check", "clean.csv", table, "clean.csv", "-q").exit_code == 1
    assert command("check", "clean.csv").exit_code == 0


@pytest.mark.parametrize("name", ["concise", "jsonl", "gitlab", "github", "sarif", "junit", "markdown"])
def test_fix_prints_what_it_leaves_to_be_done(command: Command, table: str, name: str) -> None:
    answer = command("fix", table, "-o", "out", "--output-format", name)
    assert answer.exit_code == 1
    assert "GEN005" in answer.stdout
    assert "EML014" in answer.stdout
    if name == "junit":
        assert '<testcase classname="yotpo-lint.gender" name="GEN001 gender-word" />' in answer.stdout
    else:
        assert "GEN001" not in answer.stdout


@pytest.mark.parametrize("name", ["concise", "sarif"])
def test_statistics_are_text_or_json(command: Command, table: str, name: str) -> None:
    answer = command("check", table, "--statistics", "--output-format", name)
    assert answer.exit_code == 2
    assert "--statistics prints text or json" in answer.stderr


def test_statistics_of_several_tables_are_added_up(command: Command, table: str, tmp_path: Path) -> None:
    shutil.copy(tmp_path / table, tmp_path / "second.csv")
    answer = command("check", table, "second.csv", "--statistics", "--output-format", "json")
    assert json.loads(answer.stdout)[0] == {"code": "CNS001", "name": "consent-word", "count": 4, "fixable": 4}
