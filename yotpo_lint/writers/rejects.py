"""The rejected records: why, then the source's own columns with the source's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from collections.abc import Sequence


# Passed over when the file is linted again. `_text` holds a damaged line as it stands in the source.
TEXT_COLUMN = "_text"
OWN_COLUMNS = ("_row", "_line", "_codes", "_reasons", TEXT_COLUMN)


def rejected_schema(columns: Sequence[str]) -> pa.Schema:
    """Return the columns of the rejects of a source that has these columns."""
    numbers, texts = OWN_COLUMNS[:2], (*OWN_COLUMNS[2:], *(name for name in columns if name not in OWN_COLUMNS))
    return pa.schema([*((name, pa.int64()) for name in numbers), *((name, pa.string()) for name in texts)])


def rejected_table(outcome: Outcome, rejecting: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return the rejected records of a batch in their order; damaged lines have blank cells and their `_text`.

    `rejecting` is what the presenter says of them.
    """
    at = np.flatnonzero(outcome.place == Place.REJECTED)
    batch = outcome.batch
    codes, reasons = _explained(rejecting)
    rows = batch.rows.take(pa.array(at))
    numbers = rows.to_pylist()
    index = pa.array(at)
    table: dict[str, pa.Array] = {
        "_row": rows,
        "_line": pa.nulls(len(at), pa.int64()) if batch.lines is None else batch.lines.take(index),
        "_codes": pa.array([codes.get(row, "") for row in numbers], pa.string()),
        "_reasons": pa.array([reasons.get(row, "") for row in numbers], pa.string()),
        "_text": pa.nulls(len(at), pa.string()),
    }
    source = [name for name in columns if name not in OWN_COLUMNS]
    for name in source:
        table[name] = dictionary_decode(batch.cells.column(name).take(index))
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
    together = pa.concat_tables([result, damaged])
    return together.take(pa.array(np.argsort(together.column("_row").to_numpy(), kind="stable")))


def _explained(findings: pa.Table) -> tuple[dict[int, str], dict[int, str]]:
    """Return the codes and the reasons of every rejected record, joined into one text each."""
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
