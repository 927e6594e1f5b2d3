"""Values of a DataFrame as text: what a person would write for them, the same for the same value in any column.

| value | text |
|---|---|
| text | as it is |
| `True`, `False` | `true`, `false` |
| whole number | its digits |
| float | the shortest text that is read back as the same float, `1001.0`; with an exponent where digits may be lost |
| Decimal | its digits, without an exponent |
| datetime | ISO 8601 with its time, also at midnight, and with its offset if it has one: `2025-03-12T00:00:00+00:00` |
| date | `2025-03-12` |
| bytes | the text they are in UTF-8 |
| list, dict, set, array and their like | compact JSON |
| category | its value |
| member of an enumeration | its value; its name if the value is a number or answers otherwise than the name |
| None, NaN, NA, NaT | an absent cell |
| anything else that says how it is written | its `str()` |

Anything else is refused: a function, a generator, an object of a class without `__str__`. What Python shows of it is
made for programmers, and the place in memory that it names is another one in every run.

A float keeps its `.0`, because a rule must see that an id or a phone number went through a float column. A float of
32 bits keeps seven digits of it only, and of a phone number makes another one: it has its exponent from 2**24 on.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from yotpo_lint.readers.answers import find_answer

if TYPE_CHECKING:
    import pyarrow as pa

# From here on Python writes an exponent, and a float no longer tells whole numbers apart anyway. Smaller ones do not
# from the powers of two on that their 11 and 24 bits of significance reach (IEEE 754), in bytes.
_EXPONENT_FROM: Final = 1e16
_SMALLER_FROM: Final = {2: 2.0**11, 4: 2.0**24}

_DEEPEST: Final = 64

# The `__str__` of what has none of its own.
_NO_TEXT: Final[Any] = object.__str__

_TEXT_OR_ABSENT: Final = frozenset((str, np.str_, float, type(None), type(pd.NA)))

# As in `<Tag object at 0x7f3c5a1d2e50>`, also from a class that hands the text on.
_PLACE_IN_MEMORY: Final = re.compile(r" at 0x[0-9A-Fa-f]{4,}")


class NoTextError(Exception):
    """A value that cannot be written as text."""


def format_value(value: Any) -> str | None:
    """Write one value as text, None if it is absent.

    Raises:
        NoTextError: it has no text.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    try:
        text = _text(value)
        if text is not None:
            text.encode("utf-8")
    except Exception as error:  # any object may be in a cell, and its str() may raise anything
        raise NoTextError from error
    return text


def _text(value: Any) -> str | None:
    """Write one value that is not None as text."""
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    text = str(value)
    # Python's whole numbers have no `__str__` of their own either.
    if _PLACE_IN_MEMORY.search(text) or (type(value).__str__ is _NO_TEXT and not isinstance(value, int)):
        raise NoTextError
    return text


def _enumeration(member: enum.Enum) -> str | None:
    """Write a member of an enumeration: its value, unless only its name says what it means.

    `OPTED_OUT = 1` is no 1, which a consent column would take for a yes.
    """
    text = format_value(member.value)
    if text is None or not isinstance(member.name, str):
        return text
    is_number = isinstance(member.value, _LITERALS)
    answer = find_answer(text)
    return member.name if is_number or (answer is not None and answer is not find_answer(member.name)) else text


def _float(value: float | np.floating[Any]) -> str | None:
    """Write a float as the shortest text that is read back as the same one."""
    if math.isnan(value):
        return None
    # As Python's float, for 1e16 is no number to a float of 16 bits.
    size, magnitude = getattr(value, "itemsize", 0), abs(float(value))
    if math.isinf(value) or magnitude >= _EXPONENT_FROM:
        return str(value)
    if magnitude >= _SMALLER_FROM.get(size, _EXPONENT_FROM):
        return np.format_float_scientific(value, unique=True)
    return np.format_float_positional(value, unique=True, trim="0")


def _json(value: Any, depth: int = 0) -> str:
    """Write a list or a dict, and what is in it, as JSON without blanks."""
    if depth > _DEEPEST:
        raise NoTextError
    if isinstance(value, Mapping):
        named = ((format_value(key) or "null", each) for key, each in value.items())
        pairs = (f"{json.dumps(key, ensure_ascii=False)}:{_json(each, depth + 1)}" for key, each in named)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, Iterable) and isinstance(value, _LISTS) and not isinstance(value, (str, *_BYTES)):
        items = [_json(each, depth + 1) for each in value]
        # A set has no order of its own, and the same input must give the same text.
        return "[" + ",".join(sorted(items) if isinstance(value, AbstractSet) else items) + "]"
    text = format_value(value)
    if text is None:
        return "null"
    is_literal = (
        isinstance(value, _LITERALS)
        and not isinstance(value, enum.Enum)
        and text.lower() not in {"inf", "-inf", "infinity", "-infinity"}
    )
    return text if is_literal else json.dumps(text, ensure_ascii=False)


def _decimal(value: decimal.Decimal) -> str | None:
    """Write a Decimal without an exponent."""
    return None if value.is_nan() else format(value, "f")


def _numpy_time(value: np.datetime64 | np.timedelta64) -> str | None:
    """Write a bare numpy time, which is ISO 8601 already."""
    return None if np.isnat(value) else str(value)


