"""A file that workers write side by side: each writes its part itself, where the parts before it end.

What a worker made of a batch need not travel to another process then, only to be written there.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from types import TracebackType

# What is known of a part's length.
_UNKNOWN: Final = -1
_GIVEN_UP: Final = -2

# Seconds between two looks at whether the lengths of all earlier parts are known, as they nearly always are.
_LOOK: Final = 0.0002


class SideBySide:
    """A file in numbered parts, each of which is written once, by whichever thread or forked process has it.

    Parts are begun in the order of their numbers, so that whoever has the first one waits for nobody.
    """

    def __init__(self, path: Path, parts: int, header: bytes = b"") -> None:
        """Begin a file of so many parts; forked processes know it if they are forked later."""
        self._file = path.open("wb", buffering=0)
        self._lock = threading.Lock()
        # Memory that forked processes share: the length of the header and of each part.
        self._lengths = np.frombuffer(mmap.mmap(-1, 8 * (parts + 1)), np.int64)
        self._lengths[:] = _UNKNOWN
        self._lengths[0] = len(header)
        self._write_at(0, memoryview(header))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def write(self, number: int, pieces: Sequence[bytes | memoryview]) -> None:
        """Write a part, as soon as the lengths of those before it are known; if one of them is given up, write nothing.

        Raises:
            OSError: the file cannot be written.
        """
        self._lengths[number + 1] = sum(map(len, pieces))
        before = self._lengths[: number + 1]
        while (before == _UNKNOWN).any():
            time.sleep(_LOOK)
        if (before == _GIVEN_UP).any():
            return
        start = int(before.sum())
        for piece in pieces:
            self._write_at(start, memoryview(piece))
            start += len(piece)

    def give_up(self, number: int) -> None:
        """Let nobody wait for a part that will not come."""
        self._lengths[number + 1] = _GIVEN_UP

    def _write_at(self, start: int, content: memoryview) -> None:
        while content:
            if hasattr(os, "pwrite"):
                written = os.pwrite(self._file.fileno(), content, start)
            else:  # Windows, where nothing is forked
                with self._lock:
                    self._file.seek(start)
                    written = self._file.write(content)
            content, start = content[written:], start + written


@contextlib.contextmanager
def given_up_on_failure(files: Sequence[SideBySide], number: int) -> Iterator[None]:
    """Give up a part of all files where the block fails."""
    try:
        yield
    except BaseException:
        for file in files:
            file.give_up(number)
        raise
