"""Date order: the evidence of the column is counted and told, and repairs nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from yotpo_lint_rules import date_order

import yotpo_lint as yl
from yotpo_lint.rule import Facts, ValueCounts


def report(dates: list[str], **settings: Any) -> dict[str, Any]:
    frame = pd.DataFrame({"external_id": [f"C{number}" for number in range(len(dates))], "account_created_at": dates})
    return yl.lint(frame, source="yotpo", **settings).report


def messages(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["code"], each["message"]) for each in found["columns"]]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("25/12/2021", "day"),
        (" 31.1.2020 10:15", "day"),
        ("13-01-2020", "day"),
        ("12/25/2021", "month"),
        ("1/31/2020 10:15", "month"),
        ("03/04/2021", None),
        ("2021-03-25", None),
        ("12 Mar 2025", None),
        ("32/01/2020", None),
        ("25/13/2020", None),
    ],
)
def test_which_cells_decide(text: str, order: str | None) -> None:
    columns = {"account_created_at": ValueCounts(pa.array([text, ""]), pa.array([1, 2]))}
    counts = date_order.count(columns, Facts())
    assert {name for name, count in counts.items() if count} == ({f"account_created_at {order}"} if order else set())


def test_an_order_that_all_show_is_told_and_repairs_nothing() -> None:
    found = report(["25/12/2021", "31/01/2020", "03/04/2021", "04/05/2021"])
    assert messages(found) == [
        (
            "DAT017",
            (
                "All dates that show the order of day and month show the same: "
                "2 cells show the day first, none the month, and 2 could be either."
            ),
        )
    ]
    assert found["counts"]["rejected"] == 2
    steps = {step["option"]: (step["rescues"], step["message"]) for step in found["next_steps"]}
    rescued, message = steps["--date-order dmy"]
    assert rescued == 2
    assert "(2 cells show this order and none another)" in message
    assert "(2 cells show another order and none this one)" in steps["--date-order mdy"][1]


def test_two_orders_are_told_and_none_is_borne_out() -> None:
    found = report(["25/12/2021", "12/25/2021", "12/26/2021", "03/04/2021"])
    assert messages(found) == [
        (
            "DAT018",
            (
                "The column mixes two orders of day and month, and none is right for all of it: "
                "1 cell shows the day first and 2 cells show the month first."
            ),
        )
    ]
    steps = {step["option"]: step["message"] for step in found["next_steps"]}
    assert all("(the column shows both orders)" in steps[f"--date-order {order}"] for order in ("dmy", "mdy"))


def test_nothing_is_told_where_nothing_is_to_be_decided() -> None:
    assert messages(report(["25/12/2021", "31/01/2020", "2020-01-31"])) == []
    assert messages(report(["03/04/2021", "04/05/2021"])) == []
    assert messages(report(["25/12/2021", "03/04/2021"], date_order="dmy")) == []


def report_of_both(created: list[str], updated: list[str]) -> dict[str, Any]:
    ids = [f"C{number}" for number in range(len(created))]
    frame = pd.DataFrame({"external_id": ids, "account_created_at": created, "account_updated_at": updated})
    return yl.lint(frame, source="yotpo", profile="core-2026").report


def test_each_column_of_dates_has_its_own_evidence() -> None:
    found = report_of_both(["2021-01-01", "2021-01-02", "2021-01-03"], ["25/12/2021", "31/01/2020", "03/04/2021"])
    assert [(each["field"], each["code"]) for each in found["columns"]] == [("account_updated_at", "DAT017")]
    steps = {step["option"]: step["message"] for step in found["next_steps"]}
    assert "(2 cells show this order and none another)" in steps["--date-order dmy"]


def test_no_column_speaks_for_another() -> None:
    """Each column is of one order, and only together would they be mixed; an option names what each says of it."""
    found = report_of_both(["25/12/2021", "03/04/2021", "2021-01-03"], ["12/25/2021", "12/26/2021", "03/04/2021"])
    assert [(each["field"], each["code"]) for each in found["columns"]] == [
        ("account_created_at", "DAT017"),
        ("account_updated_at", "DAT017"),
    ]
    steps = {step["option"]: step["message"] for step in found["next_steps"]}
    assert (
        "(account_created_at: 1 cell shows this order and none another; "
        "account_updated_at: 2 cells show another order and none this one)"
    ) in steps["--date-order dmy"]
