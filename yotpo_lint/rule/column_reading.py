"""The answer of an accelerator: the cells that it settles at column speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule.problem import Problem
    from yotpo_lint.rule.reading import Refused


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """The readings of the cells that an accelerator settles: values, fixes, warnings and refusals.

    Attributes:
        values: a string array as long as the column; null where the cell is left to the reading. For a refused cell it
            holds any text.
        fixes: an int8 array as long as the column, each an index into `problem_sets`; None when every settled cell is
            kept unchanged. Ignored where `values` is null.
        problem_sets: by index, the problems of a cell in the order of the reading's notes, or its refusal; `()` for a
            cell without problems.
        hints: a string array as long as the column: the hint of the last problem of the cell's set, or of its refusal;
            null where there is no hint.
    """

    values: pa.Array
    fixes: pa.Array | None = None
    problem_sets: tuple[tuple[Problem, ...] | Refused, ...] = ((),)
    hints: pa.Array | None = None


def keep_where(column: pa.Array, mask: pa.Array) -> ColumnReading:
    """Keep the cells of `column` unchanged where the boolean array `mask` is true; leave the others to the reading."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return ColumnReading(pc.if_else(mask, column, pa.scalar(None, column.type)))
