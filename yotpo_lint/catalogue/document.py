"""Generate rules/README.md and the output of `explain` from the rules.

python -m yotpo_lint.catalogue > rules/README.md
"""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from yotpo_lint.catalogue.page import APPLICABILITIES, SEVERITIES, build_page, describe_example, list_examples
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.rule import CellRule, ColumnProblem, ColumnRule, FieldRule, Problem, RowRule, Rule

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry

# The engine's own problems have no rule; they share this section.
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
    return "\n".join([HEAD, *_render_index(registry), *_render_sections(registry)]).rstrip() + "\n"


def explain(registry: Registry, code: str) -> str:
    """Return the page of one code: the same as in the catalogue, how to configure it, and its rule's page."""
    problem, rule = registry.problems[code], registry.owner_of(code)
    lines = [*_render_problem(problem, rule, level="#")]
    lines += _render_configuration(problem) if build_page(problem, rule).ignorable else []
    lines += [f"## {_get_title(rule)}", "", *_read_doc(rule)]
    return "\n".join(lines).rstrip() + "\n"


def _render_index(registry: Registry) -> Iterator[str]:
    """Yield the two indexes: by field, and by code."""
    yield "## Find a field"
    yield ""
    yield "| field | codes | besides, in every row |"
    yield "| --- | --- | --- |"
    for field in FIELDS:
        links = [_render_link(rule, _format_code_ranges(rule.problems)) for rule in registry.fields[field]]
        rows = [_render_link(rule, _get_title(rule)) for rule in registry.row_rules if field in rule.needs]
        yield f"| `{field}` | {', '.join(links)} | {', '.join(rows)} |"
    others = [rule for rule in registry.rules if not isinstance(rule, FieldRule | RowRule)]
    for rule in (*others, None):
        codes = _format_code_ranges(_list_problems(registry, rule))
        yield f"| {_describe_scope(rule)} | {_render_link(rule, codes)} | |"
    yield ""
    yield "## Find a code"
    yield ""
    yield "| code | name | severity | repair | what it says |"
    yield "| --- | --- | --- | --- | --- |"
    for problem in registry.problems.values():
        page = build_page(problem, registry.owner_of(problem.code))
        message = page.message.replace("|", "\\|")
        link = f"[{page.code}](#{_build_anchor(f'{page.code} {page.name}')})"
        yield f"| {link} | {page.name} | {page.severity} | {page.applicability} | {message} |"
    yield ""


def _render_link(rule: Rule | None, text: str) -> str:
    return f"[{text}](#{_build_anchor(_get_title(rule))})"


def _list_problems(registry: Registry, rule: Rule | None) -> list[Problem]:
    """Return the problems of a rule, or of the engine."""
    if rule is not None:
        return list(rule.problems)
    return [problem for code, problem in registry.problems.items() if registry.owner_of(code) is None]


def _format_code_ranges(problems: Iterable[Problem]) -> str:
    """Return the first and the last code of every family of codes."""
    codes = sorted(problem.code for problem in problems)
    families = [list(family) for _, family in itertools.groupby(codes, key=lambda code: code[:3])]
    return ", ".join(each[0] if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in families)


def _render_sections(registry: Registry) -> Iterator[str]:
    for rule in (*sorted(registry.rules, key=_get_position), None):
        yield f"## {_get_title(rule)}"
        yield ""
        yield from _read_doc(rule)
        kept = [describe_example(each, rule) for each in list_examples(rule) if not each.codes]
        if kept:
            yield "Left alone:"
            yield ""
            yield from (f"- {line}" for line in kept)
            yield ""
        for problem in _list_problems(registry, rule):
            yield from _render_problem(problem, rule, level="###")


def _get_position(rule: Rule) -> tuple[int, int]:
    """Return a rule's position: cell rules, then the fields in Yotpo's order, then rows, then the whole table."""
    if isinstance(rule, FieldRule):
        return 1, FIELDS.index(rule.fields[0])
    return (0 if isinstance(rule, CellRule) else 2 if isinstance(rule, RowRule) else 3), 0


def _render_problem(problem: Problem, rule: Rule | None, level: str) -> Iterator[str]:
    """Yield the page of a problem: message, reason, effect on the row, and the options that settle it."""
    page = build_page(problem, rule)
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


def _render_configuration(problem: Problem) -> Iterator[str]:
    """Yield how to configure a problem."""
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


def _get_title(rule: Rule | None) -> str:
    """Return a rule's heading: its fields, or the beginning of its manual page."""
    if rule is None:
        return ENGINE_TITLE
    if isinstance(rule, FieldRule):
        return ", ".join(rule.fields)
    return re.split(r"[:.,\n]", inspect.cleandoc(rule.doc), maxsplit=1)[0].strip()


def _build_anchor(title: str) -> str:
    """Return GitHub's anchor of a heading: lower case, no punctuation, hyphens for blanks."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _describe_scope(rule: Rule | None) -> str:
    if isinstance(rule, FieldRule):
        return ", ".join(f"`{field}`" for field in rule.fields)
    if isinstance(rule, RowRule):
        return "the row: " + ", ".join(f"`{field}`" for field in rule.needs)
    if isinstance(rule, CellRule):
        return "every cell"
    if isinstance(rule, ColumnRule):
        return f"whole columns: {_get_title(rule).lower()}"
    return "lines, and the clean table" if rule is None else "the whole table"


def _read_doc(rule: Rule | None) -> list[str]:
    return [*inspect.cleandoc(ENGINE_DOC if rule is None else rule.doc).splitlines(), ""]
