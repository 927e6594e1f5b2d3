"""Text files: refuse other formats, find the encoding, and yield the text as UTF-8."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.encoding import (
    MARKS,
    Encoding,
    are_utf8,
    convert_to_utf8,
    detect_byte_order_mark,
    detect_encoding,
    is_utf8_so_far,
)
from yotpo_lint.readers.files import BLOCK, Content, DiskFile, describe_file

_HEAD: Final = 65_536

# The first bytes of what is sent under the name .csv though it is none, and what to do about it.
# Sources: the formats' own specifications; file(1) knows the same.
_EXPORT: Final = "open it in the program it comes from and export the table as CSV (UTF-8)"
_UNPACK: Final = "unpack it and pass the file that is inside"
SIGNATURES: Final = (
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG picture", _EXPORT),
    (b"GIF8", "a GIF picture", _EXPORT),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-ZipArchive archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"ARROW1", "an Arrow file", "load it with pandas.read_feather and lint the DataFrame"),
    (b"SQLite format 3\x00", "an SQLite database", _EXPORT),
    (b"{\\rtf", "a rich-text document", _EXPORT),
)
_TAR_AT: Final = 257
_PAGE: Final = (b"<!doctype html", b"<html")

# XML names its encoding itself.
_XML_ENCODING: Final = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")

# Control characters that text does not hold; tab, the line breaks, form feed and DOS' end-of-file mark it does.
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a")

# Random bytes hold one in ten and are no UTF-8; a few damaged lines are no reason to refuse a table.
_LEAST_CONTROL: Final = 8
_MOST_CONTROL: Final = 0.3
_MOST_CONTROL_IN_NO_UTF8: Final = 0.05

# In UTF-16 at least one character in so many is ASCII: the separators and the line breaks.
_LEAST_ZEROS: Final = 50

# How ISO-2022-JP begins Japanese letters, each of which then is two characters of ASCII.
_SHIFT_TO_JAPANESE: Final = re.compile(rb"\x1b\$[@B]")

# Bytes at a time in which a file is looked through; so many fit the processor's cache.
_SCAN_BYTES: Final = 256 * 1024


class TextFile:
    """A file of text that can be read: its name, its encoding, and its bytes as UTF-8.

    `declared` is the encoding that the user names; without it the file is looked through.

    Raises `InputError` when it is created if the file does not exist or does not hold text.
    """

    def __init__(
        self, source: str | os.PathLike[str] | Content, block_size: int = BLOCK, declared: str | None = None
    ) -> None:
        self.content = DiskFile(source) if isinstance(source, str | os.PathLike) else source
        self.name = self.content.name
        # The first block must hold a whole byte order mark.
        self._block_size = max(block_size, 4)
        head = read_first_bytes(self.content)
        refuse_other_formats(self.name, head)
        if declared is None:
            self._refuse_binary(head)
        self.encoding = self._detect_encoding(head) if declared is None else self._check_declared(head, declared)

    def _refuse_binary(self, head: bytes) -> None:
        """Refuse binary files, and text whose encoding must be declared."""
        if detect_byte_order_mark(head) is not None:
            return
        if _SHIFT_TO_JAPANESE.search(head):
            raise InputError(
                f"{self.name}: looks like ISO-2022-JP; declare it with --encoding iso2022_jp, or export the table as "
                "UTF-8"
            )
        control = len(head) - len(head.translate(None, _CONTROL))
        most = _MOST_CONTROL if is_utf8_so_far(head) else _MOST_CONTROL_IN_NO_UTF8
        if control < _LEAST_CONTROL or control <= len(head) * most:
            return
        name = _detect_unmarked_utf(head)
        if name:
            raise InputError(
                f"{self.name}: looks like {name[:6].upper()} without its byte order mark; declare it with "
                f"--encoding {name}, or export the table as UTF-8"
            )
        raise InputError(f"{self.name}: is a binary file and not a table of text; {_EXPORT}")

    def _detect_encoding(self, head: bytes) -> Encoding:
        """Find the encoding; a file without a mark is looked through once from start to end."""
        marked = detect_byte_order_mark(head)
        if marked is not None:
            return marked
        named = _XML_ENCODING.match(head)
        if named:
            try:
                return Encoding(codecs.lookup(named[1].decode("ascii")).name)
            except LookupError:
                raise InputError(
                    f"{self.name}: names the encoding {named[1].decode('ascii')!r}, which is not known; "
                    "export it as UTF-8"
                ) from None
        if are_utf8(self.content.blocks(min(self._block_size, _SCAN_BYTES))):
            return Encoding("utf-8")
        found = detect_encoding(self._raw_blocks())
        if found is None:
            raise InputError(
                f"{self.name}: is neither UTF-8 nor in an encoding that is known; declare it with --encoding, "
                "or export it as UTF-8"
            )
        return found

    def _check_declared(self, head: bytes, name: str) -> Encoding:
        """Take the declared encoding, unless the file's own mark contradicts it."""
        marked = detect_byte_order_mark(head)
        family = name.replace("-sig", "").replace("-le", "").replace("-be", "")
        if marked is None or marked.name.replace("-sig", "") == family:
            return marked or Encoding(name)
        shown = marked.name.replace("-sig", "").upper()
        raise InputError(
            f"{self.name}: begins with the byte order mark of {shown}, and {name} is declared; leave --encoding out"
        )

    def _raw_blocks(self) -> Iterator[bytes]:
        """Yield the text's own bytes."""
        return self.content.blocks(self._block_size)

    def _hashed_blocks(self) -> Iterator[bytes]:
        """Yield the text's own bytes; the hash of the file is known once the last was asked for."""
        disk = self.content.disk
        if self.content is disk:
            yield from disk.hash_blocks(self._raw_blocks())
        else:
            yield from self._raw_blocks()
            disk.compute_hash()

    def blocks(self, *, hashed: bool = True) -> Iterator[bytes]:
        """Yield the file as UTF-8 without a byte order mark; bytes that are no text stay no text."""
        return convert_to_utf8(self._hashed_blocks() if hashed else self._raw_blocks(), self.encoding)

    def about(self) -> dict[str, object]:
        """Return what every file of text says of itself; the hash is None until it was read to its end."""
        return describe_file(self.content, encoding=self.encoding.name, encoding_guessed=self.encoding.guessed)


