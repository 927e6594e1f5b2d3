"""Archives: .gz and .zip files are unpacked while they are read, never to disk, and up to a limit.

A decompression bomb unpacks to a thousand times its size. Exports shrink to a fifth or a
twentieth, repeated rows at the most to a hundredth.
"""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.escaping import make_visible
from yotpo_lint.readers.files import BLOCK, Content, DiskFile, copy_to_disk

# Beyond both of these an archive is taken for a bomb. Deflate reaches 1032 at most.
MOST_RATIO: Final = 200
MOST_UNCHECKED: Final = 256 * 1024 * 1024

# An archive of one table needs a hundred bytes of directory; this is room for a hundred thousand files.
_MOST_DIRECTORY: Final = 8 * 1024 * 1024
_MOST_NAMED: Final = 10

_WORKBOOKS: Final = (".xlsx", ".xlsm")

_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_GZIP: Final = 16 + zlib.MAX_WBITS
_RAW: Final = -zlib.MAX_WBITS
_LOCAL: Final = 30
_COMPRESSED_READ: Final = 256 * 1024


class Budget:
    """Limit how much is unpacked from how much."""

    def __init__(self, name: str, most: int | None = None) -> None:
        self._name = name
        self._most = most
        self.read = 0
        self.unpacked = 0

    def count(self, piece: bytes) -> bytes:
        """Count a piece that was unpacked.

        Raises:
            InputError: too much came out of too little.
        """
        self.add(len(piece))
        return piece

    def add(self, size: int) -> None:
        """Count so many bytes that were unpacked.

        Raises:
            InputError: too much came out of too little.
        """
        self.unpacked += size
        if self.unpacked > MOST_UNCHECKED and self.unpacked > MOST_RATIO * self.read:
            raise InputError(
                f"{self._name}: unpacks to more than {MOST_RATIO} times its size and more than "
                f"{MOST_UNCHECKED // 1024**2} MiB, as no table does; unpack it yourself if you trust it"
            )
        if self._most is not None and self.unpacked > self._most:
            raise InputError(
                f"{self._name}: unpacks to more than {self._most // 1024**3} GiB, which is too much for a workbook; "
                "save the sheet as CSV (UTF-8)"
            )


def inflate_blocks(
    raw: Iterable[bytes], wbits: int, budget: Budget, size: int, broken: Callable[[str], InputError]
) -> Iterator[bytes]:
    """Unpack deflated bytes, gzip's one member after another; every piece has at most `size` bytes."""
    engine, is_begun = zlib.decompressobj(wbits), False
    for block in raw:
        budget.read += len(block)
        left = block
        while left:
            if engine.eof:
                left = left.lstrip(b"\0") if wbits == _GZIP else b""
                if not left:
                    break
                engine = zlib.decompressobj(wbits)
            is_begun = True
            try:
                piece = engine.decompress(left, size)
            except zlib.error:
                raise broken("is damaged") from None
            left = engine.unconsumed_tail or engine.unused_data
            if piece:
                yield budget.count(piece)
    # What did not fit into the last piece.
    while is_begun and not engine.eof and (piece := engine.decompress(b"", size)):
        yield budget.count(piece)
    if is_begun and not engine.eof:
        raise broken("ends too early")


