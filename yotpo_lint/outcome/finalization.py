"""Combine a judged batch with the findings on duplicates into its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.dictionary_columns import replace_cells
from yotpo_lint.errors import ConsentError
from yotpo_lint.kernel import findings
from yotpo_lint.kernel.consent_wall import find_agreed
from yotpo_lint.kernel.findings import sort_findings
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.judged_batch import JudgedBatch
    from yotpo_lint.readers.table import Batch


def finalize_batch(batch: Batch, judged: JudgedBatch, duplicates: pa.Table | None = None) -> Outcome:
    """Apply the findings on duplicates (columns of `decisions.SCHEMA`, None if there are none) to a judged batch.

    Raises:
        ConsentError: a finding on duplicates raises a consent (law 4).
    """
    place = find_places(judged, duplicates)
    into = np.zeros(len(place), np.int64)
    if duplicates is None:
        return Outcome(batch, judged.clean, place, judged.findings, into)
    at, field, action, target = (duplicates.column(name).to_numpy() for name in ("at", "field", "action", "into"))
    merged = action == Action.MERGED
    into[at[merged]] = target[merged]
    clean, cell_findings = dict(judged.clean), judged.findings
    # Every change of a cell because of a duplicate is a fix.
    changes = action == Action.FIXED
    for number in np.unique(field[changes]).tolist():
        name = FIELDS[number]
        changed = np.flatnonzero(changes & (field == number))
        values = duplicates.column("value").take(pa.array(changed)).combine_chunks()
        clean[name] = replace_cells(clean[name], at[changed], values)
        if name in FLAG_FIELDS:
            _refuse_raised_consent(name, judged.clean[name], clean[name])
        cell_findings = _drop_superseded_fixes(cell_findings, number, at[changed])
    all_findings = sort_findings(pa.concat_tables([cell_findings, duplicates.select(findings.SCHEMA.names)]))
    return Outcome(batch, clean, place, all_findings, into)


def find_places(judged: JudgedBatch, duplicates: pa.Table | None) -> NDArray[np.int8]:
    """Return the `Place` of every record of a judged batch."""
    place = np.where(judged.rejected, Place.REJECTED, Place.ACCEPTED).astype(np.int8)
    if duplicates is not None:
        at, action = (duplicates.column(name).to_numpy() for name in ("at", "action"))
        place[at[action == Action.MERGED]] = Place.MERGED
        place[at[action == Action.REJECTED]] = Place.REJECTED
    return place


def _drop_superseded_fixes(cell_findings: pa.Table, field: int, at: NDArray[np.int32]) -> pa.Table:
    """Drop the fixes of cells whose value now comes from another record, because their value is not emitted."""
    superseded = pc.and_(
        pc.and_(pc.equal(cell_findings.column("field"), field), pc.equal(cell_findings.column("action"), Action.FIXED)),
        pc.is_in(cell_findings.column("at"), pa.array(at, pa.int32())),
    )
    return cell_findings.filter(pc.invert(superseded))


def _refuse_raised_consent(field: str, before: pa.Array, after: pa.Array) -> None:
    """Stop the run where a consent becomes `true`: a duplicate may only take a consent away."""
    if (find_agreed(after) & ~find_agreed(before)).any():
        raise ConsentError(
            f"the rule of duplicates makes {field} true where the record's own cell says no explicit yes; "
            "consent is never raised, so nothing was written: correct the rule or do without it"
        )
