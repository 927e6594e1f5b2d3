"""Cells of delimited text, parsed by pyarrow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_MARK = b"\xef\xbb\xbf"

# Bytes that pyarrow reads at a time: it needs memory of this size again and again, which it has at hand while it is
# small. A record must lie within.
_BLOCK = 1 << 20


class CellsError(Exception):
    """The bytes are not the table that they were counted to be."""


def parse_cells(
    records: bytes | memoryview, columns: tuple[str, ...], separator: bytes, count: int, longest: int
) -> pa.RecordBatch:
    """Read whole records, in UTF-8 and none of more than `longest` bytes, into text columns.

    Raises:
        CellsError: a record has not one cell for each column, or there are not `count` records.
    """
    import pyarrow as pa
    import pyarrow.csv as pacsv

    schema, parsing, converting = _options(columns, separator)
    if not count:
        return pa.RecordBatch.from_arrays([pa.array([], pa.string())] * len(columns), schema=schema)
    # pyarrow drops a byte order mark at the start of what it is given; here it belongs to a cell.
    if bytes(records[: len(_MARK)]) == _MARK:
        records = _MARK + records
    reading = pacsv.ReadOptions(
        column_names=[str(number) for number in range(len(columns))],
        use_threads=False,
        block_size=max(_BLOCK, longest + len(_MARK) + 1),
    )
    try:
        table = pacsv.read_csv(
            pa.BufferReader(records), read_options=reading, parse_options=parsing, convert_options=converting
        )
    except pa.ArrowInvalid as error:
        raise CellsError(str(error)) from error
    if table.num_rows != count:
        raise CellsError(f"{table.num_rows} records were read where {count} were counted")
    return pa.RecordBatch.from_arrays([_one(column) for column in table.columns], schema=schema)


def _one(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


@lru_cache(maxsize=8)
def _options(columns: tuple[str, ...], separator: bytes) -> tuple[Any, Any, Any]:
    """Return the schema and the options that depend on the dialect alone."""
    import pyarrow as pa
    import pyarrow.csv as pacsv

    text = pa.string()
    parsing = pacsv.ParseOptions(
        delimiter=separator.decode("ascii"),
        quote_char='"',
        double_quote=True,
        escape_char=False,
        newlines_in_values=True,
        ignore_empty_lines=True,
    )
    # The columns are numbered, because two empty names or any text at all must not confuse pyarrow. UTF-8 is
    # checked before, for the whole block at once, which is faster.
    converting = pacsv.ConvertOptions(
        column_types={str(number): text for number in range(len(columns))},
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
        check_utf8=False,
    )
    return pa.schema([pa.field(name, text) for name in columns]), parsing, converting
