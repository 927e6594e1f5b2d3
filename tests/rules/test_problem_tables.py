"""The tables of problems: each `PROBLEM["..."]` names a problem of the table in scope, and each problem is used."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
import yotpo_lint_rules
from yotpo_lint_rules.duplicates import PROBLEM as DUPLICATES

MODULES = [
    importlib.import_module(info.name)
    for info in pkgutil.walk_packages(yotpo_lint_rules.__path__, yotpo_lint_rules.__name__ + ".")
]
WITH_TABLE = [module for module in MODULES if hasattr(module, "PROBLEM")]
TABLES: dict[int, Mapping[str, Any]] = {id(module.PROBLEM): module.PROBLEM for module in WITH_TABLE}


def find_lookups(source: str) -> Iterator[str]:
    """Yield the literal of every `PROBLEM["..."]` in the source of a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "PROBLEM":
            assert isinstance(node.slice, ast.Constant), f"line {node.lineno}: look a problem up by its literal name"
            yield node.slice.value


def read_source(module: ModuleType) -> str:
    assert module.__loader__ is not None
    source: str = module.__loader__.get_source(module.__name__)  # type: ignore[attr-defined]
    return source


def test_lookups_are_found() -> None:
    assert list(find_lookups('x = OTHER["a"]; y = [PROBLEM["one-name"], PROBLEM["two-names"].code]')) == [
        "one-name",
        "two-names",
    ]
    assert "identical-record" in DUPLICATES
    assert len(WITH_TABLE) > 20


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_each_lookup_names_a_problem_of_the_table_in_scope(module: ModuleType) -> None:
    names = set(find_lookups(read_source(module)))
    assert names <= set(getattr(module, "PROBLEM", ()))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: next(iter(table)))
def test_each_problem_of_a_table_is_used(table: Mapping[str, Any]) -> None:
    used = {name for module in WITH_TABLE if module.PROBLEM is table for name in find_lookups(read_source(module))}
    assert set(table) - used == set()
