"""What workbooks of every age give: sheets, and rows of cells as they were shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

# The number of a row, and its texts by column (from 0).
Row = tuple[int, dict[int, str]]


class Uncomputed(str):
    """A formula without a value, as programs leave it that write workbooks; an empty text is a value."""

    __slots__ = ()


class Contradicted(str):
    """What a cell shows and holds where its number format shows another answer than it holds."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one over several rows: the first and the last row, and the columns (from 0)."""

    first: int
    last: int
    columns: range


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, whether it is shown, and where it lies."""

    name: str
    visible: bool
    part: str | int


class Workbook(Protocol):
    """What both kinds of workbook give."""

    format: str
    sheets: tuple[Sheet, ...]

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet that have cells."""

    def merged(self, sheet: Sheet) -> Sequence[Merged]:
        """Return the cells of a sheet that are merged over rows, once all of its rows were read."""
