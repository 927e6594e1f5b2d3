"""Delimited text (CSV, TSV and their like) as a table: block by block, at the speed of pyarrow's parser.

Memory stays flat: one block of the file, its cells, and the record that the block cuts in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.blank_records import mask_blank_records
from yotpo_lint.readers.delimited_cells import CellsError, parse_cells
from yotpo_lint.readers.delimited_records import LONGEST_RECORD, Scan, count_cells, scan_records
from yotpo_lint.readers.dialect import HEAD, find_dialect
from yotpo_lint.readers.encoding import is_utf8, restore_bytes
from yotpo_lint.readers.record_damage import find_damage, mask_filled, measure_empty_surplus
from yotpo_lint.readers.record_problems import show_bytes
from yotpo_lint.readers.table import Batch, Damaged
from yotpo_lint.rule import Note

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.readers.text_file import TextFile

    Offsets = NDArray[np.int64]
    Mask = NDArray[np.bool_]

FORMAT: Final = "delimited"


class DelimitedTable:
    """A delimited file; `skip_lines` is how many lines stand above its header, None if nobody declared it.

    Raises `InputError` when it is created if the file has no header that can be read, or no rows.
    """

    def __init__(
        self,
        source: TextFile,
        *,
        batch_size: int,
        skip_lines: int | None = None,
        longest: int = LONGEST_RECORD,
    ) -> None:
        self._source = source
        self._batch_size = batch_size
        self._longest = longest
        self._blank_records = 0
        head, final = self._read_head()
        self._dialect = find_dialect(source.name, head, final=final, skip_lines=skip_lines)
        if final and len(head) == self._dialect.skip:
            raise self._no_rows_error()

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._source.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the header's names, trimmed; the seventh, if it is blank, is `_column7`."""
        return self._dialect.columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file; the hash is None until it was read to its end."""
        blank = {"blank_rows": self._blank_records} if self._blank_records else {}
        return {**self._source.about(), "format": FORMAT, "delimiter": self._dialect.separator.decode("ascii"), **blank}

    def share(self) -> float | None:
        """Return how much of the input was read so far, from 0 to 1."""
        return self._source.content.disk.share()

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; damaged ones are set aside, and everything else is read.

        Raises:
            InputError: the file changed or failed while it was read, or has no rows.
        """
        rows, lines, self._blank_records = 0, self._dialect.lines, 0
        for buffer, found in self._scan_blocks():
            block = self._read_block(buffer, found)
            yield from block.batches(rows, lines, self._batch_size)
            rows += block.count
            self._blank_records += block.blank_count
            lines += found.line_count
        if not rows:
            raise self._no_rows_error()

    def _no_rows_error(self) -> InputError:
        return InputError(f"{self.name}: has a header but no rows; export the table again")

    def _read_head(self) -> tuple[bytes, bool]:
        """Return the first bytes of the text, and whether they are all of it."""
        head = b""
        blocks = self._source.blocks(hashed=False)
        while len(head) <= HEAD and (block := next(blocks, None)) is not None:
            head += block
        return (head, True) if len(head) <= HEAD else (head[:HEAD], False)

    def _scan_blocks(self) -> Iterator[tuple[bytes, Scan]]:
        """Yield the text after the header in pieces of whole records."""
        rest, skip, wanted = b"", self._dialect.skip, 0
        for block in self._source.blocks():
            if skip >= len(block):
                skip -= len(block)
                continue
            rest += block[skip:]
            skip = 0
            # A record that is longer than a block is looked at again only when there is twice as much of it.
            if len(rest) < wanted:
                continue
            found = scan_records(rest, self._dialect.separator, final=False, longest=self._longest)
            if found.consumed:
                yield rest, found
                rest = rest[found.consumed :]
            elif len(rest) > 2 * self._longest:
                raise InputError(
                    f"{self.name}: has a line of more than {self._longest:,} bytes; export the table again"
                )
            wanted = 2 * len(rest) if not found.consumed else 0
        if rest:
            yield rest, scan_records(rest, self._dialect.separator, final=True, longest=self._longest)

    def _read_block(self, buffer: bytes, found: Scan) -> _Block:
        """Read the records of a piece: all at once if none is damaged, else all but the damaged ones."""
        import numpy as np
        import pyarrow as pa

        columns, separator = self._dialect.columns, self._dialect.separator
        longest = int((found.ends - found.starts).max(initial=0))
        if not found.faults and buffer.find(b"\0", 0, found.consumed) < 0 and is_utf8(buffer, found.consumed):
            try:
                text = memoryview(buffer)[: found.consumed]
                cells = parse_cells(text, columns, separator, len(found.starts), longest)
            except CellsError:
                pass  # A record is ragged; which one, is found out below.
            else:
                return _drop_blank_records(cells, found)
        counts = count_cells(buffer, found, separator)
        # A line of nothing but blanks is a blank line, unless blanks are all that its one cell holds.
        filled = mask_filled(buffer, found, counts, len(columns))
        surplus = measure_empty_surplus(buffer, found, counts, len(columns), separator)
        notes = find_damage(buffer, found, np.where(surplus > 0, len(columns), counts), filled, len(columns))
        good = filled.copy()
        good[list(notes)] = False
        pieces = b"".join(_select_text(buffer, found, good, surplus))
        try:
            cells = parse_cells(pieces, columns, separator, int(good.sum()), longest)
        except CellsError as error:
            raise InputError(f"{self.name}: was not read as it stands ({error}); please report this") from error
        blank = mask_blank_records(cells)
        blank_count = 0
        if blank is not None:
            blank_count = int(blank.sum())
            filled[np.flatnonzero(good)[blank]] = False
            good &= filled
            cells = cells.filter(pa.array(~blank))
        encoding = self._source.encoding
        damaged = {}
        for record, note in sorted(notes.items()):
            raw = restore_bytes(buffer[found.starts[record] : found.ends[record]].rstrip(b"\r\n"), encoding)
            damaged[record] = (note, show_bytes(raw))
        return _Block(cells, found.lines, filled, good, damaged, blank_count)


