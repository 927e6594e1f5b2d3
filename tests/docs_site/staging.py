"""Put all pages of the guide into one folder for the generator, and whatever they link to beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import yotpo_lint_rules

import yotpo_lint

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "rules" / "guide"
CONFIGURATION = Path(__file__).with_name("zensical.toml")
STYLE = Path(__file__).with_name("extra.css")

LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#\s]+)(?=[)#])")
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PACKAGES = {ROOT / "yotpo_lint": yotpo_lint, ROOT / "rules" / "yotpo_lint_rules": yotpo_lint_rules}
# The sections of the navigation, each a folder of the guide.
SECTIONS = {
    "Tasks": "tasks",
    "Shops": "shops",
    "Recipes": "recipes",
    "Reference": "reference",
    "Explanation": "explanation",
    "Extending": "extending",
}


def stage(folder: Path) -> None:
    """Write docs/, the pages and the files that they link to, and zensical.toml, the generator's configuration."""
    pages = folder / "docs"
    shutil.rmtree(pages, ignore_errors=True)
    waiting = [*sorted(GUIDE.rglob("*.md")), ROOT / "rules" / "README.md"]
    done: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in done:
            continue
        done.add(path)
        target = pages / place_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(find_file(path), target)
            continue
        text, linked = rewrite_links(path)
        target.write_text(text, encoding="utf-8")
        waiting += linked
    shutil.copyfile(STYLE, pages / STYLE.name)
    configuration = CONFIGURATION.read_text(encoding="utf-8")
    navigation = f"nav = {render_navigation()}\n"
    (folder / "zensical.toml").write_text(configuration.replace("[project]\n", f"[project]\n{navigation}", 1), "utf-8")


def find_file(path: Path) -> Path:
    """Return where a file of the repository is: packages may lie where they are installed."""
    for folder, package in PACKAGES.items():
        if path.is_relative_to(folder):
            return Path(package.__file__ or "").parent / path.relative_to(folder)
    return path


def place_of(path: Path) -> Path:
    """Return where a file of the repository lies among the pages."""
    if path.is_relative_to(GUIDE):
        return path.relative_to(GUIDE)
    inside = path.relative_to(ROOT)
    if inside == Path("rules/README.md"):
        return Path("reference/rules.md")
    if path.suffix == ".md":
        return Path(inside.name.lower())
    return Path("files") / inside


def rewrite_links(path: Path) -> tuple[str, list[Path]]:
    """Return the text of a page with its links as they are among the pages, and the files that it links to."""
    linked: list[Path] = []
    text = path.read_text(encoding="utf-8")
    here = place_of(path).parent

    def rewrite(found: re.Match[str]) -> str:
        target = Path(os.path.normpath(path.parent / found[1]))
        if target.is_dir():
            raise ValueError(f"{path}: links to the folder {found[1]}; a site has pages only")
        linked.append(target)
        return Path(os.path.relpath(place_of(target), here)).as_posix()

    # What stands in a block of code is no link.
    parts, at = [], 0
    for block in FENCE.finditer(text):
        parts += [LINK.sub(rewrite, text[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*parts, LINK.sub(rewrite, text[at:])]), linked


def render_navigation() -> str:
    """Return the navigation as TOML: pages of a folder in the order in which the guide's first page names them."""
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    sections: list[dict[str, object]] = [{"Guide": "index.md"}]
    for title, folder in SECTIONS.items():
        named = re.findall(rf"\(({folder}/[\w-]+\.md)\)", index[index.index("## All pages") :])
        found = [path.relative_to(GUIDE).as_posix() for path in GUIDE.glob(f"{folder}/*.md")]
        pages = sorted(found, key=lambda page: (named.index(page) if page in named else len(named), page))
        entries = [{title_of(GUIDE / page): page} for page in pages]
        if folder == "reference":
            entries.append({"Rule catalogue": "reference/rules.md"})
        sections.append({title: entries})
    return _toml(sections)


def title_of(path: Path) -> str:
    """Return the title of a page."""
    found = TITLE.search(path.read_text(encoding="utf-8"))
    assert found, path
    return found[1].replace("`", "").replace("\\", "")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
