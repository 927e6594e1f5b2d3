"""Rules on whole columns: what happened to a column before the table came here, told and never repaired."""

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
    """Describe one thing that can have happened to a whole column; its message's `{hint}` says to how many cells.

    Attributes:
        undo: one sentence or two: whether it can be undone, and how.
        again: how to export the table so that it does not happen again.
    """

    severity: Severity = "warning"
    undo: str
    prevention: str


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """The cells of one raw column of a batch: its texts, and how many cells hold each.

    Attributes:
        texts: a string array without nulls; one text may stand there more than once.
        times: an int64 array as long: how many cells each of them stands for.
    """

    values: pa.Array
    counts: pa.Array

    def count_where(self, chosen: pa.Array) -> int:
        """Return how many cells hold the texts for which the boolean array `chosen` is true."""
        import pyarrow.compute as pc

        return pc.sum(pc.if_else(chosen, self.counts, 0)).as_py() or 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was counted of a whole table.

    Attributes:
        filled: by field, the cells of its column that hold any text.
        met: by code and field, the cells in which the problem was met, repaired or not; the field of a whole line
            or row is empty.
        counted: what the rule itself has counted, by its own names.
    """

    filled_cells: Mapping[str, int]
    problem_counts: Mapping[tuple[str, str], int]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """One damage to one column.

    Attributes:
        damage: what happened.
        field: the field that the column feeds; empty for the whole table.
        cells: how many cells, or lines, it happened to.
        hint: completes the message.
        options: what the column's cells say of command-line options (`--date-order dmy`), for the next steps.
    """

    problem: ColumnProblem
    field: str
    cells: int
    hint: str = ""
    options: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """Say what happened to whole columns, from what was counted of all their cells.

    Attributes:
        problems: every damage that it can name.
        judge: called once, when the last record was read.
        count: optional; given the raw columns of a batch by field (those of `fields` that the table has) and the
            facts, returns counts by names of its choice. They are added up over the batches, so they must not depend
            on where a batch begins.
        fields: the fields whose raw columns `count` wants.
    """

    name: str
    doc: str
    problems: tuple[ColumnProblem, ...]
    judge: Callable[[Evidence, Facts], tuple[ColumnNote, ...]]
    count: Callable[[Mapping[str, ValueCounts], Facts], Mapping[str, int]] | None = None
    fields: tuple[str, ...] = ()
