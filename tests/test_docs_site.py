"""The staging of the site: every page and whatever it links to, with links that hold; and the check of links itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs_site.links import find_broken
from tests.docs_site.staging import GUIDE, LINK, place_of, rewrite_links, stage


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    stage(folder)
    return folder


def test_every_page_is_staged_and_every_link_holds(staged: Path) -> None:
    pages = {path.relative_to(staged / "docs").as_posix() for path in staged.rglob("*.md")}
    assert {path.relative_to(GUIDE).as_posix() for path in GUIDE.rglob("*.md")} <= pages
    assert "reference/rules.md" in pages
    for name in pages:
        path = staged / "docs" / name
        text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for link in LINK.findall(text):
            assert (path.parent / link).is_file(), (name, link)


def test_the_navigation_has_each_page_of_the_guide_once(staged: Path) -> None:
    project = tomllib.loads((staged / "zensical.toml").read_text("utf-8"))["project"]
    first, *sections = project["nav"]
    assert first == {"Guide": "index.md"}
    listed = [page for section in sections for entry in section.values() for each in entry for page in each.values()]
    assert len(set(listed)) == len(listed)
    assert set(listed) == {
        *(path.relative_to(GUIDE).as_posix() for path in GUIDE.glob("*/*.md")),
        "reference/rules.md",
    }
    assert [next(iter(section)) for section in sections][:2] == ["Tasks", "Shops"]
    assert (project["docs_dir"], project["site_dir"]) == ("docs", "site")


def test_links_in_code_stay(staged: Path) -> None:
    text, _ = rewrite_links(GUIDE / "extending" / "rule.md")
    assert text.count("```") == (GUIDE / "extending" / "rule.md").read_text("utf-8").count("```")
    assert place_of(GUIDE / "tasks" / "push.md") == Path("tasks/push.md")


def test_a_broken_link_of_the_site_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#there">b</a> <a href="c.html">c</a> <a href="#x">x</a>')
    (tmp_path / "b.html").write_text('<h1 id="here">b</h1> <a href="a.html">a</a> <img src="no.png">')
    assert find_broken(tmp_path) == ["a.html: b.html#there", "a.html: c.html", "a.html: #x", "b.html: no.png"]
    (tmp_path / "404.html").write_text('<a href="/nowhere.html">n</a> <a href="https://example.com/x">e</a>')
    assert len(find_broken(tmp_path)) == 4
