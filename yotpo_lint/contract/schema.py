"""The pandera schema of the clean table: one column per field, address parts flat, absent values null.

It is the contract of every run, where `gate` runs its checks on Arrow columns, and works alone on any clean table. It
never coerces. Its failure cases hold the code of the contract's problem, followed by what is expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandera.pandas as pa
import pyarrow  # noqa: ICN001  pa is pandera here
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.checks import TEXT_CHECKS, find_identity_problem
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.profiles import CORE, Profile

if TYPE_CHECKING:
    import pandas as pd

    from yotpo_lint.contract.checks import TextCheck, TextTest

SEPARATOR = ": "


def _to_arrow(values: pd.Series[Any]) -> pyarrow.Array:
    """Return a column as Arrow text; a value of another type becomes null."""
    array = pyarrow.array(values, from_pandas=True)
    if isinstance(array, pyarrow.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pyarrow.string()) if pyarrow.types.is_large_string(array.type) else array


def mask_passing(values: pd.Series[Any], test: TextTest) -> pd.Series[Any]:
    """Return which cells pass: absent cells, and texts that pass the test."""
    import pandas as pd

    try:
        array = _to_arrow(values)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
        # A column of mixed types: only its texts can pass.
        return values.map(lambda value: bool(pd.isna(value)) or (isinstance(value, str) and _test_value(value, test)))
    if pyarrow.types.is_null(array.type):
        return pd.Series(True, index=values.index)
    if not pyarrow.types.is_string(array.type):
        return values.isna()
    return pd.Series(pc.fill_null(test(array), True).to_numpy(zero_copy_only=False), index=values.index)


def _test_value(value: str, test: TextTest) -> bool:
    return bool(test(pyarrow.array([value]))[0].as_py())


def _build_check(check: TextCheck) -> pa.Check:
    return pa.Check(
        lambda values: mask_passing(values, check.test),
        error=f"{check.problem.code}{SEPARATOR}{check.expected}",
        ignore_na=False,
    )


def _build_column(field: str) -> pa.Column:
    if field in FLAG_FIELDS:
        check = pa.Check(_is_flag, error=f"{problems.FLAG.code}{SEPARATOR}true or false", ignore_na=False)
        return pa.Column(checks=[check], nullable=True, required=False)
    return pa.Column(checks=[_build_check(check) for check in TEXT_CHECKS[field]], nullable=True, required=False)


def _is_flag(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return which cells are real booleans or absent; text such as "true" is neither."""
    from pandas.api.types import is_bool_dtype

    if is_bool_dtype(values.dtype):
        return values.notna() | values.isna()
    return values.isna() | values.map(lambda value: isinstance(value, bool))


def _has_identity(frame: pd.DataFrame, profile: Profile) -> pd.Series[Any]:
    """Return which rows identify one customer, by a field of `identified_by` or exactly one of the others."""
    import pandas as pd

    missing = pd.Series(False, index=frame.index)
    present = {name: frame[name].notna() if name in frame else missing for name in profile.identity}
    identified, count = missing, missing.astype(int)
    for name in profile.identified_by:
        identified = identified | present[name]
    for name in profile.or_exactly_one_of:
        count = count + present[name].astype(int)
    return identified | (count == 1)


def build_customer_schema(profile: Profile) -> pa.DataFrameSchema:
    """Return the schema of a clean table for the endpoint of a profile."""
    problem, expected = find_identity_problem(profile)
    return pa.DataFrameSchema(
        {name: _build_column(name) for name in FIELDS if name in profile.fields},
        checks=[
            pa.Check(
                lambda frame: _has_identity(frame, profile),
                error=f"{problem.code}{SEPARATOR}{expected}",
                ignore_na=False,
            )
        ],
        strict=True,
        name="CustomerSchema",
        description=f"A clean customer table, ready for Yotpo's {profile.title}.",
    )


CustomerSchema = build_customer_schema(CORE)