_BYTES: Final = (bytes, bytearray, memoryview)
_LISTS: Final = (Sequence, AbstractSet, ValuesView, np.ndarray, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)
_LITERALS: Final = (bool, np.bool_, int, float, np.number, decimal.Decimal)

# The first kind that fits is taken: an enumeration of texts is an enumeration, True is no number.
_WRITERS: Final[tuple[tuple[Any, Callable[[Any], str | None]], ...]] = (
    (enum.Enum, _enumeration),
    (str, str.__str__),
    ((bool, np.bool_), lambda value: "true" if value else "false"),
    ((float, np.floating), _float),
    (decimal.Decimal, _decimal),
    ((np.datetime64, np.timedelta64), _numpy_time),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    (_BYTES, lambda value: bytes(value).decode("utf-8")),
    ((Mapping, *_LISTS), _json),
)


def format_column(column: pd.Series[Any], failed: set[int]) -> pa.Array:
    """Write a column as text; the positions of values that have none are added to `failed`."""
    import pyarrow as pa

    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        text = _categories(column, failed)
    elif isinstance(dtype, pd.SparseDtype):
        text = format_column(pd.Series(np.asarray(column, dtype.subtype)), failed)
    elif isinstance(dtype, pd.DatetimeTZDtype) and str(dtype.tz) == "UTC":
        text = _datetimes(column.dt.tz_localize(None).to_numpy(), failed, "+00:00")
    elif isinstance(dtype, np.dtype) and dtype.kind == "M":
        text = _datetimes(column.to_numpy(), failed)
    elif pd.api.types.is_float_dtype(dtype):
        # The nullable and the Arrow ones too: as Python's floats they would no longer say that they had 32 bits.
        numbers: Any = getattr(dtype, "numpy_dtype", dtype)
        text = _floats(column.to_numpy(numbers, na_value=np.nan), failed)
    else:
        try:
            text = _plain(pa.Array.from_pandas(column)) if _is_plain(column) else None
        except (pa.ArrowException, UnicodeError, ValueError, TypeError):
            text = None  # Half a character somewhere: cell by cell then.
        text = _format_each(column.tolist(), failed) if text is None else text
    return text


def _is_plain(column: pd.Series[Any]) -> bool:
    """Tell whether Arrow writes the column as `format_value` would: text, whole numbers, truth values."""
    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype) or pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_integer_dtype(dtype):
        return True
    if isinstance(dtype, pd.ArrowDtype):
        return dtype.type is str
    if dtype.kind != "O" or pd.api.types.infer_dtype(column, skipna=True) != "string":
        return False
    # Arrow would take the members of an enumeration of texts for their values.
    return set(map(type, column)) <= _TEXT_OR_ABSENT


def _plain(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return text, whole numbers or truth values as text in one piece."""
    import pyarrow as pa

    text = array.cast(pa.string())
    if isinstance(text, pa.ChunkedArray):
        text = text.combine_chunks()
    return text.chunk(0) if isinstance(text, pa.ChunkedArray) else text


def _format_each(values: list[Any], failed: set[int]) -> pa.Array:
    """Write values of any kind, one by one."""
    import pyarrow as pa

    texts: list[str | None] = []
    for position, value in enumerate(values):
        try:
            texts.append(format_value(value))
        except NoTextError:
            failed.add(position)
            texts.append(None)
    return pa.array(texts, pa.string())


def _categories(column: pd.Series[Any], failed: set[int]) -> pa.Array:
    """Write each category once and give every row its text."""
    import pyarrow as pa

    bad: set[int] = set()
    categories = format_column(pd.Series(column.cat.categories, dtype=column.cat.categories.dtype), bad)
    codes = column.cat.codes.to_numpy()
    if bad:
        failed.update(np.flatnonzero(np.isin(codes, list(bad))).tolist())
    return categories.take(pa.array(codes, pa.int64(), mask=codes < 0))


def _floats(values: np.ndarray[Any, Any], failed: set[int]) -> pa.Array:
    """Write floats; whole ones, the usual damage to ids and phone numbers, all at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    absent = np.isnan(values)
    present = values[~absent]
    exact = _SMALLER_FROM.get(values.dtype.itemsize, _EXPONENT_FROM)
    whole = bool((np.abs(present) < exact).all() and (present == np.trunc(present)).all())
    if not whole or (np.signbit(present) & (present == 0)).any():
        return _format_each(list(values), failed)
    digits = pa.array(np.where(absent, 0, values).astype(np.int64), mask=absent).cast(pa.string())
    return pc.binary_join_element_wise(digits, ".0", "")


def _datetimes(values: np.ndarray[Any, Any], failed: set[int], offset: str = "") -> pa.Array:
    """Write datetimes of one offset; those without a fraction of a second all at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    absent = np.isnat(values)
    seconds = values.astype("datetime64[s]")
    if (absent | (seconds == values)).all():
        text = pa.array(np.datetime_as_string(seconds, unit="s"), pa.string(), mask=absent)
    else:
        text = _format_each(pd.Series(values).tolist(), failed)
    return pc.binary_join_element_wise(text, offset, "")
