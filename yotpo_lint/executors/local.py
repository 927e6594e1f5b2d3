"""A run: the table flows through the kernel, the keys see the whole, and every record comes out in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pyarrow as pa

from yotpo_lint.deduplication.keys import KeyHashes, Keys
from yotpo_lint.dictionary_columns import dictionary_encode_batch
from yotpo_lint.errors import ConservationError
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.outcome.column_counts import ColumnCounts, count_columns, judge_columns, sum_column_counts
from yotpo_lint.outcome.finalization import finalize_batch
from yotpo_lint.outcome.tally import Tally, sum_tallies, tally_outcome
from yotpo_lint.readers.opening import BATCH, open_table
from yotpo_lint.registry import Registry, load_registry
from yotpo_lint.settings.values import Settings
from yotpo_lint.sources import ColumnMap, sourced
from yotpo_lint.storage.spool import Spool
from yotpo_lint.workers.ordered_map import get_default_jobs, ordered_map

if TYPE_CHECKING:
    import os

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.decisions import Decisions
    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.readers.file_options import FileOptions
    from yotpo_lint.readers.table import Batch, Table
    from yotpo_lint.result import Result
    from yotpo_lint.rule import ColumnNote
    from yotpo_lint.storage.spool import StoredBatch

Item = TypeVar("Item")
Made = TypeVar("Made")

# Records that are read before workers are forked: a tenth of a second, which each of them and of those that try the
# next steps would spend again.
GLANCE = 8_192

Progress = Callable[[str, int, "float | None"], None]


def _unseen(_what: str, _rows: int, _share: float | None) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Execution:
    """How a run is carried out. Not a byte of what comes out depends on it.

    Attributes:
        jobs: how many batches are worked on at a time.
        forked: whether by forked processes instead of threads. Quicker, and for programs that have no threads of
            their own; it needs Linux.
        batch_size: the most records in a batch.
        progress: called after each batch with what is being done, the number of records for which it was done, and
            the share of the whole that this is, where it is known.
    """

    jobs: int = field(default_factory=get_default_jobs)
    forked: bool = False
    batch_size: int = BATCH
    progress: Progress = _unseen

    def map(self, function: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
        """Yield the function's answers in the order of the items, several of which are worked on at a time."""
        return ordered_map(function, items, self.jobs, forked=self.forked)


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that a run came to know; reports and writers take what they need from it."""

    table: Table
    mapping: ColumnMap
    kernel: Kernel
    keys: Keys
    spool: Spool
    decisions: Decisions
    tally: Tally
    column_notes: tuple[ColumnNote, ...]
    execution: Execution

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the final word on every batch, in order."""
        return map(self._outcome, range(len(self.spool)))

    def made_of(self, make: Callable[[Outcome], Made]) -> Iterator[Made]:
        """Yield what `make` makes of every outcome, in order; several are worked on at a time."""
        return self.made_by_number(lambda _, outcome: make(outcome))

    def made_by_number(self, make: Callable[[int, Outcome], Made]) -> Iterator[Made]:
        """Yield what `make` makes of every outcome and the number of its batch, which counts from 0."""
        return self.execution.map(lambda number: make(number, self._outcome(number)), range(len(self.spool)))

    def _outcome(self, number: int) -> Outcome:
        return finalize_batch(*self.spool[number], self.decisions.for_batch(number))


def lint(
    source: str | os.PathLike[str] | pd.DataFrame,
    settings: Settings,
    options: FileOptions | None = None,
    execution: Execution | None = None,
) -> Result:
    """Lint a file or a DataFrame under the settings; the options say how the file is to be read.

    Raises:
        YotpoLintError: the input, the settings or a rule pack is wrong; the text says what to do.
    """
    from yotpo_lint.result import Result

    execution = execution or Execution()
    registry = load_registry(settings.rules)
    table = open_table(source, options=options, batch_size=execution.batch_size)
    return Result(run(table, registry, settings, execution))


