"""The contract in a run: which cells of a clean batch it stops, and with which of its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.distinct import repeats, taken

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandera.pandas import DataFrameSchema

    Stopped = list[tuple[NDArray[np.int64], str, str, str]]


def stopped(clean: Mapping[str, pa.Array], at: NDArray[np.int64]) -> Stopped:
    """Return what the contract stops among the rows at the positions `at`.

    Each item is (positions, field, code, what was expected); the field of a whole row is empty.
    """
    from yotpo_lint.contract.schema import CELLS, CustomerSchema

    found: Stopped = []
    rows: dict[str, pa.Array] = {}
    values: dict[str, pa.Array] = {}
    for name, column in clean.items():
        cells = taken(column, at)
        if name in FLAG_FIELDS:
            cells, bad = as_flags(cells)
            if bad.any():
                found.append((at[bad], name, problems.FLAG.code, ""))
        if name in IDENTITY_FIELDS or not len(at) or not repeats([cells]):
            rows[name] = cells
        elif cells.null_count < len(cells):
            values[name] = pc.unique(cells)
    if not len(at):
        return found
    longest = max(map(len, values.values()), default=0)
    # Cells are judged one by one, so each distinct value of a column need stand there once.
    filled = {name: pa.concat_arrays([each, pa.nulls(longest - len(each), each.type)]) for name, each in values.items()}
    for schema, columns in ((CustomerSchema, rows), (CELLS, filled)):
        for code, name, failing, expected in _failures(schema, columns):
            positions = failing
            if name in values:
                of_these = pc.is_in(taken(clean[name], at), value_set=filled[name].take(pa.array(failing)))
                positions = np.flatnonzero(of_these.to_numpy(zero_copy_only=False))
            found.append((at[positions], name, code, expected))
    return found


def _failures(
    schema: DataFrameSchema, columns: Mapping[str, pa.Array]
) -> Iterator[tuple[str, str, NDArray[np.int64], str]]:
    """Yield what a schema says of columns: code, field (empty: the whole row), positions, what was expected."""
    import pandas as pd
    import pandera.errors

    from yotpo_lint.contract.schema import SEPARATOR

    if not columns:
        return
    frame = pa.table(dict(columns)).to_pandas(types_mapper=_arrow_dtype)
    frame.index = pd.RangeIndex(len(frame))
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        seen = set()
        for (check, column), group in error.failure_cases.groupby(["check", "column"], sort=False, dropna=False):
            code, _, expected = str(check).partition(SEPARATOR)
            field = "" if code == problems.IDENTITY.code else str(column)
            if (code, field) not in seen:  # a check of the whole row is reported once for every column
                seen.add((code, field))
                yield code, field, np.unique(group["index"].to_numpy(np.int64)), expected


def as_flags(values: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the text `true` and `false` as booleans, and which cells hold anything else."""
    flags = pc.case_when(
        pc.make_struct(pc.fill_null(pc.equal(values, "true"), False), pc.fill_null(pc.equal(values, "false"), False)),
        pa.scalar(True),
        pa.scalar(False),
    )
    bad = pc.and_(pc.is_valid(values), pc.is_null(flags))
    return flags, bad.to_numpy(zero_copy_only=False)


def _arrow_dtype(arrow_type: pa.DataType) -> object:
    import pandas as pd

    return pd.ArrowDtype(arrow_type)
