"""Check the links of a built site: python -m tests.docs_site.links out/site."""

from __future__ import annotations

import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            if name in ("href", "src") and tag in ("a", "img", "link", "script"):
                self.links.append(value)


def find_broken(site: Path) -> list[str]:
    """Return each link of each page that leads to nothing on the site; links to elsewhere are not followed."""
    site = site.resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    there = {path for path in site.rglob("*") if path.is_file()}
    broken = []
    for path, page in pages.items():
        # The page for what is not found links from the root of wherever the site will be.
        for link in page.links if path.name != "404.html" else ():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
            target = target if target in there else target / "index.html"
            anchors = pages[target].anchors if target in pages else set()
            if target not in there or (parts.fragment and target in pages and unquote(parts.fragment) not in anchors):
                broken.append(f"{path.relative_to(site)}: {link}")
    return broken


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    count = len(list(folder.rglob("*.html")))
    found = find_broken(folder)
    if found or not count:
        sys.exit("\n".join(["these links lead to nothing:", *found]) if found else f"{folder}: there are no pages")
    sys.stdout.write(f"{folder}: {count} pages, every link leads somewhere\n")
