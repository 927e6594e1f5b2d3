"""Messages: filling many findings at once gives the same text as filling each."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yotpo_lint.report.finding_formatter import format_message, format_messages
from yotpo_lint.rule import Problem

TEXTS = st.sampled_from(["3, 17", "", "{after}", "{hint}", "ü", None])


@pytest.mark.parametrize(
    "message", ["Nothing.", "It is {hint}.", "{after}.", "{hint}{after}, {hint}.", "{{hint}} of {after}."]
)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_sentences_are_filled_as_each_of_them(message: str, rows: list[tuple[str | None, str | None]]) -> None:
    problem = Problem(code="TOY999", name="toy-message", message=message)
    hints, afters = ([each[number] for each in rows] for number in (0, 1))
    # What a message has no place for is not given to it.
    given_after = afters if "{after}" in message else [None] * len(rows)
    expected = [format_message(problem, hint or "", after) for hint, after in zip(hints, given_after, strict=True)]
    assert format_messages(problem, pa.array(hints, pa.string()), pa.array(afters, pa.string())).to_pylist() == expected
