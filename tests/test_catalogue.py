"""The catalogue: rules/README.md is what the rules say, and `explain` says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yotpo_lint import catalogue
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.registry import Registry, load_registry
from yotpo_lint.rule import CellRule, FieldRule, RowRule

README = Path(__file__).parent.parent / "rules" / "README.md"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


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


# No cell alone is an example of what only a whole table decides.
DECIDED_BY_TABLE = {"FIL013", "FIL014"}


def test_every_code_of_a_rule_with_examples_shows_one(registry: Registry) -> None:
    for rule in registry.rules:
        if isinstance(rule, CellRule | FieldRule | RowRule):
            for problem in (each for each in rule.problems if each.code not in DECIDED_BY_TABLE):
                assert "\nExamples:\n\n- " in catalogue.explain(registry, problem.code), problem.code


def test_explain_prints_the_section_of_the_catalogue(registry: Registry) -> None:
    page = catalogue.render(registry)
    for code in registry.problems:
        section = re.split(r"\nTo pass over it: |\n## ", catalogue.explain(registry, code))[0].removeprefix("# ")
        assert f"\n### {section}" in page, code


def test_every_link_leads_to_a_heading_as_github_names_it(registry: Registry) -> None:
    page = catalogue.render(registry)
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert len(anchors) == len(set(anchors))
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert len(links) > len(registry.problems)
    assert set(links) <= set(anchors)


def test_a_field_and_a_code_are_found_at_the_top(registry: Registry) -> None:
    top = catalogue.render(registry).partition("\n## Cells in general\n")[0]
    for field in FIELDS:
        assert f"\n| `{field}` | [" in top, field
    for code in registry.problems:
        assert f"\n| [{code}](#" in top, code


def test_what_the_engine_itself_finds_cannot_be_passed_over(registry: Registry) -> None:
    assert "--ignore" not in catalogue.explain(registry, "FIL050")
    assert "--ignore GEN005" in catalogue.explain(registry, "GEN005")
    assert "`--omit gender`" in catalogue.explain(registry, "GEN005")
    assert "--omit" not in catalogue.explain(registry, "GEN001").partition("## gender")[0]


def test_nothing_in_the_page_hides_or_acts(registry: Registry) -> None:
    from yotpo_lint.escaping import make_visible

    hidden = [line for line in catalogue.render(registry).splitlines() if make_visible(line) != line]
    assert hidden == []


def test_what_a_code_says_in_general_is_a_sentence(registry: Registry) -> None:
    """An ellipsis may stand where a value would; it neither begins a sentence nor clings to a word."""
    for code in registry.problems:
        message = catalogue.get_page(registry, code).message
        assert not re.search(r"^…|[^\s(]…", message), code
        assert re.search(r" …$|[^…]\.$", message), code
