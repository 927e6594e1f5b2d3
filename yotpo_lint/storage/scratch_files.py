"""Store working data in unnamed temporary files, which the system removes when the process ends, however it ends.

Each process of a run writes to a file of its own, and every process reads all of them. Arrow's own files and memory
maps (`pa.OSFile`, `pa.memory_map`) open a path, so a killed run would leave its working data behind.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator
from typing import IO, Final

from yotpo_lint.errors import explain_temporary_folder
from yotpo_lint.workers.processes import get_process_number

# From this size on, bytes are memory-mapped instead of copied.
MIN_MAPPED_BYTES: Final = 65_536


class ScratchFiles:
    """Append-only storage for bytes that any thread and any forked process can read at any time."""

    def __init__(self) -> None:
        self._files: dict[int, IO[bytes]] = {}
        self._lock = threading.Lock()

    def share(self, processes: int) -> None:
        """Open a file for each of the processes that are about to be forked.

        A file that a worker opens itself would not exist in the other processes.

        Raises:
            OutputError: the temporary folder is full.
        """
        for number in range(1, processes + 1):
            with explain_temporary_folder("the run's working data"):
                self._open(number)

    @contextlib.contextmanager
    def open_for_append(self) -> Iterator[tuple[int, IO[bytes]]]:
        """Yield this process's file, positioned at its end, and the file's number.

        Raises:
            OutputError: the temporary folder is full.
        """
        number = get_process_number()
        with self._lock, explain_temporary_folder("the run's working data"):
            if number not in self._files:
                self._open(number)
            file = self._files[number]
            file.seek(0, os.SEEK_END)
            yield number, file
            # Other processes see only what is flushed.
            file.flush()

    def read(self, number: int, start: int, length: int) -> memoryview:
        """Return stored bytes; of a large range, only the pages that are used are read."""
        file = self._files[number]
        if length >= MIN_MAPPED_BYTES:
            offset = start % mmap.ALLOCATIONGRANULARITY
            mapped = mmap.mmap(file.fileno(), offset + length, access=mmap.ACCESS_READ, offset=start - offset)
            return memoryview(mapped)[offset:]
        if not hasattr(os, "pread"):  # Windows, where nothing is forked
            with self._lock:
                file.seek(start)
                return memoryview(file.read(length))
        # Forked processes share the file position, so do not move it.
        found = os.pread(file.fileno(), length, start)
        if len(found) < length:
            raise EOFError(f"{length} bytes of working data were stored, and {len(found)} are there")
        return memoryview(found)

    def _open(self, number: int) -> None:
        self._files[number] = file = tempfile.TemporaryFile(prefix="yotpo-lint-")  # noqa: SIM115 -- closed with this
        weakref.finalize(self, file.close)
