"""A sheet of an Excel workbook as a table: the first row that is not blank is the header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.escaping import make_visible
from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.dialect import EDGES, UNNAMED_COLUMN, require_unique_names
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.files import Content, describe_file
from yotpo_lint.readers.record_batches import Record, split_into_batches
from yotpo_lint.readers.record_problems import CONTRADICTED, MERGED, UNCOMPUTED
from yotpo_lint.readers.title_lines import LOOKED_AT, find_header_below_titles, title_error
from yotpo_lint.readers.workbook import Contradicted, Uncomputed

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch
    from yotpo_lint.readers.workbook import Merged, Row, Sheet, Workbook
    from yotpo_lint.rule import Note

_BLANKS: Final = " \t\r\n\u00a0"


class ExcelTable:
    """A sheet of a workbook; its lines are the numbers of the sheet's rows.

    Raises `InputError` when it is created if there is no such sheet, several could be meant, it has no rows, or a title
    stands above its header.
    """

    def __init__(self, content: Content, book: Workbook, options: FileOptions, *, batch_size: int) -> None:
        self._content = content
        self._book = book
        self._batch_size = batch_size
        self._skip_lines = options.skip_lines
        self._sheet = self._choose_sheet(options.sheet)
        self._columns, self._find_byte, self._header = self._read_header()

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._content.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the header's names, trimmed; the seventh, if it is blank, is `_column7`."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file; the hash is None until it was read to its end."""
        return describe_file(
            self._content,
            encoding=None,
            encoding_guessed=False,
            format=self._book.format,
            delimiter=None,
            sheet=self._sheet.name,
        )

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order; those without a text are passed over."""
        yield from split_into_batches(self._records(), self._columns, self._batch_size)
        self._content.disk.compute_hash()

    def _records(self) -> Iterator[Record]:
        number = 0
        merges = _MergedCells(self._book.merged(self._sheet))
        for line, cells in self._filled_rows(self._sheet):
            if line > self._header:
                number += 1
                fault = self._find_damage(cells, merges.columns_merged_with_above(line))
                yield Record(number, line, self._name_cells(cells), fault, ", ".join(cells.values()) if fault else "")

    def _name_cells(self, cells: Mapping[int, str]) -> dict[str, str | None]:
        return {name: cells.get(at, "") for name, at in zip(self._columns, self._find_byte, strict=True)}

    def _find_damage(self, cells: Mapping[int, str], merged: AbstractSet[int]) -> Note | None:
        """Say what keeps a row from being read: a formula without a value, two answers in a cell, or a merged cell."""
        for name, at in zip(self._columns, self._find_byte, strict=True):
            if isinstance(cells.get(at), Uncomputed):
                return UNCOMPUTED.note(repr(make_visible(name)))
            if isinstance(cells.get(at), Contradicted):
                return CONTRADICTED.note(repr(make_visible(name)))
            if at in merged:
                return MERGED.note(repr(make_visible(name)))
        return None

    def _filled_rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows that have a text."""
        for line, cells in self._book.rows(sheet):
            if any(text.strip(_BLANKS) for text in cells.values()):
                yield line, cells

    def _choose_sheet(self, wanted: str | None) -> Sheet:
        """Return the sheet that the user names, or the only one that is shown and holds anything."""
        sheets = self._book.sheets
        if wanted is not None:
            return self._find_sheet(wanted)
        if len(sheets) == 1:
            return sheets[0]
        filled = [each for each in sheets if each.visible and next(self._filled_rows(each), None) is not None]
        if len(filled) == 1:
            return filled[0]
        if not filled:
            raise InputError(f"{self.name}: no sheet holds anything; save the table again")
        raise InputError(
            f"{self.name}: holds several sheets: {self._list_sheets(filled)}; choose one with --sheet NAME or "
            "--sheet NUMBER"
        )

    def _find_sheet(self, wanted: str) -> Sheet:
        """Return the sheet of a name, or of a number from 1."""
        sheets = self._book.sheets
        for each in sheets:
            if each.name == wanted:
                return each
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(sheets):
            return sheets[int(wanted) - 1]
        loose = [each for each in sheets if each.name.strip().casefold() == wanted.strip().casefold()]
        if len(loose) == 1:
            return loose[0]
        raise InputError(f"{self.name}: has no sheet {make_visible(wanted)!r}; it has {self._list_sheets(sheets)}")

    def _read_header(self) -> tuple[tuple[str, ...], tuple[int, ...], int]:
        """Return the names of the columns, where they stand, and the row of the header."""
        skipped = self._skip_lines or 0
        if self._skip_lines != 0:
            self._refuse_titles(skipped)
        rows = (row for row in self._filled_rows(self._sheet) if row[0] > skipped)
        first = next(rows, None)
        if first is None:
            if skipped and next(self._filled_rows(self._sheet), None) is not None:
                raise InputError(
                    f"{self.name}: has no row below the {skipped:,} that --skip-lines passes over; pass a "
                    "smaller number"
                )
            raise InputError(f"{self.name}: the sheet {make_visible(self._sheet.name)!r} is empty; choose another")
        line, header = first
        names = {at: text.strip(EDGES) for at, text in header.items()}
        # Cells outside of the header's columns keep their place, under a name that is passed over.
        used = {at for at, text in names.items() if text}
        count = 0
        for _, cells in rows:
            count += 1
            if not used >= cells.keys():
                used.update(at for at, text in cells.items() if text.strip(_BLANKS))
                check_column_count(self.name, len(used))
        check_column_count(self.name, len(used))
        if not count:
            raise InputError(f"{self.name}: has a header but no rows; export the table again")
        places = tuple(sorted(used))
        labels = [names.get(at) or UNNAMED_COLUMN.format(at + 1) for at in places]
        return require_unique_names(self.name, labels), places, line

    def _refuse_titles(self, skipped: int) -> None:
        """Refuse a sheet with a title above its header."""
        rows = [row for row in islice(self._filled_rows(self._sheet), LOOKED_AT + skipped) if row[0] > skipped][
            :LOOKED_AT
        ]
        at = find_header_below_titles([_list_cells(cells) for _, cells in rows])
        if at is not None:
            raise title_error(self.name, rows[0][0], rows[at][0] - 1, _list_cells(rows[at][1]))

    def _list_sheets(self, sheets: Sequence[Sheet]) -> str:
        """Name sheets with their numbers."""
        chosen = [(number, each) for number, each in enumerate(self._book.sheets, 1) if each in sheets]
        return ", ".join(f"{number} {make_visible(each.name)!r}" for number, each in chosen)


def _list_cells(cells: Mapping[int, str]) -> list[str]:
    """Return the texts of a row by their places, trimmed; places without a cell are empty."""
    texts = [""] * (max(cells, default=-1) + 1)
    for at, text in cells.items():
        texts[at] = text.strip(EDGES)
    return texts


class _MergedCells:
    """Which cells of each row are merged with the one above; rows are asked for in their order."""

    def __init__(self, merged: Iterable[Merged]) -> None:
        self._ahead = sorted(merged, key=lambda each: -each.first)
        self._last: dict[int, int] = {}

    def columns_merged_with_above(self, line: int) -> AbstractSet[int]:
        """Return the columns of the cells of a row that belong to one above."""
        while self._ahead and self._ahead[-1].first < line:
            each = self._ahead.pop()
            self._last |= {at: max(each.last, self._last.get(at, 0)) for at in each.columns}
        return {at for at, last in self._last.items() if last >= line} if self._last else frozenset()
