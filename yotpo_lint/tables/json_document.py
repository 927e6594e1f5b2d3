"""A JSON document as a table: a list of objects, or one object that holds the list (`{"customers": […]}`).

The document is loaded whole. Its records have numbers but no lines, since one line often holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.errors import InputError
from yotpo_lint.tables.json_batches import Record, columns_of, in_batches
from yotpo_lint.tables.json_cells import (
    ENVELOPE,
    DamagedRecordError,
    Doubled,
    cells_of,
    compact,
    decode,
    refuse_surrogates,
)

if TYPE_CHECKING:
    from yotpo_lint.tables.source import FileSource
    from yotpo_lint.tables.table import Batch

FORMAT: Final = "json"

# Halves of characters, and those among them that stand for bytes (PEP 383).
_SURROGATES: Final = (0xD800, 0xDFFF)
_BYTES: Final = (0xDC80, 0xDCFF)


class JsonTable:
    """A JSON document.

    Raises `InputError` when it is created if the document is no JSON, or holds no list of records.
    """

    def __init__(self, source: FileSource, *, batch_size: int) -> None:
        self._source = source
        self._batch_size = batch_size
        # Bytes that are no UTF-8 become halves of characters, which set their record aside and no other.
        text = b"".join(source.blocks()).decode("utf-8", "surrogateescape")
        self._check = "\\u" in text or not text.isascii()
        try:
            document = decode(text)
        except DamagedRecordError as error:
            remedy = "name it .jsonl if it holds one object a line, else export it again"
            raise InputError(f"{self.name}: is no JSON document ({error.note.hint or 'too deep'}); {remedy}") from None
        self._records = [self._record(value, row) for row, value in enumerate(self._listed(document), 1)]
        self._columns = columns_of(self._records)
        if not self._columns:
            raise InputError(f"{self.name}: holds no JSON object with fields; export the records again")

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._source.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every key of any record, in order of first appearance."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file."""
        return {**self._source.about(), "format": FORMAT, "delimiter": None}

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; those that are no object are set aside."""
        yield from in_batches(self._records, self._columns, self._batch_size)

    def _listed(self, document: Any) -> list[Any]:
        """Return the records of a document: its list, the one list of objects in it, or itself."""
        if isinstance(document, list):
            return document
        if not isinstance(document, dict):
            raise InputError(f"{self.name}: holds a single value and no records; export a list of objects")
        if isinstance(document, Doubled):
            raise InputError(f"{self.name}: names {document.key!r} twice; keep one of them")
        lists = {key: value for key, value in document.items() if _is_records(value)}
        if len(lists) == 1:
            return next(iter(lists.values()))
        if lists:
            shown = ", ".join(map(repr, lists))
            raise InputError(f"{self.name}: holds several lists of records ({shown}); keep the one with the customers")
        if len(document) == 1 and ENVELOPE not in document and isinstance(next(iter(document.values())), list):
            raise InputError(f"{self.name}: its list holds no record; export the records again")
        return [document]

    def _record(self, value: Any, row: int) -> Record:
        """Read one element of the list."""
        try:
            cells = cells_of(value)
            if self._check:
                refuse_surrogates(cells)
        except DamagedRecordError as error:
            return Record(row, None, None, error.note, _text(value))
        return Record(row, None, cells)


def _is_records(value: Any) -> bool:
    """Tell whether a value is a list with objects in it; what else is in it is damaged."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


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
