"""What every executor does before the first batch is judged: it looks at the first records."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from yotpo_lint.dictionary_columns import dictionary_encode_batch
from yotpo_lint.kernel.evidence import EVIDENCE_RECORDS, count_evidence, sum_evidence

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch, Table
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import TableEvidence
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources import ColumnMap


def look_at_first_records(
    table: Table, mapping: ColumnMap, registry: Registry, settings: Settings
) -> tuple[Iterator[Batch], TableEvidence]:
    """Return the batches of a table, and what its first records show; the input is read once."""
    batches = table.batches()
    first: list[Batch] = []
    records = 0
    # One more than is looked at tells whether these are all, whatever the batch size.
    while records <= EVIDENCE_RECORDS and (batch := next(batches, None)) is not None:
        first.append(batch)
        records += len(batch.rows)
    counts: list[Counter[str]] = []
    left = EVIDENCE_RECORDS
    for batch in first:
        fields = select_fields(dictionary_encode_batch(batch.cells.slice(0, left)), mapping)
        counts.append(count_evidence(registry, fields, settings.facts))
        left = max(0, left - len(batch.rows))
    is_complete = records <= EVIDENCE_RECORDS
    evidence = sum_evidence(counts, min(records, EVIDENCE_RECORDS), is_complete=is_complete)
    return itertools.chain(first, batches), evidence


def select_fields(cells: pa.RecordBatch, mapping: ColumnMap) -> dict[str, pa.Array]:
    """Return the columns of a batch that feed fields, by field."""
    return {field: cells.column(name) for field, name in mapping.column_of.items()}
