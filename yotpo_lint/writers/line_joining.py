"""Join lines of text column-wise; text that many lines share is joined once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import find_distinct, get_codes, is_dictionary_encoded

if TYPE_CHECKING:
    Pieces = Sequence[pa.Array | str]

# Adjacent dictionary columns are joined once for each combination of texts if at most so many combinations per line are
# possible; with more it is faster to join them line by line.
_COMBINATIONS_PER_LINE: Final = 1

# Lines in one array. A larger array needs new memory each time, which takes the system longer to provide than the
# lines take to write: one array per batch cost about 1 s per million rows (measured 2026-11-26).
_CHUNK_LINES: Final = 4_096


def join_lines(pieces: Pieces) -> pa.ChunkedArray:
    """Join the pieces of each line as `join_pieces` does, in chunks of some thousand lines."""
    merged = _merge_shared(pieces)
    count = next(len(piece) for piece in merged if not isinstance(piece, str))
    chunks = [
        _join([piece if isinstance(piece, str) else piece.slice(start, _CHUNK_LINES) for piece in merged])
        for start in range(0, count, _CHUNK_LINES)
    ]
    return pa.chunked_array(chunks, pa.string())


def join_pieces(pieces: Pieces) -> pa.Array:
    """Join the pieces of each line: constant text, text columns and dictionary columns; a null becomes empty text.

    At least one piece is a column, and all columns have the same length.
    """
    return _join(_merge_shared(pieces))


def _merge_shared(pieces: Pieces) -> list[pa.Array | str]:
    """Join adjacent pieces that many lines share; return the fewer, longer pieces."""
    merged: list[pa.Array | str] = []
    shared: list[pa.Array | str] = []
    possible = 1
    for piece in pieces:
        if isinstance(piece, str):
            shared.append(piece)
            continue
        if is_dictionary_encoded(piece):
            combinations = possible * (len(piece.dictionary) + 1)
            if possible == 1 or combinations <= _COMBINATIONS_PER_LINE * len(piece):
                shared.append(piece)
                possible = combinations
                continue
        merged.append(_join_shared(shared))
        shared, possible = ([piece], len(piece.dictionary) + 1) if is_dictionary_encoded(piece) else ([], 1)
        if not is_dictionary_encoded(piece):
            merged.append(piece)
    merged.append(_join_shared(shared))
    return merged


def _join_shared(pieces: Pieces) -> pa.Array | str:
    """Join constant text and dictionary columns, once for each combination of texts."""
    columns = [piece for piece in pieces if not isinstance(piece, str)]
    if not columns:
        return "".join(pieces)
    if len(columns) == 1:
        # The last text stands for a null.
        texts = pa.concat_arrays([columns[0].dictionary, pa.nulls(1, pa.string())])
        codes = get_codes(columns[0])
        text_numbers = np.where(codes < 0, len(texts) - 1, codes) if columns[0].null_count else codes
        return _join([piece if isinstance(piece, str) else texts for piece in pieces]).take(pa.array(text_numbers))
    first_rows, combination_numbers = find_distinct(columns)
    index = pa.array(first_rows)
    parts = [piece if isinstance(piece, str) else piece.take(index).dictionary_decode() for piece in pieces]
    return _join(parts).take(pa.array(combination_numbers))


def _join(pieces: Pieces) -> pa.Array:
    """Join the pieces of each line."""
    present = [piece for piece in pieces if not isinstance(piece, str) or piece]
    return pc.binary_join_element_wise(*present, "", null_handling="replace", null_replacement="")
