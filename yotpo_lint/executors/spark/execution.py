"""The Spark executor: four passes, of which the driver sees the first 10,001 records and otherwise counts.

1. Every row gets its number, and the rows are written aside.
2. The kernel judges every batch where it lies.
3. Records whose key or contact is met twice are moved together and resolved.
4. Every record is finished and counted; what comes out is kept.
"""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.errors import ConservationError, SettingsError
from yotpo_lint.executors.first_records import look_at_first_records
from yotpo_lint.executors.spark.duplicates import DuplicateSearch, nothing_decided
from yotpo_lint.executors.spark.finishing import FinishRecords
from yotpo_lint.executors.spark.judging import JudgeRecords
from yotpo_lint.executors.spark.numbering import NAME, NumberedFrame, number_rows
from yotpo_lint.executors.spark.passes import map_records
from yotpo_lint.executors.spark.plan import Part, RunPlan
from yotpo_lint.executors.spark.schemas import COUNTS, DECISIONS, ID, ROW
from yotpo_lint.kernel.evidence import EVIDENCE_RECORDS
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.outcome.column_counts import judge_columns, sum_column_counts
from yotpo_lint.outcome.run_identity import RunIdentity, identify_run
from yotpo_lint.outcome.tally import Tally, sum_tallies
from yotpo_lint.readers.arrow_stream import open_batches
from yotpo_lint.sources import apply_source
from yotpo_lint.sources.mapped_table import MappedTable

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import ColumnNote
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources import ColumnMap


@dataclass(frozen=True, slots=True)
class SparkOutcome:
    """What a run over Spark found.

    Attributes:
        frame: every record in its place, with the columns of `schemas.final_schema`; kept by Spark.
        columns: the input's own columns that the rejected rows show, in the order of `column0` and so on.
        fields: the fields that are mapped or that some accepted record has, in Yotpo's order.
        input, mapping, kernel, tally, column_notes, identity: as in a `RunOutcome`.
        kept: what Spark keeps for the run.
    """

    frame: Any
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    input: Mapping[str, Any]
    mapping: ColumnMap
    kernel: Kernel
    tally: Tally
    column_notes: tuple[ColumnNote, ...]
    identity: RunIdentity
    kept: tuple[Any, ...]


def execute(frame: Any, registry: Registry, settings: Settings, order_by: Sequence[Any] = ()) -> SparkOutcome:
    """Lint a Spark DataFrame.

    Raises:
        ConservationError: the number of records read differs from the number of records that came out.
        InputError: the columns of the frame cannot be read or mapped, or its query fails.
        SettingsError: a setting does not fit the frame.
    """
    if settings.duplicates != "refuse" and not order_by:
        raise SettingsError(
            f"duplicates: {settings.duplicates!r} needs an order, and the rows of Spark have none; pass order_by"
        )
    identity = identify_run(settings, NAME)
    numbered = number_rows(frame, order_by)
    # One more than is looked at tells whether these are all.
    plan, kernel, about = plan_run(numbered.first(EVIDENCE_RECORDS + 1), registry, settings)
    kept: list[Any] = []
    try:
        return _run(numbered, plan, kernel, about, identity=identity, kept=kept)
    except BaseException:
        for each in kept:
            each.unpersist()
        raise


def plan_run(
    records: Iterable[Any], registry: Registry, settings: Settings
) -> tuple[RunPlan, Kernel, dict[str, object]]:
    """Look at the first records, Arrow batches or tables, and return what the workers need to know."""
    first = open_batches(NAME, records, batch_size=EVIDENCE_RECORDS + 1)
    table, registry, mapping = apply_source(first, registry, settings)
    batches, evidence = look_at_first_records(table, mapping, registry, settings)
    looked = next(batches, None)
    mapped = table.over(Part(NAME, first.columns)) if isinstance(table, MappedTable) else None
    plan = RunPlan(
        run=uuid.uuid4().hex,
        settings=settings,
        name=NAME,
        columns=first.columns,
        shown=table.columns,
        cells=tuple(looked.cells.schema.names) if looked is not None else first.columns,
        mapping=mapping,
        mapped=mapped,
        source_steps=registry.source_steps,
        evidence=evidence,
    )
    return plan, Kernel(replace(registry, evidence=evidence), settings), table.about()


def _run(
    numbered: NumberedFrame,
    plan: RunPlan,
    kernel: Kernel,
    about: Mapping[str, Any],
    *,
    identity: RunIdentity,
    kept: list[Any],
) -> SparkOutcome:
    """Judge, resolve and finish all records."""
    judge, finish = JudgeRecords(plan, numbered.names, numbered.numbers), FinishRecords(plan)
    source = numbered.frame
    if plan.mapped is not None and plan.mapped.joins_rows:
        # The rows of one customer stand one after another, and no task may begin between them.
        source = source.repartition(1).sortWithinPartitions(ID)
    judged = map_records(source, judge, judge.schema).persist()
    kept.append(judged)
    counts = _collect_counts(judged)
    search = DuplicateSearch(plan, kernel.registry.key_rule, judged, kept)
    decided = search.find(may_share=any(each.may_share for each in counts))
    finished = map_records(_join(judged, decided, finish.source_schema.names), finish, finish.schema).persist()
    kept.append(finished)
    done = _collect_counts(finished)
    for each in kept[:-1]:
        each.unpersist()
    tally = sum_tallies(each.tally for each in done)
    judged_records = sum(each.records for each in counts)
    if not numbered.numbers.count == judged_records == tally.rows:
        raise ConservationError(
            f"{numbered.numbers.count} records came in, {judged_records} were judged and {tally.rows} came out; "
            "nothing was written, please report this"
        )
    used = plan.mapping.column_of.keys() | frozenset[str]().union(*(each.used for each in done))
    column_counts = sum_column_counts(each.columns for each in counts)
    return SparkOutcome(
        frame=finished,
        columns=finish.columns,
        fields=tuple(name for name in FIELDS if name in used),
        input=about,
        mapping=plan.mapping,
        kernel=kernel,
        tally=tally,
        column_notes=tuple(judge_columns(kernel, column_counts, tally)),
        identity=identity,
        kept=(finished,),
    )


def _join(judged: Any, decided: Any | None, names: Sequence[str]) -> Any:
    """Return judged records with their findings on duplicates."""
    from pyspark.sql import functions as sql

    nothing = judged.withColumn(DECISIONS, nothing_decided())
    joined = nothing if decided is None else judged.join(decided, ROW, "left")
    return joined.select(*(sql.col(name) for name in names))


def _collect_counts(frame: Any) -> list[Any]:
    """Return what was counted of each batch: some kilobytes for each, however long it is."""
    rows = frame.where(f"{COUNTS} is not null").select(COUNTS).collect()
    return [pickle.loads(each[0]) for each in rows]  # noqa: S301 -- our own workers wrote it
