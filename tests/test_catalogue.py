"""The catalogue: rules/README.md is what the rules say, and `explain` says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from yotpo_lint import catalogue
from yotpo_lint.registry import Registry, load
from yotpo_lint.rule import CellRule, FieldRule, RowRule

README = Path(__file__).parent.parent / "rules" / "README.md"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load()


def test_the_page_in_the_repository_is_fresh(registry: Registry) -> None:
    if not README.parent.is_dir():
        pytest.skip("the catalogue lies in the source tree, and these tests run outside of it")
    assert README.read_text("utf-8") == catalogue.render(registry), (
        "rules/README.md is stale: run `python -m yotpo_lint.catalogue > rules/README.md`"
    )


def test_every_code_has_a_section(registry: Registry) -> None:
    page = catalogue.render(registry)
    for problem in registry.problems.values():
        assert f"\n### {problem.code} {problem.name}\n" in page


def test_every_code_of_a_rule_with_examples_shows_one(registry: Registry) -> None:
    for rule in registry.rules:
        if isinstance(rule, CellRule | FieldRule | RowRule):
            for problem in rule.problems:
                assert "\nExamples:\n\n- " in catalogue.explain(registry, problem.code), problem.code


def test_explain_prints_the_section_of_the_catalogue(registry: Registry) -> None:
    page = catalogue.render(registry)
    for code in registry.problems:
        section = catalogue.explain(registry, code).split("\nTo pass over it: ")[0].removeprefix("# ")
        assert f"\n### {section}" in page, code


def test_nothing_in_the_page_hides_or_acts(registry: Registry) -> None:
    from yotpo_lint.visible import visible

    hidden = [line for line in catalogue.render(registry).splitlines() if visible(line) != line]
    assert hidden == []
