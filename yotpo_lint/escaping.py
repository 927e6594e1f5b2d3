r"""Escape invisible and control characters, so that a cell can be shown on one line of a terminal or a page.

A cell can contain escape sequences that move the cursor, change the window's title or hide text, and direction
marks that show a value backwards. All code that shows a cell to a person escapes it here first.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# General categories that are invisible or control the terminal: control, format, surrogate, private use, line and
# paragraph separators, and spaces other than U+0020. Unicode 15, table 4-4 of chapter 4.5.
ESCAPED_CATEGORIES: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"))

# The joiners inside Persian and Indic words and emoji: harmless, and needed to read these words.
UNESCAPED: Final = frozenset(" \u200c\u200d")

NAMED_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# A cell can be megabytes long; a line shows this many characters and gives the length.
SHOWN_CHARACTERS: Final = 80


def make_visible(text: str) -> str:
    r"""Escape every invisible or control character.

    >>> make_visible("Zoë\x1b[2J\u202e\n")
    'Zoë\\x1b[2J\\u202e\\n'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape_character, text))


def quote_cell(text: str, limit: int | None = SHOWN_CHARACTERS) -> str:
    """Return a cell's text between quotes, escaped; a long text is cut and its length is given.

    >>> quote_cell("female")
    '"female"'
    >>> quote_cell("x" * 100, limit=3)
    '"xxx..." (100 characters)'
    """
    if limit is not None and len(text) > limit:
        return f'"{make_visible(text[:limit])}..." ({len(text):,} characters)'
    return f'"{make_visible(text)}"'


def _escape_character(character: str) -> str:
    """Return a character or its escape."""
    if character in UNESCAPED or unicodedata.category(character) not in ESCAPED_CATEGORIES:
        return character
    named_escape = NAMED_ESCAPES.get(character)
    return named_escape or character.encode("unicode_escape", "backslashreplace").decode("ascii")
