"""Damaged columns: each is told with its cells, and nothing of what is right is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from yotpo_lint_rules import column_damage

import yotpo_lint as yl
from yotpo_lint.rule import Evidence, Facts


def told(**columns: list[str | None]) -> list[tuple[str, str | None, int]]:
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame({"external_id": [f"C{number}" for number in range(rows)]} | columns)
    report: dict[str, Any] = yl.lint(frame, region="US", source="yotpo").report
    return [(each["code"], each["column"], each["cells"]) for each in report["columns"]]


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        ("phone_number", ["1.2025550143E+11", "1.2E+11", "+12025550143"], ("COL001", 2)),
        ("zip", ["8.594E+4", "02134"], ("COL001", 1)),
        ("phone_number", ["12025550143.0", "2025550144.0"], ("COL002", 2)),
        ("accepts_sms_marketing", ["1.0", "0.0", None], ("COL002", 2)),
        ("external_id", ["12345678901234567.0", "C1"], ("COL003", 1)),
        ("zip", ["2134", "02135"], ("COL004", 1)),
        ("phone_number", ["-679", "+12025550143"], ("COL005", 1)),
        ("account_created_at", ["43831", "2020-01-31T10:00:00Z"], ("COL006", 1)),
        ("gender", ["nan", "F", "<NA>"], ("COL007", 2)),
        ("city", ["MÃ¼nchen", "Ulm"], ("COL008", 1)),
    ],
)
def test_a_damage_is_told_with_its_cells(column: str, cells: list[str | None], expected: tuple[str, int]) -> None:
    columns = {column: cells, "country_code": ["US"] * len(cells)}
    code, count = expected
    assert told(**columns) == [(code, column, count)]


def test_a_column_without_damage_is_not_told_of() -> None:
    assert (
        told(
            first_name=["None", "Nan", "Null"],
            last_name=["Müller", "Nan", "O'Brien"],
            phone_number=["(202) 555-0143", "+12025550144", ""],
            zip=["02134", "", "10001"],
            country_code=["US", "US", "US"],
            company=["n/a", "-", "Acme"],
            gender=["f", "unknown", ""],
            account_created_at=["12 Mar 2025", "2020-01-31", ""],
        )
        == []
    )


def test_lines_of_another_length_are_told_of_the_whole_table() -> None:
    notes = column_damage.judge(Evidence({}, {("FIL050", ""): 3}, {}), Facts())
    assert [(note.problem.code, note.field, note.cells, note.hint) for note in notes] == [
        ("COL009", "", 3, "3 lines have")
    ]


def test_every_damage_says_what_to_do() -> None:
    for damage in column_damage.RULE.problems:
        assert damage.severity == "warning"
        assert damage.undo.endswith(".")
        assert damage.prevention.endswith(".")


def test_it_may_be_passed_over() -> None:
    frame = pd.DataFrame({"external_id": ["C1"], "gender": ["nan"]})
    assert yl.lint(frame, source="yotpo").report["columns"] != []
    assert yl.lint(frame, source="yotpo", ignore=["COL"]).report["columns"] == []
