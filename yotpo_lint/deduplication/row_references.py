"""Naming records to a merchant: the first few numbers of those that are meant, and how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# How many record numbers a message names before it counts the rest.
MAX_LISTED_ROWS = 5


def format_row_list(rows: Numbers, starts: Numbers, counts: Numbers) -> pa.Array:
    """Name the records of each group: `3, 17 and 4 more`.

    Args:
        rows: record numbers; those of one group lie together.
        starts: where in `rows` each group begins.
        counts: how many are in each.
    """
    return _format_rows(rows, starts, counts, np.full(len(starts), MAX_LISTED_ROWS))


def format_other_rows(rows: Numbers, starts: Numbers, counts: Numbers) -> tuple[Numbers, pa.Array]:
    """Name for each record of each group the others; the groups are all of `rows`, one after another.

    Returns:
        For each record which of the texts names the others of its group, and the texts: those behind the first few
        are told the same, however many they are.
    """
    rank = np.arange(len(rows)) - np.repeat(starts, counts)
    tells = np.flatnonzero(rank <= MAX_LISTED_ROWS)
    texts = np.minimum(counts, MAX_LISTED_ROWS + 1)
    which = np.repeat(np.cumsum(texts) - texts, counts) + np.minimum(rank, MAX_LISTED_ROWS)
    rank = rank[tells]
    return which, _format_rows(rows, np.repeat(starts, texts), np.repeat(counts, texts) - 1, rank)


def _format_rows(rows: Numbers, starts: Numbers, counts: Numbers, passed: Numbers) -> pa.Array:
    """Name `counts` records from each start on, of which that of the rank `passed` is passed over."""
    columns = []
    for rank in range(min(MAX_LISTED_ROWS, int(counts.max(initial=0)))):
        missing = rank >= counts
        at = np.where(missing, 0, starts + rank + (rank >= passed))
        columns.append(pa.array(rows[at], mask=missing).cast(pa.string()))
    if not columns:
        return pa.array([""] * len(starts), pa.string())
    # Arrow leaves out a row of which all is skipped.
    columns[0] = columns[0].fill_null("")
    shown = pc.binary_join_element_wise(*columns, ", ", null_handling="skip")
    more = counts - MAX_LISTED_ROWS
    if not (more > 0).any():
        return shown
    rest = pc.binary_join_element_wise(shown, pa.array(more).cast(pa.string()), " and ")
    return pc.if_else(pa.array(more > 0), pc.binary_join_element_wise(rest, "more", " "), shown)
