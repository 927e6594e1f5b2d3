"""All pages of shops, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterable

from yotpo_lint.guide.markdown import escape
from yotpo_lint.guide.shop_page import render_shop_page
from yotpo_lint.sources.source import Source

INDEX = "index.md"


def render_pages(sources: Iterable[Source]) -> dict[str, str]:
    """Return the text of every page by the name of its file, the list of all shops first."""
    ordered = sorted(sources, key=lambda source: (source.title.casefold(), source.name))
    return {INDEX: _render_index(ordered)} | {f"{each.name}.md": render_shop_page(each) for each in ordered}


def _render_index(sources: list[Source]) -> str:
    """Return the list of all shops."""
    lines = [
        "<!-- Generated from the source files by `make shops`. Do not edit. -->",
        "# Your shop or tool",
        "",
        "Choose the export that you have. Its page says how a table is recognised, what becomes of each column, which",
        "traps there are, and what is read as consent.",
        "",
        *(f"- [{escape(each.title)}]({each.name}.md)" for each in sources),
        "",
        "Yours is not here? Any table with one row per customer works: [map it](../reference/exports.md).",
    ]
    return "\n".join(lines) + "\n"
