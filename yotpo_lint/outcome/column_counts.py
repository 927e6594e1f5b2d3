"""Count whole columns batch by batch, and let the column rules judge the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.dictionary_columns import get_codes, is_dictionary_encoded, is_present
from yotpo_lint.rule import ColumnNote, Evidence, ValueCounts

if TYPE_CHECKING:
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.outcome.tally import Tally
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """Counts of raw columns: filled cells by field, and the counts of the rules by rule and name."""

    filled_cells: Counter[str] = field(default_factory=Counter)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


def count_columns(registry: Registry, columns: Mapping[str, pa.Array], facts: Facts) -> ColumnCounts:
    """Count the raw columns of one batch, independently of other batches, so that workers can do it."""
    counts = ColumnCounts()
    value_counts = {name: _count_values(column) for name, column in columns.items()}
    for name, column in columns.items():
        counts.filled_cells[name] = int(np.count_nonzero(is_present(column)))
    for rule in registry.column_rules:
        if rule.count is not None:
            rule_counts = rule.count({name: value_counts[name] for name in rule.fields if name in value_counts}, facts)
            counts.counts.update({(rule.name, key): count for key, count in rule_counts.items()})
    return counts


def _count_values(column: pa.Array) -> ValueCounts:
    """Return the values of a column with the number of cells of each."""
    if is_dictionary_encoded(column):
        codes = get_codes(column)
        counts = np.bincount(codes[codes >= 0], minlength=len(column.dictionary))
        return ValueCounts(column.dictionary, pa.array(counts, pa.int64()))
    values = column.drop_null()
    return ValueCounts(values, pa.array(np.ones(len(values), np.int64)))


def sum_column_counts(counts: Iterable[ColumnCounts]) -> ColumnCounts:
    """Add up the counts of all batches."""
    total = ColumnCounts()
    for each in counts:
        total.filled_cells.update(each.filled_cells)
        total.counts.update(each.counts)
    return total


def judge_columns(kernel: Kernel, counts: ColumnCounts, tally: Tally) -> list[ColumnNote]:
    """Return the notes of the active column rules: fields in Yotpo's order, then the table."""
    problem_counts: Counter[tuple[str, str]] = Counter({(code, ""): count for code, count in tally.damaged.items()})
    for (code, number, _), count in tally.findings.items():
        problem_counts[kernel.codes[code], FIELDS[number] if number >= 0 else ""] += count
    notes = [
        note
        for rule in kernel.registry.column_rules
        for note in rule.judge(_build_evidence(rule.name, counts, problem_counts), kernel.settings.facts)
        if kernel.policy[note.problem.code].active
    ]
    return sorted(notes, key=lambda note: FIELDS.index(note.field) if note.field else len(FIELDS))


def _build_evidence(rule: str, counts: ColumnCounts, problem_counts: Mapping[tuple[str, str], int]) -> Evidence:
    rule_counts = {key: count for (name, key), count in counts.counts.items() if name == rule}
    return Evidence(counts.filled_cells, problem_counts, rule_counts)
