"""Text helpers for readings: what a person does not see in a cell, and how words are compared.

Nothing here judges a value; these are the few operations on characters that several rules share.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, cast


class _Uncompiled:
    """A regular expression that is compiled when one of its methods is first asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):  # what copying and pickling look for; a half-made copy has no source yet
            raise AttributeError(name)
        found: object = getattr(re.compile(self.pattern, self._flags), name)
        # The next time it is found on the object itself, as fast as the pattern's own.
        self.__dict__[name] = found
        return found


def compile_lazily(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used, and otherwise is what `re.compile` returns.

    A pack has a hundred; a command that only lists its rules needs none of them, and a small table few.
    """
    return cast("re.Pattern[str]", _Uncompiled(source, flags))


# Characters that show nothing and mean nothing between the letters of a customer's data: zero-width
# spaces and marks, the byte order mark, soft hyphen, direction marks. U+200C and U+200D (joiners) are
# left out on purpose: Persian, Indic scripts and emoji are spelled with them.
INVISIBLE: Final = compile_lazily(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)

# All characters that show nothing by Unicode's own word (Default_Ignorable_Code_Point, DerivedCoreProperties.txt of
# Unicode 16), with joiners, variation selectors and Hangul fillers, and the blank pattern of Braille. Nothing that is
# spelled with digits and letters of one alphabet (a phone number, a code, an address of e-mail) holds one on purpose.
IGNORABLE: Final = compile_lazily(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# C0 and C1 control characters except tab, line feed and carriage return, which are blanks.
CONTROL: Final = compile_lazily("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]")

# One or more blanks of any width; `\s` of Python's re is Unicode-aware and holds the no-break spaces.
BLANKS: Final = compile_lazily(r"\s+")

_ASCII_DIGITS: Final = compile_lazily(r"[0-9]+")

# Dashes that people and programs write for "-": hyphens, figure dash, en and em dash, minus, full-width.
DASHES: Final = compile_lazily("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def collapse_blanks(text: str) -> str:
    """Trim blanks and fold inner runs of blanks, line breaks included, to one space."""
    return BLANKS.sub(" ", text).strip()


def normalize_word(text: str) -> str:
    r"""Fold a word for look-up in a table: compatibility forms, case, blanks, `_`, `-` and dashes become alike.

    >>> normalize_word("  Opted\u00a0In ") == normalize_word("opted_in") == normalize_word("OPTED-IN")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return collapse_blanks(DASHES.sub("-", folded).replace("_", " ").replace("-", " "))


def is_ascii_digits(text: str) -> bool:
    r"""Tell whether the text is one or more of 0 to 9; `str.isdigit` also accepts superscripts and other scripts.

    >>> is_ascii_digits("123"), is_ascii_digits("12\u00b2")
    (True, False)
    """
    return _ASCII_DIGITS.fullmatch(text) is not None


def to_ascii_digits(text: str) -> str:
    r"""Write the decimal digits of any script (full-width, Arabic-Indic) as 0 to 9; leave everything else.

    >>> to_ascii_digits("\uff11\u0662-3")
    '12-3'
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and unicodedata.decimal(c, None) is not None else c for c in text
    )


def name_characters(text: str, most: int = 3) -> str:
    r"""Name the first different characters of a text by code point and Unicode name, for a message.

    >>> name_characters("\ufe0f\u200e\ufe0f")
    'U+FE0F VARIATION SELECTOR-16, U+200E LEFT-TO-RIGHT MARK'
    """
    characters = list(dict.fromkeys(text))
    shown = [f"U+{ord(c):04X} {unicodedata.name(c, 'without a name')}" for c in characters[:most]]
    return ", ".join(shown) + (f" and {len(characters) - most} more" if len(characters) > most else "")
