"""Masking of customers' data in what travels.

A mask is one constant word, whatever it stands for: a mask that keeps a first letter, a shape or a length tells
enough of a short value (a gender, a zip, a language) to give it away. A message is masked by saying
what the problem says in general, or by writing the mask where the rule puts the cell's details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from yotpo_lint.rule import Problem

MASK: Final = "***"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Show values and messages as they are, or masked; `problems` has the messages without their details."""

    problems: Mapping[str, Problem]
    masked: bool

    def value(self, value: str | None) -> str | None:
        """Return a value as it may be shown."""
        return MASK if self.masked and value is not None else value

    def message(self, finding: Mapping[str, Any]) -> str:
        """Return a finding's message as it may be shown."""
        if not self.masked:
            return str(finding["message"])
        return discreet(self.problems[finding["code"]], finding["message"])


def discreet(problem: Problem, message: str) -> str:
    """Return a problem's message about one cell without what it tells of the cell."""
    return message if problem.open_hint else generic(problem)


def generic(problem: Problem) -> str:
    """Return what a problem says in general, or its message with the mask in place of the details of any one cell.

    >>> generic(Problem(code="ABC001", name="a-b", message="It becomes {after}."))
    'It becomes ***.'
    """
    return problem.general or problem.message.replace("{hint}", MASK).replace("{after}", MASK)
