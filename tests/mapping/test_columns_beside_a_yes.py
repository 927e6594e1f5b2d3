"""Columns of many languages beside a stale yes: what refuses takes it away, and what does not leaves it.

All of them stand in one table, each filled in a row of its own.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl

EMAIL, SMS = "accepts_email_marketing", "accepts_sms_marketing"
REFUSED = {"email": (EMAIL,), "sms": (SMS,), "both": (EMAIL, SMS)}


def rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def emitted(table: list[dict[str, str]], source: str) -> list[dict[str, object]]:
    """Return what goes out for each row of a table: nothing where the row is rejected."""
    frame = pd.DataFrame(
        "", index=range(len(table)), columns=["external_id", EMAIL, SMS, *dict.fromkeys(row["header"] for row in table)]
    )
    frame["external_id"] = [f"C{at}" for at in frame.index]
    frame[[EMAIL, SMS]] = "yes"
    for at, row in enumerate(table):
        frame.loc[at, row["header"]] = row["cell"]
    made = {each["external_id"]: each for each in yl.lint(frame, source=source).payloads("none")}
    return [made.get(identity, {}) for identity in frame["external_id"]]


@pytest.mark.parametrize("source", ["yotpo", "auto"])
def test_no_refusal_is_followed_by_a_yes(source: str) -> None:
    table = rows("refusing_columns.csv")
    assert len(table) >= 250
    made = emitted(table, source)
    assert [
        row for row, each in zip(table, made, strict=True) if any(each.get(f) is True for f in REFUSED[row["refuses"]])
    ] == []


@pytest.mark.parametrize("source", ["yotpo", "auto"])
def test_what_refuses_nothing_leaves_the_yes(source: str) -> None:
    table = rows("left_alone_columns.csv")
    made = emitted(table, source)
    assert [
        row for row, each in zip(table, made, strict=True) if not (each.get(EMAIL) is True and each.get(SMS) is True)
    ] == []


def test_most_refusals_go_out_as_such() -> None:
    table = rows("refusing_columns.csv")
    made = emitted(table, "yotpo")
    sent = [all(each.get(f) is False for f in REFUSED[row["refuses"]]) for row, each in zip(table, made, strict=True)]
    assert sum(sent) >= 0.8 * len(sent)
