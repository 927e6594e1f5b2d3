"""What an accelerator answers: the cells it settled at column speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule.problem import Problem


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """The clean values of the cells that an accelerator settled.

    Attributes:
        values: a string array as long as the column; null where the cell is left to the reading.
        repairs: an int8 array as long as the column, each an index into `bundles`; None when every
            settled cell is clean as it stands. Ignored where `values` is null.
        bundles: the notes' problems that go with an index; `()` for a cell that needed no repair.
    """

    values: pa.Array
    fixes: pa.Array | None = None
    problem_sets: tuple[tuple[Problem, ...], ...] = ((),)


def keep_where(column: pa.Array, clean: pa.Array) -> ColumnReading:
    """Settle, as clean as they stand, the cells of `column` where the boolean array `clean` is true."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return ColumnReading(pc.if_else(clean, column, pa.scalar(None, column.type)))
