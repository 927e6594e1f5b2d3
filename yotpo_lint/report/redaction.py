"""Redaction: mask customers' data in formats that leave the machine.

Every value gets the same mask. A mask that keeps a first letter, a shape or a length would reveal a short value
(a gender, a zip, a language). A masked message uses the problem's general message, or has the mask in place of the
cell's details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from yotpo_lint.rule import Problem

MASK: Final = "***"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Mask values and messages if `masked` is set; `problems` has the general messages."""

    problems: Mapping[str, Problem]
    masked: bool

    def value(self, value: str | None) -> str | None:
        """Return a value, masked if required."""
        return MASK if self.masked and value is not None else value

    def message(self, finding: Mapping[str, Any]) -> str:
        """Return a finding's message, masked if required."""
        if not self.masked:
            return str(finding["message"])
        return mask_message(self.problems[finding["code"]], finding["message"])


def mask_message(problem: Problem, message: str) -> str:
    """Return a problem's message about one cell without the cell's details."""
    return message if problem.open_hint else generalize_message(problem)


def generalize_message(problem: Problem) -> str:
    """Return a problem's general message, or its message with the mask in place of a cell's details.

    >>> generalize_message(Problem(code="ABC001", name="a-b", message="It becomes {after}."))
    'It becomes ***.'
    """
    return problem.general or problem.message.replace("{hint}", MASK).replace("{after}", MASK)
