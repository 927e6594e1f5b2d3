"""Texts that a spreadsheet takes for texts: an answer comes from outside and may begin like a formula."""

from __future__ import annotations

import re
from typing import Final

# A plus before digits alone is a phone number.
_FORMULA: Final = re.compile(r"[=@\t\r-]|\+(?![0-9]*\Z)")


def escape_formula(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run.

    >>> escape_formula("=1+1"), escape_formula("+15550100"), escape_formula("C-1001")
    ("'=1+1", '+15550100', 'C-1001')
    """
    return f"'{text}" if _FORMULA.match(text) else text
