"""The rejected records of a run, and what blocks each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.outcome import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.workers.execution import Execution

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocker:
    """A problem that rejects a row: its code, its field, and whether an unsafe fix is known."""

    code: str
    field: str
    has_unsafe_fix: bool


@dataclass(frozen=True, slots=True)
class BlockedRecords:
    """The rejected records that could be read; no setting rescues a damaged line.

    Attributes:
        positions: the position of each record in the whole input, ascending; damaged lines are not counted.
        blockers: every distinct blocker.
        record_indices, blocker_indices: pairs of indices into `positions` and `blockers`: this record has that blocker.
    """

    positions: Numbers
    blockers: Sequence[Blocker]
    record_indices: Numbers
    blocker_indices: Numbers

    def select(self, removable: Sequence[bool]) -> Numbers:
        """Return the positions of the records that have only blockers marked as removable."""
        kept = ~np.array(removable, np.bool_)[self.blocker_indices]
        still_blocked = np.bincount(self.record_indices[kept], minlength=len(self.positions)) > 0
        return self.positions[~still_blocked]


def find_blocked_records(run: RunOutcome, execution: Execution) -> BlockedRecords:
    """Return the rejected records of a run with their blockers."""
    kernel = run.kernel
    numbers: dict[Blocker, int] = {}
    positions: list[Numbers] = [np.zeros(0, np.int64)]
    records: list[Numbers] = [np.zeros(0, np.int64)]
    blockers: list[Numbers] = [np.zeros(0, np.int64)]
    first_position = record_count = 0
    for batch in run.map_outcomes(lambda _, outcome: _find_in_batch(kernel, outcome), execution):
        positions.append(batch.rejected + first_position)
        records.append(batch.record_indices + record_count)
        new_numbers = [numbers.setdefault(each, len(numbers)) for each in batch.blockers]
        blockers.append(np.array(new_numbers, np.int64)[batch.blocker_indices])
        first_position += batch.row_count
        record_count += len(batch.rejected)
    return BlockedRecords(np.concatenate(positions), list(numbers), np.concatenate(records), np.concatenate(blockers))


class _BatchBlockers(NamedTuple):
    """The rejected records of one batch; the indices pair `rejected` with `blockers`."""

    row_count: int
    rejected: Numbers
    record_indices: Numbers
    blockers: list[Blocker]
    blocker_indices: Numbers


def _find_in_batch(kernel: Kernel, outcome: Outcome) -> _BatchBlockers:
    """Return the rejected records of one batch with their blockers."""
    findings = outcome.findings
    at, field, code, action = (findings.column(name).to_numpy() for name in ("at", "field", "code", "action"))
    has_value = findings.column("suggestion").is_valid().to_numpy()
    blocking = np.flatnonzero((action == Action.REJECTED) & (outcome.place[at] == Place.REJECTED))
    triples = np.stack((code[blocking], field[blocking], has_value[blocking]), axis=1).astype(np.int64)
    distinct, blocker_indices = np.unique(triples, axis=0, return_inverse=True)
    blockers = []
    for code_number, field_number, value_known in distinct.tolist():
        name = kernel.codes[code_number]
        has_unsafe_fix = bool(value_known) or kernel.policy[name].applicability == "unsafe"
        blockers.append(Blocker(name, FIELDS[field_number] if field_number >= 0 else "", has_unsafe_fix))
    rejected = np.flatnonzero(outcome.place == Place.REJECTED)
    record_indices = np.searchsorted(rejected, at[blocking])
    return _BatchBlockers(len(outcome.place), rejected, record_indices, blockers, blocker_indices.reshape(-1))
