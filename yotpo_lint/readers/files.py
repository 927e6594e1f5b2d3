"""Files: where a table's bytes come from. Standard input is written to a temporary file first.

A member of an archive is a `Content` too (see `archives`), so that the formats need not know about archives.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from yotpo_lint.errors import InputError, explain_temporary_folder
from yotpo_lint.escaping import make_visible

# Bytes read at a time. A run holds a handful of blocks and a few times their size; smaller ones cost calls.
BLOCK: Final = 8 * 1024 * 1024

STANDARD_INPUT: Final = "-"
STANDARD_INPUT_NAME: Final = "standard input"


class Content(Protocol):
    """Bytes that can be read more than once from their start.

    Attributes:
        name: what errors call it.
        file_name: the name whose ending tells the format.
        disk: the file in which it lies.
        trail: what was unpacked to reach it, outermost first, for the report.
    """

    name: str
    file_name: str
    disk: DiskFile
    trail: tuple[str, ...]

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the bytes; none of the blocks is empty."""


class DiskFile:
    """A regular file.

    Raises `InputError` when it is created if there is none that may be read.
    """

    trail: tuple[str, ...] = ()

    def __init__(self, path: str | os.PathLike[str], name: str | None = None) -> None:
        self.path = os.fspath(path)
        self.name = make_visible(self.path) if name is None else name
        self.file_name = self.name
        self.disk = self
        self.sha256: str | None = None
        # What the user declared of how it is to be read, so that a report can say how to repeat the run.
        self.declared: dict[str, str | int] = {}
        try:
            status = Path(self.path).stat()
        except (OSError, ValueError) as error:
            raise self.explain_unreadable(error) from error
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{self.name}: is a directory; pass one file of it")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(
                f"{self.name}: is not a regular file and can be read only once; save it to a file first, "
                "or pass it on standard input under the name -"
            )
        self.size = status.st_size
        # A table is looked at more than once, and each look must see the same file.
        self._stamp = _identify_file(status)
        self._read = 0

    def open(self) -> BinaryIO:
        """Open the file.

        Raises:
            InputError: it cannot be opened, or is another one than at first.
        """
        try:
            file = Path(self.path).open("rb")  # noqa: SIM115  the caller closes it
        except (OSError, ValueError) as error:
            raise self.explain_unreadable(error) from error
        try:
            self.refuse_change(file)
        except BaseException:
            file.close()
            raise
        return file

    def refuse_change(self, file: BinaryIO | None = None) -> None:
        """Refuse a file that changed since it was first looked at; without the open file, look at its path.

        Raises:
            InputError: it changed.
        """
        try:
            status = Path(self.path).stat() if file is None else os.fstat(file.fileno())
        except OSError as error:
            raise self.explain_unreadable(error) from error
        if _identify_file(status) != self._stamp:
            raise InputError(
                f"{self.name}: changed while it was read; wait until no program writes to it, and run again"
            )

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the file's bytes."""
        self._read = 0
        with self.open() as file:
            try:
                while block := file.read(size):
                    self.refuse_change(file)
                    self._read += len(block)
                    yield block
                self.refuse_change(file)
            except OSError as error:
                raise self.explain_unreadable(error) from error

    def share(self) -> float | None:
        """Return how much of the file was read so far, from 0 to 1."""
        return min(self._read / self.size, 1.0) if self.size else None

    def compute_hash(self) -> None:
        """Note the hash and the size of the file, for formats that do not read it from end to end."""
        if self.sha256 is None:
            for _ in self.hash_blocks(self.blocks()):
                pass

    def hash_blocks(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the blocks of the whole file; its hash and size are noted once the last was asked for."""
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            digest.update(block)
            size += len(block)
            yield block
        self.sha256, self.size = digest.hexdigest(), size

    def explain_unreadable(self, error: Exception) -> InputError:
        """Return the error that says why the file cannot be read."""
        if isinstance(error, FileNotFoundError):
            return InputError(f"{self.name}: there is no such file; check the name and the folder")
        if isinstance(error, PermissionError):
            return InputError(f"{self.name}: may not be read; give yourself permission to read the file")
        if isinstance(error, NotADirectoryError) or (isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG):
            return InputError(f"{self.name}: is not the path of a file; check the name and the folder")
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return InputError(f"{self.name}: cannot be read ({reason}); copy the file to this machine's disk and try again")


def describe_file(content: Content, **known: object) -> dict[str, object]:
    """Return what every kind of file says of itself; the hash is None until the file was read to its end."""
    disk = content.disk
    packed = {"packed": list(content.trail)} if content.trail else {}
    declared = {"declared": disk.declared} if disk.declared else {}
    return {"name": disk.name, "sha256": disk.sha256, "bytes": disk.size, **packed, **known, **declared}


def read_standard_input() -> DiskFile:
    """Copy standard input to a file, because a table is looked at more than once; memory stays flat."""
    stream = sys.stdin.buffer
    return _write_temporary_file(iter(lambda: stream.read(BLOCK), b""), STANDARD_INPUT_NAME)


def copy_to_disk(content: Content) -> DiskFile:
    """Return the content as a file of its own, for formats that are not read from start to end."""
    if isinstance(content, DiskFile):
        return content
    return _write_temporary_file(content.blocks(), content.name)


def _write_temporary_file(blocks: Iterable[bytes], name: str) -> DiskFile:
    """Write blocks to a temporary file that is removed with the last reference to it."""
    copy = "a copy of the input"
    with explain_temporary_folder(copy):
        handle, path = tempfile.mkstemp(prefix="yotpo-lint-")
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            for block in blocks:  # whatever stops the reading is no fault of the folder
                with explain_temporary_folder(copy):
                    _write_whole(file, block)
        kept = DiskFile(path, name)
    except BaseException:
        _remove(path)
        raise
    # Also at the end of the program, however it ends short of being killed.
    weakref.finalize(kept, _remove, path)
    return kept


def _write_whole(file: FileIO, block: bytes) -> None:
    """Write all bytes of a block to a file without a buffer, which may take a part of them at a time."""
    left = memoryview(block)
    while left:
        left = left[file.write(left) :]


def _identify_file(status: os.stat_result) -> tuple[int, int, int, int]:
    """Return what tells a file from another one, or from itself after a change."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _remove(path: str) -> None:
    """Remove a file that may be gone already."""
    Path(path).unlink(missing_ok=True)
