"""Working data on disk: files without a name, which the system takes away with the process, however that ends.

Each process of a run writes to a file of its own, and any of them reads from all.
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

from yotpo_lint.errors import OutputError
from yotpo_lint.workers.processes import get_process_number

# So many bytes and more are not copied into memory but mapped.
MIN_MAPPED_BYTES: Final = 65_536


class ScratchFiles:
    """Bytes that are put aside and read again, any of them at any time, from any thread and any forked process."""

    def __init__(self) -> None:
        self._files: dict[int, IO[bytes]] = {}
        self._lock = threading.Lock()

    def share(self, processes: int) -> None:
        """Prepare for what so many processes put aside that are about to be forked.

        What one of them opened by itself, the others would not have.

        Raises:
            OutputError: the temporary folder is full.
        """
        for number in range(1, processes + 1):
            with _explain_full_disk():
                self._open(number)

    @contextlib.contextmanager
    def open_for_append(self) -> Iterator[tuple[int, IO[bytes]]]:
        """Give the number of a file and the file, which stands at its end; what is written to it is kept.

        Raises:
            OutputError: the temporary folder is full.
        """
        number = get_process_number()
        with self._lock, _explain_full_disk():
            if number not in self._files:
                self._open(number)
            file = self._files[number]
            file.seek(0, os.SEEK_END)
            yield number, file
            # Other processes see only what has left this one.
            file.flush()

    def read(self, number: int, start: int, length: int) -> memoryview:
        """Return bytes that were put aside; of many, only those that are looked at are read."""
        file = self._files[number]
        if length >= MIN_MAPPED_BYTES:
            offset = start % mmap.ALLOCATIONGRANULARITY
            mapped = mmap.mmap(file.fileno(), offset + length, access=mmap.ACCESS_READ, offset=start - offset)
            return memoryview(mapped)[offset:]
        if not hasattr(os, "pread"):  # Windows, where nothing is forked
            with self._lock:
                file.seek(start)
                return memoryview(file.read(length))
        # A forked process shares the place where the file stands, so that is left alone.
        found = os.pread(file.fileno(), length, start)
        if len(found) < length:
            raise EOFError(f"{length} bytes of working data were put aside, and {len(found)} are there")
        return memoryview(found)

    def _open(self, number: int) -> None:
        self._files[number] = file = tempfile.TemporaryFile(prefix="yotpo-lint-")  # noqa: SIM115 -- closed with this
        weakref.finalize(self, file.close)


@contextlib.contextmanager
def _explain_full_disk() -> Iterator[None]:
    """Say in one line that the temporary folder is full."""
    try:
        yield
    except OSError as error:
        # Where not even an empty file can be made, Python knows no such folder.
        folder = tempfile.tempdir or "the folder for temporary files"
        raise OutputError(
            f"{folder}: cannot hold the run's working data ({error.strerror or error}); free some "
            "space there, or name another folder in the environment variable TMPDIR"
        ) from error
