"""Consent that binds records which share a key or a contact: a refusal spreads from group to group until none is left.

Only numbers and flags travel here, and only of records that share something. Each round looks at the groups of every
stage once (copies of a customer, then each contact), as one machine does, so that the same records are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.deduplication.decisions import Decisions
from yotpo_lint.deduplication.shared_consent import Sharing, build_refusals, find_reached
from yotpo_lint.executors.spark.copies import nest_members
from yotpo_lint.executors.spark.plan import build_tools
from yotpo_lint.executors.spark.schemas import (
    AGREES,
    DECISION,
    DECISIONS,
    REFUSES,
    ROW,
    build_batch,
    nest,
    read_batch,
    spreading_schema,
)

if TYPE_CHECKING:
    from yotpo_lint.executors.spark.plan import RunPlan


@dataclass(frozen=True, slots=True)
class SpreadRefusals:
    """Spread refusals within the groups of one stage; all members of a group lie in one partition, sorted by row.

    `step` is that of the findings that are made.
    """

    plan: RunPlan
    stages: int
    stage: int
    step: int

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield every record, with the refusals that have reached it."""
        schema = spreading_schema(self.stages)
        parts = [read_batch(batch, schema) for batch in batches]
        if not parts:
            return
        table = pa.Table.from_batches(parts).combine_chunks()
        group = table.column(f"group{self.stage}")
        inside = np.flatnonzero(group.is_valid().to_numpy())
        numbers = group.take(pa.array(inside)).to_numpy()
        rows = table.column(ROW).to_numpy()
        order = inside[np.lexsort((rows[inside], numbers))]
        begins = np.diff(group.take(pa.array(order)).to_numpy(), prepend=-1) != 0
        sharing = Sharing(order, rows[order], np.flatnonzero(begins))
        yield from self._spread(table, sharing).to_batches()

    def _spread(self, table: pa.Table, sharing: Sharing) -> pa.Table:
        """Return the records after one look at each group."""
        tools = build_tools(self.plan)
        rule = tools.kernel.registry.key_rule
        count = len(table)
        decisions = Decisions([0, count], tuple(tools.kernel.policy.problems))
        reached_any = table.column("reached").to_numpy().copy()
        columns = {name: table.column(name).combine_chunks() for name in table.column_names}
        for name in FLAG_FIELDS:
            refuses = table.column(REFUSES[name]).to_numpy().copy()
            agrees = table.column(AGREES[name]).to_numpy()
            reached = find_reached(sharing, refuses) if len(sharing.at) else sharing.at
            if len(reached):
                decisions.add(list(build_refusals(name, sharing, reached, refuses=refuses, eligible=agrees, rule=rule)))
                refuses[sharing.at[reached]] = True
                reached_any[sharing.at[reached]] = True
            columns[REFUSES[name]] = pa.array(refuses)
        columns["reached"] = pa.array(reached_any)
        columns[DECISIONS] = self._add(columns[DECISIONS], decisions.for_batch(0))
        return pa.Table.from_batches([build_batch(columns, spreading_schema(self.stages))])

    def _add(self, lists: pa.Array, found: pa.Table | None) -> pa.Array:
        """Return the findings of each record, those of this look behind those from before."""
        if found is None:
            return lists
        at = found.column("at").to_numpy().astype(np.int64)
        order = np.argsort(at, kind="stable")
        members = nest_members(found.take(pa.array(order)), self.step + np.arange(len(at), dtype=np.int32)[order])
        new = nest(np.arange(len(lists)), at[order], members, pa.list_(DECISION)).to_pylist()
        whole = [[*(before or []), *(after or [])] for before, after in zip(lists.to_pylist(), new, strict=True)]
        return pa.array(whole, pa.list_(DECISION))
