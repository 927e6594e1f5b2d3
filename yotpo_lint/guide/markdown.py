"""Text of source files as Markdown: table cells, code, links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

_ADDRESS: Final = re.compile(r"https?://[^\s)]+")
_SPECIAL: Final = re.compile(r"([\\`*_<>\[\]|])")


def escape(text: str) -> str:
    r"""Return text that Markdown shows as it is.

    >>> escape("my_field|*")
    'my\\_field\\|\\*'
    """
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> str:
    """Return text as code, also in the cell of a table.

    >>> print(code("a_b"), code("a`b"), code("a|b"))
    `a_b` `` a`b `` <code>a&#124;b</code>
    """
    if "|" in text:
        # Readers of Markdown differ in whether a bar in a cell's code is to be escaped.
        return f"<code>{html.escape(text).replace('|', '&#124;')}</code>"
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def link_addresses(text: str) -> str:
    """Return text that Markdown shows as it is, with its addresses as links.

    >>> link_addresses("https://example.com/a_b (the page)")
    '<https://example.com/a_b> (the page)'
    """
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[at : found.start()]), f"<{found[0]}>"]
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; its cells are Markdown already."""
    return [_row(headers), _row(["---"] * len(headers)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def sentence(text: str) -> str:
    """Return a remark as a sentence: a capital at its beginning, a full stop at its end.

    >>> sentence("a birthday"), sentence("'Accepts Marketing' is about e-mail.")
    ('A birthday.', "'Accepts Marketing' is about e-mail.")
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
