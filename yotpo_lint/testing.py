"""Test helpers for authors of rules: a rule's examples become its tests, its accelerator is held to its reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from yotpo_lint.kernel.accelerators import run_accelerators
from yotpo_lint.kernel.cell import read_cell
from yotpo_lint.rule import CellRule, Clean, Context, Example, Facts, FieldRule, Refused, RowExample, RowRule
from yotpo_lint.rule.facts import restrict_facts
from yotpo_lint.settings.values import Settings

if TYPE_CHECKING:
    from yotpo_lint.rule import Reading

ExampleRule = CellRule | FieldRule | RowRule


def list_examples(*rules: ExampleRule) -> list[tuple[ExampleRule, Example | RowExample]]:
    """Pair each rule with each of its examples, as parameters of one test."""
    return [(rule, example) for rule in rules for example in rule.examples]


def check_example(rule: ExampleRule, example: Example | RowExample) -> None:
    """Assert that the rule's reading does with an example what the example says."""
    if isinstance(rule, RowRule):
        assert isinstance(example, RowExample), f"{rule.name}: a row rule shows RowExamples"
        _check_row(rule, example)
        return
    assert isinstance(example, Example), f"{rule.name}: a rule for cells shows Examples"
    reading = rule.read(example.raw, build_context(rule, example))
    problems = {problem.code: problem for problem in rule.problems}
    assert set(example.codes) <= problems.keys(), f"{rule.name}: {example.codes} are not all codes of the rule"
    if isinstance(reading, Refused):
        answer: tuple[object, ...] = ("refused", None, (reading.note.problem.code,))
    else:
        state = "absent" if reading.value is None else "kept" if reading.value == example.raw else "fixed"
        answer = (state, reading.value, tuple(note.problem.code for note in reading.notes))
    expected = (example.outcome, example.clean, example.codes)
    assert answer == expected, f"{rule.name} reads {example.raw!r} as {answer}, its example says {expected}"
    if isinstance(reading, Clean) and reading.value is not None:
        _check_settled(rule, reading.value, example)


def _check_settled(rule: CellRule | FieldRule, clean: str, example: Example) -> None:
    """Assert that reading a clean value again repairs nothing more (law 5)."""
    again = rule.read(clean, build_context(rule, example))
    assert isinstance(again, Clean), f"{rule.name}: {clean!r} is clean, yet it is refused when read again"
    assert again.value == clean, f"{rule.name}: {clean!r} is clean, yet it changes to {again.value!r} when read again"


def build_context(rule: CellRule | FieldRule, example: Example) -> Context:
    """Return what a reading is given for an example."""
    needs: Sequence[str] = rule.needs if isinstance(rule, FieldRule) else ()
    default = rule.fields[0] if isinstance(rule, FieldRule) else "address.city"
    neighbours = {name: example.neighbours.get(name) for name in needs}
    facts = _facts(example.facts)
    if rule.facts is not None:
        facts = restrict_facts(facts, frozenset(rule.facts))
    return Context(example.field or default, facts, neighbours)


def _facts(declared: Mapping[str, str]) -> Facts:
    settings: dict[str, Any] = dict(declared)
    return Settings(**settings).facts


def _check_row(rule: RowRule, example: RowExample) -> None:
    row = {name: example.row.get(name) for name in rule.needs}
    changes = rule.read(row, _facts(example.facts))
    codes = tuple(change.note.problem.code for change in changes)
    assert codes == example.codes, (
        f"{rule.name} answers {codes} to {dict(example.row)}, its example says {example.codes}"
    )
    changed = {change.field: change.value for change in changes if change.sets_value}
    assert changed == dict(example.changes), f"{rule.name} changes {changed}, its example says {dict(example.changes)}"


def find_disagreements(
    rule: CellRule | FieldRule,
    texts: Iterable[str],
    *,
    cell_rules: Sequence[CellRule] = (),
    field: str | None = None,
    neighbours: Mapping[str, str | None] | None = None,
    facts: Facts | None = None,
) -> list[tuple[str, Reading, Reading]]:
    """Return every text on which the rule's accelerator and its reading disagree, with both answers.

    All texts share one set of clean neighbours, `neighbours`. The accelerator gets what the cell rules' accelerators
    settle, and the reading comes behind the cell rules, as in a run; pass those of the installed packs in
    `cell_rules`.
    """
    import pyarrow as pa

    rules = (*cell_rules, rule)
    for each in rules:
        assert each.accelerate is not None, f"{each.name} has no accelerator"
    facts = facts or Facts()
    needs = rule.needs if isinstance(rule, FieldRule) else ()
    neighbours = {name: (neighbours or {}).get(name) for name in needs}
    name = field or (rule.fields[0] if isinstance(rule, FieldRule) else "address.city")
    column = pa.array([text for text in texts if text], pa.string())
    columns = {name: pa.array([value] * len(column), pa.string()) for name, value in neighbours.items()}
    settled = run_accelerators(rules, column, name, columns, facts)
    context = Context(name, facts, neighbours)
    found: list[tuple[str, Reading, Reading]] = []
    raw = column.take(pa.array(settled.rows)).to_pylist()
    for text, value, number in zip(raw, settled.values.to_pylist(), settled.answer.tolist(), strict=True):
        reading, said = read_cell(text, context, rules), settled.answers[number]
        answer = said if isinstance(said, Refused) else Clean(value, said)
        if answer != reading:
            found.append((text, answer, reading))
    return found
