"""The table of rejected rows: the reasons, then the input's own columns with the text that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    rejected = np.flatnonzero(outcome.place == Place.REJECTED)
    return build_record_table(outcome.batch, pa.array(rejected), *_join_reasons(rejections), columns)


def build_record_table(
    batch: Batch,
    positions: pa.Array,
    codes: Mapping[int, str],
    reasons: Mapping[int, str],
    columns: Sequence[str],
) -> pa.Table:
    """Return records of a batch and all its damaged lines in order, as `rejected_schema` has them.

    Args:
        batch: the records as they were read.
        positions: the positions of the wanted records, an int64 array.
        codes: by row number, the codes for `_codes`.
        reasons: by row number, the messages for `_reasons`.
        columns: the columns of the input that are wanted.
    """
    rows = batch.rows.take(positions)
    row_numbers = rows.to_pylist()
    table: dict[str, pa.Array] = {
        "_row": rows,
        "_line": pa.nulls(len(positions), pa.int64()) if batch.lines is None else batch.lines.take(positions),
        "_codes": pa.array([codes.get(row, "") for row in row_numbers], pa.string()),
        "_reasons": pa.array([reasons.get(row, "") for row in row_numbers], pa.string()),
        "_text": pa.nulls(len(positions), pa.string()),
    }
    for name in (name for name in columns if name not in OWN_COLUMNS):
        table[name] = dictionary_decode(batch.cells.column(name).take(positions))
    result = pa.table(table)
    if not batch.damaged:
        return result
    damaged = pa.Table.from_pylist(
        [
            {
                "_row": each.row,
                "_line": each.line,
                "_codes": codes.get(each.row, ""),
                "_reasons": reasons.get(each.row, ""),
                "_text": each.text,
            }
            for each in batch.damaged
        ],
        schema=result.schema,
    )
    combined = pa.concat_tables([result, damaged])
    return combined.take(pa.array(np.argsort(combined.column("_row").to_numpy(), kind="stable")))


def _join_reasons(findings: pa.Table) -> tuple[dict[int, str], dict[int, str]]:
    """Return, by row number, the codes and the messages of each rejected record, joined by spaces."""
    codes: dict[int, list[str]] = {}
    reasons: dict[int, list[str]] = {}
    for row, field, code, message in zip(
        *(findings.column(name).to_pylist() for name in ("row", "field", "code", "message")), strict=True
    ):
        known = codes.setdefault(row, [])
        if code not in known:
            known.append(code)
        reasons.setdefault(row, []).append(f"{field}: {message}" if field else message)
    return (
        {row: " ".join(each) for row, each in codes.items()},
        {row: " ".join(each) for row, each in reasons.items()},
    )
