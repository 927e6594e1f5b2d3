r"""Text from a cell as a terminal or a page may show it: nothing hidden, nothing that acts, one line.

A cell can hold escape sequences that move the cursor, change the window's title or hide text, and direction
marks that show a value backwards. Whatever prints a cell for a person passes it through here first.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# General categories that show nothing or act on the terminal: control, format, surrogate, private use, line and
# paragraph separators, and blanks other than the space. Unicode 15, table 4-4 of chapter 4.5.
HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"))

# The joiners inside Persian and Indic words and emoji; they are harmless, and escaping them tears words apart.
HARMLESS: Final = frozenset(" \u200c\u200d")

NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# A cell may hold megabytes; a line for a person shows this many characters and says how many there are.
SHOWN_CHARACTERS: Final = 80


def visible(text: str) -> str:
    r"""Write every character that hides or acts as its escape.

    >>> visible("Zoë\x1b[2J\u202e\n")
    'Zoë\\x1b[2J\\u202e\\n'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escaped, text))


def quoted(text: str, limit: int | None = SHOWN_CHARACTERS) -> str:
    """Put a cell's text between quotes, visible, and cut where it is long; the cut says how long it is.

    >>> quoted("female")
    '"female"'
    >>> quoted("x" * 100, limit=3)
    '"xxx..." (100 characters)'
    """
    if limit is not None and len(text) > limit:
        return f'"{visible(text[:limit])}..." ({len(text):,} characters)'
    return f'"{visible(text)}"'


def _escaped(character: str) -> str:
    if character in HARMLESS or unicodedata.category(character) not in HIDDEN:
        return character
    named = NAMED.get(character)
    return named or character.encode("unicode_escape", "backslashreplace").decode("ascii")
