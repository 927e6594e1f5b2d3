"""Check the links of a built site: python -m tests.docs_site.links out/site."""

from __future__ import annotations

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
    """Return each link of each page that leads to nothing, and each page that loads something from elsewhere."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            # The page for what is not found links from the root of wherever the site will be.
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            target = target / "index.html" if target.is_dir() else target
            known = {each.resolve(): each for each in pages}
            if not target.exists():
                broken.append(f"{path.relative_to(site)}: {link}")
            elif parts.fragment and target in known:
                anchors = pages[known[target]].anchors
                if unquote(parts.fragment) not in anchors:
                    broken.append(f"{path.relative_to(site)}: {link}")
    return broken


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    count = len(list(folder.rglob("*.html")))
    found = find_broken(folder)
    if found or not count:
        sys.exit("\n".join(["these links lead to nothing:", *found]) if found else f"{folder}: there are no pages")
    sys.stdout.write(f"{folder}: {count} pages, every link leads somewhere\n")
