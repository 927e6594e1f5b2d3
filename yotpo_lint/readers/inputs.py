"""Inputs: a path, a DataFrame or records become a `Table`, by what they hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from yotpo_lint.readers.addresses import find_local_path
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.files import BLOCK, STANDARD_INPUT, Content, DiskFile, read_standard_input

if TYPE_CHECKING:
    from yotpo_lint.readers.frames import Frame
    from yotpo_lint.readers.table import Table

    Source = str | os.PathLike[str] | Frame

BATCH: Final = 65_536
_HEAD: Final = 1024 * 1024
_NO_LINES: Final = "has no lines above a header"
_OWN_ENCODING: Final = "is not text and has its own encoding"


def open_table(
    source: Source,
    *,
    options: FileOptions | None = None,
    batch_size: int = BATCH,
    block_size: int = BLOCK,
) -> Table:
    """Open a file, a DataFrame or records as a table of text, of which nothing is inferred.

    The content tells the format: delimited text, JSON, JSON Lines, XML, an Excel workbook or Parquet, and
    each of them in .gz or .zip. Its name decides only what the content leaves open.

    Args:
        source: a path, `-` for standard input, or what `frames.open_frame` opens, which is never changed.
        options: how the file is to be read, where the user declares it.
        batch_size: the most records in a batch.
        block_size: the bytes of a file that are read at a time.

    Raises:
        InputError: the source is not a table; one line says what it is, where, and what to do.
        SettingsError: an option means nothing for this input.
    """
    options = options or FileOptions()
    if not isinstance(source, str | os.PathLike):
        from yotpo_lint.readers.frames import open_frame

        options.refuse("a DataFrame", "encoding", "sheet", "member", "skip_lines", remedy="is not a file")
        return open_frame(source, batch_size=batch_size)
    path = find_local_path(source)
    content = read_standard_input() if path == STANDARD_INPUT else DiskFile(path)
    content.declared = options.declared
    return _open_file(content, options, batch_size, block_size)


def _open_file(file: Content, options: FileOptions, batch_size: int, block_size: int) -> Table:
    """Open a file by its content."""
    from yotpo_lint.readers.archives import ZipArchive
    from yotpo_lint.readers.detection import COMPOUND_MARK, PARQUET_MARKS, unpack
    from yotpo_lint.readers.text_file import read_first_bytes

    content = unpack(file, options)
    if isinstance(content, ZipArchive):
        from yotpo_lint.readers.excel import ExcelTable
        from yotpo_lint.readers.xlsx import Xlsx

        options.refuse("a workbook", "encoding", remedy=_OWN_ENCODING)
        return ExcelTable(content.content, Xlsx(content), options, batch_size=batch_size)
    head = read_first_bytes(content)
    if head.startswith(COMPOUND_MARK):
        from yotpo_lint.readers.excel import ExcelTable
        from yotpo_lint.readers.xls import Xls

        options.refuse("a workbook", "encoding", remedy=_OWN_ENCODING)
        return ExcelTable(content, Xls(content), options, batch_size=batch_size)
    options.refuse("the input", "sheet", remedy="is not an Excel workbook")
    if head.startswith(PARQUET_MARKS):
        from yotpo_lint.readers.parquet import ParquetTable

        options.refuse("a Parquet file", "encoding", remedy=_OWN_ENCODING)
        options.refuse("a Parquet file", "skip_lines", remedy=_NO_LINES)
        return ParquetTable(content, batch_size=batch_size)
    return _open_text(content, options, batch_size, block_size)


def _open_text(content: Content, options: FileOptions, batch_size: int, block_size: int) -> Table:
    """Open a file of text."""
    from yotpo_lint.readers.detection import detect_text_format
    from yotpo_lint.readers.text_file import TextFile

    file = TextFile(content, block_size, options.encoding)
    head, blocks = b"", file.blocks(hashed=False)
    while len(head) < _HEAD and (block := next(blocks, None)) is not None:
        head += block
    kind = detect_text_format(content.file_name, head, whole=len(head) < _HEAD)
    if kind != "delimited":
        options.refuse("JSON" if kind.startswith("json") else "XML", "skip_lines", remedy=_NO_LINES)
    if kind == "jsonl":
        from yotpo_lint.readers.json_lines import JsonLinesTable

        return JsonLinesTable(file, batch_size=batch_size)
    if kind == "json":
        from yotpo_lint.readers.json_document import JsonTable

        return JsonTable(file, batch_size=batch_size)
    if kind == "xml":
        from yotpo_lint.readers.xml_records import XmlTable

        return XmlTable(file, batch_size=batch_size)
    from yotpo_lint.readers.delimited import DelimitedTable

    return DelimitedTable(file, batch_size=batch_size, skip_lines=options.skip_lines)