def _detect_unmarked_utf(head: bytes) -> str | None:
    r"""Return which encoding of two or four bytes a character the bytes may be in, by where their zeros stand.

    >>> _detect_unmarked_utf("Аня,1\n".encode("utf-16-le")), _detect_unmarked_utf("a,1\n".encode("utf-32-be"))
    ('utf-16-le', 'utf-32-be')
    """
    for name, zeros in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
        if all(not head[at::4].strip(b"\0") for at in zeros):
            return name
    # Of commas, line breaks, digits and Latin letters one half is zero, and no character is zero in the other.
    for name, zero, other in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if not head[other::2].count(0) and head[zero::2].count(0) * _LEAST_ZEROS > len(head[zero::2]):
            return name
    return None


def read_first_bytes(content: Content) -> bytes:
    """Return the first bytes of a content.

    Raises:
        InputError: there are none.
    """
    head = b""
    for block in content.blocks(_HEAD):
        head += block
        if len(head) >= _HEAD:
            break
    if not head:
        raise InputError(f"{content.name}: the file is empty; export the table again")
    return head[:_HEAD]


def refuse_other_formats(name: str, head: bytes) -> None:
    """Refuse files of other formats and name the format.

    Raises:
        InputError: the first bytes are those of another kind of file.
    """
    for signature, what, remedy in SIGNATURES:
        if head.startswith(signature):
            raise InputError(f"{name}: is {what} and not a table of text; {remedy}")
    if head[_TAR_AT:].startswith(b"ustar"):
        raise InputError(f"{name}: is a tar archive and not a table of text; {_UNPACK}")
    mark = next((mark for mark, _ in MARKS if head.startswith(mark)), b"")
    if head.removeprefix(mark).lstrip()[:16].lower().startswith(_PAGE):
        raise InputError(f"{name}: is a web page and not a table of text; {_EXPORT}")
