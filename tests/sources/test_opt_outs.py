"""Columns that can only say no: they outweigh every consent, and what nobody knows in them is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import SettingsError
from yotpo_lint.sources.source_file import read_source

HEAD = 'title = "own"\nread = "2026-11-27"\nfacts = ["our own export"]\n'
OWN = f"""{HEAD}
[fields]
email = "email"
accepts_email_marketing = "newsletter"

[opt_outs.accepts_email_marketing]
"suppressions" = {{ words = ["BOUNCED"], why = "a suppressed address may not be written to" }}
"left at" = {{ why = "a time of leaving is a refusal" }}
"reason" = {{ words = ["*"], why = "who gave a reason for leaving has left" }}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return str(path)


def linted(source: str, **cells: str) -> yl.Result:
    return yl.lint(
        pd.DataFrame({"email": ["ana@example.com"], **{key: [cell] for key, cell in cells.items()}}), source=source
    )


def consent(result: yl.Result) -> bool | None:
    (made,) = result.payloads("none")
    return made.get("accepts_email_marketing")


@pytest.mark.parametrize("suppressions", ["", "  ", "[]", "false", "No", "0", "null"])
def test_where_none_says_no_the_consent_is_read(source: str, suppressions: str) -> None:
    result = linted(source, newsletter="yes", suppressions=suppressions, reason="")
    assert consent(result) is True
    assert result.fixes[["before", "after"]].to_numpy().tolist() == [["yes", "true"]]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("suppressions", "BOUNCED"),
        ("suppressions", "['bounced']"),
        ("suppressions", '["SOMETHING_NEW", "BOUNCED"]'),
        ("suppressions", "something new; bounced"),
        ("suppressions", "true"),
        ("left at", "2021-01-01"),
        ("left at", "01.02.2021 10:00"),
        ("left at", "1609459200"),
        ("reason", "too many letters"),
    ],
)
def test_a_no_outweighs_every_consent(source: str, column: str, cell: str) -> None:
    result = linted(source, newsletter="yes", **{column: cell})
    assert consent(result) is False
    fixes = result.fixes[["code", "before", "after"]].to_numpy().tolist()
    read = json.dumps({"newsletter": "yes", column: cell})
    assert fixes == [["SRC008", read, "false"]]


@pytest.mark.parametrize(("column", "cell"), [("suppressions", "SOMETHING_NEW"), ("left at", "perhaps")])
def test_what_nobody_knows_is_refused(source: str, column: str, cell: str) -> None:
    result = linted(source, newsletter="yes", **{column: cell})
    assert result.rejected["_codes"].tolist() == ["SRC004"]


def test_a_no_of_one_column_outweighs_an_unknown_word_of_another(source: str) -> None:
    assert consent(linted(source, suppressions="SOMETHING_NEW", reason="too many letters")) is False


def test_not_having_opted_out_is_no_consent(source: str) -> None:
    result = linted(source, suppressions="false")
    assert consent(result) is None
    assert result.fixes["code"].tolist() == ["SRC003"]


def test_a_column_mapped_by_hand_does_not_silence_it(source: str) -> None:
    frame = pd.DataFrame({"email": ["ana@example.com"], "agreed": ["yes"], "suppressions": ["BOUNCED"]})
    assert consent(yl.lint(frame, source=source, map={"agreed": "accepts_email_marketing"})) is False


def test_an_opt_out_mapped_by_hand_is_read_as_what_it_is() -> None:
    frame = pd.DataFrame({"email": ["ana@example.com", "bo@example.com"], "Email Suppressions": ["true", "false"]})
    chosen = {"email": "email", "Email Suppressions": "accepts_email_marketing"}
    made = yl.lint(frame, map=chosen).payloads("none")
    assert [each.get("accepts_email_marketing") for each in made] == [False, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [("0000-00-00 00:00:00", True), ("FALSE, none", True), ("x y", None), ("off, bounced", False), ("1.0", False)],
)
def test_a_cell(source: str, text: str, said: bool | None) -> None:
    result = linted(source, newsletter="yes", suppressions=text)
    assert (consent(result) if result.report["counts"]["accepted"] else None) is said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[opt_outs.email]\nx = { why = 'w' }", "opt_outs.email: is not a consent"),
        (
            "[opt_outs.accepts_sms_marketing]\nx = { words = ['a'] }",
            "accepts_sms_marketing.x: has no reason; add why",
        ),
        ("[opt_outs.accepts_sms_marketing]\nx = { why = 'w', word = 'a' }", "did you mean words"),
        ("[opt_outs.accepts_sms_marketing]\nx = { why = 'w' }\n[ignored]\nX = 'i'", "also feeds accepts_sms_marketing"),
    ],
)
def test_a_file_that_says_it_wrongly(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'{HEAD}[fields]\nemail = "email"\n{text}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_source(path)
