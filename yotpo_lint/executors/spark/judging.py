"""The first pass: every batch of the input goes through the kernel where it lies."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import dictionary_encode_batch
from yotpo_lint.executors.first_records import select_fields
from yotpo_lint.executors.spark.numbering import RowNumbers, rename_batch
from yotpo_lint.executors.spark.plan import build_tools
from yotpo_lint.executors.spark.schemas import (
    CLEAN,
    COUNTS,
    FINDING,
    ROW,
    build_batch,
    judged_schema,
    nest,
    on_first_row,
)
from yotpo_lint.outcome.column_counts import ColumnCounts, count_columns
from yotpo_lint.readers.arrow_cells import read_arrow_batch

if TYPE_CHECKING:
    from yotpo_lint.deduplication.keys import KeyHashes
    from yotpo_lint.executors.spark.plan import RunPlan
    from yotpo_lint.kernel.judged_batch import JudgedBatch
    from yotpo_lint.readers.table import Batch


class JudgingCounts(NamedTuple):
    """What is counted of one judged batch: records, whole columns, and whether its records may share a contact."""

    records: int
    columns: ColumnCounts
    may_share: bool


@dataclass(frozen=True, slots=True)
class JudgeRecords:
    """Judge a partition of the input; Spark sends this to its workers."""

    plan: RunPlan
    names: tuple[str, ...]
    numbers: RowNumbers

    @property
    def schema(self) -> pa.Schema:
        """Return the columns of judged records."""
        contacts = build_tools(self.plan).kernel.registry.key_rule.shared_contact_fields
        return judged_schema(len(self.plan.cells), len(contacts))

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the judged records of a partition."""
        tools = build_tools(self.plan)
        kernel, schema = tools.kernel, self.schema
        for batch in self.plan.read(self._read(batches)):
            encoded = replace(batch, cells=dictionary_encode_batch(batch.cells))
            fields = select_fields(encoded.cells, self.plan.mapping)
            judged = kernel(fields, len(encoded.rows))
            hashes = tools.keys.hash_batch(judged)
            counts = JudgingCounts(
                len(batch.rows) + len(batch.damaged),
                count_columns(kernel.registry, fields, kernel.settings.facts),
                bool(hashes.may_share),
            )
            records = _to_records(encoded, judged, hashes, schema)
            if records.num_rows:
                column = on_first_row(pickle.dumps(counts), records.num_rows)
                yield records.set_column(schema.get_field_index(COUNTS), COUNTS, column)

    def _read(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Batch]:
        """Yield the records of a partition as texts, under their numbers."""
        for batch in batches:
            named, rows = rename_batch(batch, self.names, self.numbers)
            # Records of one batch may come from several partitions of the input.
            begins = np.flatnonzero(np.diff(rows, prepend=rows[:1] - 2) != 1).tolist()
            for start, end in zip(begins, [*begins[1:], len(rows)], strict=True):
                yield read_arrow_batch(named.slice(start, end - start), int(rows[start]) - 1)


def _to_records(batch: Batch, judged: JudgedBatch, hashes: KeyHashes, schema: pa.Schema) -> pa.RecordBatch:
    """Return a judged batch with one row for each record, damaged ones last."""
    rows = batch.rows.to_numpy(zero_copy_only=False)
    at = judged.findings.column("at").to_numpy().astype(np.int64)
    members = pa.StructArray.from_arrays(
        [judged.findings.column(field.name).combine_chunks() for field in FINDING], fields=list(FINDING)
    )
    columns = {
        ROW: batch.rows,
        "rejected": pa.array(judged.rejected),
        "aside": pa.array(np.isin(rows, np.fromiter(batch.address_only, np.int64, len(batch.address_only)))),
        "damaged": pa.nulls(len(rows), pa.binary()),
        "key": _to_signed(hashes.key),
        **{f"contact{number}": _to_signed(each) for number, each in enumerate(hashes.shared)},
        "findings": nest(np.arange(len(rows)), at, members, pa.list_(FINDING)),
        **{column: judged.clean[name] for name, column in CLEAN.items()},
        **{f"cell{number}": column for number, column in enumerate(batch.cells.columns)},
        COUNTS: pa.nulls(len(rows), pa.binary()),
    }
    good = build_batch(columns, schema)
    if not batch.damaged:
        return good
    damaged = {
        **{field.name: pa.nulls(len(batch.damaged), field.type) for field in schema},
        ROW: pa.array([each.row for each in batch.damaged], pa.int64()),
        "rejected": pa.array([True] * len(batch.damaged)),
        "damaged": pa.array([pickle.dumps(each) for each in batch.damaged], pa.binary()),
    }
    whole = pa.Table.from_batches([good, build_batch(damaged, schema)]).combine_chunks()
    return whole.to_batches()[0]


def _to_signed(hashes: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> pa.Array:
    """Return hashes as Spark's whole numbers, which have a sign; null where there is none."""
    return pa.array(hashes.view(np.int64), mask=hashes == 0)
