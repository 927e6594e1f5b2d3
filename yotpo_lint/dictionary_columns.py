"""Reading once per distinct value: columns that repeat themselves are kept as their distinct texts and codes.

Most columns of a customer table hold few texts many times. Such a column is Arrow's dictionary array from the moment
a batch is taken up until it is written: what is done to its texts is done once for each. A null is a null of the codes,
never of the dictionary; the dictionary may hold texts that no cell has, and the same text twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.integer]

Answer = TypeVar("Answer", bound=np.generic)

Combination = tuple[str | None, ...]

# How a column is judged to repeat itself: so many of its first cells, and at most this share of them distinct.
SAMPLED_CELLS = 2_000
MAX_DISTINCT_SHARE = 0.5

# Combinations are numbered by a table of all that are possible, up to so many for each row; beyond that by hashing.
_TABLE_SIZE_PER_ROW = 4
_MIN_TABLE_SIZE = 65_536


def is_dictionary_encoded(column: pa.Array) -> bool:
    """Tell whether a text column is kept as codes of its distinct texts."""
    return isinstance(column, pa.DictionaryArray)


def dictionary_encode(column: pa.Array) -> pa.Array:
    """Return a text column as codes of its distinct texts, where its first cells repeat themselves."""
    if is_dictionary_encoded(column) or not len(column):
        return column
    head = column.slice(0, SAMPLED_CELLS)
    if pc.count_distinct(head, mode="all").as_py() > MAX_DISTINCT_SHARE * len(head):
        return column
    return column.dictionary_encode()


def dictionary_encode_batch(cells: pa.RecordBatch) -> pa.RecordBatch:
    """Return text columns with those encoded that repeat themselves."""
    return pa.RecordBatch.from_arrays([dictionary_encode(column) for column in cells.columns], names=cells.schema.names)


def dictionary_decode(column: pa.Array) -> pa.Array:
    """Return a text column as a string array."""
    return column.dictionary_decode() if is_dictionary_encoded(column) else column


def build_from_codes(codes: Codes, texts: pa.Array) -> pa.Array:
    """Return the column whose cells are the texts of these codes; a null text, or the code -1, is a null."""
    codes = codes.astype(np.int32, copy=False)
    missing = codes < 0
    if texts.null_count:
        missing |= ~texts.is_valid().to_numpy(zero_copy_only=False)[codes]
        texts = texts.fill_null("")
    indices = pa.array(codes, mask=missing) if missing.any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(indices, texts, safe=False)


def get_codes(column: pa.DictionaryArray) -> NDArray[np.int32]:
    """Return the code of every cell of an encoded column, -1 for a null."""
    indices = column.indices.fill_null(-1) if column.null_count else column.indices
    codes: NDArray[np.int32] = indices.to_numpy(zero_copy_only=False)
    return codes


def find_used_texts(column: pa.DictionaryArray) -> NDArray[np.bool_]:
    """Tell which texts of an encoded column's dictionary stand in some cell."""
    # The code -1 marks the place behind the last.
    marked = np.zeros(len(column.dictionary) + 1, np.bool_)
    marked[get_codes(column).astype(np.intp)] = True
    return marked[:-1]


def map_by_text(column: pa.DictionaryArray, answers: NDArray[Answer], absent: object) -> NDArray[Answer]:
    """Return for every cell of an encoded column the answer for its text; `absent` for a null."""
    return np.append(answers, np.array([absent], answers.dtype)).take(get_codes(column), mode="wrap")


def find_distinct(
    columns: Sequence[pa.Array], flags: Sequence[NDArray[np.bool_]] = ()
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the distinct combinations of equally long text columns and flags, of which there is at least one.

    Returns:
        The position at which each combination appears first, in this order, so that results do not depend on
        hashing; and for each row the number of its combination.
    """
    numbers, possible = np.zeros(len([*columns, *flags][0]), np.int64), 1
    for flag in flags:
        numbers = numbers * 2 + flag
        possible *= 2
    for column in columns:
        each = column if is_dictionary_encoded(column) else column.dictionary_encode()
        width = len(each.dictionary) + 1
        if possible * width > max(_TABLE_SIZE_PER_ROW * len(numbers), _MIN_TABLE_SIZE):
            # Renumbered, so that the product of the cardinalities cannot overflow.
            first, numbers = _renumber(numbers, possible)
            possible = len(first)
        numbers = numbers * width + (get_codes(each) + 1)
        possible *= width
    return _renumber(numbers, possible)


def _renumber(numbers: NDArray[np.int64], possible: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number combinations anew from 0 on, in the order of their first appearance; return where that is, and these."""
    if possible > max(_TABLE_SIZE_PER_ROW * len(numbers), _MIN_TABLE_SIZE):
        hashed = pa.array(numbers).dictionary_encode()
        numbers, possible = hashed.indices.to_numpy(zero_copy_only=False).astype(np.int64), len(hashed.dictionary)
    first = np.full(possible, -1, np.int64)
    # Written backwards, so that the first appearance is written last and stays.
    first[numbers[::-1].copy()] = np.arange(len(numbers) - 1, -1, -1)
    met = np.flatnonzero(first >= 0)
    met = met[np.argsort(first[met])]
    renumbered = np.empty(possible, np.int64)
    renumbered[met] = np.arange(len(met))
    return first[met], renumbered.take(numbers)


def take_cells(column: pa.Array, at: NDArray[np.integer]) -> pa.Array:
    """Return the cells at ascending positions; the column itself where those are all."""
    return column if len(at) == len(column) else column.take(pa.array(at))


def filter_columns(columns: Mapping[str, pa.Array], rows: NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Return the cells of some rows: most of them, as a rule, for which a mask is quicker than positions."""
    if rows.all():
        return dict(columns)
    mask = pa.array(rows)
    return {name: column.filter(mask) for name, column in columns.items()}


def is_present(column: pa.Array) -> NDArray[np.bool_]:
    """Tell which cells hold any text: neither null nor empty."""
    if is_dictionary_encoded(column):
        return map_by_text(column, is_present(column.dictionary), absent=False)
    filled = pc.greater(pc.binary_length(column), 0)
    present: NDArray[np.bool_] = (filled.fill_null(False) if column.null_count else filled).to_numpy(
        zero_copy_only=False
    )
    return present


def replace_cells(column: pa.Array, at: NDArray[np.integer], values: pa.Array) -> pa.Array:
    """Return a column with `values` at the positions `at`."""
    if not len(at):
        return column
    if is_dictionary_encoded(column) or (is_dictionary_encoded(values) and column.null_count == len(column)):
        # An empty column takes whatever form its values have.
        codes, texts = (
            (get_codes(column), column.dictionary)
            if is_dictionary_encoded(column)
            else (np.full(len(column), -1), None)
        )
        more = values if is_dictionary_encoded(values) else values.dictionary_encode()
        start = 0 if texts is None else len(texts)
        codes = codes.copy()
        here = get_codes(more)
        codes[at] = np.where(here < 0, -1, here + start)
        return build_from_codes(codes, more.dictionary if texts is None else pa.concat_arrays([texts, more.dictionary]))
    index = np.arange(len(column))
    index[at] = np.arange(len(column), len(column) + len(values))
    return pa.concat_arrays([column, dictionary_decode(values)]).take(pa.array(index))
