"""Duplicates over the whole input by Spark's shuffle: only records whose key or contact is met twice are moved."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.executors.spark.copies import STEPS, FindSharedContacts, ResolveCopies, candidate_schema
from yotpo_lint.executors.spark.passes import map_records
from yotpo_lint.executors.spark.schemas import (
    AGREES,
    COUNTS,
    DECISIONS,
    GROUPED,
    REFUSES,
    ROW,
    SETTLED,
    spreading_schema,
)
from yotpo_lint.executors.spark.spreading import SpreadRefusals

if TYPE_CHECKING:
    from yotpo_lint.executors.spark.plan import RunPlan
    from yotpo_lint.rule import KeyRule

# A refusal reaches one group further in each round; a chain of customers that is longer than this is none.
MOST_ROUNDS: Final = 1_000


class DuplicateSearch:
    """Finds what duplicates mean for the records of a run.

    `kept` gathers the frames that are kept by Spark until the run is done.
    """

    def __init__(self, plan: RunPlan, rule: KeyRule, judged: Any, kept: list[Any]) -> None:
        self._plan = plan
        self._rule = rule
        self._judged = judged
        self._kept = kept
        self.survivor_counts: Counter[str] = Counter()

    def find(self, *, may_share: bool) -> Any | None:
        """Return for each record with findings on duplicates its number and the findings; None if no record has any."""
        stages = [self._group(ResolveCopies(self._plan), "key", [])]
        # Without the strongest identity field, records that share a contact are duplicates and resolved already.
        if may_share:
            for number in range(len(self._rule.shared_contact_fields)):
                stages.append(self._group(FindSharedContacts(self._plan, number + 1), f"contact{number}", stages))
        found = [stage for stage in stages if stage is not None]
        if not found:
            return None
        decided = [stage.select(ROW, DECISIONS) for stage in found]
        if may_share and (spread := self._spread(stages)) is not None:
            decided.append(spread)
        return _gather(decided)

    def _group(
        self, task: ResolveCopies | FindSharedContacts, hashed: str, earlier: Sequence[Any | None]
    ) -> Any | None:
        """Return the records that are grouped by a task; None if there are none."""
        from pyspark.sql import functions as sql

        hashes = self._judged.where(sql.col(hashed).isNotNull()).groupBy(hashed).count()
        repeated = hashes.where("count > 1").select(hashed)
        records = self._judged.join(repeated, hashed, "left_semi")
        withdrawn = [stage.where("withdrawn").select(ROW) for stage in earlier if stage is not None]
        if withdrawn:
            gone = reduce(lambda one, other: one.union(other), withdrawn).distinct()
            records = records.join(gone.withColumn("withdrawn", sql.expr("true")), ROW, "left")
            records = records.withColumn("withdrawn", sql.coalesce("withdrawn", sql.expr("false")))
        else:
            records = records.withColumn("withdrawn", sql.expr("false"))
        needed = candidate_schema(task.fields)
        # All records of a key come to one task, in the order of the input.
        moved = records.select(*needed.names, hashed).repartition(hashed).sortWithinPartitions(ROW)
        grouped = map_records(moved.select(*needed.names), task, GROUPED).persist()
        self._kept.append(grouped)
        counts = [pickle.loads(each[0]) for each in grouped.where(f"{COUNTS} is not null").select(COUNTS).collect()]  # noqa: S301 -- ours
        if isinstance(task, ResolveCopies):
            for each in counts:
                self.survivor_counts.update(each)
        return grouped if counts else None

    def _spread(self, stages: Sequence[Any | None]) -> Any | None:
        """Return the consents that refusals take away within a key or a contact; None if there are none."""
        from pyspark.sql import functions as sql

        nodes = self._gather_nodes(stages)
        schema = spreading_schema(len(stages))
        facing = [sql.max(names[name]).alias(names[name]) for names in (REFUSES, AGREES) for name in FLAG_FIELDS]
        met = nodes.agg(*facing).first()
        if not any(met[REFUSES[name]] and met[AGREES[name]] for name in FLAG_FIELDS):
            return None
        step = (len(stages) + 1) * STEPS
        for _ in range(MOST_ROUNDS):
            nodes = nodes.withColumn("reached", sql.expr("false")).select(*schema.names)
            for number in range(len(stages)):
                group = sql.coalesce(sql.col(f"group{number}"), -sql.col(ROW))
                moved = nodes.repartition(group)
                nodes = map_records(moved, SpreadRefusals(self._plan, len(stages), number, step), schema)
                step += STEPS
            nodes = nodes.localCheckpoint(eager=True)
            if not nodes.where("reached").limit(1).count():
                break
        return nodes.where(sql.size(DECISIONS) > 0).select(ROW, DECISIONS)

    def _gather_nodes(self, stages: Sequence[Any | None]) -> Any:
        """Return one row for each record that shares something: its group in each stage, and its answers."""
        from pyspark.sql import functions as sql

        flags = [*REFUSES.values(), *AGREES.values(), *SETTLED.values(), "withdrawn"]
        parts = []
        for number, stage in enumerate(stages):
            if stage is not None:
                groups = [
                    (sql.col("group") if place == number else sql.lit(None).cast("long")).alias(f"group{place}")
                    for place in range(len(stages))
                ]
                parts.append(stage.select(ROW, *groups, *flags))
        whole = reduce(lambda one, other: one.union(other), parts).groupBy(ROW)
        nodes = whole.agg(
            *(sql.max(f"group{number}").alias(f"group{number}") for number in range(len(stages))),
            *(sql.max(name).alias(name) for name in flags),
        )
        # What a copy took away already, and what does not come out, is not taken away once more.
        for name in FLAG_FIELDS:
            free = sql.col(AGREES[name]) & ~sql.col(SETTLED[name]) & ~sql.col("withdrawn")
            nodes = nodes.withColumn(AGREES[name], free)
        nodes = nodes.withColumn(DECISIONS, nothing_decided()).persist()
        self._kept.append(nodes)
        return nodes


def _gather(decided: Sequence[Any]) -> Any:
    """Return one row for each record with all its findings in their order."""
    from pyspark.sql import functions as sql

    single = reduce(lambda one, other: one.union(other), decided).select(ROW, sql.explode(DECISIONS).alias("decision"))
    return single.groupBy(ROW).agg(sql.sort_array(sql.collect_list("decision")).alias(DECISIONS))


def nothing_decided() -> Any:
    """Return a column of no findings on duplicates."""
    from pyspark.sql import functions as sql
    from pyspark.sql.pandas.types import from_arrow_type

    return sql.lit(None).cast(from_arrow_type(GROUPED.field(DECISIONS).type))
