"""What rows look like between two passes over Spark, and how Arrow batches are given this form.

Spark takes what a worker returns by position and type, and says nothing of two columns that changed places. So every
batch is built from its schema, name by name. Columns of the input have numbers, for Spark reads a dot in a name as a
way into a struct.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.report.finding_formatter import FINDINGS, LEDGER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

ROW: Final = "row"
# The identifier that Spark gave a row of the input, from which its number follows.
ID: Final = "id"
# Pickled counts of a whole batch, on its first row.
COUNTS: Final = "counts"

CLEAN: Final = {name: f"clean{number}" for number, name in enumerate(FIELDS)}
REFUSES: Final = {name: f"refuses{number}" for number, name in enumerate(FLAG_FIELDS)}
AGREES: Final = {name: f"agrees{number}" for number, name in enumerate(FLAG_FIELDS)}
SETTLED: Final = {name: f"settled{number}" for number, name in enumerate(FLAG_FIELDS)}

# A finding of the kernel (`kernel.findings.SCHEMA`), within its row.
FINDING: Final = pa.struct(
    [
        ("field", pa.int16()),
        ("code", pa.int16()),
        ("action", pa.int8()),
        ("hint", pa.string()),
        ("suggestion", pa.string()),
    ]
)
# A finding on duplicates (`deduplication.decisions.SCHEMA`), within its row; `step` orders those of one row.
DECISION: Final = pa.struct(
    [
        ("step", pa.int32()),
        ("field", pa.int16()),
        ("code", pa.int16()),
        ("action", pa.int8()),
        ("hint", pa.string()),
        ("into", pa.int64()),
        ("value", pa.string()),
    ]
)
DECISIONS: Final = "decisions"


def judged_schema(cells: int, contacts: int) -> pa.Schema:
    """Return the columns of judged records: how many cells each has as read, and how many contacts it may share."""
    return pa.schema(
        [
            (ROW, pa.int64()),
            ("rejected", pa.bool_()),
            ("aside", pa.bool_()),
            ("damaged", pa.binary()),
            ("key", pa.int64()),
            *((f"contact{number}", pa.int64()) for number in range(contacts)),
            ("findings", pa.list_(FINDING)),
            *((name, pa.string()) for name in CLEAN.values()),
            *((f"cell{number}", pa.string()) for number in range(cells)),
            (COUNTS, pa.binary()),
        ]
    )


# A record that shares a key or a contact with others: `group` is the number of the first of them.
GROUPED: Final = pa.schema(
    [
        (ROW, pa.int64()),
        ("group", pa.int64()),
        ("withdrawn", pa.bool_()),
        *((name, pa.bool_()) for names in (REFUSES, AGREES, SETTLED) for name in names.values()),
        (DECISIONS, pa.list_(DECISION)),
        (COUNTS, pa.binary()),
    ]
)


def spreading_schema(stages: int) -> pa.Schema:
    """Return the columns of records among which refusals spread: the group of each stage, and what is known so far."""
    return pa.schema(
        [
            (ROW, pa.int64()),
            *((f"group{number}", pa.int64()) for number in range(stages)),
            *((name, pa.bool_()) for names in (REFUSES, AGREES) for name in names.values()),
            (DECISIONS, pa.list_(DECISION)),
            ("reached", pa.bool_()),
        ]
    )


def _members(schema: pa.Schema) -> pa.DataType:
    """Return the columns of a table of findings as a struct, without those that its row has already."""
    return pa.list_(pa.struct([field for field in schema if field.name not in ("row", "line")]))


def final_schema(columns: int) -> pa.Schema:
    """Return the columns of records that are done; `columns` counts the input's own columns that may be shown."""
    return pa.schema(
        [
            (ROW, pa.int64()),
            ("place", pa.int8()),
            ("into", pa.int64()),
            ("payload", pa.string()),
            ("codes", pa.string()),
            ("reasons", pa.string()),
            ("text", pa.string()),
            ("fixes", _members(LEDGER)),
            ("findings", _members(FINDINGS)),
            *((name, pa.string()) for name in CLEAN.values()),
            *((f"column{number}", pa.string()) for number in range(columns)),
            (COUNTS, pa.binary()),
        ]
    )


def build_batch(columns: Mapping[str, Any], schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch of exactly these columns, each found by its name; dictionaries become the texts themselves."""
    arrays = [_to_type(columns[field.name], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def read_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch that came from Spark with the types of its schema, whatever Spark makes of long texts."""
    if batch.schema.names != schema.names:
        raise TypeError(f"Spark sent the columns {batch.schema.names} instead of {schema.names}")
    return build_batch(dict(zip(schema.names, batch.columns, strict=True)), schema)


def _to_type(column: Any, kind: pa.DataType) -> pa.Array:
    """Return a column in one piece and of one type."""
    if isinstance(column, np.ndarray):
        column = pa.array(column)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    column = dictionary_decode(column)
    return column if column.type == kind else column.cast(kind)


def nest(rows: Numbers, at: Numbers, members: pa.StructArray, kind: pa.DataType) -> pa.Array:
    """Return for each of the ascending `rows` the list of its members; `at` are the members' rows, ascending."""
    bounds = np.searchsorted(at, rows, side="left").tolist()
    offsets = pa.array([*bounds, len(at)], pa.int32())
    return pa.ListArray.from_arrays(offsets, members).cast(kind)


def unnest(lists: pa.Array) -> tuple[Numbers, pa.StructArray]:
    """Return the position of the row of each member, and the members themselves; an absent list has none."""
    return pc.list_parent_indices(lists).to_numpy(zero_copy_only=False), pc.list_flatten(lists)


def on_first_row(value: bytes, rows: int) -> pa.Array:
    """Return a column with a value on its first row and nothing below."""
    return pa.array([value, *[None] * (rows - 1)], pa.binary())
