"""What an accelerator answers: the cells it settled at column speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule.problem import Problem
    from yotpo_lint.rule.reading import Refused


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What the reading would answer for the cells that an accelerator settled: values, fixes, warnings, refusals.

    Attributes:
        values: a string array as long as the column; null where the cell is left to the reading. For a refused cell it
            holds any text.
        fixes: an int8 array as long as the column, each an index into `problem_sets`; None when every settled cell is
            clean as it stands. Ignored where `values` is null.
        problem_sets: the problems that go with an index, in the order of the reading's notes, or its refusal; `()` for
            a cell about which there is nothing to say.
        hints: a string array as long as the column: the hint of the last problem of the cell's set, or of its refusal;
            null where that has none.
    """

    values: pa.Array
    fixes: pa.Array | None = None
    problem_sets: tuple[tuple[Problem, ...] | Refused, ...] = ((),)
    hints: pa.Array | None = None


def keep_where(column: pa.Array, clean: pa.Array) -> ColumnReading:
    """Settle, as clean as they stand, the cells of `column` where the boolean array `clean` is true."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return ColumnReading(pc.if_else(clean, column, pa.scalar(None, column.type)))
