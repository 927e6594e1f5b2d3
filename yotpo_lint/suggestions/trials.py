"""How many more rows a run would accept under other settings: tried on the rows that these bear on.

Only those rows are judged again. Copies make it more than a count: a row that is no longer rejected may be a copy of
another, and one that was a bad copy may have kept a good one out. So wherever a row that is judged again shares its
key with any record, before or after, all records of that key are decided again, under both settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.deduplication.chunks import iterate_chunks
from yotpo_lint.deduplication.keys import hash_keys
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.suggestions.rejected_rows import Lost

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.executors.local import Run
    from yotpo_lint.kernel.kernel import JudgedBatch
    from yotpo_lint.settings.values import Settings

    Rows = NDArray[np.int64]
    Columns = Mapping[str, pa.Array]
    Parts = Sequence[slice]
    Place = tuple[int, Rows]
    Mapped = Callable[[Callable[[Place], tuple[Rows, Columns]], Iterable[Place]], Iterator[tuple[Rows, Columns]]]
    Answer = tuple[NDArray[np.bool_], NDArray[np.uint64]]

# How many rows are judged again at a time: enough to be worth a call, few enough to be held.
TOGETHER = 65_536


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try, and the ascending positions of the rows that they bear on."""

    settings: Settings
    at: Rows


def rescued(run: Run, trials: Sequence[Trial]) -> list[int]:
    """Return for each trial how many more records would be accepted."""
    staying, settings = run.decisions.survivor_counts, run.kernel.settings
    # Which copies would stay instead, the run has counted when it decided about them.
    counts = [
        staying[each.settings.duplicates] - staying[settings.duplicates]
        if replace(each.settings, duplicates=settings.duplicates) == settings
        else None
        for each in trials
    ]
    others = iter(_judged_again(run, [trial for trial, count in zip(trials, counts, strict=True) if count is None]))
    return [next(others) if count is None else count for count in counts]


def _judged_again(run: Run, trials: Sequence[Trial]) -> list[int]:
    """Return for each trial how many more records would be accepted, by what the kernel makes of their cells."""
    kernels = [Kernel(run.kernel.registry, trial.settings, like=run.kernel) for trial in trials]
    identity = run.kernel.registry.key_rule.identity_fields
    alive = [np.zeros(len(trial.at), np.bool_) for trial in trials]
    after = [np.zeros(len(trial.at), np.uint64) for trial in trials]
    wanted = np.unique(np.concatenate([np.zeros(0, np.int64), *(trial.at for trial in trials)]))
    for positions, columns in _cells(run, wanted, run.execution.map):
        parts = [slice(*np.searchsorted(trial.at, (positions[0], positions[-1] + 1)).tolist()) for trial in trials]
        touched = [number for number, part in enumerate(parts) if part.start < part.stop]

        def judge(number: int, parts: Parts = parts, positions: Rows = positions, columns: Columns = columns) -> Answer:
            at = np.searchsorted(positions, trials[number].at[parts[number]])
            new = _judged(kernels[number], columns, at)
            return ~new.rejected, hash_keys(new.clean, identity)

        for number, (living, digests) in zip(touched, run.execution.map(judge, touched), strict=True):
            alive[number][parts[number]] = living
            after[number][parts[number]] = digests
    lost, company = Lost(run), _company(run, wanted, after)
    return [
        _counted(lost, company, kernel, _Tried(trial.at, living, digests))
        for kernel, trial, living, digests in zip(kernels, trials, alive, after, strict=True)
    ]


class _Tried(NamedTuple):
    """The ascending positions of the records of a trial, which of them are alive in it, and under which key."""

    at: Rows
    alive: NDArray[np.bool_]
    after: NDArray[np.uint64]


class _Company(NamedTuple):
    """The ascending positions of some records and the numbers of their keys."""

    positions: Rows
    digests: NDArray[np.uint64]

    def at(self, positions: Rows) -> NDArray[np.uint64]:
        """Return the numbers of records that are among them."""
        return self.digests[np.searchsorted(self.positions, positions)]

    def of(self, wanted: NDArray[np.uint64]) -> Rows:
        """Return the positions of those that have one of the wanted keys."""
        return self.positions[np.isin(self.digests, wanted[wanted > 0])]


def _company(run: Run, tried: Rows, after: Sequence[NDArray[np.uint64]]) -> _Company:
    """Look once through the whole input for all records that trials may concern.

    They are those that are tried, and those that share a key with one of them, before or after any trial.
    """
    before = run.keys.hashes_at(tried)
    positions = np.union1d(tried, run.keys.positions_of(np.unique(np.concatenate((before, *after)))))
    return _Company(positions, run.keys.hashes_at(positions))


def _cells(run: Run, positions: Rows, mapped: Mapped = map) -> Iterator[tuple[Rows, Columns]]:
    """Yield the source's cells of the records at ascending positions, by field, many records at a time.

    `mapped` takes them out of several batches at a time; for a few records that is not worth the workers.
    """

    def taken(place: Place) -> tuple[Rows, Columns]:
        number, here = place
        cells, index = run.spool[number][0].cells, pa.array(here)
        # Decoded, because a few cells would hold on to the texts of the whole batch.
        return here, {
            field: dictionary_decode(cells.column(name).take(index)) for field, name in run.mapping.column_of.items()
        }

    at: list[Rows] = []
    held: list[Columns] = []
    for here, cells in mapped(taken, run.keys.places(positions)):
        at.append(here)
        held.append(cells)
        if sum(map(len, at)) >= TOGETHER:
            yield _piece(positions, at, held)
            positions, at, held = positions[sum(map(len, at)) :], [], []
    if at:
        yield _piece(positions, at, held)


def _piece(positions: Rows, at: list[Rows], held: list[Columns]) -> tuple[Rows, Columns]:
    columns = {field: pa.concat_arrays([each[field] for each in held]) for field in held[0]}
    return positions[: sum(map(len, at))], columns


def _judged(kernel: Kernel, columns: Columns, at: Rows) -> JudgedBatch:
    index = pa.array(at)
    return kernel({field: column.take(index) for field, column in columns.items()}, len(at))


def _counted(lost: Lost, company: _Company, kernel: Kernel, tried: _Tried) -> int:
    """Count the records that a trial saves."""
    at, alive, after = tried
    run, before = lost.run, company.at(at)
    # Of all records that share a key with one of these, before or after; these themselves are among them.
    here = company.of(np.concatenate((before, after)))
    shared = _repeated(np.concatenate((company.at(here), after[after != before])))
    tangled = np.isin(before, shared) | np.isin(after, shared)
    if not tangled.any():
        return int(np.count_nonzero(alive))
    # Of those whose company matters, and of their company, it is counted how many are lost as copies: by the run, and
    # by the trial, to which some of them are other records under other keys.
    again = at[tangled]
    together = np.union1d(company.of(shared), again)
    olds = company.at(together)
    news = olds.copy()
    news[np.searchsorted(together, again)] = after[tangled]
    unlocked = int(np.count_nonzero(alive)) - sum(map(lost.alive, iterate_chunks(again)))
    in_run = lost.in_run(olds, together)

    def judge(positions: Rows) -> Iterator[JudgedBatch]:
        for here, columns in _cells(run, positions):
            yield _judged(kernel, columns, np.arange(len(here)))

    return unlocked + in_run - lost.on_trial(kernel, judge, again, news, together)


def _repeated(digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the digests that occur more than once."""
    values, counts = np.unique(digests[digests > 0], return_counts=True)
    return values[counts > 1]
