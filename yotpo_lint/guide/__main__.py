"""Write the pages of all shops: python -m yotpo_lint.guide rules/guide/shops."""

from __future__ import annotations

import sys
from pathlib import Path

from yotpo_lint.guide.shop_index import render_pages
from yotpo_lint.registry import load_registry
from yotpo_lint.sources.source_file import installed


def write_pages(folder: Path) -> None:
    """Write every page anew; a page whose source is gone goes, too."""
    pages = render_pages(installed(load_registry()).values())
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