def _drop_blank_records(cells: pa.RecordBatch, found: Scan) -> _Block:
    """Return a block of records that are all well formed, but for those without a value."""
    import pyarrow as pa

    blank = mask_blank_records(cells)
    if blank is None:
        return _Block(cells, found.lines)
    filled = ~blank
    return _Block(cells.filter(pa.array(filled)), found.lines, filled, filled, blank_count=int(blank.sum()))


def _select_text(buffer: bytes, found: Scan, good: Mask, surplus: Offsets) -> Iterator[bytes]:
    """Yield the text of the good records, without the surplus of those that end in separators too many."""
    import numpy as np

    if not surplus.any():
        yield from (buffer[start:end] for start, end in _find_runs(found, good))
        return
    for record in np.flatnonzero(good).tolist():
        text = buffer[found.starts[record] : found.ends[record]]
        if surplus[record]:
            bare = text.rstrip(b"\r\n")
            text = bare[: len(bare) - surplus[record]] + b"\n"
        yield text


def _find_runs(found: Scan, good: Mask) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of good records without another, or a blank line, between them."""
    import numpy as np

    starts, ends = found.starts[good], found.ends[good]
    if not len(starts):
        return
    torn = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    heads = np.concatenate((starts[:1], starts[torn])).tolist()
    tails = np.concatenate((ends[torn - 1], ends[-1:])).tolist()
    yield from zip(heads, tails, strict=True)


@dataclass(frozen=True, slots=True)
class _Block:
    """The records of one piece of text.

    Attributes:
        cells: the cells of the good records.
        lines: for every record found the number of line breaks before it in the piece.
        filled: which of those are records (the others are lines of blanks); None for all.
        good: which of those are in `cells`; None for all.
        damaged: the others, by their position in `lines`, with their text.
        blank_count: how many of those that are not `filled` are records of separators only.
    """

    cells: pa.RecordBatch
    lines: Offsets
    filled: Mask | None = None
    good: Mask | None = None
    damaged: dict[int, tuple[Note, str]] | None = None
    blank_count: int = 0

    @property
    def count(self) -> int:
        """Return the number of records."""
        return len(self.lines) if self.filled is None else int(self.filled.sum())

    def batches(self, rows_before: int, lines_before: int, size: int) -> Iterator[Batch]:
        """Yield the records in batches of at most `size` good ones, each with the damaged ones between them."""
        import numpy as np
        import pyarrow as pa

        numbers = np.arange(1, len(self.lines) + 1) if self.filled is None else np.cumsum(self.filled)
        numbers, lines = numbers + rows_before, self.lines + (lines_before + 1)
        damaged = [
            Damaged(int(numbers[record]), int(lines[record]), note.problem, note.hint, text)
            for record, (note, text) in (self.damaged or {}).items()
        ]
        if self.good is not None:
            numbers, lines = numbers[self.good], lines[self.good]
        for start in range(0, max(len(numbers), 1 if damaged else 0), size):
            piece = slice(start, start + size)
            is_last = start + size >= len(numbers)
            before = [each for each in damaged if is_last or each.row < numbers[piece][-1]]
            damaged = damaged[len(before) :]
            cells = self.cells.slice(start, size)
            yield Batch(pa.array(numbers[piece]), pa.array(lines[piece]), cells, tuple(before))
