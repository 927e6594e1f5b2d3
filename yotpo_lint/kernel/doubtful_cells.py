"""The cells that only their row or the evidence of the table can decide, read before all others."""

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
        columns: by field, the raw columns, with what the readings gave in these cells; null where that is nothing.
        rejects: by field, the positions whose rows such a cell rejects.
        unreadable: by field, the positions whose cell says something that is not known.
    """

    columns: dict[str, pa.Array]
    rejects: dict[str, NDArray[np.int64]]
    unreadable: dict[str, NDArray[np.int64]]

    def take(self, field: str, at: NDArray[np.int64]) -> DoubtfulCells:
        """Return the column of one field, and what was found in it, at ascending positions."""
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
    """Let the cell rules read the cells of a batch that they cannot judge by their text."""
    outcome = DoubtfulCells(dict(columns), {}, {})
    nowhere = np.zeros(0, np.int64)
    for rule in rules:
        if rule.read_doubtful_cells is None:
            continue
        for answer in rule.read_doubtful_cells(outcome.columns, facts):
            rows, field = answer.rows.to_numpy(zero_copy_only=False), answer.field
            verdict = decide_verdict(answer.text, answer.reading, field, policy)
            findings.add(rows, field, verdict.findings)
            if verdict.value != answer.text:
                values = pa.array([verdict.value] * len(rows), pa.string())
                outcome.columns[field] = replace_cells(outcome.columns[field], rows, values)
            if verdict.rejects:
                outcome.rejects[field] = np.concatenate((outcome.rejects.get(field, nowhere), rows))
            if verdict.unreadable:
                outcome.unreadable[field] = np.concatenate((outcome.unreadable.get(field, nowhere), rows))
    return outcome
