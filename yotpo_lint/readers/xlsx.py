"""The parts of an .xlsx workbook: its sheets, its shared texts and its number formats, and the cells of a sheet.

Read here and by no library: python-calamine gives numbers without their formats, so that the ZIP code 02134 comes as
2134.0, and makes room for every cell between the first and the last, so that one cell far down fills the memory;
openpyxl gives the formats at a fifth of this speed.

Source: ECMA-376-1 §18 (SpreadsheetML); the parts are found by their relations, as §9 has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.archives import Budget, ZipArchive
from yotpo_lint.readers.excel_numbers import (
    BUILT_IN,
    GENERAL,
    NumberFormat,
    check_text,
    format_number,
    parse_number_format,
)
from yotpo_lint.readers.safe_xml import create_parser, feed_blocks, local_name
from yotpo_lint.readers.workbook import Merged, Row, Sheet, Uncomputed

# Shared texts are held in memory, so a workbook has an end.
MOST: Final = 1024**3

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_WORKSHEET: Final = "/worksheet"
_VISIBLE: Final = "visible"
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER: Final = re.compile(r"\s*[0-9]{1,9}\s*", re.ASCII)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Xlsx:
    """A workbook.

    Raises `InputError` when it is created if a part is damaged, or unpacks to more than a workbook holds.
    """

    format = "xlsx"

    def __init__(self, archive: ZipArchive) -> None:
        self._archive = archive
        self._name = archive.name
        self._budget = Budget(self._name, MOST)
        self._from_1904 = False
        self._parts: dict[str, tuple[str, str]] = {}
        self._merged: dict[str, tuple[Merged, ...]] = {}
        self.sheets: tuple[Sheet, ...] = ()
        self._read_workbook()
        self._formats = self._read_formats()
        self._texts = self._read_texts()

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet that have cells: the row's number, and its texts by column (from 0)."""
        # Each walk through a sheet has a bound of its own, or the second look would count twice.
        budget = Budget(self._name, MOST)
        reader = _SheetReader(self._name, self._texts, self._formats, from_1904=self._from_1904)
        for _ in feed_blocks(reader.parser, self._blocks(str(sheet.part), budget), self._damaged_error):
            done, reader.rows = reader.rows, []
            yield from done
        self._merged[str(sheet.part)] = tuple(reader.merged)

    def merged(self, sheet: Sheet) -> tuple[Merged, ...]:
        """Return the cells of a sheet that are merged over rows, which stand behind its rows; none before these."""
        return self._merged.get(str(sheet.part), ())

    def _blocks(self, part: str, budget: Budget | None = None) -> Iterator[bytes]:
        info = self._archive.infos.get(part)
        if info is None:
            raise self._damaged_error(f"{part} is missing")
        return self._archive.blocks(info, budget or self._budget, 1024 * 1024)

    def _damaged_error(self, why: str) -> InputError:
        return InputError(f"{self._name}: the workbook is damaged ({why}); open it in Excel and save it again")

    def _events(self, part: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the start of every element of a small part."""
        seen: list[tuple[str, dict[str, str]]] = []
        parser = create_parser(self._name)
        parser.StartElementHandler = lambda tag, attributes: seen.append((local_name(tag), attributes))
        for _ in feed_blocks(parser, self._blocks(part), self._damaged_error):
            yield from seen
            seen.clear()

    def _read_workbook(self) -> None:
        """Find the sheets and the other parts."""
        for tag, values in self._events(_RELATIONS) if _RELATIONS in self._archive.infos else ():
            if tag == "Relationship":
                target = values.get("Target", "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                self._parts[values.get("Id", "")] = (values.get("Type", ""), part)
        sheets = []
        for tag, values in self._events(_WORKBOOK):
            if tag == "workbookPr":
                self._from_1904 = values.get("date1904") in {"1", "true"}
            elif tag == "sheet":
                relation = next((value for key, value in values.items() if local_name(key) == "id" and ":" in key), "")
                kind, part = self._parts.get(relation, ("", ""))
                # Charts and macros have sheets too.
                if kind.endswith(_WORKSHEET):
                    state = values.get("state", _VISIBLE)
                    sheets.append(Sheet(values.get("name", ""), state == _VISIBLE, part))
        self.sheets = tuple(sheets)

    def _find_part(self, kind: str) -> str | None:
        """Return the one part of a kind, if the workbook has it."""
        return next((part for found, part in self._parts.values() if found.endswith(kind)), None)

    def _read_formats(self) -> list[NumberFormat]:
        """Return the number format of each style of cells."""
        part = self._find_part("/styles")
        if part is None:
            return []
        codes = dict(BUILT_IN)
        ids, within = [], False
        for tag, values in self._events(part):
            if tag == "numFmt":
                codes[_parse_int(values.get("numFmtId"))] = values.get("formatCode", "")
            elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                within = tag == "cellXfs"
            elif tag == "xf" and within:
                ids.append(_parse_int(values.get("numFmtId")))
        known = {number: parse_number_format(code) for number, code in codes.items()}
        return [known.get(number, GENERAL) for number in ids]

    def _read_texts(self) -> list[str]:
        """Return the texts that cells share; how parts of a text look is left out, and so is how it is pronounced."""
        part = self._find_part("/sharedStrings")
        if part is None:
            return []
        reader = _TextReader(self._name)
        for _ in feed_blocks(reader.parser, self._blocks(part), self._damaged_error):
            pass
        return reader.texts


class _TextReader:
    """Takes the shared texts from the parser's events."""

    def __init__(self, name: str) -> None:
        self.texts: list[str] = []
        self.parser = create_parser(name)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self._pieces: list[str] = []
        # Within <t>, but not within <rPh>, which says how a text is pronounced.
        self._within = {"t": False, "rPh": False}

    def _start(self, tag: str, _: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "si":
            self._pieces = []
        elif name in self._within:
            self._within[name] = True

    def _end(self, tag: str) -> None:
        name = local_name(tag)
        if name == "si":
            self.texts.append(_unescape("".join(self._pieces)))
        elif name in self._within:
            self._within[name] = False

    def _data(self, piece: str) -> None:
        if self._within["t"] and not self._within["rPh"]:
            self._pieces.append(piece)


class _SheetReader:
    """Takes the cells of a sheet from the parser's events."""

    def __init__(self, name: str, texts: list[str], formats: list[NumberFormat], *, from_1904: bool) -> None:
        self.rows: list[Row] = []
        self.parser = create_parser(name)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._row = 0
        self._column = -1
        self._cells: dict[int, str] = {}
        self._kind = "n"
        self._style = 0
        self._reading = False
        self._pronounced = False
        self._pieces: list[str] = []
        # The formula of a cell, None where it has none; whether its letters are being read.
        self._formula: list[str] | None = None
        self._in_formula = False
        self.merged: list[Merged] = []

    def _start(self, tag: str, values: dict[str, str]) -> None:
        if tag == "c" or tag.endswith(":c"):
            place = _CELL.fullmatch(values.get("r", ""))
            self._column = column_number(place[1]) if place else self._column + 1
            self._kind = values.get("t", "n")
            self._style = _parse_int(values.get("s"))
            self._pieces = []
            self._formula = None
        elif tag in {"v", "t"} or tag.endswith((":v", ":t")):
            self._reading = not self._pronounced
        elif tag == "row" or tag.endswith(":row"):
            self._row = _parse_int(values.get("r")) or self._row + 1
            self._column = -1
            self._cells = {}
        elif tag == "f" or tag.endswith(":f"):
            self._formula, self._in_formula = [], True
        elif tag == "rPh" or tag.endswith(":rPh"):
            self._pronounced = True
        elif tag == "mergeCell" or tag.endswith(":mergeCell"):
            self._merge(values.get("ref", ""))

    def _merge(self, reference: str) -> None:
        """Note cells that are merged over several rows; over columns alone, a row is whole."""
        first, _, last = reference.partition(":")
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if start and end and int(start[2]) < int(end[2]):
            columns = range(column_number(start[1]), column_number(end[1]) + 1)
            self.merged.append(Merged(int(start[2]), int(end[2]), columns))

    def _end(self, tag: str) -> None:
        if tag in {"v", "t"} or tag.endswith((":v", ":t")):
            self._reading = False
        elif tag == "f" or tag.endswith(":f"):
            self._in_formula = False
        elif tag == "rPh" or tag.endswith(":rPh"):
            self._pronounced = False
        elif tag == "c" or tag.endswith(":c"):
            if self._pieces:
                self._cells[self._column] = self._format_cell("".join(self._pieces))
            elif self._formula is not None and self._kind != "str":
                self._cells[self._column] = Uncomputed(f"={''.join(self._formula)}")
        elif (tag == "row" or tag.endswith(":row")) and self._cells:
            self.rows.append((self._row, self._cells))

    def _data(self, piece: str) -> None:
        if self._reading:
            self._pieces.append(piece)
        elif self._in_formula and self._formula is not None:
            self._formula.append(piece)

    def _format_cell(self, text: str) -> str:
        """Write the value of a cell."""
        form = self._formats[self._style] if self._style < len(self._formats) else GENERAL
        if self._kind == "s":
            at = _parse_int(text)
            return check_text(self._texts[at], form) if at < len(self._texts) else ""
        if self._kind in {"str", "inlineStr"}:
            return check_text(_unescape(text), form)
        if self._kind == "b":
            return "true" if text.strip() == "1" else "false"
        if self._kind in {"e", "d"}:
            return text
        return format_number(text.strip(), form, from_1904=self._from_1904)


def column_number(letters: str) -> int:
    """Return the number of a column from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse_int(text: str | None) -> int:
    """Read a number that a damaged file may lack."""
    return int(text) if text is not None and _NUMBER.fullmatch(text) else 0


def _unescape(text: str) -> str:
    r"""Read the characters that XML cannot hold (§22.9.2.19).

    >>> _unescape("a_x000D_b")
    'a\rb'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
