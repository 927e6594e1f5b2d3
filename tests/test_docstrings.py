"""What a docstring lists under `Attributes:` and `Args:` is there under that name, and what is public is listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yotpo_lint_rules

import yotpo_lint

PACKAGES: Final = (Path(yotpo_lint.__file__).parent, Path(yotpo_lint_rules.__file__).parent)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Listing(NamedTuple):
    """A class or function whose docstring lists names: those it lists, may list, and must list."""

    where: str
    listed: frozenset[str]
    known: frozenset[str]
    required: frozenset[str]


def parse_section(docstring: str, title: str) -> frozenset[str] | None:
    """Return the names that a section of a docstring lists; None where the docstring has no such section."""
    section = re.search(rf"^{title}:\n((?:[ ]+\S.*\n|\n)+)", docstring + "\n", re.MULTILINE)
    if section is None:
        return None
    entries = re.findall(r"^ {4}(\S[^:]*):", section[1], re.MULTILINE)
    return frozenset(name.strip().lstrip("*") for entry in entries for name in entry.split(","))


def list_attributes(node: ast.ClassDef, where: str) -> Iterator[Listing]:
    """Yield what the docstring of a class lists; its own public fields must all be there."""
    listed = parse_section(ast.get_docstring(node) or "", "Attributes")
    if listed is None:
        return
    fields = {
        each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    assigned = {
        target.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Assign | ast.AnnAssign)
        for whole in (each.targets if isinstance(each, ast.Assign) else [each.target])
        for target in ast.walk(whole)
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    }
    properties = {each.name for each in node.body if isinstance(each, ast.FunctionDef) and each.decorator_list}
    public = {name for name in fields if not name.startswith("_")}
    yield Listing(where, listed, frozenset(fields | assigned | properties), frozenset(public))


def list_arguments(node: FunctionNode, where: str) -> Iterator[Listing]:
    """Yield what the docstring of a function lists; not every argument needs a word."""
    listed = parse_section(ast.get_docstring(node) or "", "Args")
    if listed is None:
        return
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    yield Listing(where, listed, frozenset(each.arg for each in arguments if each is not None), frozenset())


def list_names(text: str, where: str) -> Iterator[Listing]:
    """Yield what the docstrings of a module list."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield from list_attributes(node, f"{where} {node.name}")
        elif isinstance(node, FunctionNode):
            yield from list_arguments(node, f"{where} {node.name}")


def find_mistakes(listings: list[Listing]) -> dict[str, list[str]]:
    """Return, by class or function, the listed names that are not there and the public ones that are not listed."""
    mistakes = {
        listing.where: sorted((listing.listed - listing.known) | (listing.required - listing.listed))
        for listing in listings
    }
    return {where: names for where, names in mistakes.items() if names}


def test_each_listed_name_is_there() -> None:
    listings = [
        listing
        for package in PACKAGES
        for path in sorted(package.rglob("*.py"))
        for listing in list_names(path.read_text(), path.relative_to(package.parent).as_posix())
    ]
    assert len(listings) >= 100
    assert find_mistakes(listings) == {}


@pytest.mark.parametrize(
    ("head", "listed", "body", "mistakes"),
    [
        ("class Right:", "Attributes:\n        one, two: numbers.", "one: int\n    two: int", []),
        ("class Stale:", "Attributes:\n        old: a number.", "new: int", ["new", "old"]),
        ("class Short:", "Attributes:\n        one: a number.", "one: int\n    two: int", ["two"]),
        ("class Plain:", "Attributes:\n        one: a number.", "def __init__(self): self.one = 1", []),
        ("class Computed:", "Attributes:\n        one: a number.", "@property\n    def one(self): return 1", []),
        ("class Unlisted:", "Note: a number.", "new: int", []),
        ("def right(one):", "Args:\n        one: a number.", "...", []),
        ("def stale(new):", "Args:\n        old: a number.", "...", ["old"]),
        ("def starred(*one, **two):", "Args:\n        *one: numbers.\n        **two: others.", "...", []),
    ],
)
def test_a_stale_name_is_found(head: str, listed: str, body: str, mistakes: list[str]) -> None:
    text = f'{head}\n    """Do it.\n\n    {listed}\n    """\n\n    {body}\n'
    assert [name for names in find_mistakes(list(list_names(text, ""))).values() for name in names] == mistakes
