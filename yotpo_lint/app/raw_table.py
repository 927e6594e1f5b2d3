"""The table as it stands in the file, as `yotpo_lint.read_table` returns it: every column, every cell, no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

# Cells that were repaired by hand: the new text by row number and column.
Edits: TypeAlias = Mapping[int, Mapping[str, str]]

# What the library puts before the columns of rejected rows; it passes over columns of these names in a table.
ROW, LINE, CODES, REASONS, TEXT = "_row", "_line", "_codes", "_reasons", "_text"
OWN_COLUMNS: Final = (ROW, LINE, CODES, REASONS, TEXT)

# Different values of a column that are shown as samples.
SAMPLES: Final = 3
SAMPLE_ROWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its header, how many cells hold anything, and its first different values.

    `secret` tells that the values are shown only where a source says that they feed a field.
    """

    name: str
    filled: int
    samples: tuple[str, ...]
    secret: bool


@dataclass(frozen=True, slots=True)
class RawTable:
    """What is known of a table before any rule looks at it."""

    columns: tuple[Column, ...]
    rows: int
    damaged: int


def is_damaged(raw: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows are damaged lines, which have no cells."""
    return raw[TEXT].notna()


def described(raw: pd.DataFrame) -> RawTable:
    """Describe the columns of a table."""
    columns = []
    for name in raw.columns.drop(list(OWN_COLUMNS)):
        filled = raw[name].fillna("").str.strip() != ""
        texts = raw.loc[filled, name].head(SAMPLE_ROWS).unique()[:SAMPLES]
        secret = name in raw.attrs["withheld"]
        columns.append(Column(str(name), int(filled.sum()), tuple(str(text) for text in texts), secret))
    return RawTable(tuple(columns), len(raw), int(is_damaged(raw).sum()))


def changes_of(raw: pd.DataFrame, edits: Edits) -> dict[int, dict[str, str]]:
    """Return the cells that were repaired and do not hold again what stands in the file."""
    rows = raw.set_index(ROW)
    changed: dict[int, dict[str, str]] = {}
    for row, cells in edits.items():
        before = rows.loc[row].fillna("")
        new = {column: text for column, text in cells.items() if text != before[column]}
        if new:
            changed[row] = new
    return changed


def write_repaired(raw: pd.DataFrame, edits: Edits, path: Path) -> None:
    """Write the table with cells that were repaired by hand, as Parquet: every text stays exactly as it is.

    Damaged lines that nobody repaired have no cells, so that they are refused again.
    """
    repaired = raw.drop(columns=list(OWN_COLUMNS))
    repaired.index = raw[ROW]
    for row, cells in edits.items():
        for column, text in cells.items():
            repaired.loc[row, column] = text
    repaired.to_parquet(path, index=False)
