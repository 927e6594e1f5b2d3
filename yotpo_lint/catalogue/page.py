"""The documentation of one code, the same in rules/README.md, `explain`, report.html and SARIF."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yotpo_lint.escaping import quote_cell
from yotpo_lint.rule import CellRule, ColumnProblem, Example, FieldRule, Problem, RowExample, RowRule, Rule

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

# The id identifies the customer; a row is not kept without it.
NEVER_OMITTED: Final = "external_id"


@dataclass(frozen=True, slots=True)
class Page:
    """The documentation of one code, the same wherever it is shown; texts may have code spans as in Markdown.

    Attributes:
        code, name: the problem's code and its name in kebab case.
        message: the message, with an ellipsis for what differs from cell to cell.
        why: what Yotpo does with the cell and where the problem comes from; empty where the message says it all.
        severity: `error` or `warning`.
        applicability: whether a fix is `safe` or `unsafe`, or `none` where there is no fix.
        remedies: the options that may settle it by declaring a fact.
        examples: invented cells with the problem, and what becomes of them.
        rule: the name of its rule.
        fields: the fields that the rule reads; empty for rules on every cell, on rows or on the table.
        omit: the options that keep a row without its refused cell.
        ignorable: whether a setting can ignore it; a problem that the engine itself finds cannot be ignored.
        undo, again: for damage to a whole column, whether it can be undone and how to avoid it; else empty.
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
    omit: tuple[str, ...]
    ignorable: bool
    undo: str = ""
    again: str = ""


def get_page(registry: Registry, code: str) -> Page:
    """Return the documentation of a code."""
    return build_page(registry.problems[code], registry.owner_of(code))


def build_page(problem: Problem, rule: Rule | None) -> Page:
    """Build the documentation of a problem of a rule; the engine's own problems have no rule."""
    fields = rule.fields if isinstance(rule, FieldRule) else ()
    refused = problem.severity == "error" and problem.applicability != "safe"
    return Page(
        code=problem.code,
        name=problem.name,
        message=_generalize_message(problem),
        why=problem.why,
        severity=problem.severity,
        applicability=problem.applicability,
        remedies=tuple(f"--{remedy}" for remedy in problem.remedies),
        examples=tuple(describe_example(each, rule) for each in list_examples(rule) if problem.code in each.codes),
        rule="engine" if rule is None else rule.name,
        fields=fields,
        omit=tuple(f"--omit {name}" for name in fields if refused and name != NEVER_OMITTED),
        ignorable=rule is not None,
        undo=problem.undo if isinstance(problem, ColumnProblem) else "",
        again=problem.prevention if isinstance(problem, ColumnProblem) else "",
    )


def _generalize_message(problem: Problem) -> str:
    """Return the message of a problem without the details of a cell; an ellipsis at the end replaces the full stop."""
    message = problem.general or problem.message.replace("{after}", "…").replace("{hint}", "…")
    return message.removesuffix(".") if message.endswith("….") else message


def list_examples(rule: Rule | None) -> tuple[Example | RowExample, ...]:
    """Return the examples of a rule; rules on the whole table have none."""
    return rule.examples if isinstance(rule, CellRule | FieldRule | RowRule) else ()


def describe_example(example: Example | RowExample, rule: Rule | None) -> str:
    """Describe an example in words: the cell, the options it needs, and what becomes of it."""
    unsafe = {problem.code for problem in rule.problems if problem.applicability == "unsafe"} if rule else set()
    changes = isinstance(example, RowExample) or example.outcome in ("fixed", "absent")
    options = _format_options(example.facts, unsafe_fixes=changes and not unsafe.isdisjoint(example.codes))
    if isinstance(example, RowExample):
        effects = [
            f"`{field}` is left out" if value is None else f"`{field}` becomes {_format_code_span(value)}"
            for field, value in example.changes.items()
        ]
        codes = _format_codes(example.codes)
        return f"{_format_values(example.row)}{options}: {', '.join(effects) or 'nothing changes'}{codes}"
    field = f"in `{example.field}`: " if example.field else ""
    neighbours = {name: value for name, value in example.neighbours.items() if value is not None}
    where = f" beside {_format_values(neighbours)}" if neighbours else ""
    outcomes = {
        "kept": "stays as it is",
        "fixed": f"becomes {_format_code_span(example.clean or '')}",
        "absent": "is left out",
        "refused": "is refused",
    }
    cell = f"{field}{_format_code_span(example.raw)}{where}{options}"
    return f"{cell} {outcomes[example.outcome]}{_format_codes(example.codes)}"


def _format_codes(codes: tuple[str, ...]) -> str:
    return f" ({', '.join(codes)})" if codes else ""


def _format_options(facts: Mapping[str, str], *, unsafe_fixes: bool) -> str:
    options = [f"--{name.replace('_', '-')} {_quote_argument(value)}" for name, value in facts.items()]
    options += ["--unsafe-fixes"] if unsafe_fixes else []
    return f" under `{' '.join(options)}`" if options else ""


def _quote_argument(value: object) -> str:
    """Quote a value for a shell, where `;` and `|` have a meaning."""
    return shlex.quote(str(value))


def _format_values(values: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_format_code_span(value)}" for name, value in values.items()) or "an empty row"


def _format_code_span(text: str) -> str:
    """Return a cell's text as a Markdown code span with a fence longer than any run of backticks in it."""
    shown = quote_cell(text)
    fence = "`"
    while fence in shown:
        fence += "`"
    return f"{fence}{shown}{fence}"
