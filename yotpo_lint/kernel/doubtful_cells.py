"""Read doubtful cells, which only their row or the evidence of the table can decide, before all other cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import replace_cells, take_cells
from yotpo_lint.kernel.verdict import decide_verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.findings import FindingsCollector
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import CellRule, Facts


@dataclass(frozen=True, slots=True)
class DoubtfulCells:
    """The columns after the doubtful cells were read.

    Attributes:
        columns: by field, the raw columns with the clean values of the doubtful cells; null where one is absent.
        rejects: by field, the positions of the doubtful cells that reject their row.
        unreadable: by field, the positions of the doubtful cells that cannot be read.
    """

    columns: dict[str, pa.Array]
    rejects: dict[str, NDArray[np.int64]]
    unreadable: dict[str, NDArray[np.int64]]

    def take(self, field: str, at: NDArray[np.int64]) -> DoubtfulCells:
        """Return the column of one field, its rejects and its unreadable cells at ascending positions."""
        rejects, unreadable = (
            {field: np.flatnonzero(np.isin(at, positions[field]))} if field in positions else {}
            for positions in (self.rejects, self.unreadable)
        )
        return DoubtfulCells({field: take_cells(self.columns[field], at)}, rejects, unreadable)


def read_doubtful_cells(
    columns: Mapping[str, pa.Array],
    rules: Sequence[CellRule],
    facts: Facts,
    policy: Policy,
    findings: FindingsCollector,
) -> DoubtfulCells:
    """Let the cell rules read the doubtful cells of a batch."""
    outcome = DoubtfulCells(dict(columns), {}, {})
    no_rows = np.zeros(0, np.int64)
    for rule in rules:
        if rule.read_doubtful_cells is None:
            continue
        for cells in rule.read_doubtful_cells(outcome.columns, facts):
            rows, field = cells.rows.to_numpy(zero_copy_only=False), cells.field
            verdict = decide_verdict(cells.text, cells.reading, field, policy)
            findings.add(rows, field, verdict.findings)
            if verdict.value != cells.text:
                values = pa.array([verdict.value] * len(rows), pa.string())
                outcome.columns[field] = replace_cells(outcome.columns[field], rows, values)
            if verdict.rejects:
                outcome.rejects[field] = np.concatenate((outcome.rejects.get(field, no_rows), rows))
            if verdict.unreadable:
                outcome.unreadable[field] = np.concatenate((outcome.unreadable.get(field, no_rows), rows))
    return outcome
