"""The sheets of an old .xls workbook, through xlrd, which knows the number formats of its cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.excel_numbers import GENERAL, NumberFormat, check_text, format_number, parse_number_format
from yotpo_lint.readers.files import Content, copy_to_disk
from yotpo_lint.readers.workbook import Merged, Row, Sheet

# The name of the stream in which Excel puts a workbook that it encrypts, as it is written in the compound file.
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

# An old workbook has 65,536 rows and 256 columns a sheet; a larger file holds something else.
_MOST: Final = 256 * 1024 * 1024


class Xls:
    """A workbook of Excel 97 to 2003.

    Raises `InputError` when it is created if it is damaged, protected by a password, or no workbook.
    """

    format = "xls"

    def __init__(self, content: Content) -> None:
        self._name = content.name
        file = copy_to_disk(content)
        if file.size > _MOST:
            raise InputError(f"{self._name}: is too large for an old Excel workbook; save the sheet as CSV (UTF-8)")
        raw = b"".join(file.blocks())
        if _ENCRYPTED in raw:
            raise self._protected_error()
        self._book = self._open_workbook(raw)
        self.sheets = tuple(
            Sheet(sheet.name, sheet.visibility == 0, number) for number, sheet in enumerate(self._book.sheets())
        )
        self._formats: dict[int, NumberFormat] = {}

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet that have cells: the row's number, and its texts by column (from 0)."""
        found = self._book.sheet_by_index(int(sheet.part))
        for row in range(found.nrows):
            cells = {
                column: text
                for column, cell in enumerate(found.row(row))
                if (text := self._format_cell(cell.ctype, cell.value, cell.xf_index)) is not None
            }
            if cells:
                yield row + 1, cells

    def merged(self, sheet: Sheet) -> tuple[Merged, ...]:
        """Return the cells of a sheet that are merged over rows."""
        found = self._book.sheet_by_index(int(sheet.part)).merged_cells
        return tuple(Merged(first + 1, end, range(left, right)) for first, end, left, right in found if end - first > 1)

    def _protected_error(self) -> InputError:
        return InputError(
            f"{self._name}: is protected by a password; open it in Excel, remove the password and save it again"
        )

    def _open_workbook(self, raw: bytes) -> Any:
        """Open the workbook; whatever a damaged one does to xlrd becomes one line."""
        import xlrd

        try:
            return xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
        except Exception as error:
            if "encrypted" in str(error).lower():
                raise self._protected_error() from error
            raise InputError(
                f"{self._name}: is not an Excel workbook, or a damaged one; open it in the program it comes "
                "from and save "
                "the sheet as .xlsx or as CSV (UTF-8)"
            ) from error

    def _format_cell(self, kind: int, value: Any, style: int | None) -> str | None:
        """Write the value of a cell; None if it has none."""
        import xlrd

        if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
            return None
        if kind == xlrd.XL_CELL_TEXT:
            return check_text(str(value), self._find_format(style))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "true" if value else "false"
        if kind == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
        return format_number(repr(float(value)), self._find_format(style), from_1904=self._book.datemode == 1)

    def _find_format(self, style: int | None) -> NumberFormat:
        """Return the number format of a style."""
        if style is None:
            return GENERAL
        if style not in self._formats:
            key = self._book.xf_list[style].format_key
            code = self._book.format_map[key].format_str if key in self._book.format_map else "General"
            self._formats[style] = parse_number_format(code)
        return self._formats[style]
