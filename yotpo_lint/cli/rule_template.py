"""The two files that `new-rule` writes: a rule with its examples, and the test that runs them."""

from __future__ import annotations

from string import Template
from typing import Final

RULE_FILE: Final = Template('''\
"""$field: say here what Yotpo expects, what exports get wrong, what is fixed, and what is never guessed.

Source: the page where you read it, and the date.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import (
    Context,
    FieldRule,
    Reading,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)

# Values with one safe replacement. Replace this entry by your own.
REPLACEMENTS: Final = {"old value": "new value"}
# Values that a person must correct. Replace this entry by your own.
WRONG: Final = frozenset({"wrong value"})

PROBLEM: Final = parse_problems(
    """
    ${letters}001 $slug-replaced [safe]
        This is an old value of ours; it becomes {after}.
    ${letters}002 $slug-wrong
        This is not a value of ours; correct the cell.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read a cell: keep it, fix it or refuse it. `text` is what the built-in rule of the field made clean."""
    if text in REPLACEMENTS:
        return fix(REPLACEMENTS[text], PROBLEM["$slug-replaced"])
    if text in WRONG:
        return refuse(PROBLEM["$slug-wrong"])
    return keep(text)


RULE = FieldRule(
    name="$module",
    doc=__doc__,
    fields=("$field",),
    problems=tuple(PROBLEM.values()),
    read=read,
    examples=(
        keeps("right value"),
        fixes("old value", "new value", "${letters}001"),
        refuses("wrong value", "${letters}002"),
    ),
)
''')

TEST_FILE: Final = Template('''\
"""The examples of the rule $module are its tests."""

from __future__ import annotations

import $module
import pytest
from yotpo_lint.testing import check_example, list_examples


@pytest.mark.parametrize(("rule", "example"), list_examples($module.RULE))
def test_example(rule, example):
    check_example(rule, example)
''')
