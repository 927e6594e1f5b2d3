"""Count whole columns, batch by batch, for the column rules."""

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
    """Counts of raw columns: filled cells by field, and by rule and name what the rules counted."""

    filled_cells: Counter[str] = field(default_factory=Counter)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


def count_columns(registry: Registry, columns: Mapping[str, pa.Array], facts: Facts) -> ColumnCounts:
    """Count the raw columns of one batch. Knows nothing of other batches, so that workers can do it."""
    counts = ColumnCounts()
    texts = {name: _count_values(column) for name, column in columns.items()}
    for name, column in columns.items():
        counts.filled_cells[name] = int(np.count_nonzero(is_present(column)))
    for rule in registry.column_rules:
        if rule.count is not None:
            found = rule.count({name: texts[name] for name in rule.fields if name in texts}, facts)
            counts.counts.update({(rule.name, what): count for what, count in found.items()})
    return counts


def _count_values(column: pa.Array) -> ValueCounts:
    """Return the texts of a column, each with the number of its cells."""
    if is_dictionary_encoded(column):
        codes = get_codes(column)
        times = np.bincount(codes[codes >= 0], minlength=len(column.dictionary))
        return ValueCounts(column.dictionary, pa.array(times, pa.int64()))
    texts = column.drop_null()
    return ValueCounts(texts, pa.array(np.ones(len(texts), np.int64)))


def sum_column_counts(counts: Iterable[ColumnCounts]) -> ColumnCounts:
    """Add up the counts of all batches."""
    whole = ColumnCounts()
    for each in counts:
        whole.filled_cells.update(each.filled_cells)
        whole.counts.update(each.counts)
    return whole


def judge_columns(kernel: Kernel, counts: ColumnCounts, tally: Tally) -> list[ColumnNote]:
    """Return what the rules in force say of the columns: those with a field in Yotpo's order, then the table."""
    met: Counter[tuple[str, str]] = Counter({(code, ""): count for code, count in tally.damaged.items()})
    for (code, number, _), count in tally.findings.items():
        met[kernel.codes[code], FIELDS[number] if number >= 0 else ""] += count
    notes = [
        note
        for rule in kernel.registry.column_rules
        for note in rule.judge(_build_evidence(rule.name, counts, met), kernel.settings.facts)
        if kernel.policy[note.problem.code].active
    ]
    return sorted(notes, key=lambda note: FIELDS.index(note.field) if note.field else len(FIELDS))


def _build_evidence(rule: str, counts: ColumnCounts, met: Mapping[tuple[str, str], int]) -> Evidence:
    own = {what: count for (name, what), count in counts.counts.items() if name == rule}
    return Evidence(counts.filled_cells, met, own)
