"""The built-in pack's list and its folder: every file beside the list is one rule, listed once, named like it."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import yotpo_lint_rules
from yotpo_lint_rules import PACK

from yotpo_lint.contract.fields import ADDRESS_PREFIX, FIELDS
from yotpo_lint.rule import FieldRule

FOLDER = Path(yotpo_lint_rules.__file__).parent
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def listed() -> list[str]:
    """Return for every rule of the list the files that hold it."""
    modules = {name: importlib.import_module(f"yotpo_lint_rules.{name}") for name in FILES}
    return [name for rule in PACK.rules for name, module in modules.items() if getattr(module, "RULE", None) is rule]


def test_every_file_holds_one_rule_that_is_listed_once() -> None:
    counted = Counter(listed())
    assert sorted(counted) == FILES, "a file without a listed rule: list it, or move it into a folder"
    assert set(counted.values()) == {1}, "a rule is listed twice"
    assert len(PACK.rules) == len(FILES), "the list has a rule that lies in no file of the folder"


def test_every_rule_is_named_like_its_file() -> None:
    assert [rule.name for rule in PACK.rules] == listed()


def test_every_field_is_found_by_its_name() -> None:
    """A field's owner is the file of that name, or says in its first line which fields it owns."""
    owners = {field: rule for rule in PACK.rules if isinstance(rule, FieldRule) for field in rule.fields}
    assert set(owners) == set(FIELDS)
    for field, rule in owners.items():
        name = field.removeprefix(ADDRESS_PREFIX)
        first = rule.doc.strip().splitlines()[0].lower()
        assert rule.name == name or name.rstrip("12").split("_")[-1] in f"{rule.name} {first}", field


def test_no_folder_holds_a_rule() -> None:
    folders = sorted(path.parent.name for path in FOLDER.glob("*/__init__.py"))
    assert folders == ["columns", "forms", "problems", "tables"]
    for path in FOLDER.glob("*/*.py"):
        text = path.read_text(encoding="utf-8")
        assert "\nRULE" not in text, path.name
        assert text.startswith(('"""', 'r"""')), path.name
