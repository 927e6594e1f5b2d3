"""The catalogue of rules: rules/README.md and what `explain` prints, from the rules themselves.

python -m yotpo_lint.catalogue > rules/README.md
"""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from yotpo_lint.catalogue.page import APPLICABILITIES, SEVERITIES, examples_of, page_for, told
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.rule import CellRule, ColumnProblem, ColumnRule, FieldRule, Problem, RowRule, Rule

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry

# An engine's problem has no rule, and no page but its own.
ENGINE_TITLE: Final = "The engine"
ENGINE_DOC: Final = (
    "What the engine itself finds: lines that are no records, cells that cannot be left out, and values that the\n"
    "contract, the last gate before the upload, stops whatever rules are in force."
)

HEAD: Final = """\
# The rules

Generated from the rules by `python -m yotpo_lint.catalogue > rules/README.md`; a test holds the two together.
`yotpo-lint explain CODE` prints the same for one code.

A cell is kept, repaired, left out or refused; a refused cell rejects its row. An **error** that is not repaired
rejects the row, a **warning** never does. A **safe** repair is provably the same value; an **unsafe** one needs a
guess and waits for `--unsafe-fixes`. `--omit FIELD` leaves refused cells of a field out and keeps their rows.
`--select` and `--ignore` take codes, the beginnings of codes (`PHN`) and names; in `yotpo-lint.toml`, or in
`pyproject.toml` under `[tool.yotpo-lint]`, the same is written

```toml
ignore = ["PHN004"]

[rule.PHN004]
severity = "warning"
```
"""


def render(registry: Registry) -> str:
    """Return the catalogue: every rule with its page, its codes and their examples, in Markdown."""
    return "\n".join([HEAD, *_index(registry), *_sections(registry)]).rstrip() + "\n"


def explain(registry: Registry, code: str) -> str:
    """Return the page of one code: the same as in the catalogue, how to configure it, and its rule's page."""
    problem, rule = registry.problems[code], registry.owner_of(code)
    lines = [*_problem(problem, rule, level="#")]
    lines += _configure(problem) if page_for(problem, rule).ignorable else []
    lines += [f"## {_title(rule)}", "", *_doc(rule)]
    return "\n".join(lines).rstrip() + "\n"


def _index(registry: Registry) -> Iterator[str]:
    """Yield the two ways in: by field, and by code."""
    yield "## Find a field"
    yield ""
    yield "| field | codes | besides, in every row |"
    yield "| --- | --- | --- |"
    for field in FIELDS:
        links = [_link(rule, _spans(rule.problems)) for rule in registry.fields[field]]
        rows = [_link(rule, _title(rule)) for rule in registry.row_rules if field in rule.needs]
        yield f"| `{field}` | {', '.join(links)} | {', '.join(rows)} |"
    others = [rule for rule in registry.rules if not isinstance(rule, FieldRule | RowRule)]
    for rule in (*others, None):
        yield f"| {_reads(rule)} | {_link(rule, _spans(_problems(registry, rule)))} | |"
    yield ""
    yield "## Find a code"
    yield ""
    yield "| code | name | severity | repair | what it says |"
    yield "| --- | --- | --- | --- | --- |"
    for problem in registry.problems.values():
        page = page_for(problem, registry.owner_of(problem.code))
        said = page.message.replace("|", "\\|")
        link = f"[{page.code}](#{_anchor(f'{page.code} {page.name}')})"
        yield f"| {link} | {page.name} | {page.severity} | {page.applicability} | {said} |"
    yield ""


def _link(rule: Rule | None, text: str) -> str:
    return f"[{text}](#{_anchor(_title(rule))})"


def _problems(registry: Registry, rule: Rule | None) -> list[Problem]:
    """Return the problems that a rule, or the engine itself, can name."""
    if rule is not None:
        return list(rule.problems)
    return [problem for code, problem in registry.problems.items() if registry.owner_of(code) is None]


def _spans(problems: Iterable[Problem]) -> str:
    """Return the first and the last code of every family of codes."""
    codes = sorted(problem.code for problem in problems)
    families = [list(family) for _, family in itertools.groupby(codes, key=lambda code: code[:3])]
    return ", ".join(each[0] if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in families)


