"""Combine the judgement of a batch with the findings on duplicates into its outcome."""

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
        ConsentError: a copy of a customer would raise a consent (law 4).
    """
    place = find_places(judged, duplicates)
    into = np.zeros(len(place), np.int64)
    if duplicates is None:
        return Outcome(batch, judged.clean, place, judged.findings, into)
    at, field, action, home = (duplicates.column(name).to_numpy() for name in ("at", "field", "action", "into"))
    merged = action == Action.MERGED
    into[at[merged]] = home[merged]
    clean, earlier = dict(judged.clean), judged.findings
    # Any change of a cell because of a duplicate is a fix.
    changes = action == Action.FIXED
    for number in np.unique(field[changes]).tolist():
        here = np.flatnonzero(changes & (field == number))
        values = duplicates.column("value").take(pa.array(here)).combine_chunks()
        clean[FIELDS[number]] = replace_cells(clean[FIELDS[number]], at[here], values)
        if FIELDS[number] in FLAG_FIELDS:
            _refuse_raised(FIELDS[number], judged.clean[FIELDS[number]], clean[FIELDS[number]])
        earlier = _drop_superseded_fixes(earlier, number, at[here])
    whole = sort_findings(pa.concat_tables([earlier, duplicates.select(findings.SCHEMA.names)]))
    return Outcome(batch, clean, place, whole, into)


def find_places(judged: JudgedBatch, duplicates: pa.Table | None) -> NDArray[np.int8]:
    """Return the `Place` of every record of a judged batch."""
    place = np.where(judged.rejected, Place.REJECTED, Place.ACCEPTED).astype(np.int8)
    if duplicates is not None:
        at, action = (duplicates.column(name).to_numpy() for name in ("at", "action"))
        place[at[action == Action.MERGED]] = Place.MERGED
        place[at[action == Action.REJECTED]] = Place.REJECTED
    return place


def _drop_superseded_fixes(earlier: pa.Table, field: int, at: NDArray[np.int32]) -> pa.Table:
    """Drop the fixes of cells whose value now comes from another record: their value is not the one emitted."""
    superseded = pc.and_(
        pc.and_(pc.equal(earlier.column("field"), field), pc.equal(earlier.column("action"), Action.FIXED)),
        pc.is_in(earlier.column("at"), pa.array(at, pa.int32())),
    )
    return earlier.filter(pc.invert(superseded))


def _refuse_raised(field: str, before: pa.Array, after: pa.Array) -> None:
    """Stop where a consent is `true` that was not before: a copy takes consents away and gives none."""
    if (find_agreed(after) & ~find_agreed(before)).any():
        raise ConsentError(
            f"the rule of duplicates makes {field} true where the record's own cell says no explicit yes; "
            "consent is never raised, so nothing was written: correct the rule or do without it"
        )
