"""Trials: how many rejected records other settings would rescue, duplicates included.

The affected records go through the kernel again. Their keys may change with that, so duplicates are resolved again
among them and all records that share a key with one of them, before or after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication.chunks import iterate_chunks
from yotpo_lint.deduplication.keys import hash_keys
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.errors import ConsentError
from yotpo_lint.kernel.findings import SCHEMA
from yotpo_lint.kernel.kernel import JudgedBatch, Kernel
from yotpo_lint.suggestions.duplicate_losses import DuplicateLosses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.workers.execution import Execution

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Hashes = NDArray[np.uint64]
    Columns = Mapping[str, pa.Array]
    # A batch number and positions within the batch.
    BatchPart = tuple[int, Numbers]
    OrderedMap = Callable[
        [Callable[[BatchPart], tuple[Numbers, Columns]], Iterable[BatchPart]], Iterator[tuple[Numbers, Columns]]
    ]

# How many records are judged at a time: enough to be worth a call, few enough to fit into memory.
CHUNK_RECORDS: Final = 65_536


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try, and the ascending positions of the records that they affect."""

    settings: Settings
    positions: Numbers


class _TrialRecords(NamedTuple):
    """The records of a trial: ascending positions, whether the trial finds them valid, and their new key hashes."""

    positions: Numbers
    valid: Flags
    hashes: Hashes


class _KnownKeys(NamedTuple):
    """Ascending positions of records with the hashes of their keys in the run."""

    positions: Numbers
    hashes: Hashes

    def hashes_at(self, positions: Numbers) -> Hashes:
        """Return the hashes of known records."""
        return self.hashes[np.searchsorted(self.positions, positions)]

    def positions_of(self, hashes: Hashes) -> Numbers:
        """Return the positions of the records with one of these hashes; 0 stands for no key."""
        return self.positions[np.isin(self.hashes, hashes[hashes > 0])]


def count_rescued(run: RunOutcome, trials: Sequence[Trial], execution: Execution) -> list[int]:
    """Return for each trial how many more records would be accepted."""
    survivor_counts, settings = run.decisions.survivor_counts, run.kernel.settings
    # The run has already counted the survivors for every value of `duplicates`.
    known = [
        survivor_counts[trial.settings.duplicates] - survivor_counts[settings.duplicates]
        if replace(trial.settings, duplicates=settings.duplicates) == settings
        else None
        for trial in trials
    ]
    unknown = [trial for trial, count in zip(trials, known, strict=True) if count is None]
    counted = iter(_try_settings(run, unknown, execution))
    return [next(counted) if count is None else count for count in known]


def _try_settings(run: RunOutcome, trials: Sequence[Trial], execution: Execution) -> list[int]:
    """Judge the records of each trial again; return how many more records would be accepted."""
    kernels = [Kernel(run.kernel.registry, trial.settings, like=run.kernel) for trial in trials]
    identity = run.kernel.registry.key_rule.identity_fields
    valid = [np.zeros(len(trial.positions), np.bool_) for trial in trials]
    hashes = [np.zeros(len(trial.positions), np.uint64) for trial in trials]
    affected = np.unique(np.concatenate([np.zeros(0, np.int64), *(trial.positions for trial in trials)]))
    for positions, columns in _read_cells(run, affected, execution.map):
        bounds = (positions[0], positions[-1] + 1)
        parts = [slice(*np.searchsorted(trial.positions, bounds).tolist()) for trial in trials]
        concerned = [number for number, part in enumerate(parts) if part.start < part.stop]

        def try_part(
            number: int, parts: Sequence[slice] = parts, positions: Numbers = positions, columns: Columns = columns
        ) -> tuple[Flags, Hashes]:
            indices = np.searchsorted(positions, trials[number].positions[parts[number]])
            judged = _judge_rows(kernels[number], columns, indices)
            return ~judged.rejected, hash_keys(judged.clean, identity)

        for number, answer in zip(concerned, execution.map(try_part, concerned), strict=True):
            valid[number][parts[number]], hashes[number][parts[number]] = answer
    losses, keys = DuplicateLosses(run), _find_related_keys(run, affected, hashes)
    return [
        _count_gain(losses, keys, kernel, _TrialRecords(trial.positions, trial_valid, trial_hashes))
        for kernel, trial, trial_valid, trial_hashes in zip(kernels, trials, valid, hashes, strict=True)
    ]