def _sections(registry: Registry) -> Iterator[str]:
    for rule in (*sorted(registry.rules, key=_place), None):
        yield f"## {_title(rule)}"
        yield ""
        yield from _doc(rule)
        kept = [told(each, rule) for each in examples_of(rule) if not each.codes]
        if kept:
            yield "Left alone:"
            yield ""
            yield from (f"- {line}" for line in kept)
            yield ""
        for problem in _problems(registry, rule):
            yield from _problem(problem, rule, level="###")


def _place(rule: Rule) -> tuple[int, int]:
    """Return where a rule stands: every cell, then the fields in Yotpo's order, then rows, then the whole table."""
    if isinstance(rule, FieldRule):
        return 1, FIELDS.index(rule.fields[0])
    return (0 if isinstance(rule, CellRule) else 2 if isinstance(rule, RowRule) else 3), 0


def _problem(problem: Problem, rule: Rule | None, level: str) -> Iterator[str]:
    """Yield one problem's page: what it says, why, what it does to the row, what declares the missing fact."""
    page = page_for(problem, rule)
    yield f"{level} {page.code} {page.name}"
    yield ""
    yield page.message
    yield ""
    if page.why:
        yield page.why
        yield ""
    if page.undo:
        yield "- told of the whole column; it changes no cell and rejects no row"
        yield f"- can it be undone? {page.undo}"
        yield f"- so that it does not happen again: {page.again}"
    else:
        yield f"- severity: {page.severity} ({SEVERITIES[page.severity]})"
        yield f"- fix: {page.applicability} ({APPLICABILITIES[page.applicability]})"
    if page.remedies:
        options = " or ".join(f"`{remedy}`" for remedy in page.remedies)
        yield f"- a declared fact may settle it: {options}"
    if page.omit:
        yield f"- to keep the row without the cell: {' or '.join(f'`{option}`' for option in page.omit)}"
    if page.ignorable:
        changes = "severity" if page.applicability == "none" else "severity or its repair"
        change = "" if page.undo else f"; to change its {changes}: `[rule.{page.code}]`"
        yield f"- to pass over it: `--ignore {page.code}`{change}"
    yield ""
    if page.examples:
        yield "Examples:"
        yield ""
        yield from (f"- {line}" for line in page.examples)
        yield ""


def _configure(problem: Problem) -> Iterator[str]:
    """Yield how to change what becomes of a problem."""
    yield "To pass over it: `--ignore " + problem.code + "`. In `yotpo-lint.toml`:"
    yield ""
    yield "```toml"
    yield f'ignore = ["{problem.code}"]'
    if isinstance(problem, ColumnProblem):
        yield "```"
        yield ""
        return
    yield ""
    yield f"[rule.{problem.code}]"
    yield f'severity = "{"error" if problem.severity == "warning" else "warning"}"'
    if problem.applicability != "none":
        yield f'applicability = "{"unsafe" if problem.applicability == "safe" else "safe"}"'
    yield "```"
    yield ""


def _title(rule: Rule | None) -> str:
    """Return a rule's heading: the fields that it reads, or the beginning of its manual page."""
    if rule is None:
        return ENGINE_TITLE
    if isinstance(rule, FieldRule):
        return ", ".join(rule.fields)
    return re.split(r"[:.,\n]", inspect.cleandoc(rule.doc), maxsplit=1)[0].strip()


def _anchor(title: str) -> str:
    """Return the name that GitHub gives a heading: small letters, no punctuation, hyphens for blanks."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _reads(rule: Rule | None) -> str:
    if isinstance(rule, FieldRule):
        return ", ".join(f"`{field}`" for field in rule.fields)
    if isinstance(rule, RowRule):
        return "the row: " + ", ".join(f"`{field}`" for field in rule.needs)
    if isinstance(rule, CellRule):
        return "every cell"
    if isinstance(rule, ColumnRule):
        return f"whole columns: {_title(rule).lower()}"
    return "lines, and the clean table" if rule is None else "the whole table"


def _doc(rule: Rule | None) -> list[str]:
    return [*inspect.cleandoc(ENGINE_DOC if rule is None else rule.doc).splitlines(), ""]
