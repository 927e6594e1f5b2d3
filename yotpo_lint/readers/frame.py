"""A DataFrame as a table of text. The frame is only looked at, never changed; its rows are known by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from yotpo_lint.errors import InputError
from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.frame_cells import NoTextError, format_column, format_value
from yotpo_lint.readers.record_problems import UNREADABLE_VALUE
from yotpo_lint.readers.table import Batch, Damaged

if TYPE_CHECKING:
    import pyarrow as pa

NAME: Final = "DataFrame"
FORMAT: Final = "dataframe"

# The one field of a customer that has parts; a column of dicts under this name becomes a column for each part.
NESTED: Final = "address"


class FrameTable:
    """A pandas DataFrame.

    Raises `InputError` when it is created if the frame's columns are not names, or not each a name of its own.
    """

    def __init__(self, frame: pd.DataFrame, *, batch_size: int) -> None:
        self._frame = frame
        self._batch_size = batch_size
        self._parts = _parts(frame)
        self._columns = _columns(frame, self._parts)

    @property
    def name(self) -> str:
        """Return the word by which reports call the frame."""
        return NAME

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the frame's columns; one of dicts called `address` as `address.city` and so on."""
        return self._columns

    @property
    def index(self) -> pd.Index[Any]:
        """Return the frame's own index, which no step looks at; row n is its (n - 1)th label."""
        return self._frame.index

    def about(self) -> dict[str, object]:
        """Return the keys that a file has too; a frame has no bytes."""
        return describe_frame(NAME)

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order; a frame without rows yields nothing."""
        for start in range(0, len(self._frame), self._batch_size):
            yield self._batch(self._frame.iloc[start : start + self._batch_size], start)

    def _batch(self, frame: pd.DataFrame, before: int) -> Batch:
        """Write some rows as text; those with a value that has no text are set aside."""
        columns: list[tuple[str, pd.Series[Any]]] = []
        for position, name in enumerate(frame.columns):
            column = frame.iloc[:, position]
            if name == NESTED and self._parts:
                columns += self._split(name, column)
            else:
                columns.append((name, column))
        return text_batch(columns, len(frame), before)

    def _split(self, name: str, column: pd.Series[Any]) -> Iterator[tuple[str, pd.Series[Any]]]:
        """Yield a column of dicts as a column for each part, and one for what is no dict if there is any."""
        for part in self._parts:
            if part is None:
                values = [None if isinstance(each, Mapping) else each for each in column]
                yield name, pd.Series(values, dtype=object)
            else:
                values = [each.get(part) if isinstance(each, Mapping) else None for each in column]
                yield f"{NESTED}.{part}", pd.Series(values, dtype=object)


def describe_frame(name: str) -> dict[str, object]:
    """Return what a report says of a table that is held in memory or streamed, under the keys of a file."""
    unknown = dict.fromkeys(("sha256", "bytes", "encoding", "delimiter"))
    return {"name": name, **unknown, "encoding_guessed": False, "format": FORMAT}


def text_batch(columns: Iterable[tuple[str, pd.Series[Any]]], count: int, before: int) -> Batch:
    """Write `count` rows as text, given by column; those with a value that has no text are set aside."""
    import numpy as np
    import pyarrow as pa

    names: list[str] = []
    arrays: list[pa.Array] = []
    failed: dict[int, str] = {}
    for label, values in columns:
        unreadable: set[int] = set()
        names.append(label)
        arrays.append(format_column(values, unreadable))
        for row in unreadable:
            failed.setdefault(row, label)
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    cells = pa.RecordBatch.from_arrays(arrays, schema=schema)
    rows = pa.array(np.arange(before + 1, before + count + 1, dtype=np.int64))
    if not failed:
        return Batch(rows, None, cells)
    damaged = [
        Damaged(before + row + 1, None, UNREADABLE_VALUE, repr(label), _row_text(cells, row))
        for row, label in sorted(failed.items())
    ]
    good = pa.array([row not in failed for row in range(count)])
    return Batch(rows.filter(good), None, cells.filter(good), tuple(damaged))


def _parts(frame: pd.DataFrame) -> tuple[str | None, ...]:
    """Return the parts of the dicts in the column `address`; None among them for its values that are no dicts."""
    if isinstance(frame.columns, pd.MultiIndex) or list(frame.columns).count(NESTED) != 1:
        return ()
    column = frame[NESTED]
    # Objects, or a struct of Arrow, whose values are dicts as well.
    if not pd.api.types.is_object_dtype(column.dtype) and not isinstance(column.dtype, pd.ArrowDtype):
        return ()
    if not any(isinstance(each, Mapping) for each in column):
        return ()
    parts: dict[str | None, None] = {}
    for value in column:
        if isinstance(value, Mapping):
            odd = next((part for part in value if not isinstance(part, str)), None)
            if odd is not None:
                raise InputError(f"{NAME}: a dict in the column {NESTED!r} has the key {odd!r}; name its parts by text")
            parts.update(dict.fromkeys(value))
        elif not _is_absent(value):
            parts[None] = None
    return tuple(parts)


def _is_absent(value: Any) -> bool:
    """Tell whether a value is one of the many that mean nothing."""
    try:
        return format_value(value) is None
    except NoTextError:
        return False


def _columns(frame: pd.DataFrame, parts: tuple[str | None, ...]) -> tuple[str, ...]:
    """Return the names of the text columns."""
    if isinstance(frame.columns, pd.MultiIndex):
        raise InputError(
            f'{NAME}: has columns of several levels; give it one, as with frame.columns = frame.columns.map("_".join)'
        )
    names: list[str] = []
    for label in frame.columns:
        if not isinstance(label, str):
            raise InputError(
                f"{NAME}: has a column named {label!r}, which is not text; rename it, as with frame.rename(columns=str)"
            )
        if label == NESTED and parts:
            names += [label if part is None else f"{NESTED}.{part}" for part in parts]
        else:
            names.append(label)
    if not names:
        raise InputError(f"{NAME}: has no columns; pass a frame with a column for each field")
    check_column_count(NAME, len(names))
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        shown = ", ".join(map(repr, repeated[:10]))
        raise InputError(f"{NAME}: has several columns named {shown}; rename or remove one of each name")
    return tuple(names)


def _row_text(cells: pa.RecordBatch, row: int) -> str:
    """Write what can be written of a damaged row, so that a person finds it."""
    return ", ".join(text for column in cells.columns if (text := column[row].as_py()) is not None)
