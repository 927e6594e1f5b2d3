"""Rules on whole columns: what damaged a column before the table was read. They report damage and repair nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yotpo_lint.rule.problem import Problem, Severity

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProblem(Problem):
    """Describe one kind of damage to a whole column; the `{hint}` of its message says how many cells it hit.

    Attributes:
        severity: always `warning`, because no single cell shows the damage.
        undo: one or two sentences: whether the damage can be undone, and how.
        prevention: how to export the table so that it does not happen again.
    """

    severity: Severity = "warning"
    undo: str
    prevention: str


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """The cells of one raw column of a batch: its values, and how many cells hold each.

    Attributes:
        values: a string array without nulls; a value may occur in it more than once.
        counts: an int64 array of the same length: how many cells each value stands for.
    """

    values: pa.Array
    counts: pa.Array

    def count_where(self, mask: pa.Array) -> int:
        """Return how many cells hold the values for which the boolean array `mask` is true."""
        import pyarrow.compute as pc

        return pc.sum(pc.if_else(mask, self.counts, 0)).as_py() or 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts over a whole table.

    Attributes:
        filled_cells: by field, the number of cells of its column that hold any text.
        problem_counts: by code and field, the number of cells that have the problem, repaired or not; the field is
            empty for a problem of a whole line or row.
        counts: the sums of what the rule's `count` returned, by its own names.
    """

    filled_cells: Mapping[str, int]
    problem_counts: Mapping[tuple[str, str], int]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """Note that one column is damaged.

    Attributes:
        problem: the kind of damage.
        field: the field that the column feeds; empty for the whole table.
        cells: how many cells, or lines, are damaged.
        hint: completes the message.
        options: command-line options that the column's cells imply (`--date-order dmy`), for the suggestions.
    """

    problem: ColumnProblem
    field: str
    cells: int
    hint: str = ""
    options: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """Find damage to whole columns from counts over all their cells.

    Attributes:
        name: the rule's name, the same as its module's.
        doc: the manual page of the rule; write `doc=__doc__`.
        problems: every kind of damage that the rule can report.
        judge: called once, after the last record.
        count: optional; given the raw columns of a batch by field (those of `fields` that the table has) and the
            facts, returns counts by names of its choice. They are added up over the batches, so they must not depend
            on where a batch begins.
        fields: the fields whose raw columns `count` needs.
    """

    name: str
    doc: str
    problems: tuple[ColumnProblem, ...]
    judge: Callable[[Evidence, Facts], tuple[ColumnNote, ...]]
    count: Callable[[Mapping[str, ValueCounts], Facts], Mapping[str, int]] | None = None
    fields: tuple[str, ...] = ()
