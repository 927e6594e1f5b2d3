"""The contract in a run: which cells of a clean batch it stops, and with which of its problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.distinct import distinct, repeats, taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Stopped = list[tuple[NDArray[np.int64], str, str, str]]


def stopped(clean: Mapping[str, pa.Array], at: NDArray[np.int64]) -> Stopped:
    """Return what the contract stops among the rows at the positions `at`.

    Each item is (positions, field, code, what was expected); the field of a whole row is empty.
    """
    import pandas as pd
    import pandera.errors

    from yotpo_lint.contract.schema import SEPARATOR, CustomerSchema

    found: Stopped = []
    columns = {}
    which: dict[str, NDArray[np.int64]] = {}
    for name, column in clean.items():
        values = taken(column, at)
        if name in FLAG_FIELDS:
            values, bad = as_flags(values)
            if bad.any():
                found.append((at[bad], name, problems.FLAG.code, ""))
        elif name not in IDENTITY_FIELDS and repeats([values]):
            # Columns are judged value by value, so each distinct one need stand there once; blank cells fill up.
            first, which[name] = distinct([values])
            values = pa.concat_arrays([values.take(pa.array(first)), pa.nulls(len(at) - len(first), pa.string())])
        columns[name] = values
    if not columns or not len(at):
        return found
    frame = pa.table(columns).to_pandas(types_mapper=_arrow_dtype)
    frame.index = pd.RangeIndex(len(frame))
    try:
        CustomerSchema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (check, column), group in cases.groupby(["check", "column"], sort=False, dropna=False):
            code, _, expected = str(check).partition(SEPARATOR)
            field = "" if code == problems.IDENTITY.code else str(column)
            positions = np.unique(group["index"].to_numpy(np.int64))
            if field in which:
                positions = np.flatnonzero(np.isin(which[field], positions))
            if not field and any(not name and other == code for _, name, other, _ in found):
                continue  # a check of the whole row is reported once for every column
            found.append((at[positions], field, code, expected))
    return found


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
