"""Lines of text joined from pieces, column-wise: what many lines share is joined once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import find_distinct, get_codes, is_dictionary_encoded

if TYPE_CHECKING:
    Pieces = Sequence[pa.Array | str]

# Columns side by side that repeat themselves are joined for each combination that occurs, as long as the combinations
# that are possible are no more than so many for each line: beyond that it is quicker to join them line by line.
_POSSIBLE_A_LINE = 1

# Lines that are joined into one array. A large one would be made in memory that is new each time, which the system
# takes longer to give than it takes to write them.
_TOGETHER = 4_096


def lines_of(pieces: Pieces) -> pa.ChunkedArray:
    """Join the pieces of each line as `joined` does, some thousands of lines to a chunk."""
    together = _together(pieces)
    count = next(len(piece) for piece in together if not isinstance(piece, str))
    chunks = [
        _join([piece if isinstance(piece, str) else piece.slice(start, _TOGETHER) for piece in together])
        for start in range(0, count, _TOGETHER)
    ]
    return pa.chunked_array(chunks, pa.string())


def joined(pieces: Pieces) -> pa.Array:
    """Join the pieces of each line: text that all lines have, columns, columns of codes; a null is blank.

    At least one of the pieces is a column, and all columns are equally long.
    """
    return _join(_together(pieces))


def _together(pieces: Pieces) -> list[pa.Array | str]:
    """Join what many lines share; return the fewer and longer pieces that are left."""
    together: list[pa.Array | str] = []
    run: list[pa.Array | str] = []
    possible = 1
    for piece in pieces:
        if isinstance(piece, str):
            run.append(piece)
            continue
        if is_dictionary_encoded(piece):
            more = possible * (len(piece.dictionary) + 1)
            if possible == 1 or more <= _POSSIBLE_A_LINE * len(piece):
                run.append(piece)
                possible = more
                continue
        together.append(_shared(run))
        run, possible = ([piece], len(piece.dictionary) + 1) if is_dictionary_encoded(piece) else ([], 1)
        if not is_dictionary_encoded(piece):
            together.append(piece)
    together.append(_shared(run))
    return together


def _shared(run: Pieces) -> pa.Array | str:
    """Join pieces of which many lines have the same: for each combination of them once."""
    columns = [piece for piece in run if not isinstance(piece, str)]
    if not columns:
        return "".join(run)
    if len(columns) == 1:
        # Its texts, and what a null leaves of the line.
        texts = pa.concat_arrays([columns[0].dictionary, pa.nulls(1, pa.string())])
        codes = get_codes(columns[0])
        which = np.where(codes < 0, len(texts) - 1, codes) if columns[0].null_count else codes
        return _join([piece if isinstance(piece, str) else texts for piece in run]).take(pa.array(which))
    first, which = find_distinct(columns)
    index = pa.array(first)
    parts = [piece if isinstance(piece, str) else piece.take(index).dictionary_decode() for piece in run]
    return _join(parts).take(pa.array(which))


def _join(pieces: Pieces) -> pa.Array:
    present = [piece for piece in pieces if not isinstance(piece, str) or piece]
    return pc.binary_join_element_wise(*present, "", null_handling="replace", null_replacement="")
