"""The final word on a batch: what its rules said of its records, and what the copies of them mean for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.distinct import replaced
from yotpo_lint.kernel.findings import Collector, in_order
from yotpo_lint.kernel.judge import Action
from yotpo_lint.whole.outcome import Outcome, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.judge import Finding
    from yotpo_lint.kernel.kernel import Judged
    from yotpo_lint.tables.table import Batch
    from yotpo_lint.whole.duplicates import Decision


def concluded(batch: Batch, judged: Judged, decisions: Mapping[int, Decision], codes: tuple[str, ...]) -> Outcome:
    """Apply to a judged batch what the keys decided of its records."""
    rows = batch.rows.to_numpy(zero_copy_only=False)
    place = np.where(judged.rejected, Place.REJECTED, Place.ACCEPTED).astype(np.int8)
    into = np.zeros(len(rows), np.int64)
    touched = [(at, decisions[row]) for at, row in _touched(rows, decisions)]
    if not touched:
        return Outcome(batch, judged.clean, place, judged.findings, into)
    clean = dict(judged.clean)
    collector = Collector(FIELDS, codes)
    earlier = judged.findings
    changes: dict[str, list[tuple[int, str | None]]] = {}
    told: dict[str, dict[int, list[Finding]]] = {}
    for at, decision in touched:
        for field, finding in decision.findings:
            told.setdefault(field, {}).setdefault(at, []).append(finding)
        for field, value in decision.changes:
            changes.setdefault(field, []).append((at, value))
        if decision.rejected:
            place[at] = Place.REJECTED
        elif decision.merged_into:
            place[at] = Place.MERGED
            into[at] = decision.merged_into
    for field, by_record in told.items():
        collector.add_by_verdict(np.array(list(by_record)), field, np.arange(len(by_record)), list(by_record.values()))
    for field, cells in changes.items():
        at_all, values = zip(*cells, strict=True)
        clean[field] = replaced(clean[field], np.array(at_all), pa.array(values, pa.string()))
        earlier = _without_repairs(earlier, FIELDS.index(field), at_all)
    findings = in_order(pa.concat_tables([earlier, collector.table()]))
    return Outcome(batch, clean, place, findings, into)


def _without_repairs(findings: pa.Table, field: int, at: Sequence[int]) -> pa.Table:
    """Drop the repairs of cells whose value is now taken from another record: their answer is not the one emitted."""
    superseded = pc.and_(
        pc.and_(pc.equal(findings.column("field"), field), pc.equal(findings.column("action"), Action.FIXED)),
        pc.is_in(findings.column("at"), pa.array(at, pa.int32())),
    )
    return findings.filter(pc.invert(superseded))


def _touched(rows: NDArray[np.int64], decisions: Mapping[int, Decision]) -> list[tuple[int, int]]:
    """Return the positions and the numbers of the records that are decided about."""
    if not decisions or not len(rows):
        return []
    if len(decisions) < len(rows):
        numbers = np.fromiter(decisions, np.int64, len(decisions))
        numbers = np.sort(numbers[(numbers >= rows[0]) & (numbers <= rows[-1])])
        return list(zip(np.searchsorted(rows, numbers).tolist(), numbers.tolist(), strict=True))
    return [(at, row) for at, row in enumerate(rows.tolist()) if row in decisions]
