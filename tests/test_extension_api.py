"""The page of the extension API names what the packages export, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yotpo_lint
from yotpo_lint import rule, testing

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "rules" / "guide" / "reference" / "extension-api.md"


def test_the_page_lists_every_exported_name_once_and_in_order() -> None:
    listed = re.findall(r"^\| `(\w+)` \| \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == rule.__all__


def test_every_listed_name_can_be_imported() -> None:
    assert [name for name in rule.__all__ if not hasattr(rule, name)] == []


def test_every_function_for_tests_that_the_page_names_is_there() -> None:
    named = re.search(r"`yotpo_lint\.testing`: (.*?)\.", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert named
    functions = re.findall(r"`(\w+)`", named[1])
    assert functions
    assert [name for name in functions if not hasattr(testing, name)] == []


def test_the_version_comes_from_one_place_and_has_release_notes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"] == {"path": "yotpo_lint/_version.py"}
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    versions = [heading.split()[0] for heading in headings]
    assert yotpo_lint.__version__ in versions
    assert versions == sorted(versions, key=lambda text: [int(part) for part in text.split(".")], reverse=True)