def _find_related_keys(run: RunOutcome, affected: Numbers, hashes: Sequence[Hashes]) -> _KnownKeys:
    """Return the keys of all records that a trial may concern, from one pass over the keys of the run.

    These are the affected records, and those that share a key with one of them before or after a trial.
    """
    before = run.keys.hashes_at(affected)
    related = run.keys.positions_of(np.unique(np.concatenate((before, *hashes))))
    positions = np.union1d(affected, related)
    return _KnownKeys(positions, run.keys.hashes_at(positions))


def _read_cells(
    run: RunOutcome, positions: Numbers, ordered_map: OrderedMap = map
) -> Iterator[tuple[Numbers, Columns]]:
    """Yield the input's cells of the records at ascending positions, by field, in chunks with their positions.

    `ordered_map` reads several batches at a time; for few records the workers would cost more than they save.
    """

    def read_part(part: BatchPart) -> tuple[Numbers, Columns]:
        number, indices = part
        cells, index = run.spool[number][0].cells, pa.array(indices)
        # Decoded, because a few dictionary cells would keep the texts of the whole batch in memory.
        columns = {
            field: dictionary_decode(cells.column(name).take(index)) for field, name in run.mapping.column_of.items()
        }
        return indices, columns

    chunk: list[Columns] = []
    record_count = 0
    for indices, columns in ordered_map(read_part, run.keys.places(positions)):
        chunk.append(columns)
        record_count += len(indices)
        if record_count >= CHUNK_RECORDS:
            yield positions[:record_count], _concat_columns(chunk)
            positions, chunk, record_count = positions[record_count:], [], 0
    if chunk:
        yield positions[:record_count], _concat_columns(chunk)


def _concat_columns(parts: Sequence[Columns]) -> Columns:
    """Concatenate the columns of several parts."""
    return {field: pa.concat_arrays([part[field] for part in parts]) for field in parts[0]}


def _judge_rows(kernel: Kernel, columns: Columns, indices: Numbers) -> JudgedBatch:
    """Send some rows of columns through a kernel; settings under which a consent would be raised rescue no row."""
    index = pa.array(indices)
    try:
        return kernel({field: column.take(index) for field, column in columns.items()}, len(indices))
    except ConsentError:
        clean = dict.fromkeys(FIELDS, pa.nulls(len(indices), pa.string()))
        return JudgedBatch(clean, SCHEMA.empty_table(), np.ones(len(indices), np.bool_))


def _count_gain(losses: DuplicateLosses, keys: _KnownKeys, kernel: Kernel, trial: _TrialRecords) -> int:
    """Return how many more records a trial accepts than the run did."""
    before = keys.hashes_at(trial.positions)
    # All records that share a key with a record of the trial, before or after; the records themselves are among them.
    related = keys.positions_of(np.concatenate((before, trial.hashes)))
    changed_hashes = trial.hashes[trial.hashes != before]
    shared = _find_repeated(np.concatenate((keys.hashes_at(related), changed_hashes)))
    has_duplicates = np.isin(before, shared) | np.isin(trial.hashes, shared)
    if not has_duplicates.any():
        return int(np.count_nonzero(trial.valid))
    # Records without duplicates count as they are. For the others, compare how many records of their groups are lost
    # as duplicates in the run, and in the trial, where some of them are different records under different keys.
    changed = trial.positions[has_duplicates]
    group_positions = np.union1d(keys.positions_of(shared), changed)
    run_hashes = keys.hashes_at(group_positions)
    trial_hashes = run_hashes.copy()
    trial_hashes[np.searchsorted(group_positions, changed)] = trial.hashes[has_duplicates]
    newly_valid = int(np.count_nonzero(trial.valid)) - sum(map(losses.count_valid, iterate_chunks(changed)))
    lost_in_run = losses.count_in_run(run_hashes, group_positions)

    def judge_again(positions: Numbers) -> Iterator[JudgedBatch]:
        for chunk_positions, columns in _read_cells(losses.run, positions):
            yield _judge_rows(kernel, columns, np.arange(len(chunk_positions)))

    lost_in_trial = losses.count_in_trial(kernel, judge_again, changed, trial_hashes, group_positions)
    return newly_valid + lost_in_run - lost_in_trial


def _find_repeated(hashes: Hashes) -> Hashes:
    """Return the hashes that occur more than once; 0 stands for no key."""
    values, counts = np.unique(hashes[hashes > 0], return_counts=True)
    return values[counts > 1]
