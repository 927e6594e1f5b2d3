"""Files: where a table's bytes come from. Standard input is written to a temporary file first.

A member of an archive is a `Content` too (see `archives`), so that the formats need not know about archives.
"""

from __future__ import annotations

import errno
import functools
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
        trail: what was unpacked to reach it, outermost first, for the report.
    """

    name: str
    file_name: str
    trail: tuple[str, ...]

    @property
    def disk(self) -> DiskFile:
        """Return the file in which it lies."""

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

    @property
    def disk(self) -> DiskFile:
        """Return the file itself. An attribute would keep it, and a temporary copy, until a search for cycles."""
        return self

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
    """Write blocks to a temporary file that is gone with the last reference to it.

    Where the system can open a file that has no name any more (Linux), it loses its name before anything is in it, so
    that nothing is left behind even by a process that is killed. Elsewhere it is removed at the end of the program,
    however this ends short of being killed.
    """
    copy = "a copy of the input"
    with explain_temporary_folder(copy):
        handle, path = tempfile.mkstemp(prefix="yotpo-lint-")
    file = os.fdopen(handle, "wb", buffering=0)
    try:
        nameless = _remove_name(file, path)
        for block in blocks:  # whatever stops the reading is no fault of the folder
            with explain_temporary_folder(copy):
                _write_whole(file, block)
        if nameless is None:
            file.close()
        kept = DiskFile(nameless or path, name)
    except BaseException:
        file.close()
        _remove(path)
        raise
    # A file without a name is there as long as it is open.
    weakref.finalize(kept, file.close if nameless else functools.partial(_remove, path))
    return kept


def _remove_name(file: FileIO, path: str) -> str | None:
    """Remove the name of an open file and return a path under which it can be opened still; None if there is none."""
    nameless = f"/proc/self/fd/{file.fileno()}"
    try:
        # A file system that opens no file without a name fails here, and not when the table is in it.
        with tempfile.TemporaryFile(dir=Path(path).parent) as trial:
            Path(f"/proc/self/fd/{trial.fileno()}").open("rb").close()
        if not Path(nameless).samefile(path):
            return None
    except OSError:
        return None
    _remove(path)
    return nameless


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
