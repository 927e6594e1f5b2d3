"""The checks that the gate and the pandera schema share, cell by cell."""

from __future__ import annotations

import pyarrow as pa
import pytest

from yotpo_lint.contract.checks import TEXT_CHECKS


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("A", True),
        ("Ana", True),
        ("é", True),
        ("a b", True),
        ("a\nb", True),
        ("", False),
        (" ", False),
        (" Ana", False),
        ("Ana ", False),
        ("\tAna", False),
        ("Ana\n", False),
    ],
)
def test_a_text_has_no_blank_at_its_ends(text: str, *, passes: bool) -> None:
    format_check = TEXT_CHECKS["first_name"][0]
    # Alone, beside visible ASCII, and beside a text that only the pattern can judge.
    for others in ([], ["Bo"], ["Zoë"], [" "]):
        assert format_check.test(pa.array([text, *others]))[0].as_py() is passes


@pytest.mark.parametrize(
    ("text", "passes"), [("x" * 255, True), ("é" * 255, True), ("x" * 256, False), ("é" * 256, False)]
)
def test_a_text_has_as_many_characters_as_the_limit_and_no_more(text: str, *, passes: bool) -> None:
    length_check = TEXT_CHECKS["first_name"][1]
    for others in ([], ["Bo"], ["日" * 255], ["x" * 300]):
        assert length_check.test(pa.array([text, *others]))[0].as_py() is passes
