"""`Result.raise_for_rejects`: what is tolerated, and what the error says."""

from __future__ import annotations

import pickle
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl


def result_of(rejected: int, rows: int) -> yl.Result:
    genders = ["Mrs"] * rejected + ["F"] * (rows - rejected)
    return yl.lint(pd.DataFrame({"external_id": [str(number) for number in range(1, rows + 1)], "gender": genders}))


@pytest.mark.parametrize("limit", ["2%", " 2% ", "1.5%", 2, 3, "2", 0.02, 1.0, "100%"])
def test_as_many_rejects_as_tolerated_pass_and_the_result_comes_back(limit: Any) -> None:
    result = result_of(3, 200) if limit not in (2, "2") else result_of(2, 200)
    assert result.raise_for_rejects(max=limit) is result


@pytest.mark.parametrize("limit", ["1.4%", 2, "2", 0.014, 0, 0.0, "0%", 1])
def test_one_more_raises(limit: Any) -> None:
    with pytest.raises(yl.TooManyRejectsError, match=r"^3 of 200 rows rejected \(1\.5 %\), more than max="):
        result_of(3, 200).raise_for_rejects(max=limit)


def test_nothing_is_tolerated_unless_said() -> None:
    with pytest.raises(yl.TooManyRejectsError):
        result_of(1, 100).raise_for_rejects()
    assert result_of(0, 1).raise_for_rejects().counts["rejected"] == 0


def test_a_share_is_the_decimal_that_was_written() -> None:
    """0.07 as a binary fraction is a little more than 7 of 100, and 0.29 a little less than 29."""
    for share, rejected in ((0.07, 7), (0.29, 29)):
        result_of(rejected, 100).raise_for_rejects(max=share)
        with pytest.raises(yl.TooManyRejectsError):
            result_of(rejected + 1, 100).raise_for_rejects(max=share)


def test_no_rows_reject_none() -> None:
    yl.lint(pd.DataFrame({"external_id": []})).raise_for_rejects(max="0%")


def test_the_message_says_how_many_why_and_what_to_do() -> None:
    frame = pd.DataFrame(
        {
            "external_id": [str(number) for number in range(1, 9)],
            "gender": ["Mrs", "Mrs", "Mrs", "F", "F", "F", "F", "F"],
            "default_currency": ["XXX", "XXX", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR"],
            "email": ["a@example.com", "b@example", "c@example.com", *[None] * 5],
            "account_created_at": ["2024-02-31", *["2024-02-01"] * 7],
        },
        dtype=object,
    )
    with pytest.raises(yl.TooManyRejectsError) as caught:
        yl.lint(frame).raise_for_rejects(max="20%")
    error = caught.value
    assert (error.rejected, error.rows) == (3, 8)
    assert next(iter(error.codes)) == "GEN004"
    assert error.codes["GEN004"] == 3
    assert len(error.codes) == 4
    assert str(error).startswith("3 of 8 rows rejected (37.5 %), more than max=20%; most often GEN004 ")
    assert " and 1 other code. Look at `result.rejected` for the rows" in str(error)
    assert "`result.report['next_steps']`" in str(error)
    assert "\n" not in str(error)
    assert "Mrs" not in str(error)
    assert "example" not in str(error)


def test_few_rejects_of_many_are_never_shown_as_none() -> None:
    with pytest.raises(
        yl.TooManyRejectsError, match=r"^1 of 2,000 rows rejected \(less than 0\.1 %\), more than max=0;"
    ):
        result_of(1, 2000).raise_for_rejects()


@pytest.mark.parametrize(
    "limit", ["", "1,5%", "0.5", "101%", "one", -1, -0.1, 1.01, float("nan"), float("inf"), True, None]
)
def test_what_is_no_limit_is_refused(limit: Any) -> None:
    with pytest.raises(yl.YotpoLintError, match=r"^max: ") as caught:
        result_of(0, 1).raise_for_rejects(max=limit)
    assert not isinstance(caught.value, yl.TooManyRejectsError)


def test_the_error_survives_the_way_to_another_process() -> None:
    """A scheduler pickles what a job raised."""
    with pytest.raises(yl.TooManyRejectsError) as caught:
        result_of(1, 1).raise_for_rejects()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- our own bytes
    assert (str(again), again.rejected, again.rows, again.codes) == (str(caught.value), 1, 1, {"GEN004": 1})
