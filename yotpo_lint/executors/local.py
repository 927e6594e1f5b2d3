"""The local executor: one machine sends every batch through the kernel and finds duplicates over the whole input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from yotpo_lint.deduplication.keys import KeyHashes, Keys
from yotpo_lint.dictionary_columns import dictionary_encode_batch
from yotpo_lint.errors import ConservationError
from yotpo_lint.executors.first_records import look_at_first_records, select_fields
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.outcome.column_counts import ColumnCounts, count_columns, judge_columns, sum_column_counts
from yotpo_lint.outcome.finalization import finalize_batch
from yotpo_lint.outcome.run_identity import identify_run
from yotpo_lint.outcome.run_outcome import RunOutcome
from yotpo_lint.outcome.tally import Tally, sum_tallies, tally_outcome
from yotpo_lint.sources import apply_source
from yotpo_lint.storage.spool import Spool
from yotpo_lint.workers.execution import Execution

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yotpo_lint.readers.table import Batch, Table
    from yotpo_lint.registry import Registry
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources import ColumnMap
    from yotpo_lint.storage.spool import StoredBatch

# The kernel judges so many records before workers are forked, so that it imports libraries and builds tables once:
# this takes a tenth of a second, which every worker would otherwise spend again.
WARM_UP_RECORDS: Final = 8_192


class _BatchAnswer(NamedTuple):
    """What a worker returns for one batch: small counts, and where it stored the judged batch."""

    row_numbers: NDArray[np.int64]
    damaged_rows: list[int]
    key_hashes: KeyHashes
    tally: Tally
    column_counts: ColumnCounts
    kept: StoredBatch


def execute(table: Table, registry: Registry, settings: Settings, execution: Execution | None = None) -> RunOutcome:
    """Lint a table on this machine.

    Raises:
        ConservationError: the number of records read differs from the number of records that came out.
        InputError: the source of the table is unknown, or its file cannot be read.
        SettingsError: a setting does not fit the table.
    """
    execution = execution or Execution()
    identity = identify_run(settings, table.name)
    table, registry, mapping = apply_source(table, registry, settings)
    batches, evidence = look_at_first_records(table, mapping, registry, settings)
    kernel = Kernel(replace(registry, evidence=evidence), settings)
    keys, spool = Keys(registry.key_rule, kernel.policy), Spool()

    tallies, column_counts, rows_read = _judge_batches(
        table, batches, mapping, kernel, execution, keys=keys, spool=spool
    )
    decisions = keys.resolve(settings.duplicates, spool)
    # Duplicates took memory that workers would otherwise be forked with.
    pa.default_memory_pool().release_unused()

    def recount(batch_number: int) -> Tally:
        return tally_outcome(finalize_batch(*spool[batch_number], decisions.for_batch(batch_number)))

    for number, tally in zip(decisions.batches, execution.map(recount, decisions.batches), strict=True):
        tallies[number] = tally
    tally = sum_tallies(tallies)
    if rows_read != tally.rows:
        raise ConservationError(
            f"{rows_read} records came in but {tally.rows} came out; nothing was written, please report this"
        )
    return RunOutcome(
        input=table.about(),
        columns=table.columns,
        index=getattr(table, "index", None),
        mapping=mapping,
        kernel=kernel,
        spool=spool,
        keys=keys,
        decisions=decisions,
        tally=tally,
        column_notes=tuple(judge_columns(kernel, column_counts, tally)),
        identity=identity,
    )


def _judge_batches(
    table: Table,
    batches: Iterator[Batch],
    mapping: ColumnMap,
    kernel: Kernel,
    execution: Execution,
    *,
    keys: Keys,
    spool: Spool,
) -> tuple[list[Tally], ColumnCounts, int]:
    """Send every batch through the kernel and store it; return tallies by batch, column counts and rows read."""
    registry, settings = kernel.registry, kernel.settings

    def judge_batch(batch: Batch) -> _BatchAnswer:
        batch = replace(batch, cells=dictionary_encode_batch(batch.cells))
        fields = select_fields(batch.cells, mapping)
        judged = kernel(fields, len(batch.rows))
        return _BatchAnswer(
            row_numbers=batch.rows.to_numpy(zero_copy_only=False),
            damaged_rows=[each.row for each in batch.damaged],
            key_hashes=keys.hash_batch(judged),
            tally=tally_outcome(finalize_batch(batch, judged)),
            column_counts=count_columns(registry, fields, settings.facts),
            kept=spool.keep(batch, judged),
        )

    def warm_up(batch: Batch) -> None:
        first_cells = dictionary_encode_batch(batch.cells.slice(0, WARM_UP_RECORDS))
        kernel(select_fields(first_cells, mapping), len(first_cells))
        spool.share(execution.jobs)

    if execution.forked and execution.jobs > 1:
        batches = _call_before_second(batches, warm_up)
    tallies: list[Tally] = []
    column_counts = ColumnCounts()
    rows_read = 0
    for answer in execution.map(judge_batch, batches):
        rows_read = _check_row_numbers(answer.row_numbers, answer.damaged_rows, rows_read)
        spool.add(answer.kept)
        keys.add(answer.key_hashes)
        tallies.append(answer.tally)
        column_counts = sum_column_counts((column_counts, answer.column_counts))
        execution.progress("Reading", rows_read, table.share())
    return tallies, column_counts, rows_read


def _call_before_second(batches: Iterator[Batch], function: Callable[[Batch], None]) -> Iterator[Batch]:
    """Yield batches; call the function with the first one before the second is read, which is when workers start."""
    first = next(batches, None)
    if first is not None:
        yield first
        for batch in batches:
            if first is not None:
                function(first)
                first = None
            yield batch


def _check_row_numbers(row_numbers: NDArray[np.int64], damaged_rows: list[int], rows_before: int) -> int:
    """Return how many records were read so far; each must have been read once and in order (law 1)."""
    count = len(row_numbers) + len(damaged_rows)
    in_order = (row_numbers[1:] > row_numbers[:-1]).all()
    found_sum = int(row_numbers.sum()) + sum(damaged_rows)
    complete = found_sum == count * rows_before + count * (count + 1) // 2
    ends = [*row_numbers[:1].tolist(), *row_numbers[-1:].tolist(), *damaged_rows]
    if count and not (in_order and complete and rows_before < min(ends) and max(ends) == rows_before + count):
        raise ConservationError(
            f"records {rows_before + 1} to {rows_before + count} were not read one by one; "
            "nothing was written, please report this"
        )
    return rows_before + count
