"""rejected.xlsx: the rejected rows to be repaired by hand in Excel, LibreOffice or Google Sheets.

Every cell of the source is text, so that no program eats a zero, rounds a phone number or runs a formula. The cells
that rejected their row are coloured and say why in a comment; what the columns of ours say stays in sight.
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
from yotpo_lint.writers.rejects import OWN_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa
    from openpyxl.cell.cell import Cell

    from yotpo_lint.outcome.outcome import Outcome

# What a sheet holds, its header included. https://support.microsoft.com/office (specifications, read 2026-11-23)
ROWS: Final = 1_048_576
COLUMNS: Final = 16_384
CHARACTERS: Final = 32_767
# Each comment is a drawing of its own; programs become slow with many. The reasons of all rows are in `_reasons`.
COMMENTED: Final = 10_000
COMMENT_CHARACTERS: Final = 500

# Text, as Excel calls it: what is typed into such a cell stays as it was typed.
TEXT_FORMAT: Final = "@"
FILL: Final = "FFF2B8B5"
WIDTHS: Final = {"_row": 8, "_line": 8, "_codes": 16, "_reasons": 48, "_text": 30}
WIDTH: Final = 20

# The first moment that an archive can hold. APPNOTE.TXT 4.4.6
DAWN: Final = (1980, 1, 1, 0, 0, 0)
DAWN_TEXT: Final = b"1980-01-01T00:00:00Z"
_MOMENT: Final = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")

# What XML cannot hold, and what looks like the escape for it. ECMA-376 part 1, 22.9.2.19 (ST_Xstring)
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    r"""Write what XML cannot hold as Excel does.

    >>> escaped("a\x01b"), escaped("_x0001_"), escaped("line\nbreak")
    ('a_x0001_b', '_x005F_x0001_', 'line\nbreak')
    """
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _stamp(path: Path) -> None:
    """Take the moment of the run out of a workbook: the same input gives the same bytes."""
    with tempfile.TemporaryFile(dir=path.parent) as copy:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                with old.open(entry) as source, new.open(zipfile.ZipInfo(entry.filename, DAWN), "w") as target:
                    if entry.filename == "docProps/core.xml":
                        target.write(_MOMENT.sub(DAWN_TEXT, source.read()))
                    else:
                        shutil.copyfileobj(source, target)
        copy.seek(0)
        with path.open("wb") as file:
            shutil.copyfileobj(copy, file)


def _too_much(what: str) -> OutputError:
    return OutputError(f"rejected.xlsx: the rejected rows have {what}; write them with --rejected-format csv")


def bad_cells(
    outcome: Outcome, rejecting: pa.Table, names: Sequence[str], header_of: Mapping[str, str]
) -> dict[int, dict[str, list[str]]]:
    """Return, by row and column, why a cell rejected its row; a reason for the whole row stands at `_reasons`."""
    bad: dict[int, dict[str, list[str]]] = {}
    for row, field, message in zip(
        *(rejecting.column(name).to_pylist() for name in ("row", "field", "message")), strict=True
    ):
        column = header_of.get(field)
        # The address that is refused stands in another row of the customer.
        elsewhere = field.startswith("address.") and row in outcome.batch.aside
        where = column if column is not None and column in names and not elsewhere else "_reasons"
        bad.setdefault(row, {}).setdefault(where, []).append(message)
    return bad


class Workbook:
    """A workbook of one sheet that is written from top to bottom; one cell object a column and colour serves all rows.

    Raises:
        OutputError: a sheet cannot hold so many rows or columns, or so long a cell.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        import openpyxl
        from openpyxl.utils import get_column_letter

        if len(names) > COLUMNS:
            raise _too_much(f"{len(names):,} columns and Excel holds {COLUMNS:,}")
        self._path, self._names = path, names
        self._rows = self._comments = 0
        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.creator = "yotpo-lint"
        self._sheet = self._book.create_sheet("rejected")
        own = sum(name in OWN_COLUMNS for name in names)
        self._sheet.freeze_panes = f"{get_column_letter(own + 1)}2"
        for number, name in enumerate(names, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, WIDTH)
        self._plain = [self._cell() for _ in names]
        self._bad = [self._cell(FILL) for _ in names]
        head = [self._cell(bold=True) for _ in names]
        for cell, name in zip(head, names, strict=True):
            self._fill_in(cell, name)
        self._append(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Save the workbook when all went well; else take away what the library keeps elsewhere."""
        from openpyxl.utils import get_column_letter

        if kind is not None:
            self._sheet.close()
            return
        # The header row filters the rows.
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._names))}{self._rows}"
        self._book.save(self._path)
        _stamp(self._path)

    def add(self, table: pa.Table, bad: Mapping[int, Mapping[str, list[str]]]) -> None:
        """Write the rows of a table; `bad` says which cells rejected their row, and why."""
        columns = [table.column(name).to_pylist() for name in self._names]
        for values in zip(*columns, strict=True):
            self._append(self._row(values, bad.get(values[0], {})))

    def _row(self, values: Sequence[Any], bad: Mapping[str, list[str]]) -> list[Cell]:
        cells: list[Cell] = []
        for number, (name, value) in enumerate(zip(self._names, values, strict=True)):
            if name in bad:
                cell = self._bad[number]
                cell.comment = self._comment(" ".join(bad[name]))
            else:
                # A blank cell too is a text cell: what is typed into it stays as it was typed.
                cell = self._plain[number]
            self._fill_in(cell, value)
            cells.append(cell)
        return cells

    def _cell(self, fill: str | None = None, *, bold: bool = False) -> Cell:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font, PatternFill

        cell: Cell = WriteOnlyCell(self._sheet)
        cell.number_format = TEXT_FORMAT
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        if bold:
            cell.font = Font(bold=True)
        return cell

    def _fill_in(self, cell: Cell, value: str | int | None) -> None:
        if isinstance(value, str):
            if len(value) > CHARACTERS:
                raise _too_much(f"a cell of {len(value):,} characters and Excel holds {CHARACTERS:,}")
            cell.value = escaped(value)
            # Whatever it looks like, a formula or an error among others, it is text.
            cell.data_type = "s"
        else:
            cell.value = value

    def _comment(self, reason: str) -> Any:
        from openpyxl.comments import Comment

        if self._comments == COMMENTED:
            return None
        self._comments += 1
        cut = reason if len(reason) <= COMMENT_CHARACTERS else f"{reason[:COMMENT_CHARACTERS]}… (whole in _reasons)"
        if self._comments == COMMENTED:
            # Who reads on from here must not take a coloured cell without a comment for one without a reason.
            cut += f"\n\nThis is comment {COMMENTED:,}, the last; the reasons of the cells below stand in _reasons."
        return Comment(escaped(cut), "yotpo-lint", height=110, width=320)

    def _append(self, cells: Sequence[Cell]) -> None:
        self._rows += 1
        if self._rows > ROWS:
            raise _too_much(f"more than {ROWS - 1:,} rows, which Excel holds beside the header")
        self._sheet.append(cells)
