"""The checks of each field as tests of Arrow text, shared by the pandera schema and the gate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, MAX_LENGTH
from yotpo_lint.contract.formats import FORMATS, TEXT

if TYPE_CHECKING:
    from yotpo_lint.contract.profiles import Profile
    from yotpo_lint.rule import Problem

# Takes a string array and returns which texts pass; a null stays null.
TextTest = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class TextCheck:
    """One check of the text of a field: its test, the problem of a text that fails, and what the test expects."""

    problem: Problem
    expected: str
    test: TextTest


def match_pattern(pattern: str) -> TextTest:
    """Return a test that a whole text matches a pattern."""
    return lambda array: pc.match_substring_regex(array, rf"\A(?:{pattern})\z")


def _is_text(array: pa.Array) -> pa.Array:
    """Return which texts match `TEXT`; only their ends matter, and visible ASCII ends need no regular expression."""
    first, last = (pc.binary_slice(array.cast(pa.binary()), start, stop) for start, stop in ((0, 1), (-1, None)))
    ends = pc.and_(*(pc.and_(pc.greater(end, b" "), pc.less(end, b"\x7f")) for end in (first, last)))
    return ends if pc.all(ends).as_py() is not False else match_pattern(TEXT[0])(array)


def limit_length(limit: int) -> TextTest:
    """Return a test that a text has at most `limit` characters."""

    def test(array: pa.Array) -> pa.Array:
        # A text has at most as many characters as bytes, and the number of bytes is known without reading them.
        short = pc.less_equal(pc.binary_length(array), limit)
        return short if pc.all(short).as_py() is not False else pc.less_equal(pc.utf8_length(array), limit)

    return test


def _build_checks(field: str) -> tuple[TextCheck, ...]:
    pattern, expected = FORMATS.get(field, TEXT)
    checks = [TextCheck(problems.FORMAT, expected, _is_text if pattern == TEXT[0] else match_pattern(pattern))]
    if field in MAX_LENGTH:
        limit = MAX_LENGTH[field]
        checks.append(TextCheck(problems.TOO_LONG, str(limit), limit_length(limit)))
    return tuple(checks)


# By field, in the order in which a cell is tested. Consents are booleans and have no such check.
TEXT_CHECKS: Final = {field: _build_checks(field) for field in FIELDS if field not in FLAG_FIELDS}


def find_identity_problem(profile: Profile) -> tuple[Problem, str]:
    """Return the problem of a row that a profile cannot identify, and what the profile expects."""
    if profile.or_exactly_one_of:
        return problems.IDENTITY, "one identity"
    return problems.IDENTIFIER, " or ".join(profile.identity)
