"""The last pass: judged records and what their duplicates mean become accepted, rejected and merged ones."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.contract.profiles import PROFILES, Profile
from yotpo_lint.deduplication import decisions as duplicate_findings
from yotpo_lint.executors.spark.plan import build_tools
from yotpo_lint.executors.spark.schemas import (
    CLEAN,
    COUNTS,
    DECISION,
    DECISIONS,
    ROW,
    build_batch,
    final_schema,
    judged_schema,
    nest,
    on_first_row,
    read_batch,
    unnest,
)
from yotpo_lint.kernel import findings
from yotpo_lint.kernel.judged_batch import FieldOutcomes, JudgedBatch
from yotpo_lint.outcome.finalization import finalize_batch
from yotpo_lint.outcome.outcome import Outcome, Place
from yotpo_lint.outcome.tally import Tally, tally_outcome
from yotpo_lint.readers.table import Batch
from yotpo_lint.writers.payloads import format_json_lines, select_accepted
from yotpo_lint.writers.rejected_rows import OWN_COLUMNS, build_rejected_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.executors.spark.plan import RunPlan
    from yotpo_lint.report.finding_formatter import FindingFormatter

    Numbers = NDArray[np.int64]


class FinalCounts(NamedTuple):
    """What is counted of one batch that is done; `used` are the fields that some accepted record has."""

    tally: Tally
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class FinishRecords:
    """Finish judged records, each with the findings on its duplicates; Spark sends this to its workers."""

    plan: RunPlan

    @property
    def _profile(self) -> Profile:
        return PROFILES[self.plan.settings.profile]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the input's own columns that the rejected rows show."""
        return tuple(name for name in self.plan.shown if name not in OWN_COLUMNS)

    @property
    def schema(self) -> pa.Schema:
        """Return the columns of finished records."""
        return final_schema(len(self.columns))

    @property
    def source_schema(self) -> pa.Schema:
        """Return the columns that are needed of judged records, and their findings on duplicates."""
        contacts = build_tools(self.plan).kernel.registry.key_rule.shared_contact_fields
        unneeded = {"key", COUNTS, *(f"contact{number}" for number in range(len(contacts)))}
        judged = judged_schema(len(self.plan.cells), len(contacts))
        return pa.schema([*(each for each in judged if each.name not in unneeded), (DECISIONS, pa.list_(DECISION))])

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the records of a partition, each in its place."""
        formatter = build_tools(self.plan).formatter
        source = self.source_schema
        for each in batches:
            if each.num_rows:
                records = read_batch(each, source)
                order = np.argsort(records.column(ROW).to_numpy(), kind="stable")
                yield self._finish(records.take(pa.array(order)), formatter)

    def _finish(self, records: pa.RecordBatch, formatter: FindingFormatter) -> pa.RecordBatch:
        """Return finished records in the order of their numbers."""
        outcome = _rebuild_outcome(records, self.plan.cells)
        rows = records.column(ROW).to_numpy()
        good = outcome.batch.rows.to_numpy(zero_copy_only=False)
        accepted, at = select_accepted(outcome)
        used = frozenset(name for name, column in accepted.items() if column.null_count < len(column))
        rejections = build_rejected_table(outcome, formatter.format_rejections(outcome), self.columns)
        place = np.full(len(rows), Place.REJECTED, np.int8)
        into = np.zeros(len(rows), np.int64)
        here = np.searchsorted(rows, good)
        place[here], into[here] = outcome.place, outcome.into
        sent = _spread_out(np.searchsorted(rows, good[at]), len(rows))
        refused = _spread_out(np.searchsorted(rows, rejections.column("_row").to_numpy()), len(rows))
        columns = {
            ROW: rows,
            "place": place,
            "into": pa.array(into, mask=place != Place.MERGED),
            "payload": format_json_lines(accepted, "none", profile=self._profile).combine_chunks().take(sent),
            "codes": rejections.column("_codes").take(refused),
            "reasons": rejections.column("_reasons").take(refused),
            "text": rejections.column("_text").take(refused),
            "fixes": _nest_table(rows, formatter.format_ledger(outcome), self.schema.field("fixes").type),
            "findings": _nest_table(rows, formatter.format_findings(outcome), self.schema.field("findings").type),
            **{column: accepted[name].take(sent) for name, column in CLEAN.items()},
            **{f"column{number}": rejections.column(name).take(refused) for number, name in enumerate(self.columns)},
            COUNTS: on_first_row(pickle.dumps(FinalCounts(tally_outcome(outcome), used)), len(rows)),
        }
        return build_batch(columns, self.schema)


def _rebuild_outcome(records: pa.RecordBatch, cells: tuple[str, ...]) -> Outcome:
    """Return what became of records in the order of their numbers."""
    damaged = [pickle.loads(each) for each in records.column("damaged").drop_null().to_pylist()]  # noqa: S301 -- ours
    good = records.filter(records.column("damaged").is_null())
    rows = good.column(ROW)
    batch = Batch(
        rows,
        None,
        pa.RecordBatch.from_arrays([good.column(f"cell{number}") for number in range(len(cells))], names=list(cells)),
        tuple(damaged),
        frozenset(rows.filter(good.column("aside")).to_pylist()),
    )
    judged = JudgedBatch(
        {name: good.column(CLEAN[name]) for name in FIELDS},
        _flatten(good.column("findings"), findings.SCHEMA),
        good.column("rejected").to_numpy(zero_copy_only=False),
        # What the row rules got stays with the workers: only trials of other settings look at it, and none are made.
        FieldOutcomes({}, {}, {}),
    )
    duplicates = _flatten(good.column(DECISIONS), duplicate_findings.SCHEMA)
    return finalize_batch(batch, judged, duplicates if len(duplicates) else None)


def _flatten(lists: pa.Array, schema: pa.Schema) -> pa.Table:
    """Return the members of lists as a table of findings, each with the position of its record."""
    at, members = unnest(lists)
    given = {field.name: members.field(number) for number, field in enumerate(members.type)}
    missing = {field.name: pa.nulls(len(at), field.type) for field in schema if field.name not in given}
    columns = missing | given | {"at": pa.array(at.astype(np.int32))}
    return pa.table([columns[field.name].cast(field.type) for field in schema], schema=schema)


def _nest_table(rows: Numbers, table: pa.Table, kind: pa.DataType) -> pa.Array:
    """Return the lines of a table, which are in the order of their rows, as a list in each row."""
    fields = list(kind.value_type)
    columns = [table.column(field.name).combine_chunks() for field in fields]
    return nest(rows, table.column("row").to_numpy(), pa.StructArray.from_arrays(columns, fields=fields), kind)


def _spread_out(positions: Numbers, count: int) -> pa.Array:
    """Return for each of `count` places which of the positions it is; null where it is none."""
    index = np.full(count, -1)
    index[positions] = np.arange(len(positions))
    return pa.array(index, mask=index < 0)
