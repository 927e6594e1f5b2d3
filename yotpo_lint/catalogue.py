"""The catalogue of rules: rules/README.md and what `explain` prints, from the rules themselves.

python -m yotpo_lint.catalogue > rules/README.md
"""

from __future__ import annotations

import inspect
import itertools
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import CellRule, Example, FieldRule, Problem, RowExample, RowRule, Rule
from yotpo_lint.visible import quoted

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry

SEVERITIES: Final = {
    "error": "an unrepaired one rejects the row",
    "warning": "never rejects a row",
}
APPLICABILITIES: Final = {
    "safe": "repaired by `fix`; the repair is provably the same value",
    "unsafe": "repaired only under `--unsafe-fixes`; the repair needs a guess",
    "none": "there is no repair",
}

# An engine's problem has no rule, and no page but its own.
ENGINE_TITLE: Final = "The engine"
ENGINE_DOC: Final = (
    "What the engine itself finds: lines that are no records, and values that the contract, the last gate before the\n"
    "upload, stops whatever rules are in force."
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
    lines = [*_problem(problem, rule, level="#"), *_configure(problem)]
    lines += [f"## {_title(rule)}", "", *_doc(rule)]
    return "\n".join(lines).rstrip() + "\n"


def _index(registry: Registry) -> Iterator[str]:
    yield "| rule | reads | codes |"
    yield "| --- | --- | --- |"
    for rule, problems in _by_rule(registry):
        yield f"| [{_title(rule)}](#{_anchor(_title(rule))}) | {_reads(rule)} | {_spans(problems)} |"
    yield ""


def _spans(problems: Iterable[Problem]) -> str:
    """Return the first and the last code of every family of codes."""
    codes = sorted(problem.code for problem in problems)
    families = [list(family) for _, family in itertools.groupby(codes, key=lambda code: code[:3])]
    return ", ".join(each[0] if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in families)


def _sections(registry: Registry) -> Iterator[str]:
    for rule, problems in _by_rule(registry):
        yield f"## {_title(rule)}"
        yield ""
        yield from _doc(rule)
        kept = [_example(each, rule) for each in _examples(rule) if not each.codes]
        if kept:
            yield "Left alone:"
            yield ""
            yield from (f"- {line}" for line in kept)
            yield ""
        for problem in problems:
            yield from _problem(problem, rule, level="###")


def _by_rule(registry: Registry) -> Iterator[tuple[Rule | None, list[Problem]]]:
    """Yield each rule with its problems, then the engine's own."""
    for rule in registry.rules:
        yield rule, list(rule.problems)
    own = [problem for code, problem in registry.problems.items() if registry.owner_of(code) is None]
    if own:
        yield None, own


@dataclass(frozen=True, slots=True)
class Page:
    """All that is told of one code, wherever it is told; texts may have code spans as Markdown has them.

    Attributes:
        message: the sentence, with an ellipsis for what differs from cell to cell.
        why: what Yotpo does with such a cell, where it comes from; empty where the sentence says it all.
        remedies: the options that may settle it by declaring a fact.
        examples: cells that meet it and what becomes of them, invented.
        rule: the name of its rule.
        fields: the fields that the rule reads; empty for rules on every cell, on rows or on the table.
    """

    code: str
    name: str
    message: str
    why: str
    severity: str
    applicability: str
    remedies: tuple[str, ...]
    examples: tuple[str, ...]
    rule: str
    fields: tuple[str, ...]


def page_of(registry: Registry, code: str) -> Page:
    """Return what is told of a code."""
    return _page(registry.problems[code], registry.owner_of(code))


def _page(problem: Problem, rule: Rule | None) -> Page:
    return Page(
        code=problem.code,
        name=problem.name,
        message=problem.message.replace("{after}", "…").replace("{hint}", "…"),
        why=problem.why,
        severity=problem.severity,
        applicability=problem.applicability,
        remedies=tuple(f"--{remedy}" for remedy in problem.remedies),
        examples=tuple(_example(each, rule) for each in _examples(rule) if problem.code in each.codes),
        rule=_title(rule),
        fields=rule.fields if isinstance(rule, FieldRule) else (),
    )


def _problem(problem: Problem, rule: Rule | None, level: str) -> Iterator[str]:
    """Yield one problem's page: what it says, why, what it does to the row, what declares the missing fact."""
    page = _page(problem, rule)
    yield f"{level} {page.code} {page.name}"
    yield ""
    yield page.message
    yield ""
    if page.why:
        yield page.why
        yield ""
    yield f"- severity: {page.severity} ({SEVERITIES[page.severity]})"
    yield f"- fix: {page.applicability} ({APPLICABILITIES[page.applicability]})"
    if page.remedies:
        options = " or ".join(f"`{remedy}`" for remedy in page.remedies)
        yield f"- a declared fact may settle it: {options}"
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
    yield ""
    yield f"[rule.{problem.code}]"
    yield f'severity = "{"error" if problem.severity == "warning" else "warning"}"'
    if problem.applicability != "none":
        yield f'applicability = "{"unsafe" if problem.applicability == "safe" else "safe"}"'
    yield "```"
    yield ""


def _examples(rule: Rule | None) -> tuple[Example | RowExample, ...]:
    return rule.examples if isinstance(rule, CellRule | FieldRule | RowRule) else ()


def _example(example: Example | RowExample, rule: Rule | None) -> str:
    """Say what becomes of an example, in words, and under which options."""
    unsafe = {problem.code for problem in rule.problems if problem.applicability == "unsafe"} if rule else set()
    changes = isinstance(example, RowExample) or example.outcome in ("fixed", "absent")
    declared = _declared(example.facts, unsafe_fixes=changes and not unsafe.isdisjoint(example.codes))
    if isinstance(example, RowExample):
        became = [
            f"`{field}` is left out" if value is None else f"`{field}` becomes {_code(value)}"
            for field, value in example.changes.items()
        ]
        codes = _codes(example.codes)
        return f"{_listed(example.row)}{declared}: {', '.join(became) or 'nothing changes'}{codes}"
    field = f"in `{example.field}`: " if example.field else ""
    beside = {name: value for name, value in example.beside.items() if value is not None}
    where = f" beside {_listed(beside)}" if beside else ""
    outcomes = {
        "kept": "stays as it is",
        "fixed": f"becomes {_code(example.clean or '')}",
        "absent": "is left out",
        "refused": "is refused",
    }
    cell = f"{field}{_code(example.raw)}{where}{declared}"
    return f"{cell} {outcomes[example.outcome]}{_codes(example.codes)}"


def _codes(codes: tuple[str, ...]) -> str:
    return f" ({', '.join(codes)})" if codes else ""


def _declared(facts: Mapping[str, str], *, unsafe_fixes: bool) -> str:
    options = [f"--{name.replace('_', '-')} {_argument(value)}" for name, value in facts.items()]
    options += ["--unsafe-fixes"] if unsafe_fixes else []
    return f" under `{' '.join(options)}`" if options else ""


def _argument(value: object) -> str:
    """Write a value as a shell takes it; `;` and `|` are the shell's own."""
    return shlex.quote(str(value))


def _listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_code(value)}" for name, value in values.items()) or "an empty row"


def _code(text: str) -> str:
    """Write a cell's text as a code span; a fence longer than any run of backticks in it holds it."""
    shown = quoted(text)
    fence = "`"
    while fence in shown:
        fence += "`"
    return f"{fence}{shown}{fence}"


def _title(rule: Rule | None) -> str:
    return ENGINE_TITLE if rule is None else rule.name


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _reads(rule: Rule | None) -> str:
    if isinstance(rule, FieldRule):
        return ", ".join(f"`{field}`" for field in rule.fields)
    if isinstance(rule, RowRule):
        return "the row: " + ", ".join(f"`{field}`" for field in rule.needs)
    if isinstance(rule, CellRule):
        return "every cell"
    return "lines, and the clean table" if rule is None else "the whole table"


def _doc(rule: Rule | None) -> list[str]:
    return [*inspect.cleandoc(ENGINE_DOC if rule is None else rule.doc).splitlines(), ""]


if __name__ == "__main__":
    from yotpo_lint.registry import load

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # run as a program it is a real stream
    sys.stdout.write(render(load()))
