"""A run: the table flows through the kernel, the keys see the whole, and every record comes out in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.errors import ConservationError
from yotpo_lint.kernel.distinct import replaced
from yotpo_lint.kernel.findings import Collector, in_order
from yotpo_lint.kernel.judge import Action
from yotpo_lint.kernel.kernel import Judged, Kernel
from yotpo_lint.keys import Decision, Keys
from yotpo_lint.outcome import Outcome, Place
from yotpo_lint.registry import Registry, load
from yotpo_lint.settings import Settings
from yotpo_lint.sources import ColumnMap, map_columns
from yotpo_lint.tables.opening import open_table

if TYPE_CHECKING:
    import os

    import pandas as pd

    from yotpo_lint.result import Result
    from yotpo_lint.tables.file_options import FileOptions
    from yotpo_lint.tables.table import Batch, Table


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that a run came to know; reports and writers take what they need from it."""

    table: Table
    mapping: ColumnMap
    kernel: Kernel
    keys: Keys
    judged: list[tuple[Batch, Judged]]
    outcomes: list[Outcome]


def lint(
    source: str | os.PathLike[str] | pd.DataFrame, settings: Settings, options: FileOptions | None = None
) -> Result:
    """Lint a file or a DataFrame under the settings; the options say how the file is to be read.

    Raises:
        YotpoLintError: the input, the settings or a rule pack is wrong; the text says what to do.
    """
    from yotpo_lint.result import Result

    registry = load(settings.rules)
    return Result(run(open_table(source, options=options), registry, settings))


def run(table: Table, registry: Registry, settings: Settings) -> Run:
    """Send a table through the rules of a registry.

    Raises:
        ConservationError: records in and records out do not add up.
    """
    kernel = Kernel(registry, settings)
    mapping = map_columns(table.name, table.columns)
    keys = Keys(registry.key_rule, kernel.policy)
    judged = list(_judged(table.batches(), mapping, kernel, keys))
    decisions = keys.resolve(settings.duplicates)
    outcomes = [concluded(batch, each, decisions, kernel.codes) for batch, each in judged]
    _conserve(judged, outcomes)
    return Run(table, mapping, kernel, keys, judged, outcomes)


def _judged(batches: Iterable[Batch], mapping: ColumnMap, kernel: Kernel, keys: Keys) -> Iterator[tuple[Batch, Judged]]:
    for batch in batches:
        columns = {field: batch.cells.column(name) for field, name in mapping.column_of.items()}
        judged = kernel(columns, len(batch.rows))
        keys.add(batch.rows.to_numpy(zero_copy_only=False), judged)
        yield batch, judged


def concluded(batch: Batch, judged: Judged, decisions: Mapping[int, Decision], codes: tuple[str, ...]) -> Outcome:
    """Apply to a judged batch what the keys decided of its records."""
    rows = batch.rows.to_numpy(zero_copy_only=False)
    place = np.where(judged.rejected, Place.REJECTED, Place.ACCEPTED).astype(np.int8)
    into = np.zeros(len(rows), np.int64)
    touched = [(at, decisions[row]) for at, row in enumerate(rows.tolist()) if row in decisions] if decisions else []
    if not touched:
        return Outcome(batch, judged.clean, place, judged.findings, into)
    clean = dict(judged.clean)
    collector = Collector(FIELDS, codes)
    earlier = judged.findings
    changes: dict[str, list[tuple[int, str | None]]] = {}
    for at, decision in touched:
        for field, finding in decision.findings:
            collector.add(np.array([at]), field, [finding])
        for field, value in decision.changes.items():
            changes.setdefault(field, []).append((at, value))
        if decision.rejected:
            place[at] = Place.REJECTED
        elif decision.merged_into:
            place[at] = Place.MERGED
            into[at] = decision.merged_into
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


def _conserve(judged: list[tuple[Batch, Judged]], outcomes: list[Outcome]) -> None:
    """Check that every record that came in comes out in exactly one place (law 1)."""
    rows_in = 0
    for batch, _ in judged:
        numbers = [*batch.rows.to_pylist(), *(damaged.row for damaged in batch.damaged)]
        if sorted(numbers) != list(range(rows_in + 1, rows_in + len(numbers) + 1)):
            raise ConservationError(
                f"records {rows_in + 1} to {rows_in + len(numbers)} were not read one by one; "
                "nothing was written, please report this"
            )
        rows_in += len(numbers)
    counted = count_places(outcomes)
    if rows_in != sum(counted.values()):
        raise ConservationError(
            f"{rows_in} records came in but {counted} came out; nothing was written, please report this"
        )


def count_places(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count the records of every place; damaged lines are rejected."""
    counts = np.zeros(len(Place), np.int64)
    damaged = 0
    for outcome in outcomes:
        counts += np.bincount(outcome.place, minlength=len(Place))
        damaged += len(outcome.batch.damaged)
    counts[Place.REJECTED] += damaged
    return {place.name.lower(): int(counts[place]) for place in Place}
