"""JSON Lines as a table: one object a line, read line by line, twice: for the columns, then for the cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.record_batches import Record, RecordTable, collect_columns, read_json_line

if TYPE_CHECKING:
    from yotpo_lint.readers.text_file import TextFile

FORMAT: Final = "jsonl"

# The same bound as that of a delimited record: beyond it a file is one long line by mistake.
_LONGEST_LINE: Final = 32 * 1024 * 1024


class JsonLinesTable(RecordTable):
    """A file of JSON Lines.

    Raises `InputError` when it is created if no line holds a record.
    """

    format = FORMAT

    def __init__(self, source: TextFile, *, batch_size: int) -> None:
        super().__init__(source, batch_size)
        self._columns = collect_columns(self.name, self._records(hashed=False))
        if not self._columns:
            raise InputError(f"{self.name}: no line is a JSON object with fields; export the records again")

    def _records(self, *, hashed: bool) -> Iterator[Record]:
        """Yield the records of all lines that are not blank."""
        row = 0
        for line, raw in enumerate(self._lines(hashed=hashed), 1):
            if stripped := raw.strip():
                row += 1
                yield read_json_line(stripped, row, line)

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
