"""Arrow columns as columns of text: their typed values are written as those of a DataFrame (`frame_cells`).

The parts of a struct become columns of their own, `address.city` and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from yotpo_lint.readers.frame import text_batch

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from yotpo_lint.readers.table import Batch


def read_arrow_batch(batch: pa.RecordBatch, before: int) -> Batch:
    """Return the records of an Arrow batch as text; `before` counts the records of earlier batches."""
    columns = (
        pair for field, column in zip(batch.schema, batch.columns, strict=True) for pair in _split_column(field, column)
    )
    return text_batch(columns, batch.num_rows, before)


def list_labels(fields: Iterable[pa.Field]) -> Iterator[str]:
    """Yield the names of the text columns that columns become: one for each part of a struct."""
    for field in fields:
        if _has_parts(field):
            yield from (f"{field.name}.{part.name}" for part in field.type)
        else:
            yield field.name


def _has_parts(field: pa.Field) -> bool:
    """Tell whether a column is a struct that has parts."""
    import pyarrow as pa

    return bool(pa.types.is_struct(field.type) and field.type.num_fields)


def _split_column(field: pa.Field, column: pa.Array) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Yield a column as what a DataFrame would hold, a struct part by part."""
    if _has_parts(field):
        # `flatten` lets no part outlive its absent struct.
        for part, values in zip(field.type, column.flatten(), strict=True):
            yield f"{field.name}.{part.name}", _convert_column(values)
    else:
        yield field.name, _convert_column(column)


def _convert_column(values: pa.Array) -> pd.Series[Any]:
    """Return Arrow values as a pandas column of the same kind; whole numbers stay whole beside absent ones."""
    import pandas as pd
    import pyarrow as pa

    values = _decode(values)
    kind = values.type
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if is_text or pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([values])))
    if pa.types.is_floating(kind):
        return pd.Series(values.to_numpy(zero_copy_only=False))
    if pa.types.is_timestamp(kind):
        return pd.Series(values.to_pandas())
    each = values.to_pylist()
    if pa.types.is_map(kind):
        each = [None if pairs is None else dict(pairs) for pairs in each]
    return pd.Series(each, dtype=object)


def _decode(values: pa.Array) -> pa.Array:
    """Return an array of the values themselves, which may be packed as an extension, a dictionary or as views."""
    import pyarrow as pa

    if isinstance(values.type, pa.BaseExtensionType):
        return _decode(values.storage)
    if pa.types.is_dictionary(values.type):
        return _decode_dictionary(values)
    return _decode_view(values) if pa.types.is_string_view(values.type) else values


def _decode_dictionary(values: pa.Array) -> pa.Array:
    """Return the values of a dictionary array."""
    import pyarrow as pa

    if pa.types.is_string_view(values.type.value_type):
        values = pa.DictionaryArray.from_arrays(values.indices, _decode_view(values.dictionary))
    return values.dictionary_decode()


def _decode_view(values: pa.Array) -> pa.Array:
    """Return texts that are views, as Polars has them, as texts of their own."""
    import pyarrow as pa

    try:
        return values.cast(pa.large_string())
    except pa.ArrowNotImplementedError:  # pyarrow before 18
        return pa.array(values.to_pylist(), pa.large_string())
