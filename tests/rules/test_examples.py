"""The examples of every rule are true, and every code of a rule has one."""

from __future__ import annotations

import pytest
from yotpo_lint_rules import PACK

from yotpo_lint.rule import CellRule, Example, FieldRule, RowExample, RowRule
from yotpo_lint.testing import ExampleRule, check_example, list_examples

RULES = [rule for rule in PACK.rules if isinstance(rule, CellRule | FieldRule | RowRule)]
# An example is one cell, or one row; these are found in a column: see test_null_words and test_consent_ticks.
FOUND_IN_COLUMNS = {"cells": {"FIL013", "FIL014"}}


EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for number, (rule, example) in enumerate(list_examples(*RULES))
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: ExampleRule, example: Example | RowExample) -> None:
    check_example(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_code_has_an_example(rule: ExampleRule) -> None:
    shown = {code for example in rule.examples for code in example.codes}
    assert shown | FOUND_IN_COLUMNS.get(rule.name, set()) == {problem.code for problem in rule.problems}
    assert not shown & FOUND_IN_COLUMNS.get(rule.name, set())
