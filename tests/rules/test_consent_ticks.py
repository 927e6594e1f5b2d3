"""Ticks in a column of consents: a yes only where the whole column makes it certain."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from yotpo_lint_rules import cells

import yotpo_lint as yl
from yotpo_lint.rule import Clean, Facts, TableEvidence

FIELD = "accepts_email_marketing"


def read(*texts: str | None, is_complete: bool = True, unseen: int = 0) -> dict[int, str | None]:
    """Return by row what the ticks of a column become; rows that are left to the field's rule are not there."""
    columns = {FIELD: pa.array(texts, pa.string())}
    counts = cells.count_evidence(columns, Facts())
    facts = Facts(evidence=TableEvidence(len(texts) + unseen, is_complete, counts))
    found: dict[int, str | None] = {}
    for answer in cells.read_doubtful_cells(columns, facts):
        assert isinstance(answer.reading, Clean)
        found |= dict.fromkeys(answer.rows.to_pylist(), answer.reading.value)
    return found


@pytest.mark.parametrize(
    "texts",
    [
        ("x", "yes", ""),
        ("x", "✓", ""),
        ("x", "x", "x"),
        ("x", "maybe", ""),
        ("x", "-", ""),
        ("✗", "✗", ""),
        ("ok", "", ""),
        ("true", "false", ""),
        ("2021-03-04", "x", ""),
    ],
)
def test_left_to_the_rule_of_the_field(texts):
    assert read(*texts) == {}


def test_a_table_that_was_not_looked_at_to_its_end_makes_nothing_certain():
    assert read("x", "", is_complete=False) == {}
    assert read("x", "", unseen=1) == {}


@pytest.mark.parametrize("tick", ["✓", "✔", "✔\ufe0f", "☑", "✅", "x", "X", " x ", "checked", "Checked"])
@pytest.mark.parametrize("other", ["", None, " ", "no", "FALSE", "0", "unsubscribed"])
def test_the_only_mark_of_a_column_says_yes(tick, other):
    assert read(tick, other, tick) == {0: "true", 2: "true"}


@pytest.mark.parametrize("box", ["☐", "unchecked"])
def test_an_empty_box_says_no(box):
    assert read("☑", box) == {0: "true", 1: "false"}


def test_ticks_of_a_table_go_out_as_consents():
    frame = pd.DataFrame({"external_id": ["1", "2"], FIELD: ["✓", ""], "accepts_sms_marketing": ["x", "yes"]})
    result = yl.lint(frame)
    assert [payload["customer"] for payload in result.payloads()] == [
        {"external_id": "2", "accepts_sms_marketing": True},
    ]
    frame["accepts_sms_marketing"] = ["no", "x"]
    assert [payload["customer"] for payload in yl.lint(frame).payloads()] == [
        {"external_id": "1", "accepts_sms_marketing": False, FIELD: True},
        {"external_id": "2", "accepts_sms_marketing": True},
    ]
