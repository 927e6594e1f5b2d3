"""Column health: what became of the filled cells of every field, counted batch by batch."""

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

# The worst that was done about a cell is what became of it, mildest first.
BECAME: Final = (Action.FIXED, Action.OMITTED, Action.REJECTED)


@dataclass(frozen=True, slots=True)
class Health:
    """What became of the filled cells of a field."""

    field: str
    column: str
    kept: int
    fixed: int
    omitted: int
    rejected: int

    @property
    def filled(self) -> int:
        """Return the cells that held anything."""
        return self.kept + self.fixed + self.omitted + self.rejected


def fates(outcome: Outcome, column_of: Mapping[str, str]) -> NDArray[np.int64]:
    """Count the filled cells of a batch: a line for each of `FIELDS`, then kept and the actions of `BECAME`."""
    at, number, action = (outcome.findings.column(name).to_numpy() for name in ("at", "field", "action"))
    rows = len(outcome.place)
    worst = np.zeros((len(FIELDS), rows), np.int8)
    for rank, became in enumerate(BECAME, start=1):  # a worse fate is written over a milder one
        here = (action == became) & (number >= 0)
        worst[number[here], at[here]] = rank
    counts = np.zeros((len(FIELDS), 1 + len(BECAME)), np.int64)
    for index, name in enumerate(FIELDS):
        if name in column_of:
            cells = outcome.batch.cells.column(column_of[name])
            filled = is_present(cells)
            # Few cells have another fate than to be kept.
            others = worst[index][np.flatnonzero(worst[index] * filled)]
            counts[index] = np.bincount(others, minlength=1 + len(BECAME))
            counts[index, 0] = np.count_nonzero(filled) - len(others)
    return counts


def health(counts: NDArray[np.int64], header_of: Mapping[str, str]) -> list[Health]:
    """Tell the fates of a whole run by field, for the fields that have a column."""
    return [
        Health(name, header_of[name], *line)
        for name, line in zip(FIELDS, counts.tolist(), strict=True)
        if name in header_of
    ]
