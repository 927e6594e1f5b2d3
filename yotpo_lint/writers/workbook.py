"""rejected.xlsx: the rejected rows for repairs by hand in Excel, LibreOffice or Google Sheets.

Every cell of the input is text, so that no program drops a zero, rounds a phone number or runs a formula. Cells that
rejected their row are coloured and give the reason in a comment; the columns with row numbers and reasons stay visible.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from yotpo_lint.errors import OutputError
from yotpo_lint.writers.rejected_rows import OWN_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa
    from openpyxl.cell.cell import Cell

    from yotpo_lint.outcome.outcome import Outcome

# The limits of a sheet, header included. https://support.microsoft.com/office (specifications, read 2026-11-23)
ROWS: Final = 1_048_576
COLUMNS: Final = 16_384
CHARACTERS: Final = 32_767
# Each comment is a drawing; many make a program slow. The column `_reasons` has the reasons of all rows.
COMMENTED: Final = 10_000
COMMENT_CHARACTERS: Final = 500

# Excel's text format: what a person types into such a cell stays as typed.
TEXT_FORMAT: Final = "@"
FILL: Final = "FFF2B8B5"
WIDTHS: Final = {"_row": 8, "_line": 8, "_codes": 16, "_reasons": 48, "_text": 30}
WIDTH: Final = 20

# The earliest time that a zip archive can hold. APPNOTE.TXT 4.4.6
EARLIEST_TIME: Final = (1980, 1, 1, 0, 0, 0)
EARLIEST_TIME_TEXT: Final = b"1980-01-01T00:00:00Z"
_TIMESTAMP: Final = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")

# Characters that XML does not allow, and text that looks like their escape. ECMA-376 part 1, 22.9.2.19 (ST_Xstring)
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escape_for_excel(text: str) -> str:
    r"""Escape characters that XML does not allow, as Excel does.

    >>> escape_for_excel("a\x01b"), escape_for_excel("_x0001_"), escape_for_excel("line\nbreak")
    ('a_x0001_b', '_x005F_x0001_', 'line\nbreak')
    """
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _remove_timestamps(path: Path) -> None:
    """Replace every timestamp in a workbook: the same input gives the same bytes (law 7)."""
    with tempfile.TemporaryFile(dir=path.parent) as copy:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                with old.open(entry) as source, new.open(zipfile.ZipInfo(entry.filename, EARLIEST_TIME), "w") as target:
                    if entry.filename == "docProps/core.xml":
                        target.write(_TIMESTAMP.sub(EARLIEST_TIME_TEXT, source.read()))
                    else:
                        shutil.copyfileobj(source, target)
        copy.seek(0)
        with path.open("wb") as file:
            shutil.copyfileobj(copy, file)


def _limit_error(excess: str) -> OutputError:
    """Return the error for rejected rows that a sheet cannot hold."""
    return OutputError(f"rejected.xlsx: the rejected rows have {excess}; write them with --rejected-format csv")


def find_bad_cells(
    outcome: Outcome, rejections: pa.Table, names: Sequence[str], header_of: Mapping[str, str]
) -> dict[int, dict[str, list[str]]]:
    """Return, by row and column, why a cell rejected its row; the reasons of a whole row are under `_reasons`."""
    bad: dict[int, dict[str, list[str]]] = {}
    for row, field, message in zip(
        *(rejections.column(name).to_pylist() for name in ("row", "field", "message")), strict=True
    ):
        column = header_of.get(field)
        # The refused address is in another row of the customer.
        in_other_row = field.startswith("address.") and row in outcome.batch.address_only
        target = column if column is not None and column in names and not in_other_row else "_reasons"
        bad.setdefault(row, {}).setdefault(target, []).append(message)
    return bad


class Workbook:
    """Write a workbook of one sheet from top to bottom; one cell object per column and colour serves all rows.

    Raises:
        OutputError: a sheet cannot hold so many rows or columns, or so long a cell.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        import openpyxl
        from openpyxl.utils import get_column_letter

        if len(names) > COLUMNS:
            raise _limit_error(f"{len(names):,} columns and Excel holds {COLUMNS:,}")
        self._path, self._names = path, names
        self._rows = self._comments = 0
        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.creator = "yotpo-lint"
        self._sheet = self._book.create_sheet("rejected")
        own_count = sum(name in OWN_COLUMNS for name in names)
        self._sheet.freeze_panes = f"{get_column_letter(own_count + 1)}2"
        for number, name in enumerate(names, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, WIDTH)
        self._plain_cells = [self._make_cell() for _ in names]
        self._bad_cells = [self._make_cell(FILL) for _ in names]
        header = [self._make_cell(bold=True) for _ in names]
        for cell, name in zip(header, names, strict=True):
            self._set_value(cell, name)
        self._append(header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Save the workbook if the block succeeded; otherwise remove the library's temporary files."""
        from openpyxl.utils import get_column_letter

        if kind is not None:
            self._sheet.close()
            return
        # The header row has filters.
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._names))}{self._rows}"
        self._book.save(self._path)
        _remove_timestamps(self._path)

    def add(self, table: pa.Table, bad: Mapping[int, Mapping[str, list[str]]]) -> None:
        """Write the rows of a table; `bad` gives by row and column why a cell rejected its row."""
        columns = [table.column(name).to_pylist() for name in self._names]
        for values in zip(*columns, strict=True):
            self._append(self._fill_row(values, bad.get(values[0], {})))

    def _fill_row(self, values: Sequence[Any], bad: Mapping[str, list[str]]) -> list[Cell]:
        """Return the cells of a row; those in `bad` are coloured and have a comment."""
        cells: list[Cell] = []
        for number, (name, value) in enumerate(zip(self._names, values, strict=True)):
            if name in bad:
                cell = self._bad_cells[number]
                cell.comment = self._make_comment(" ".join(bad[name]))
            else:
                # A blank cell is a text cell too: what a person types into it stays as typed.
                cell = self._plain_cells[number]
            self._set_value(cell, value)
            cells.append(cell)
        return cells

    def _make_cell(self, fill: str | None = None, *, bold: bool = False) -> Cell:
        """Return a text cell of one style."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font, PatternFill

        cell: Cell = WriteOnlyCell(self._sheet)
        cell.number_format = TEXT_FORMAT
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        if bold:
            cell.font = Font(bold=True)
        return cell

    def _set_value(self, cell: Cell, value: str | int | None) -> None:
        """Set the value of a cell; text stays text, even if it looks like a formula."""
        if isinstance(value, str):
            if len(value) > CHARACTERS:
                raise _limit_error(f"a cell of {len(value):,} characters and Excel holds {CHARACTERS:,}")
            cell.value = escape_for_excel(value)
            cell.data_type = "s"
        else:
            cell.value = value

    def _make_comment(self, reason: str) -> Any:
        """Return the comment of a bad cell; None once the limit is reached."""
        from openpyxl.comments import Comment

        if self._comments == COMMENTED:
            return None
        self._comments += 1
        cut = reason if len(reason) <= COMMENT_CHARACTERS else f"{reason[:COMMENT_CHARACTERS]}… (whole in _reasons)"
        if self._comments == COMMENTED:
            # From here on a coloured cell has no comment, which must not look like a cell without a reason.
            cut += f"\n\nThis is comment {COMMENTED:,}, the last; the reasons of the cells below stand in _reasons."
        return Comment(escape_for_excel(cut), "yotpo-lint", height=110, width=320)

    def _append(self, cells: Sequence[Cell]) -> None:
        """Append a row to the sheet."""
        self._rows += 1
        if self._rows > ROWS:
            raise _limit_error(f"more than {ROWS - 1:,} rows, which Excel holds beside the header")
        self._sheet.append(cells)
