"""Masking: a sentence about a cell keeps what is no one's, and tells nothing of the cell."""

from __future__ import annotations

from typing import Any

import pytest

from yotpo_lint.report.redaction import Redaction, mask_message
from yotpo_lint.rule import Problem


def problem(message: str, **more: Any) -> Problem:
    return Problem(code="ABC001", name="a-b", message=message, **more)


@pytest.mark.parametrize(
    ("problem", "message", "masked"),
    [
        (problem("Write {hint}."), "Write 02134.", "Write ***."),
        (problem("It becomes {after}."), "It becomes F.", "It becomes ***."),
        (problem("{hint}; write it anew.", general="Write it anew."), "Ada has two; write it anew.", "Write it anew."),
        (problem("See record {hint}.", open_hint=True), "See record 41.", "See record 41."),
    ],
)
def test_a_message_is_masked(problem: Problem, message: str, masked: str) -> None:
    finding = {"code": problem.code, "message": message}
    assert mask_message(problem, message) == masked
    assert Redaction({problem.code: problem}, masked=True).message(finding) == masked
    assert Redaction({}, masked=False).message(finding) == message


@pytest.mark.parametrize(
    ("message", "more", "why"),
    [
        ("Write {hint}.", {"general": "Write {hint}."}, "a sentence without"),
        ("Write {hint}.", {"general": "write it"}, "a sentence without"),
        ("It becomes {after}, as in {hint}.", {"open_hint": True}, "its hint cannot be open"),
    ],
)
def test_a_problem_that_would_show_a_cell_is_refused_where_it_is_written(
    message: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        problem(message, **more)