class _Worked(NamedTuple):
    """What a worker makes of one batch, and where it put it."""

    numbers: NDArray[np.int64]
    damaged: list[int]
    digests: KeyHashes
    tally: Tally
    columns: ColumnCounts
    kept: StoredBatch


def run(table: Table, registry: Registry, settings: Settings, execution: Execution | None = None) -> Run:
    """Send a table through the rules of a registry.

    Raises:
        ConservationError: records in and records out do not add up.
    """
    execution = execution or Execution()
    table, registry, mapping = sourced(table, registry, settings)
    kernel = Kernel(registry, settings)
    keys, spool = Keys(registry.key_rule, kernel.policy), Spool()

    def by_field(cells: pa.RecordBatch) -> dict[str, pa.Array]:
        return {field: cells.column(name) for field, name in mapping.column_of.items()}

    def work(batch: Batch) -> _Worked:
        batch = replace(batch, cells=dictionary_encode_batch(batch.cells))
        raw = by_field(batch.cells)
        judged = kernel(raw, len(batch.rows))
        numbers, damaged = batch.rows.to_numpy(zero_copy_only=False), [each.row for each in batch.damaged]
        tally = tally_outcome(finalize_batch(batch, judged))
        found = count_columns(registry, raw, settings.facts)
        return _Worked(numbers, damaged, keys.hash_batch(judged), tally, found, spool.keep(batch, judged))

    def prepare(batch: Batch) -> None:
        few = dictionary_encode_batch(batch.cells.slice(0, GLANCE))
        kernel(by_field(few), len(few))
        spool.share(execution.jobs)

    batches = table.batches()
    if execution.forked and execution.jobs > 1:
        batches = _prepared(batches, prepare)
    tallies: list[Tally] = []
    columns = ColumnCounts()
    rows_in = 0
    for numbers, damaged, digests, tally, found, kept in execution.map(work, batches):
        rows_in = _counted_on(numbers, damaged, rows_in)
        spool.add(kept)
        keys.add(digests)
        tallies.append(tally)
        columns = sum_column_counts((columns, found))
        execution.progress("Reading", rows_in, table.share())
    decisions = keys.resolve(settings.duplicates, spool)
    # What that took is given back to the system, or every worker would be forked with it.
    pa.default_memory_pool().release_unused()

    def tally_again(number: int) -> Tally:
        return tally_outcome(finalize_batch(*spool[number], decisions.for_batch(number)))

    for number, tally in zip(decisions.batches, execution.map(tally_again, decisions.batches), strict=True):
        tallies[number] = tally
    tally = sum_tallies(tallies)
    if rows_in != tally.rows:
        raise ConservationError(
            f"{rows_in} records came in but {tally.rows} came out; nothing was written, please report this"
        )
    notes = tuple(judge_columns(kernel, columns, tally))
    return Run(table, mapping, kernel, keys, spool, decisions, tally, notes, execution)


def _prepared(batches: Iterator[Batch], prepare: Callable[[Batch], None]) -> Iterator[Batch]:
    """Yield batches; where there are several, for which workers are forked, `prepare` is called with the first."""
    first = next(batches, None)
    if first is not None:
        yield first
        for batch in batches:
            if first is not None:
                prepare(first)
                first = None
            yield batch


def _counted_on(numbers: NDArray[np.int64], damaged: list[int], before: int) -> int:
    """Return how many records came in so far; each must have been read once and in order (law 1)."""
    count = len(numbers) + len(damaged)
    in_order = (numbers[1:] > numbers[:-1]).all()
    whole = int(numbers.sum()) + sum(damaged) == count * before + count * (count + 1) // 2
    ends = [*numbers[:1].tolist(), *numbers[-1:].tolist(), *damaged]
    if count and not (in_order and whole and before < min(ends) and max(ends) == before + count):
        raise ConservationError(
            f"records {before + 1} to {before + count} were not read one by one; "
            "nothing was written, please report this"
        )
    return before + count
