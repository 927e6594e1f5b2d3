"""Ids that lost their zeros are told where others of the column still have theirs, and nowhere else."""

from __future__ import annotations

import pandas as pd
import pytest

import yotpo_lint as yl


def told(ids: list[str]) -> list[tuple[str, str, int]]:
    frame = pd.DataFrame({"external_id": ids, "gender": "F"})
    columns = yl.lint(frame, source="yotpo").report["columns"]
    return [(each["code"], each["column"], each["cells"]) for each in columns]


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        (["00041", "00042", "00043", "44", "45", "12345"], 2),
        (["007", "008", "009", "99"], 1),
    ],
)
def test_short_ids_are_counted(ids: list[str], short: int) -> None:
    assert told(ids) == [("COL011", "external_id", short)]


@pytest.mark.parametrize(
    "ids",
    [
        ["1", "2", "10", "100", "1000"],  # counted up from one
        ["00041", "00042", "00043", "12345"],  # all filled up
        ["00041", "00042", "44"],  # two are no form
        ["00041", "0042", "043", "44"],  # no one length
        ["00041", "00042", "00043", "44", "123456"],  # longer ones
        ["0", "1", "2", "3"],
        ["C-01", "C-02", "C-03", "4", "0x1f"],
    ],
)
def test_ids_as_shops_write_them_are_not_told_of(ids: list[str]) -> None:
    assert told(ids) == []


def test_the_remedy_is_said() -> None:
    frame = pd.DataFrame({"external_id": ["001", "002", "003", "4"], "gender": "F"})
    (note,) = yl.lint(frame, source="yotpo").report["columns"]
    assert note["message"] == (
        "A program that takes 00042 for a number has eaten the zeros at the beginning of 1 of 4 cells, while others "
        "have 3 digits with theirs."
    )
    assert note["undo"].startswith("Not here: ")
    assert note["again"].startswith("Lint the shop's own file")
