"""Detection of file formats: the content decides, and the name only where the content leaves it open."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.archives import GzipContent, ZipArchive, choose_member
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.files import Content
from yotpo_lint.readers.text_file import read_first_bytes

JSON: Final = frozenset((".json",))
JSON_LINES: Final = frozenset((".jsonl", ".ndjson"))

GZIP_MARK: Final = b"\x1f\x8b"
ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
PARQUET_MARKS: Final = (b"PAR1", b"PARE")
# OLE's compound file: an old workbook, or a new one that is encrypted.
COMPOUND_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# An archive in an archive happens; a third is made to be opened for ever.
_DEEPEST: Final = 2

_WORKBOOK: Final = "xl/workbook.xml"
# Other documents that are zip archives too, each by a file in it that no archive of tables has.
_DOCUMENTS: Final = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb); save it as .xlsx",
    "word/document.xml": "a Word document; save its table as CSV (UTF-8)",
    "ppt/presentation.xml": "a presentation; save its table as CSV (UTF-8)",
    "content.xml": "an OpenDocument file; save the sheet as .xlsx or as CSV (UTF-8)",
    "Index/Document.iwa": "a Numbers document; export the table as CSV (UTF-8)",
}

# No header of a delimited table begins like this, and no JSON in any other way.
_JSON_START: Final = re.compile(rb'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
_LISTING: Final = re.compile(rb'\s*\{\s*"(?:customers|data)"\s*:')
_JSON_LINE: Final = re.compile(rb"^[ \t]*[{\[]", re.MULTILINE)
_XML_START: Final = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|!ENTITY|[A-Za-z_])")


def unpack(content: Content, options: FileOptions) -> Content | ZipArchive:
    """Unpack archives until a table is reached; a workbook stays an archive.

    Raises:
        InputError: the archive is damaged, a bomb, or holds several tables and none is named.
    """
    named = False
    for _ in range(_DEEPEST + 1):
        head = read_first_bytes(content)
        if head.startswith(GZIP_MARK):
            content = GzipContent(content)
        elif head.startswith(ZIP_MARKS):
            archive = ZipArchive(content)
            if _WORKBOOK in archive.infos:
                _refuse_member(options, named=named)
                return archive
            for file, what in _DOCUMENTS.items():
                if file in archive.infos:
                    raise InputError(f"{content.name}: is {what}")
            content = choose_member(archive, None if named else options.member)
            named = True
        else:
            _refuse_member(options, named=named)
            return content
    raise InputError(f"{content.name}: is an archive in an archive in an archive; unpack it and pass the table")


def _refuse_member(options: FileOptions, *, named: bool) -> None:
    """Refuse the choice of a member where there is no archive."""
    if not named:
        options.refuse("the input", "member", remedy="is not a zip archive")


def detect_text_format(file_name: str, head: bytes, *, whole: bool) -> str:
    r"""Tell the kind of a text by its first bytes (as UTF-8) and, where they leave it open, by its name.

    `whole` says that the first bytes are all of it. Returns "xml", "json", "jsonl" or "delimited".

    >>> detect_text_format("a.csv", b'{"email": "ada@example.com"}\n{"email": "ben@example.com"}\n', whole=True)
    'jsonl'
    >>> detect_text_format("a.json", b"email\nada@example.com\n", whole=True)
    'delimited'
    """
    ending = PurePath(file_name).suffix.lower()
    if _XML_START.match(head):
        return "xml"
    if _JSON_START.match(head):
        return _json_kind(ending, head, whole=whole)
    if ending in JSON | JSON_LINES and _JSON_LINE.search(head):
        return "jsonl" if ending in JSON_LINES else "json"
    return "delimited"


def _json_kind(ending: str, head: bytes, *, whole: bool) -> str:
    """Tell JSON Lines from a document: its first line is an object of its own, and it is not the only one."""
    first, _, rest = head.lstrip().partition(b"\n")
    if not first.startswith(b"{"):
        return "jsonl" if ending in JSON_LINES and _JSON_LINE.search(rest) and _is_complete(first) else "json"
    if not rest.strip():
        # One line: a document, unless its name says that it is a file of one line, and it wraps no list.
        return "jsonl" if ending in JSON_LINES and whole and not _LISTING.search(first) else "json"
    if _is_complete(first):
        return "jsonl"
    return "jsonl" if ending in JSON_LINES and rest.lstrip(b" \t\r").startswith(b"{") else "json"


def _is_complete(line: bytes) -> bool:
    """Tell whether a line is a JSON value of its own."""
    import json

    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
