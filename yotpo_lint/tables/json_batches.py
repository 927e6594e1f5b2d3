"""What both kinds of JSON table share: records of cells become batches of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yotpo_lint.tables.damage import UNDECODABLE, first_bad_bytes, readable
from yotpo_lint.tables.json_cells import Cells, DamagedRecordError, cells_of, decode, refuse_surrogates
from yotpo_lint.tables.table import Batch, Damaged

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Note


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a JSON file: its number, its line if that is known, its cells or what is wrong with it."""

    row: int
    line: int | None
    cells: Cells | None
    note: Note | None = None
    text: str = ""


def record_of_line(raw: bytes, row: int, line: int) -> Record:
    """Read one line of JSON Lines."""
    try:
        text = raw.decode("utf-8")
        cells = cells_of(decode(text))
        if "\\u" in text:
            refuse_surrogates(cells)
    except UnicodeDecodeError:
        return Record(row, line, None, UNDECODABLE.note(first_bad_bytes(raw)), readable(raw))
    except DamagedRecordError as error:
        return Record(row, line, None, error.note, readable(raw))
    return Record(row, line, cells)


def columns_of(records: Iterable[Record]) -> tuple[str, ...]:
    """Return the union of the records' columns, in order of first appearance."""
    columns: dict[str, None] = {}
    for record in records:
        if record.cells is not None and not columns.keys() >= record.cells.keys():
            columns.update(dict.fromkeys(record.cells))
    return tuple(columns)


def in_batches(records: Iterable[Record], columns: tuple[str, ...], size: int) -> Iterator[Batch]:
    """Yield the records in batches of at most `size` good ones, each with the damaged ones between them."""
    good, damaged = list[Record](), list[Damaged]()
    for record in records:
        if record.note is not None:
            damaged.append(Damaged(record.row, record.line, record.note.problem, record.note.hint, record.text))
            continue
        good.append(record)
        if len(good) == size:
            yield _batch(good, damaged, columns)
            good, damaged = [], []
    if good or damaged:
        yield _batch(good, damaged, columns)


def _batch(good: list[Record], damaged: list[Damaged], columns: tuple[str, ...]) -> Batch:
    """Turn records into columns."""
    import pyarrow as pa

    rows = pa.array([record.row for record in good], pa.int64())
    lines = pa.array([record.line for record in good], pa.int64())
    cells = [record.cells or {} for record in good]
    arrays: list[pa.Array] = [pa.array([each.get(column) for each in cells], pa.string()) for column in columns]
    schema = pa.schema([pa.field(column, pa.string()) for column in columns])
    return Batch(rows, lines, pa.RecordBatch.from_arrays(arrays, schema=schema), tuple(damaged))
