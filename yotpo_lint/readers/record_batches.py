"""What tables of records share (JSON, JSON Lines, XML): records of cells become batches of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.json_cells import Cells, DamagedRecordError, cells_of, decode, refuse_surrogates
from yotpo_lint.readers.record_problems import UNDECODABLE, describe_bad_bytes, show_bytes
from yotpo_lint.readers.table import Batch, Damaged

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.readers.text_file import TextFile
    from yotpo_lint.rule import Note

_MOST_CELLS: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: its number, its line if that is known, its cells or what is wrong with it."""

    row: int
    line: int | None
    cells: Cells | None
    note: Note | None = None
    text: str = ""


def read_json_line(raw: bytes, row: int, line: int) -> Record:
    """Read one line of JSON Lines."""
    try:
        text = raw.decode("utf-8")
        cells = cells_of(decode(text))
        if "\\u" in text:
            refuse_surrogates(cells)
    except UnicodeDecodeError:
        return Record(row, line, None, UNDECODABLE.note(describe_bad_bytes(raw)), show_bytes(raw))
    except DamagedRecordError as error:
        return Record(row, line, None, error.note, show_bytes(raw))
    return Record(row, line, cells)


class Columns:
    """The union of records' columns, in order of first appearance.

    Raises `InputError` when there are more of them than any export has.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: dict[str, None] = {}

    def add(self, record: Record) -> None:
        """Add the columns of one record; a damaged one has none."""
        if record.cells is not None and not self._seen.keys() >= record.cells.keys():
            self._seen.update(dict.fromkeys(record.cells))
            check_column_count(self._name, len(self._seen))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns."""
        return tuple(self._seen)


def collect_columns(name: str, records: Iterable[Record]) -> tuple[str, ...]:
    """Return the columns of the records of the table `name`."""
    columns = Columns(name)
    for record in records:
        columns.add(record)
    return columns.names


def split_into_batches(records: Iterable[Record], columns: tuple[str, ...], size: int) -> Iterator[Batch]:
    """Yield the records in batches of at most `size` good ones, each with the damaged ones between them."""
    # Many columns make short batches, so that memory stays flat.
    size = max(1, min(size, _MOST_CELLS // max(1, len(columns))))
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


class RecordTable:
    """What tables of records have in common; each finds its columns when it is created, and reads its records anew.

    A table sets `format` and `_columns`, and yields the records of its file in `_records`.
    """

    format: ClassVar[str]

    def __init__(self, source: TextFile, batch_size: int) -> None:
        self._source = source
        self._batch_size = batch_size
        self._columns: tuple[str, ...] = ()

    def _records(self, *, hashed: bool) -> Iterator[Record]:
        """Yield the records; `hashed` tells whether the file is read for its hash."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._source.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column of any record, in order of first appearance."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file; the hash is None until it was read to its end."""
        return {**self._source.about(), "format": self.format, "delimiter": None}

    def share(self) -> float | None:
        """Return how much of the input was read so far, from 0 to 1."""
        return self._source.content.disk.share()

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; those that are damaged are set aside."""
        yield from split_into_batches(self._records(hashed=True), self._columns, self._batch_size)


def _batch(good: list[Record], damaged: list[Damaged], columns: tuple[str, ...]) -> Batch:
    """Turn records into columns."""
    import pyarrow as pa

    rows = pa.array([record.row for record in good], pa.int64())
    lines = pa.array([record.line for record in good], pa.int64())
    cells = [record.cells or {} for record in good]
    arrays: list[pa.Array] = [pa.array([each.get(column) for each in cells], pa.string()) for column in columns]
    schema = pa.schema([pa.field(column, pa.string()) for column in columns])
    return Batch(rows, lines, pa.RecordBatch.from_arrays(arrays, schema=schema), tuple(damaged))
