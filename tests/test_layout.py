"""The tree in CONTRIBUTING.md and the folders are the same."""

from __future__ import annotations

import re
from pathlib import Path

import yotpo_lint

ROOT = Path(__file__).parents[1]
PACKAGE = Path(yotpo_lint.__file__).parent


def described_folders() -> dict[str, str]:
    """Return the folders below yotpo_lint/ in the tree, each with its sentence."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    tree = text.split("```text\nyotpo_lint/\n")[1].split("rules/yotpo_lint_rules/")[0]
    folders: dict[str, str] = {}
    parent = ""
    for line in tree.splitlines():
        match = re.fullmatch(r"(?P<indent> +)(?P<name>\w+)/ +(?P<sentence>\S.*)", line)
        assert match, line
        name = match["name"]
        if len(match["indent"]) == len("  "):
            parent = name
        else:
            name = f"{parent}/{name}"
        folders[name] = match["sentence"]
    return folders


def package_folders(pattern: str) -> set[str]:
    """Return the folders below yotpo_lint/, two levels deep, that hold a file of the pattern."""
    folders = [path for depth in ("*", "*/*") for path in PACKAGE.glob(depth) if path.is_dir()]
    return {path.relative_to(PACKAGE).as_posix() for path in folders if any(path.glob(pattern))}


def test_each_folder_of_modules_has_a_sentence() -> None:
    assert package_folders("*.py") - set(described_folders()) == set()


def test_each_sentence_has_a_folder() -> None:
    assert set(described_folders()) - package_folders("*") == set()


def test_each_test_that_holds_an_attack_is_there() -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## What was attacked")[1].split("\n## ")[0]
    named = re.findall(r"`(test_\w+)`", section)
    assert len(named) >= 10
    written = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in named if f"def {name}(" not in written] == []
