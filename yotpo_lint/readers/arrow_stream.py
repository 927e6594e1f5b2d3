"""Arrow batches as a table of text: tables, streams and relations of any library that speaks Arrow's C interface.

They are read once, batch by batch, so that a stream which is longer than memory stays out of memory.
https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from yotpo_lint.errors import InputError
from yotpo_lint.readers.arrow_cells import list_labels, read_arrow_batch
from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.dialect import require_unique_names
from yotpo_lint.readers.frame import describe_frame

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch

STREAM: Final = "__arrow_c_stream__"
ARRAY: Final = "__arrow_c_array__"

# Cells of a batch at most, so that many columns make short batches and memory stays flat.
_MOST_CELLS: Final = 4_000_000


class ArrowTable:
    """A table of Arrow batches.

    Raises `InputError` when it is created if its columns have no names of their own, or there are too many.
    """

    def __init__(self, name: str, schema: pa.Schema, batches: Iterator[pa.RecordBatch], *, batch_size: int) -> None:
        self._name = name
        self._schema = schema
        check_column_count(name, len(schema))
        self._columns = require_unique_names(name, list_labels(schema))
        check_column_count(name, len(self._columns))
        if not self._columns:
            raise InputError(f"{name}: has no columns; pass a table with a column for each field")
        self._batch_size = max(1, min(batch_size, _MOST_CELLS // len(self._columns)))
        self._batches: Iterator[pa.RecordBatch] | None = batches

    @property
    def name(self) -> str:
        """Return the word by which reports call the table."""
        return self._name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns; those of a struct as `address.city`."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return the keys that a file has too; a stream has no bytes of its own."""
        return describe_frame(self._name)

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order; those with a value that has no text are set aside.

        Raises:
            InputError: the stream fails midway, changes its columns, or was read already.
        """
        if self._batches is None:
            raise InputError(f"{self._name}: can be read only once and was read already; pass it anew")
        batches, self._batches = self._batches, None
        return self._read(batches)

    def _read(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Batch]:
        """Yield batches that are short enough; a failure of what makes them is told in one line."""
        before = 0
        while True:
            try:
                batch = next(batches, None)
                if batch is not None:
                    # Texts of a foreign library may be no UTF-8.
                    batch.validate(full=True)
            except InputError:
                raise
            except Exception as error:  # whatever makes the batches may raise anything
                raise InputError(
                    f"{self._name}: failed after {before:,} rows ({_describe_error(error)}); nothing was written"
                ) from error
            if batch is None:
                return
            self._require_columns(batch, before)
            for start in range(0, batch.num_rows, self._batch_size):
                part = batch.slice(start, self._batch_size)
                yield read_arrow_batch(part, before)
                before += part.num_rows

    def _require_columns(self, batch: pa.RecordBatch, before: int) -> None:
        """Refuse a batch whose columns are not those of the first."""
        names = tuple(list_labels(batch.schema))
        if names != self._columns:
            odd = [name for name in (*names, *self._columns) if (name in names) != (name in self._columns)]
            shown = ", ".join(map(repr, odd[:10])) or "their order"
            raise InputError(
                f"{self._name}: the columns of the batch after {before:,} rows differ from the first ones "
                f"({shown}); give all batches the same columns"
            )


def open_stream(name: str, source: Any, *, batch_size: int) -> ArrowTable:
    """Open what exports an Arrow stream: a table, a reader, a relation.

    Raises:
        InputError: it exports a single column, or fails before its first batch.
    """
    try:
        reader = pa.RecordBatchReader.from_stream(source)
    except Exception as error:  # a relation runs its query here, which may raise anything
        raise _no_table_error(name, error) from error
    return ArrowTable(name, reader.schema, iter(reader), batch_size=batch_size)


def open_batches(name: str, batches: Iterable[Any], *, batch_size: int) -> ArrowTable:
    """Open an iterable of Arrow batches or tables; the first one tells the columns.

    Raises:
        InputError: there is none, or the first one is no batch.
    """
    readers = _iterate_readers(name, batches)
    try:
        first = next(readers, None)
    except InputError:
        raise
    except Exception as error:  # whatever makes the batches may raise anything
        raise InputError(f"{name}: failed before the first batch ({_describe_error(error)})") from error
    if first is None:
        raise InputError(f"{name}: holds no batch, so that its columns are not known; pass an empty batch at least")
    rest = chain([first], readers)
    return ArrowTable(name, first.schema, chain.from_iterable(rest), batch_size=batch_size)


def _iterate_readers(name: str, batches: Iterable[Any]) -> Iterator[pa.RecordBatchReader]:
    """Yield a reader of each batch or table in order."""
    for each in batches:
        if not hasattr(each, STREAM) and not hasattr(each, ARRAY):
            raise InputError(
                f"{name}: yields {type(each).__name__}, which is no Arrow batch; "
                "pass Arrow batches, or a list of dicts for records"
            )
        try:
            if hasattr(each, STREAM):
                yield pa.RecordBatchReader.from_stream(each)
            else:
                batch = pa.record_batch(each)
                yield pa.RecordBatchReader.from_batches(batch.schema, [batch])
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise _no_table_error(name, error) from error


def _no_table_error(name: str, error: Exception) -> InputError:
    return InputError(
        f"{name}: cannot be read as a table ({_describe_error(error)}); pass a table with a column for each field"
    )


def _describe_error(error: Exception) -> str:
    """Return an error of another library in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
