"""Column health: what happened to the filled cells of each field, counted batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.dictionary_columns import is_present
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.outcome import Outcome

# Actions that a cell is counted under, the mildest first; the most severe of a cell counts.
COUNTED_ACTIONS: Final = (Action.FIXED, Action.OMITTED, Action.REJECTED)


@dataclass(frozen=True, slots=True)
class ColumnHealth:
    """The filled cells of a field by what happened to them."""

    field: str
    column: str
    kept: int
    fixed: int
    omitted: int
    rejected: int

    @property
    def filled(self) -> int:
        """Return the number of filled cells."""
        return self.kept + self.fixed + self.omitted + self.rejected


def count_cell_actions(outcome: Outcome, column_of: Mapping[str, str]) -> NDArray[np.int64]:
    """Count the filled cells of a batch: one row for each of `FIELDS`; the columns are kept and `COUNTED_ACTIONS`."""
    at, field_number, action = (outcome.findings.column(name).to_numpy() for name in ("at", "field", "action"))
    severest = np.zeros((len(FIELDS), len(outcome.place)), np.int8)
    for rank, counted_action in enumerate(COUNTED_ACTIONS, start=1):  # a more severe action overwrites a milder one
        matches = (action == counted_action) & (field_number >= 0)
        severest[field_number[matches], at[matches]] = rank
    counts = np.zeros((len(FIELDS), 1 + len(COUNTED_ACTIONS)), np.int64)
    for index, name in enumerate(FIELDS):
        if name in column_of:
            cells = outcome.batch.cells.column(column_of[name])
            filled = is_present(cells)
            # Most cells are kept, so only the others are counted one by one.
            changed = severest[index][np.flatnonzero(severest[index] * filled)]
            counts[index] = np.bincount(changed, minlength=1 + len(COUNTED_ACTIONS))
            counts[index, 0] = np.count_nonzero(filled) - len(changed)
    return counts


def summarize_columns(counts: NDArray[np.int64], header_of: Mapping[str, str]) -> list[ColumnHealth]:
    """Return the counts of a whole run by field, for the fields that have a column."""
    return [
        ColumnHealth(name, header_of[name], *line)
        for name, line in zip(FIELDS, counts.tolist(), strict=True)
        if name in header_of
    ]
