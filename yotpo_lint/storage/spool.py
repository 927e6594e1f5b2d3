"""Store judged batches until the whole input is read: in memory while they are small, then in a temporary file.

Any later record may be a duplicate of an earlier one, so no record is final before the last one is read. Batches are
stored as Arrow IPC streams and memory-mapped when they are read, so memory stays flat however long the input is.
"""

from __future__ import annotations

import itertools
import pickle
import threading
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.judged_batch import FieldOutcomes, JudgedBatch
from yotpo_lint.readers.table import Batch
from yotpo_lint.storage.scratch_files import ScratchFiles
from yotpo_lint.workers.processes import get_process_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Bytes of cells that stay in memory before the file is begun.
MAX_BYTES_IN_MEMORY = 16 * 1024 * 1024

# Columns of a stored batch are numbered, because the source's column names may be any text.
_ROWS, _LINES, _REJECTED = "rows", "lines", "rejected"
_CLEAN, _CELL = "clean", "cell"
# What the row rules got, where it is not what they left.
_BEFORE, _UNREADABLE, _REJECTS = "before", "unreadable", "rejects"


class _Location(NamedTuple):
    """Where a batch is stored: its file and offset, and the lengths of its records, findings and damaged lines."""

    file: int
    start: int
    records: int
    findings: int
    damaged: int


StoredBatch = tuple[Batch, JudgedBatch] | _Location


class Spool:
    """A list of judged batches that any thread or forked process can read at any time."""

    def __init__(self) -> None:
        self._left = MAX_BYTES_IN_MEMORY
        self._kept: list[StoredBatch] = []
        self._scratch = ScratchFiles()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[tuple[Batch, JudgedBatch]]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> tuple[Batch, JudgedBatch]:
        """Return a batch as it was added."""
        kept = self._kept[number]
        return self._read(kept) if isinstance(kept, _Location) else kept

    def share(self, processes: int) -> None:
        """Open a file for each of the processes that are about to be forked."""
        self._scratch.share(processes)

    def keep(self, batch: Batch, judged: JudgedBatch) -> StoredBatch:
        """Store a batch in memory or in the file; workers may call this in any order.

        Raises:
            OutputError: the temporary folder is full.
        """
        # Other processes cannot see a worker's memory, so a worker always writes to its file.
        if not get_process_number():
            size = batch.cells.nbytes + sum(column.nbytes for column in judged.clean.values())
            size += sum(column.nbytes for column in _columns_of_fields(judged).values())
            with self._lock:
                self._left -= size
                if self._left >= 0:
                    return batch, judged
        return self._write(batch, judged)

    def add(self, kept: StoredBatch) -> None:
        """Append a stored batch as the next one."""
        self._kept.append(kept)

    def _write(self, batch: Batch, judged: JudgedBatch) -> _Location:
        records = {_ROWS: batch.rows, _REJECTED: pa.array(judged.rejected)}
        if batch.lines is not None:
            records[_LINES] = batch.lines
        records |= {f"{_CELL}{number}": column for number, column in enumerate(batch.cells.columns)}
        records |= {
            f"{_CLEAN}{number}": judged.clean[name]
            for number, name in enumerate(FIELDS)
            if judged.clean[name].null_count < len(judged.clean[name])
        }
        records |= _columns_of_fields(judged)
        with self._scratch.open_for_append() as (number, file):
            ends = [file.tell()]
            for table in (pa.table(records), judged.findings):
                _write_ipc(table, file)
                ends.append(file.tell())
            pickle.dump((batch.cells.schema.names, batch.damaged, batch.address_only), file)
            ends.append(file.tell())
        return _Location(number, ends[0], *(end - start for start, end in itertools.pairwise(ends)))

    def _read(self, place: _Location) -> tuple[Batch, JudgedBatch]:
        data = self._scratch.read(place.file, place.start, place.records + place.findings + place.damaged)
        records = _read_ipc(data[: place.records])
        findings = _read_ipc(data[place.records : place.records + place.findings])
        names = set(records.column_names)
        rows = _get_column(records, _ROWS)
        rest = data[place.records + place.findings :]
        columns, damaged, address_only = pickle.loads(rest)  # noqa: S301 -- this run wrote it
        cells = pa.RecordBatch.from_arrays(
            [_get_column(records, f"{_CELL}{number}") for number in range(len(columns))], names=columns
        )
        nothing = pa.nulls(len(rows), pa.string())
        clean = {
            name: _get_column(records, f"{_CLEAN}{number}") if f"{_CLEAN}{number}" in names else nothing
            for number, name in enumerate(FIELDS)
        }
        lines = _get_column(records, _LINES) if _LINES in names else None
        rejected: np.ndarray[tuple[int], np.dtype[np.bool_]] = _get_column(records, _REJECTED).to_numpy(
            zero_copy_only=False
        )
        before = {
            name: _get_column(records, f"{_BEFORE}{number}") if f"{_BEFORE}{number}" in names else clean[name]
            for number, name in enumerate(FIELDS)
        }
        fields = FieldOutcomes(before, _get_flags(records, _UNREADABLE), _get_flags(records, _REJECTS))
        return Batch(rows, lines, cells, damaged, address_only), JudgedBatch(clean, findings, rejected, fields)


def _write_ipc(table: pa.Table, file: IO[bytes]) -> None:
    """Write a table at the file's position, buffer by buffer, without a copy of the whole."""
    with pa.ipc.new_stream(pa.PythonFile(file, "w"), table.schema) as writer:
        writer.write_table(table)


def _read_ipc(data: memoryview) -> pa.Table:
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        return reader.read_all()


def _columns_of_fields(judged: JudgedBatch) -> dict[str, pa.Array]:
    """Return by the names in the file what is to be stored of what the field rules made."""
    fields, numbers = judged.fields, {name: number for number, name in enumerate(FIELDS)}
    changed = {
        f"{_BEFORE}{numbers[name]}": column for name, column in fields.clean.items() if column is not judged.clean[name]
    }
    flags = {
        f"{kind}{numbers[name]}": pa.array(each)
        for kind, by_field in ((_UNREADABLE, fields.unreadable), (_REJECTS, fields.rejects))
        for name, each in by_field.items()
    }
    return changed | flags


def _get_flags(table: pa.Table, kind: str) -> dict[str, NDArray[np.bool_]]:
    """Return flags by field."""
    return {
        FIELDS[int(name.removeprefix(kind))]: _get_column(table, name).to_numpy(zero_copy_only=False)
        for name in table.column_names
        if name.startswith(kind)
    }


def _get_column(table: pa.Table, name: str) -> pa.Array:
    """Return a column as one array."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
