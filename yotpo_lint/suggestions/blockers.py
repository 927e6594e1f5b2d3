"""The rejected records of a run, and what blocks each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.finalization import find_places
from yotpo_lint.outcome.outcome import Place

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.kernel.judged_batch import JudgedBatch
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.outcome.run_outcome import RunOutcome

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


def find_blocked_records(run: RunOutcome) -> BlockedRecords:
    """Return the rejected records of a run with their blockers."""
    numbers: dict[Blocker, int] = {}
    positions: list[Numbers] = [np.zeros(0, np.int64)]
    records: list[Numbers] = [np.zeros(0, np.int64)]
    blockers: list[Numbers] = [np.zeros(0, np.int64)]
    first_position = record_count = 0
    for number in range(len(run.spool)):
        batch = _find_in_batch(run.kernel, run.spool[number][1], run.decisions.for_batch(number))
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


def _find_in_batch(kernel: Kernel, judged: JudgedBatch, duplicates: pa.Table | None) -> _BatchBlockers:
    """Return the rejected records of one batch with their blockers."""
    place = find_places(judged, duplicates)
    at, kind = (
        np.concatenate(parts)
        for parts in zip(
            *(_find_rejecting(table) for table in (judged.findings, duplicates) if table is not None), strict=True
        )
    )
    blocking = place[at] == Place.REJECTED
    distinct, blocker_indices = np.unique(kind[blocking], return_inverse=True)
    blockers = []
    for code_and_field, value_known in zip((distinct // 2).tolist(), (distinct % 2).tolist(), strict=True):
        code_number, field_number = divmod(code_and_field, len(FIELDS) + 1)
        name = kernel.codes[code_number]
        has_unsafe_fix = bool(value_known) or kernel.policy[name].applicability == "unsafe"
        blockers.append(Blocker(name, FIELDS[field_number] if field_number < len(FIELDS) else "", has_unsafe_fix))
    rejected = np.flatnonzero(place == Place.REJECTED)
    return _BatchBlockers(
        len(place), rejected, np.searchsorted(rejected, at[blocking]), blockers, blocker_indices.reshape(-1)
    )


def _find_rejecting(findings: pa.Table) -> tuple[Numbers, Numbers]:
    """Return where findings reject, and a number for code, field and whether a value is suggested."""
    action = findings.column("action").to_numpy()
    rejecting = np.flatnonzero(action == Action.REJECTED)
    at, code, field = (findings.column(name).to_numpy()[rejecting].astype(np.int64) for name in ("at", "code", "field"))
    has_value = findings.column("suggestion").is_valid().to_numpy()[rejecting]
    # The field of a whole row is -1; it stands behind the others.
    return at, (code * (len(FIELDS) + 1) + field % (len(FIELDS) + 1)) * 2 + has_value
