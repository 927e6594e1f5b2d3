"""Tables that a program holds: pandas, Polars, anything that speaks Arrow, an iterator of batches, a list of dicts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from yotpo_lint.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from yotpo_lint.readers.table import Table


class ArrowStream(Protocol):
    """What exports an Arrow stream, such as a Polars DataFrame, a pyarrow Table or a DuckDB relation."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule that holds the stream."""


class ArrowArray(Protocol):
    """What exports one Arrow batch, such as a pyarrow RecordBatch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Return two capsules, which hold the schema and the batch."""


if TYPE_CHECKING:
    ArrowBatches = Iterable[ArrowStream | ArrowArray]
    Frame = pd.DataFrame | pl.LazyFrame | ArrowStream | ArrowArray | ArrowBatches | Sequence[Mapping[str, Any]]


def open_frame(source: object, *, batch_size: int) -> Table:
    """Open a table that a program holds.

    Args:
        source: a pandas DataFrame; a Polars DataFrame or LazyFrame; anything with `__arrow_c_stream__`; an Arrow batch,
            or an iterator or a list of them; a list of dicts. What can be read only once is read once.
        batch_size: the most records in a batch.

    Raises:
        InputError: it is none of these, or no table.
    """
    import pandas as pd

    from yotpo_lint.readers.arrow_stream import ARRAY, STREAM, open_batches, open_stream

    if isinstance(source, pd.DataFrame):
        from yotpo_lint.readers.frame import FrameTable

        return FrameTable(source, batch_size=batch_size)
    held = _collect(source)
    if isinstance(held, type):
        raise _unexpected_error(held)
    if hasattr(held, STREAM):
        return open_stream(_name_kind(held), held, batch_size=batch_size)
    if hasattr(held, ARRAY):
        return open_batches(_name_kind(held), [held], batch_size=batch_size)
    if isinstance(held, Iterator) or _holds_batches(held):
        return open_batches("Arrow batches", held, batch_size=batch_size)
    if isinstance(held, list | tuple):
        from yotpo_lint.readers.python_records import RecordsTable

        return RecordsTable(held, batch_size=batch_size)
    raise _unexpected_error(held)


def _collect(source: object) -> Any:
    """Run the query of a Polars LazyFrame; return anything else as it is."""
    polars = sys.modules.get("polars")
    if polars is None or not isinstance(source, polars.LazyFrame):
        return source
    try:
        return source.collect()
    except (polars.exceptions.PolarsError, OSError) as error:
        shown = " ".join(f"{type(error).__name__}: {error}".split())
        raise InputError(f"Polars LazyFrame: its query failed ({shown}); nothing was written") from error


def _holds_batches(source: object) -> bool:
    """Tell whether something is a list of Arrow batches or tables, by its first item."""
    from yotpo_lint.readers.arrow_stream import ARRAY, STREAM

    first = source[0] if isinstance(source, list | tuple) and source else None
    return hasattr(first, STREAM) or hasattr(first, ARRAY)


def _name_kind(source: object) -> str:
    """Return the words by which reports call a table: its library and its class."""
    library = type(source).__module__.partition(".")[0].lstrip("_")
    known = {"polars": "Polars", "pyarrow": "Arrow", "duckdb": "DuckDB", "narwhals": "Narwhals"}
    return f"{known.get(library, library)} {type(source).__name__}"


def _unexpected_error(source: object) -> InputError:
    kind = source.__name__ if isinstance(source, type) else type(source).__name__
    return InputError(
        "Expected a pandas, Polars or Arrow table, an iterator of Arrow batches, a list of dicts or the path of "
        f"a file, got {kind}"
    )
