"""JSON Lines as a table: one object a line, read line by line, twice: for the columns, then for the cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.tables.record_batches import Record, columns_of, in_batches, record_of_line

if TYPE_CHECKING:
    from yotpo_lint.tables.source import FileSource
    from yotpo_lint.tables.table import Batch

FORMAT: Final = "jsonl"

# The same bound as that of a delimited record: beyond it a file is one long line by mistake.
_LONGEST_LINE: Final = 32 * 1024 * 1024


class JsonLinesTable:
    """A file of JSON Lines.

    Raises `InputError` when it is created if no line holds a record.
    """

    def __init__(self, source: FileSource, *, batch_size: int) -> None:
        self._source = source
        self._batch_size = batch_size
        self._columns = columns_of(self.name, self._records(hashed=False))
        if not self._columns:
            raise InputError(f"{self.name}: no line is a JSON object with fields; export the records again")

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._source.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every key of any record, in order of first appearance."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file; the hash is None until it was read to its end."""
        return {**self._source.about(), "format": FORMAT, "delimiter": None}

    def share(self) -> float | None:
        """Return how much of the input was read so far, from 0 to 1."""
        return self._source.content.disk.share()

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; lines that are no record are set aside."""
        yield from in_batches(self._records(hashed=True), self._columns, self._batch_size)

    def _records(self, *, hashed: bool) -> Iterator[Record]:
        """Yield the records of all lines that are not blank."""
        row = 0
        for line, raw in enumerate(self._lines(hashed=hashed), 1):
            if stripped := raw.strip():
                row += 1
                yield record_of_line(stripped, row, line)

    def _lines(self, *, hashed: bool) -> Iterator[bytes]:
        """Yield the lines; only LF ends one, because JSON counts CR among the blanks."""
        rest = list[bytes]()
        length = 0
        for block in self._source.blocks(hashed=hashed):
            first, *others = block.split(b"\n")
            rest.append(first)
            length += len(first)
            if length > _LONGEST_LINE:
                raise InputError(
                    f"{self.name}: has a line of more than {_LONGEST_LINE:,} bytes; write one record a line, "
                    "or name the file .json if it is one document"
                )
            for other in others:
                yield b"".join(rest)
                rest, length = [other], len(other)
        yield b"".join(rest)
