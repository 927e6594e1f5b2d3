"""The pandera schema of the clean table: one column a field, address parts flat, absent values null.

It is the contract of every run, which asks its checks of Arrow columns (`gate`), and may be used alone on any table
that claims to be clean. It never coerces. Its failure cases name the code of the contract's problem, followed by what
was expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandera.pandas as pa
import pyarrow  # noqa: ICN001  pandera is called pa here, as everywhere
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.checks import TEXT_CHECKS
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, IDENTITY_FIELDS

if TYPE_CHECKING:
    import pandas as pd

    from yotpo_lint.contract.checks import TextCheck, TextTest

SEPARATOR = ": "


def _to_arrow(values: pd.Series[Any]) -> pyarrow.Array:
    """Return a column as Arrow text; a value that is no text becomes null, with the nulls that were there."""
    array = pyarrow.array(values, from_pandas=True)
    if isinstance(array, pyarrow.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pyarrow.string()) if pyarrow.types.is_large_string(array.type) else array


def _mask_passing(values: pd.Series[Any], test: TextTest) -> pd.Series[Any]:
    """Return which cells pass: those that are absent and those that are text and pass the test."""
    import pandas as pd

    try:
        array = _to_arrow(values)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
        # A mixed column: judge its text, and let nothing else pass.
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
        lambda values: _mask_passing(values, check.test),
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


def _has_identity(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return which rows have an external_id, or else exactly one of e-mail and phone."""
    import pandas as pd

    missing = pd.Series(False, index=frame.index)
    external_id, *others = (frame[name].notna() if name in frame else missing for name in IDENTITY_FIELDS)
    return external_id | (others[0] ^ others[1])


CustomerSchema = pa.DataFrameSchema(
    {field: _build_column(field) for field in FIELDS},
    checks=[pa.Check(_has_identity, error=f"{problems.IDENTITY.code}{SEPARATOR}one identity", ignore_na=False)],
    strict=True,
    name="CustomerSchema",
    description="A clean customer table, ready for Yotpo's Core API.",
)
