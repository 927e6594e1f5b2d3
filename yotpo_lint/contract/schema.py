"""The pandera schema of the clean table: one column a field, address parts flat, absent values null.

It is the last gate of every run, and may be used alone on any table that claims to be clean. It never
coerces. Its failure cases name the code of the contract's problem, followed by what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandera.pandas as pa
import pyarrow  # noqa: ICN001  pandera is called pa here, as everywhere
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, MAX_LENGTH
from yotpo_lint.contract.formats import FORMATS, TEXT
from yotpo_lint.contract.profiles import CORE, Profile

if TYPE_CHECKING:
    import pandas as pd

    from yotpo_lint.rule import Problem

SEPARATOR = ": "


def _to_arrow(values: pd.Series[Any]) -> pyarrow.Array:
    """Return a column as Arrow text; a value that is no text becomes null, with the nulls that were there."""
    array = pyarrow.array(values, from_pandas=True)
    if isinstance(array, pyarrow.ChunkedArray):
        array = array.combine_chunks()
    return array.cast(pyarrow.string()) if pyarrow.types.is_large_string(array.type) else array


def mask_passing(values: pd.Series[Any], test: Callable[[pyarrow.Array], pyarrow.Array]) -> pd.Series[Any]:
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


def _test_value(value: str, test: Callable[[pyarrow.Array], pyarrow.Array]) -> bool:
    return bool(test(pyarrow.array([value]))[0].as_py())


def _build_check(problem: Problem, expected: str, test: Callable[[pyarrow.Array], pyarrow.Array]) -> pa.Check:
    return pa.Check(
        lambda values: mask_passing(values, test), error=f"{problem.code}{SEPARATOR}{expected}", ignore_na=False
    )


def match_pattern(pattern: str) -> Callable[[pyarrow.Array], pyarrow.Array]:
    """Return the test whether a text matches a pattern from its beginning to its end."""
    return lambda array: pc.match_substring_regex(array, rf"\A(?:{pattern})\z")


def _is_text(array: pyarrow.Array) -> pyarrow.Array:
    """Return which texts fit the pattern of any text: its ends decide, and visible ASCII ends need no pattern."""
    first, last = (pc.binary_slice(array.cast(pyarrow.binary()), start, stop) for start, stop in ((0, 1), (-1, None)))
    ends = pc.and_(*(pc.and_(pc.greater(end, b" "), pc.less(end, b"\x7f")) for end in (first, last)))
    return ends if pc.all(ends).as_py() is not False else match_pattern(TEXT[0])(array)


def limit_length(limit: int) -> Callable[[pyarrow.Array], pyarrow.Array]:
    """Return the test whether a text has at most so many characters."""

    def test(array: pyarrow.Array) -> pyarrow.Array:
        # A text has no more characters than bytes, and bytes need not be looked at to be counted.
        short = pc.less_equal(pc.binary_length(array), limit)
        return short if pc.all(short).as_py() is not False else pc.less_equal(pc.utf8_length(array), limit)

    return test


def _build_column(field: str) -> pa.Column:
    if field in FLAG_FIELDS:
        check = pa.Check(_is_flag, error=f"{problems.FLAG.code}{SEPARATOR}true or false", ignore_na=False)
        return pa.Column(checks=[check], nullable=True, required=False)
    pattern, expected = FORMATS.get(field, TEXT)
    checks = [_build_check(problems.FORMAT, expected, _is_text if pattern == TEXT[0] else match_pattern(pattern))]
    if field in MAX_LENGTH:
        limit = MAX_LENGTH[field]
        checks.append(_build_check(problems.TOO_LONG, str(limit), limit_length(limit)))
    return pa.Column(checks=checks, nullable=True, required=False)


def _is_flag(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return which cells are real booleans or absent; text such as "true" is neither."""
    from pandas.api.types import is_bool_dtype

    if is_bool_dtype(values.dtype):
        return values.notna() | values.isna()
    return values.isna() | values.map(lambda value: isinstance(value, bool))


def _has_identity(frame: pd.DataFrame, profile: Profile) -> pd.Series[Any]:
    """Return which rows name one customer: by any field that is enough alone, or else by exactly one of the others."""
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
    """Return the schema of a clean table that is ready for the endpoint of a profile."""
    problem = problems.IDENTITY if profile.or_exactly_one_of else problems.IDENTIFIER
    words = " or ".join(profile.identity)
    return pa.DataFrameSchema(
        {name: _build_column(name) for name in FIELDS if name in profile.fields},
        checks=[
            pa.Check(
                lambda frame: _has_identity(frame, profile),
                error=f"{problem.code}{SEPARATOR}{words if problem is problems.IDENTIFIER else 'one identity'}",
                ignore_na=False,
            )
        ],
        strict=True,
        name="CustomerSchema",
        description=f"A clean customer table, ready for Yotpo's {profile.title}.",
    )


CustomerSchema = build_customer_schema(CORE)
