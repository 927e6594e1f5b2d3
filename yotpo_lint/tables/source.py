"""Files: what is looked at before the first record is read, and the file's bytes as UTF-8."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.tables.encoding import Encoding, all_utf8, as_utf8, decide, encoding_of_mark, is_utf8_so_far
from yotpo_lint.visible import visible

# Bytes read at a time. Larger blocks gain nothing, smaller ones cost calls.
BLOCK: Final = 8 * 1024 * 1024

_HEAD: Final = 65_536

# The first bytes of what is sent under the name .csv though it is none, and what to do about it.
# Sources: the formats' own specifications; file(1) knows the same.
_EXPORT = "open it in the program it comes from and export the table as CSV (UTF-8)"
_UNPACK = "unpack it and pass the file that is inside"
SIGNATURES: Final = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive", "save the sheet as CSV (UTF-8), or unpack the archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook", "save the sheet as CSV (UTF-8)"),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG picture", _EXPORT),
    (b"GIF8", "a GIF picture", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"PAR1", "a Parquet file", "load it with pandas.read_parquet and lint the DataFrame"),
    (b"ARROW1", "an Arrow file", "load it with pandas.read_feather and lint the DataFrame"),
    (b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (b"{\\rtf", "a rich-text document", _EXPORT),
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<?xml")

# Control characters that text does not hold; tab, the line breaks, form feed and DOS' end-of-file mark it does.
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a")

# Random bytes hold one in ten and are no UTF-8; a few damaged lines are no reason to refuse a table.
_LEAST_CONTROL: Final = 8
_MOST_CONTROL: Final = 0.3
_MOST_CONTROL_IN_NO_UTF8: Final = 0.05


class FileSource:
    """A readable file of text: its name, its encoding, and its bytes as UTF-8.

    Raises `InputError` when it is created if there is no such file, or it is none that holds text.
    """

    def __init__(self, source: str | os.PathLike[str], block_size: int = BLOCK) -> None:
        self.path = os.fspath(source)
        self.name = visible(self.path)
        # The first block must hold a whole byte order mark.
        self._block_size = max(block_size, 4)
        self.size, head = self._look()
        self.encoding = self._encoding(head)
        self.sha256: str | None = None

    def _look(self) -> tuple[int, bytes]:
        """Return the size and the first bytes of the file, or say why it is no table."""
        try:
            status = Path(self.path).stat()
            if stat.S_ISDIR(status.st_mode):
                raise InputError(f"{self.name}: is a directory; pass one file of it")
            if not stat.S_ISREG(status.st_mode):
                raise InputError(
                    f"{self.name}: is no regular file and could be read only once; save it to a file first"
                )
            with Path(self.path).open("rb") as file:
                head = file.read(_HEAD)
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        self._refuse_binary(head)
        return status.st_size, head

    def _unreadable(self, error: Exception) -> InputError:
        """Say in one line why the file cannot be read."""
        if isinstance(error, FileNotFoundError):
            return InputError(f"{self.name}: there is no such file; check the name and the folder")
        if isinstance(error, PermissionError):
            return InputError(f"{self.name}: may not be read; give yourself permission to read the file")
        if isinstance(error, NotADirectoryError) or (isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG):
            return InputError(f"{self.name}: is no path of a file; check the name and the folder")
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return InputError(f"{self.name}: cannot be read ({reason}); copy the file to this machine's disk and try again")

    def _refuse_binary(self, head: bytes) -> None:
        """Refuse what is no text, and say what it is."""
        if not head:
            raise InputError(f"{self.name}: the file is empty; export the table again")
        for signature, what, remedy in SIGNATURES:
            if head.startswith(signature):
                raise InputError(f"{self.name}: is {what} and no table of text; {remedy}")
        if head.lstrip()[:16].lower().startswith(_MARKUP):
            raise InputError(f"{self.name}: is a web page or XML and no table of text; {_EXPORT}")
        if encoding_of_mark(head) is not None:
            return
        control = len(head) - len(head.translate(None, _CONTROL))
        most = _MOST_CONTROL if is_utf8_so_far(head) else _MOST_CONTROL_IN_NO_UTF8
        if control < _LEAST_CONTROL or control <= len(head) * most:
            return
        if head[::2].count(0) * 2 > len(head[::2]) or head[1::2].count(0) * 2 > len(head[1::2]):
            raise InputError(f"{self.name}: looks like UTF-16 without its byte order mark; export the table as UTF-8")
        raise InputError(f"{self.name}: is a binary file and no table of text; {_EXPORT}")

    def _encoding(self, head: bytes) -> Encoding:
        """Find the encoding; a file without a mark is looked through once from start to end."""
        marked = encoding_of_mark(head)
        if marked is not None:
            return marked
        if all_utf8(self._raw()):
            return Encoding("utf-8")
        found = decide(self._raw())
        if found is None:
            raise InputError(f"{self.name}: is neither UTF-8 nor in an encoding that is known; export it as UTF-8")
        return found

    def _raw(self) -> Iterator[bytes]:
        """Yield the file's own bytes."""
        try:
            with Path(self.path).open("rb") as file:
                while block := file.read(self._block_size):
                    yield block
        except OSError as error:
            raise self._unreadable(error) from error

    def _hashed(self) -> Iterator[bytes]:
        """Yield the file's own bytes; its hash and size are known once the last was asked for."""
        digest, size = hashlib.sha256(), 0
        for block in self._raw():
            digest.update(block)
            size += len(block)
            yield block
        self.sha256, self.size = digest.hexdigest(), size

    def blocks(self, *, hashed: bool = True) -> Iterator[bytes]:
        """Yield the file as UTF-8 without a byte order mark; bytes that are no text stay no text."""
        return as_utf8(self._hashed() if hashed else self._raw(), self.encoding)

    def about(self) -> dict[str, object]:
        """Return what every kind of file says of itself; the hash is None until the file was read to its end."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "bytes": self.size,
            "encoding": self.encoding.name,
            "encoding_guessed": self.encoding.guessed,
        }
