"""The table of rejected rows: the reasons, then the input's own columns with the text that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from yotpo_lint.readers.table import Batch


# These columns are ignored when the file is linted again. `_text` holds a damaged line as it is in the input.
TEXT_COLUMN = "_text"
OWN_COLUMNS = ("_row", "_line", "_codes", "_reasons", TEXT_COLUMN)


def rejected_schema(columns: Sequence[str]) -> pa.Schema:
    """Return the columns of the table for an input with these columns."""
    numbers, texts = OWN_COLUMNS[:2], (*OWN_COLUMNS[2:], *(name for name in columns if name not in OWN_COLUMNS))
    return pa.schema([*((name, pa.int64()) for name in numbers), *((name, pa.string()) for name in texts)])


def build_rejected_table(outcome: Outcome, rejections: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return the rejected records of a batch in order; damaged lines have blank cells and their `_text`.

    `rejections` holds the formatted findings that reject them.
    """
    positions = pa.array(np.flatnonzero(outcome.place == Place.REJECTED))
    return build_record_table(outcome.batch, positions, _join_reasons(rejections), columns)


def build_record_table(batch: Batch, positions: pa.Array, reasons: Reasons, columns: Sequence[str]) -> pa.Table:
    """Return records of a batch and all its damaged lines in order, as `rejected_schema` has them.

    Args:
        batch: the records as they were read.
        positions: the positions of the wanted records, an int64 array.
        reasons: what stands in `_codes` and `_reasons`.
        columns: the columns of the input that are wanted.
    """
    rows = batch.rows.take(positions)
    codes, messages = reasons.of(rows)
    table: dict[str, pa.Array] = {
        "_row": rows,
        "_line": pa.nulls(len(positions), pa.int64()) if batch.lines is None else batch.lines.take(positions),
        "_codes": codes,
        "_reasons": messages,
        "_text": pa.nulls(len(positions), pa.string()),
    }
    for name in (name for name in columns if name not in OWN_COLUMNS):
        table[name] = dictionary_decode(batch.cells.column(name).take(positions))
    result = pa.table(table)
    if not batch.damaged:
        return result
    damaged_codes, damaged_messages = reasons.of(pa.array([each.row for each in batch.damaged], pa.int64()))
    damaged = pa.Table.from_pylist(
        [
            {"_row": each.row, "_line": each.line, "_codes": codes, "_reasons": messages, "_text": each.text}
            for each, codes, messages in zip(
                batch.damaged, damaged_codes.to_pylist(), damaged_messages.to_pylist(), strict=True
            )
        ],
        schema=result.schema,
    )
    combined = pa.concat_tables([result, damaged])
    return combined.take(pa.array(np.argsort(combined.column("_row").to_numpy(), kind="stable")))


class Reasons(NamedTuple):
    """By ascending row number, the codes and the messages of each rejected record, joined by spaces."""

    rows: NDArray[np.int64]
    codes: pa.Array
    messages: pa.Array

    def of(self, rows: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return the codes and messages of rows, empty for a row without a finding."""
        numbers = rows.to_numpy(zero_copy_only=False)
        at = np.searchsorted(self.rows, numbers)
        found = at < len(self.rows)
        found[found] = self.rows[at[found]] == numbers[found]
        index = pa.array(at, mask=~found)
        return self.codes.take(index).fill_null(""), self.messages.take(index).fill_null("")


def _join_reasons(findings: pa.Table) -> Reasons:
    """Join the codes and messages of findings, which are sorted by record, as columns."""
    findings = findings.combine_chunks()
    rows = findings.column("row").to_numpy().astype(np.int64, copy=False)
    field, message = findings.column("field"), findings.column("message")
    named = pc.if_else(pc.equal(field, ""), message, pc.binary_join_element_wise(field, message, ": "))
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    record = np.cumsum(np.diff(rows, prepend=-1) != 0)
    codes = findings.column("code").combine_chunks().dictionary_encode()
    # A code is named once, where it is first met.
    kinds = record * (len(codes.dictionary) + 1) + codes.indices.to_numpy(zero_copy_only=False)
    first = np.sort(np.unique(kinds, return_index=True)[1])
    first_starts = np.flatnonzero(np.diff(rows[first], prepend=-1))
    return Reasons(
        rows[starts],
        _join_lists(codes.take(pa.array(first)).dictionary_decode(), first_starts),
        _join_lists(named, starts),
    )


def _join_lists(texts: pa.Array | pa.ChunkedArray, starts: NDArray[np.int64]) -> pa.Array:
    """Join texts by blanks, a list from each start to the next."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    offsets = pa.array(np.append(starts, len(whole)).astype(np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, whole), " ")
