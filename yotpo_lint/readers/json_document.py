"""A JSON document as a table: a list of objects, or an object that holds the list (`{"customers": […]}`).

It is read piece by piece, twice: for the columns, then for the cells. Its records have numbers but no lines, since
one line often holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.json_cells import ENVELOPE, DamagedRecordError, Doubled, cells_of, compact, refuse_surrogates
from yotpo_lint.readers.json_stream import JsonStream
from yotpo_lint.readers.record_batches import Columns, Record, RecordTable

if TYPE_CHECKING:
    from yotpo_lint.readers.text_file import TextFile

FORMAT: Final = "json"

# Halves of characters, and those among them that stand for bytes (PEP 383).
_SURROGATES: Final = (0xD800, 0xDFFF)
_BYTES: Final = (0xDC80, 0xDCFF)


class JsonTable(RecordTable):
    """A JSON document.

    Raises `InputError` when it is created if the document is no JSON, or holds no list of records.
    """

    format = FORMAT

    def __init__(self, source: TextFile, *, batch_size: int) -> None:
        super().__init__(source, batch_size)
        self._path, self._columns = self._find_records()
        if not self._columns:
            raise InputError(f"{self.name}: holds no JSON object with fields; export the records again")

    def _find_records(self) -> tuple[str | None, tuple[str, ...]]:
        """Return the path of the list of records (None: the document is one record) and the records' columns."""
        columns: dict[str, Columns] = {}
        with_objects: dict[str, None] = {}
        for path, value in self._stream(hashed=False).elements():
            columns.setdefault(path, Columns(self.name)).add(_record(value, 0))
            if isinstance(value, dict):
                with_objects[path] = None
        if len(with_objects) > 1:
            shown = ", ".join(map(repr, with_objects))
            raise InputError(f"{self.name}: holds several lists of records ({shown}); keep the one with the customers")
        if with_objects:
            path = next(iter(with_objects))
            return path, columns[path].names
        if "" in columns:
            return "", ()
        single = Columns(self.name)
        single.add(_record(self._read_single(), 0))
        return None, single.names

    def _read_single(self) -> dict[str, Any]:
        """Return a document that is one record."""
        document = self._stream(hashed=False).read_document()
        if isinstance(document, list):
            return {}
        if not isinstance(document, dict):
            raise InputError(f"{self.name}: holds a single value and no records; export a list of objects")
        if isinstance(document, Doubled):
            raise InputError(f"{self.name}: names {document.key!r} twice; keep one of them")
        if len(document) == 1 and ENVELOPE not in document and isinstance(next(iter(document.values())), list):
            raise InputError(f"{self.name}: its list holds no record; export the records again")
        return document

    def _stream(self, *, hashed: bool) -> JsonStream:
        return JsonStream(self.name, self._source.blocks(hashed=hashed))

    def _records(self, *, hashed: bool) -> Iterator[Record]:
        """Yield the records; the file is read to its end."""
        if self._path is None:
            for _ in self._source.blocks(hashed=hashed):
                pass
            yield _record(self._read_single(), 1)
            return
        row = 0
        for path, value in self._stream(hashed=hashed).elements():
            if path == self._path:
                row += 1
                yield _record(value, row)


def _record(value: Any, row: int) -> Record:
    """Read one element of the list."""
    try:
        cells = cells_of(value)
        refuse_surrogates(cells)
    except DamagedRecordError as error:
        return Record(row, None, None, error.note, _text(value))
    return Record(row, None, cells)


def _text(value: Any) -> str:
    r"""Write a damaged record as text: a byte that was no UTF-8 as `\xNN`, half a character as `\uNNNN`."""
    try:
        text = compact(value, doubled=True)
    except DamagedRecordError:
        return "(nested too deep to be shown)"
    return "".join(map(_printable, text))


def _printable(character: str) -> str:
    """Write a character that is none as its escape."""
    code = ord(character)
    if not _SURROGATES[0] <= code <= _SURROGATES[1]:
        return character
    return f"\\x{code - 0xDC00:02x}" if _BYTES[0] <= code <= _BYTES[1] else f"\\u{code:04x}"