class GzipContent:
    """The content of a gzip file."""

    def __init__(self, outer: Content) -> None:
        self._outer = outer
        self.name = outer.name
        self.file_name = outer.file_name[:-3] if outer.file_name.lower().endswith(".gz") else outer.file_name
        self.disk = outer.disk
        self.trail = (*outer.trail, "gzip")

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the unpacked bytes."""
        yield from inflate_blocks(
            self._outer.blocks(_COMPRESSED_READ), _GZIP, Budget(self.name), size, self._damaged_error
        )

    def _damaged_error(self, what: str) -> InputError:
        return InputError(f"{self.name}: the gzip archive {what}; copy or download it again")


class ZipArchive:
    """A zip archive: its list of files, and the bytes of each. Nothing is ever extracted to a path.

    Raises `InputError` when it is created if the archive has no list of files that can be read.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.name = content.name
        self.file: DiskFile = copy_to_disk(content)
        self._refuse_large_directory()
        try:
            with self.file.open() as file, zipfile.ZipFile(file) as archive:
                self.infos = {info.filename: info for info in archive.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error) as error:
            raise self.damaged_error("ends too early or is damaged") from error

    def damaged_error(self, what: str) -> InputError:
        """Return the error that says that the archive cannot be read, unless it is because it changed."""
        self.file.refuse_change()
        kind = "workbook" if self.content.file_name.lower().endswith(_WORKBOOKS) else "zip archive"
        return InputError(f"{self.name}: the {kind} {what}; copy or download it again")

    def _refuse_large_directory(self) -> None:
        """Refuse an archive whose list of files alone would fill the memory."""
        with self.file.open() as file:
            file.seek(max(0, self.file.size - 66_000))
            tail = file.read()
        at = tail.rfind(b"PK\5\6")
        large = tail.rfind(b"PK\6\6")
        size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
        if size == 0xFFFFFFFF and large >= 0:  # noqa: PLR2004 - the mark of zip64
            size = int.from_bytes(tail[large + 40 : large + 48], "little")
        if size > _MOST_DIRECTORY:
            raise InputError(f"{self.name}: the zip archive lists too many files; pack only the table")

    def blocks(self, info: zipfile.ZipInfo, budget: Budget, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the bytes of one file; they must be as many as the list says, and have its checksum.

        Raises:
            InputError: the file is encrypted, damaged, packed in an unknown way, or a bomb.
        """
        shown = make_visible(info.filename)
        if info.flag_bits & 1:
            raise InputError(
                f"{self.name}: {shown!r} is protected by a password; unpack it and pass the file that is inside"
            )
        if info.compress_type not in {_STORED, _DEFLATED}:
            raise InputError(
                f"{self.name}: {shown!r} is packed in an unusual way; unpack it and pass the file that is inside"
            )
        made, checksum = 0, 0
        pieces = self._packed_blocks(info)
        if info.compress_type == _DEFLATED:
            pieces = inflate_blocks(pieces, _RAW, budget, size, self.damaged_error)
        else:
            pieces = self._count_stored(pieces, budget)
        for piece in pieces:
            made += len(piece)
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if made != info.file_size or checksum != info.CRC:
            raise self.damaged_error("is damaged")

    @staticmethod
    def _count_stored(pieces: Iterable[bytes], budget: Budget) -> Iterator[bytes]:
        """Count what is not packed at all."""
        for piece in pieces:
            budget.read += len(piece)
            yield budget.count(piece)

    def _packed_blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the packed bytes of one file, which begin behind a header of their own."""
        # zipfile believes any list of files, and computes offsets from it that no file has.
        if not 0 <= info.header_offset <= sys.maxsize:
            raise self.damaged_error("is damaged")
        with self.file.open() as file:
            file.seek(info.header_offset)
            header = file.read(_LOCAL)
            if len(header) < _LOCAL or not header.startswith(b"PK\3\4"):
                raise self.damaged_error("is damaged")
            name, extra = struct.unpack("<HH", header[26:30])
            file.seek(name + extra, 1)
            left = info.compress_size
            while left:
                block = file.read(min(left, _COMPRESSED_READ))
                self.file.refuse_change(file)
                if not block:
                    raise self.damaged_error("ends too early")
                left -= len(block)
                yield block


class ZipMember:
    """One file of a zip archive."""

    def __init__(self, archive: ZipArchive, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info
        shown = make_visible(info.filename)
        self.name = f"{archive.name} ({shown})"
        self.file_name = shown
        self.disk = archive.content.disk
        self.trail = (*archive.content.trail, f"zip: {shown}")

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the unpacked bytes."""
        yield from self._archive.blocks(self._info, Budget(self._archive.name), size)


def choose_member(archive: ZipArchive, wanted: str | None) -> ZipMember:
    """Return the one table of an archive, or the file that the user names.

    Raises:
        InputError: there is none, or several and none is named; the message says which.
    """
    tables = {name: info for name, info in archive.infos.items() if _may_be_table(info)}
    if wanted is not None:
        found = [info for name, info in archive.infos.items() if wanted in {name, PurePosixPath(name).name}]
        found = [info for info in found if info.filename == wanted] or found
        if len(found) == 1:
            return ZipMember(archive, found[0])
        what = "several files" if found else "no file"
        raise InputError(f"{archive.name}: holds {what} named {make_visible(wanted)!r}; it holds {_list_names(tables)}")
    if not tables:
        raise InputError(f"{archive.name}: the zip archive holds no file; pack the table anew")
    if len(tables) > 1:
        raise InputError(
            f"{archive.name}: holds several files: {_list_names(tables)}; choose one with --member, "
            f"as in --member {_quote(next(iter(tables)))}"
        )
    return ZipMember(archive, next(iter(tables.values())))


def _may_be_table(info: zipfile.ZipInfo) -> bool:
    """Tell a file from folders and from what a Mac packs beside it."""
    path = PurePosixPath(info.filename)
    return not (info.filename.endswith("/") or path.name.startswith(".") or "__MACOSX" in path.parts)


def _list_names(names: Iterable[str]) -> str:
    """Name files, not too many."""
    shown = [make_visible(name) for name in names]
    more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
    return (", ".join(shown[:_MOST_NAMED]) or "nothing") + more


def _quote(name: str) -> str:
    """Write a name as a shell takes it."""
    import shlex

    return shlex.quote(make_visible(name))
