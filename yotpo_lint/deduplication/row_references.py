"""Format lists of record numbers for messages: the first few numbers, and how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# Record numbers that a message lists before it counts the rest.
MAX_LISTED_ROWS = 5


def format_row_list(rows: Numbers, starts: Numbers, counts: Numbers) -> pa.Array:
    """Return a list of the records of each group, such as `3, 17 and 4 more`.

    Args:
        rows: record numbers; each group is contiguous.
        starts: each group's first index into `rows`.
        counts: each group's size.
    """
    return _format_rows(rows, starts, counts, np.full(len(starts), MAX_LISTED_ROWS))


def format_other_rows(rows: Numbers, starts: Numbers, counts: Numbers) -> tuple[Numbers, pa.Array]:
    """Return for each record a list of the other records of its group; the groups cover `rows` in order.

    Returns:
        Each record's index into the texts, and the texts. Records after the first few of a group share one text.
    """
    rank = np.arange(len(rows)) - np.repeat(starts, counts)
    distinct = np.flatnonzero(rank <= MAX_LISTED_ROWS)
    texts = np.minimum(counts, MAX_LISTED_ROWS + 1)
    which = np.repeat(np.cumsum(texts) - texts, counts) + np.minimum(rank, MAX_LISTED_ROWS)
    rank = rank[distinct]
    return which, _format_rows(rows, np.repeat(starts, texts), np.repeat(counts, texts) - 1, rank)


def _format_rows(rows: Numbers, starts: Numbers, counts: Numbers, skipped: Numbers) -> pa.Array:
    """List `counts` records from each start on, without the one of rank `skipped`."""
    columns = []
    for rank in range(min(MAX_LISTED_ROWS, int(counts.max(initial=0)))):
        missing = rank >= counts
        at = np.where(missing, 0, starts + rank + (rank >= skipped))
        columns.append(pa.array(rows[at], mask=missing).cast(pa.string()))
    if not columns:
        return pa.array([""] * len(starts), pa.string())
    # Arrow returns null for a row whose values are all skipped.
    columns[0] = columns[0].fill_null("")
    shown = pc.binary_join_element_wise(*columns, ", ", null_handling="skip")
    more = counts - MAX_LISTED_ROWS
    if not (more > 0).any():
        return shown
    rest = pc.binary_join_element_wise(shown, pa.array(more).cast(pa.string()), " and ")
    return pc.if_else(pa.array(more > 0), pc.binary_join_element_wise(rest, "more", " "), shown)
