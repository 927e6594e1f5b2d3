"""Duplicates of a partition in which all records of a key lie: found and resolved as on one machine.

Each task writes its records to a file first and looks at them there, so that a key with a million rows takes the disk
and not the memory of a worker.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication.decisions import CHOICES, Decisions
from yotpo_lint.deduplication.groups import Records, find_groups, group_by_customer, group_by_text
from yotpo_lint.deduplication.resolution import iterate_decisions, resolve_duplicates, warn_shared_contacts
from yotpo_lint.deduplication.shared_consent import AGREED, REFUSED
from yotpo_lint.executors.spark.plan import build_tools
from yotpo_lint.executors.spark.schemas import (
    AGREES,
    CLEAN,
    COUNTS,
    DECISION,
    DECISIONS,
    GROUPED,
    REFUSES,
    ROW,
    SETTLED,
    build_batch,
    nest,
    on_first_row,
    read_batch,
)
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from yotpo_lint.deduplication.groups import DuplicateGroups
    from yotpo_lint.executors.spark.plan import RunPlan

# What the findings of each stage begin to count from, so that they are told in the order of the stages.
STEPS: Final = 1_000
# Records that a task returns at a time.
_RETURNED: Final = 10_000


def candidate_schema(fields: Sequence[str]) -> pa.Schema:
    """Return the columns of records that may be duplicates of each other, with these fields."""
    return pa.schema(
        [
            (ROW, pa.int64()),
            ("rejected", pa.bool_()),
            ("aside", pa.bool_()),
            ("withdrawn", pa.bool_()),
            *((CLEAN[name], pa.string()) for name in fields),
        ]
    )


@dataclass(frozen=True, slots=True)
class ResolveCopies:
    """Resolve the copies of customers; Spark sends this to its workers, with all records of a key in one partition."""

    plan: RunPlan

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that are needed."""
        return FIELDS

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the records that have copies, with what that means for them."""
        kernel = build_tools(self.plan).kernel
        rule, policy = kernel.registry.key_rule, kernel.policy
        with _Candidates(batches, self.fields) as candidates:
            if not candidates.count:
                return
            copies = find_groups(np.arange(candidates.count), candidates.fetch, group_by_customer(rule))
            decisions = Decisions([0, candidates.count], tuple(policy.problems))
            for choice in CHOICES:
                decided = resolve_duplicates(copies, rule, policy, choice)
                decisions.survivor_counts[choice] += int(np.count_nonzero(decided.survives))
                if choice == self.plan.settings.duplicates:
                    decisions.add(list(iterate_decisions(copies, decided, rule)))
            yield from _return_groups(copies, decisions, rule.strictest_first, step=0)


@dataclass(frozen=True, slots=True)
class FindSharedContacts:
    """Find records of several customers that share a contact; all records with it lie in one partition."""

    plan: RunPlan
    stage: int

    @property
    def field(self) -> str:
        """Return the contact field of this stage; stages count from 1."""
        return build_tools(self.plan).kernel.registry.key_rule.shared_contact_fields[self.stage - 1]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that are needed."""
        rule = build_tools(self.plan).kernel.registry.key_rule
        return tuple(group_by_text(self.field, rule).fields)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the records that share a contact, with what that means for them."""
        kernel = build_tools(self.plan).kernel
        rule, policy = kernel.registry.key_rule, kernel.policy
        with _Candidates(batches, self.fields) as candidates:
            if not candidates.count:
                return
            copies = find_groups(np.arange(candidates.count), candidates.fetch, group_by_text(self.field, rule))
            decisions = Decisions([0, candidates.count], tuple(policy.problems))
            if policy[rule.shared_contact_problem.code].active:
                withdrawn = candidates.withdrawn[copies.at]
                decisions.add(list(warn_shared_contacts(self.field, copies, withdrawn, rule, policy)))
            yield from _return_groups(copies, decisions, rule.strictest_first, step=self.stage * STEPS)


class _Candidates:
    """The records of a task, in a file; positions count them in the order of their numbers."""

    def __init__(self, batches: Iterator[pa.RecordBatch], fields: Sequence[str]) -> None:
        self._schema = candidate_schema(fields)
        self._folder = tempfile.TemporaryDirectory(prefix="yotpo-lint-", ignore_cleanup_errors=True)
        path = str(Path(self._folder.name) / "candidates.arrow")
        with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, self._schema) as writer:
            for batch in batches:
                writer.write_batch(read_batch(batch, self._schema))
        self._map = pa.memory_map(path)
        self._table = pa.ipc.open_file(self._map).read_all()
        self.count = len(self._table)
        self.withdrawn = self._column("withdrawn")
        self._rows, self._rejected, self._address_only = (self._column(name) for name in (ROW, "rejected", "aside"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        del self._table
        self._map.close()
        self._folder.cleanup()

    def _column(self, name: str) -> Any:
        return self._table.column(name).to_numpy()

    def fetch(self, positions: Any, fields: Sequence[str]) -> Records:
        """Return the records at ascending positions, with these fields."""
        some = self._table.select([CLEAN[name] for name in fields]).take(pa.array(positions))
        clean = {name: some.column(CLEAN[name]).combine_chunks() for name in fields}
        return Records(self._rows[positions], ~self._rejected[positions], self._address_only[positions], clean)


def _return_groups(
    copies: DuplicateGroups, decisions: Decisions, consents: Mapping[str, tuple[str | None, ...]], step: int
) -> Iterator[pa.RecordBatch]:
    """Yield every record of every group with its group, its answers and its findings."""
    if not len(copies.at):
        return
    order = np.argsort(copies.at, kind="stable")
    at = copies.at[order]
    answers = {name: copies.consents[name][order] for name in consents}
    lists, settled = _nest_decisions(decisions.for_batch(0), at, step)
    refusing = {name: answers[name] == values.index(REFUSED) for name, values in consents.items()}
    agreeing = {name: answers[name] == values.index(AGREED) for name, values in consents.items()}
    columns = {
        ROW: copies.rows[order],
        "group": copies.rows[copies.starts[copies.key]][order],
        "withdrawn": decisions.is_withdrawn(at),
        **{REFUSES[name]: flags for name, flags in refusing.items()},
        **{AGREES[name]: flags & copies.accepted[order] for name, flags in agreeing.items()},
        **{SETTLED[name]: settled[name] for name in consents},
        DECISIONS: lists,
        COUNTS: on_first_row(pickle.dumps(decisions.survivor_counts), len(at)),
    }
    yield from pa.Table.from_batches([build_batch(columns, GROUPED)]).to_batches(max_chunksize=_RETURNED)


def _nest_decisions(found: pa.Table | None, at: Any, step: int) -> tuple[pa.Array, dict[str, Any]]:
    """Return the findings of each record in their order, and by consent which records have theirs settled."""
    settled = {name: np.zeros(len(at), np.bool_) for name in SETTLED}
    if found is None:
        return pa.nulls(len(at), pa.list_(DECISION)), settled
    positions = found.column("at").to_numpy().astype(np.int64)
    field, action = found.column("field").to_numpy(), found.column("action").to_numpy()
    for name, flags in settled.items():
        fixed = (field == FIELDS.index(name)) & (action == Action.FIXED)
        flags[np.searchsorted(at, positions[fixed])] = True
    order = np.argsort(positions, kind="stable")
    ordered = found.take(pa.array(order))
    members = nest_members(ordered, step + np.arange(len(order), dtype=np.int32)[order])
    return nest(at, positions[order], members, pa.list_(DECISION)), settled


def nest_members(found: pa.Table, steps: Any) -> pa.StructArray:
    """Return findings on duplicates as members of lists, each with its step."""
    names = [field.name for field in DECISION if field.name != "step"]
    columns = [pa.array(steps, pa.int32()), *(found.column(name).combine_chunks() for name in names)]
    return pa.StructArray.from_arrays(columns, fields=list(DECISION))
