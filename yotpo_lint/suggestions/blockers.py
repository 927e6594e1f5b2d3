"""The rejected records of a run and what rejects each of them, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.outcome import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.executors.local import Run
    from yotpo_lint.outcome.outcome import Outcome

    Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocker:
    """One problem that rejects a row: its code, its field, and whether an unsafe repair is known."""

    code: str
    field: str
    mendable: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """Every rejected record that could be read: damaged lines no setting can rescue.

    Attributes:
        positions: where each lies in the whole input, ascending; damaged records are not counted.
        blockers: all that reject any.
        record, blocker: pairs of indices into both: this record is rejected by that blocker.
    """

    positions: Rows
    blockers: Sequence[Blocker]
    record: Rows
    blocker: Rows

    def where(self, bears: Sequence[bool]) -> Rows:
        """Return the positions of the records of which every blocker is one that `bears` marks."""
        other = ~np.array(bears, np.bool_)[self.blocker]
        stays = np.bincount(self.record[other], minlength=len(self.positions)) > 0
        return self.positions[~stays]


def blocked_rows(run: Run) -> Blocked:
    """Find what rejects the rejected records of a run."""
    numbers: dict[Blocker, int] = {}
    positions: list[Rows] = [np.zeros(0, np.int64)]
    records: list[Rows] = [np.zeros(0, np.int64)]
    blockers: list[Rows] = [np.zeros(0, np.int64)]
    start = count = 0
    for rows, rejected, record, kinds, kind in run.made_of(partial(_rejected, run)):
        positions.append(rejected + start)
        records.append(record + count)
        blockers.append(np.array([numbers.setdefault(each, len(numbers)) for each in kinds], np.int64)[kind])
        start += rows
        count += len(rejected)
    return Blocked(np.concatenate(positions), list(numbers), np.concatenate(records), np.concatenate(blockers))


class _Rejected(NamedTuple):
    """What rejects the records of one batch; `record` and `kind` are pairs of indices into the other two."""

    rows: int
    rejected: Rows
    record: Rows
    kinds: list[Blocker]
    kind: Rows


def _rejected(run: Run, outcome: Outcome) -> _Rejected:
    """Find what rejects the rejected records of one batch."""
    raw = outcome.findings
    at, field, code, action = (raw.column(name).to_numpy() for name in ("at", "field", "code", "action"))
    known = raw.column("suggestion").is_valid().to_numpy()
    chosen = np.flatnonzero((action == Action.REJECTED) & (outcome.place[at] == Place.REJECTED))
    triples = np.stack((code[chosen], field[chosen], known[chosen]), axis=1).astype(np.int64)
    distinct, kind = np.unique(triples, axis=0, return_inverse=True)
    codes, policy = run.kernel.codes, run.kernel.policy
    kinds = []
    for code_number, field_number, has_value in distinct.tolist():
        name = codes[code_number]
        mendable = bool(has_value) or policy[name].applicability == "unsafe"
        kinds.append(Blocker(name, FIELDS[field_number] if field_number >= 0 else "", mendable))
    rejected = np.flatnonzero(outcome.place == Place.REJECTED)
    record = np.searchsorted(rejected, at[chosen])
    return _Rejected(len(outcome.place), rejected, record, kinds, kind.reshape(-1))
