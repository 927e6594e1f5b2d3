"""DataFrames as tables: every kind of value, of index and of column, and the frame that comes out as it went in."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import yotpo_lint as yl
from yotpo_lint.readers.frame_cells import format_column, format_value

NOON, NIGHT = dt.datetime(2021, 3, 4, 12), dt.datetime(2021, 3, 5)  # noqa: DTZ001 - columns without a zone are tried
SMS, CREATED, PHONE = "accepts_sms_marketing", "account_created_at", "phone_number"


def arrow(values: list[Any], kind: pa.DataType) -> pd.Series[Any]:
    return pd.Series(pd.array(values, dtype=pd.ArrowDtype(kind)))


def sent(field: str, values: Any, **settings: Any) -> list[Any]:
    """Lint a column beside three ids; return what is sent of each row: a value, None, or 'rejected'."""
    frame = pd.DataFrame({"external_id": ["a", "b", "c"], field: values})
    before = frame.copy(deep=True)
    result = yl.lint(frame, **settings)
    pd.testing.assert_frame_equal(frame, before)
    customers = {each["customer"]["external_id"]: each["customer"] for each in result.payloads()}
    return [customers[key].get(field) if key in customers else "rejected" for key in "abc"]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([True, False, None], dtype=object),
        pd.Series([True, False, None], dtype="boolean"),
        arrow([True, False, None], pa.bool_()),
        pd.Series(pd.Categorical([True, False, None])),
        pd.Series([1.0, 0.0, np.nan]),
        pd.Series([1, 0, None], dtype="Int8"),
        arrow([1, 0, None], pa.int64()),
        pd.Series(["yes", "no", pd.NA], dtype="string"),
        pd.Series(["yes", "no", None], dtype=object),
        arrow(["yes", "no", None], pa.large_string()),
    ],
    ids=lambda values: str(values.dtype),
)
def test_consent_of_any_kind_is_the_same_consent(values: pd.Series[Any]) -> None:
    assert sent(SMS, values) == [True, False, None]


@pytest.mark.parametrize(
    ("values", "clean"),
    [
        (pd.Series([1001, 2**53 + 1, -7]), ["1001", "9007199254740993", "-7"]),
        (pd.Series([2**64 - 1, 1, 2], dtype="uint64"), ["18446744073709551615", "1", "2"]),
        (pd.Series([10**30, "007", 3.0], dtype=object), [str(10**30), "007", "3"]),
        (pd.Series([1001.0, 1e15, 2.5]), ["1001", None, "2.5"]),
        (pd.Series([1001.0, 2.0, 2.5], dtype="Float64"), ["1001", "2", "2.5"]),
        (
            arrow([decimal.Decimal("7.00"), decimal.Decimal("3.50"), decimal.Decimal("8.00")], pa.decimal128(10, 2)),
            ["7", "3.50", "8"],
        ),
        (pd.Series(pd.Categorical([1001, 1002, 1003])), ["1001", "1002", "1003"]),
    ],
)
def test_ids_that_are_numbers(values: pd.Series[Any], clean: list[str | None]) -> None:
    result = yl.lint(pd.DataFrame({"external_id": values, "tags": ["1", "2", "3"]}))
    customers = [each["customer"] for each in result.payloads()]
    assert [each["external_id"] for each in customers] == [each for each in clean if each is not None]
    assert [each["tags"] for each in customers] == [str(n) for n, each in enumerate(clean, 1) if each is not None]


@pytest.mark.parametrize(
    "kind", ["float32", "Float32", pd.ArrowDtype(pa.float32()), pd.SparseDtype("float32"), "category", object], ids=str
)
def test_a_float_of_32_bits_has_lost_the_digits_of_a_phone_number_and_is_refused(kind: Any) -> None:
    short = np.array([4155550132, 16777217, 1001], dtype="float32")  # the first is 4155550208 now
    values = pd.Series(list(short), dtype=object) if kind is object else pd.Series(short).astype(kind)
    assert sent(PHONE, values, region="US") == ["rejected"] * 3
    result = yl.lint(pd.DataFrame({"external_id": values}))
    assert list(result.accepted["external_id"]) == ["1001"]
    assert list(result.findings["code"]) == ["IDN003", "IDN003", "IDN001"]


def test_a_float_of_64_bits_keeps_a_phone_number() -> None:
    assert sent(PHONE, [4155550132.0, np.nan, 14155550133.0], region="US") == ["+14155550132", None, "+14155550133"]


@pytest.mark.parametrize(
    ("values", "clean"),
    [
        (
            pd.to_datetime(["2021-03-04T10:30", "2021-03-05T00:00", None]),
            ["2021-03-04T10:30:00Z", "2021-03-05T00:00:00Z"],
        ),
        (
            pd.to_datetime(["2021-03-04T10:30", "2021-07-05T00:00", None]).tz_localize("Europe/Berlin"),
            ["2021-03-04T10:30:00+01:00", "2021-07-05T00:00:00+02:00"],
        ),
        (
            pd.to_datetime(["2021-03-04T10:30:00.5", "2021-03-05T00:00:00", None], format="ISO8601", utc=True),
            ["2021-03-04T10:30:00.500000+00:00", "2021-03-05T00:00:00+00:00"],
        ),
        (
            arrow([NOON, NIGHT, None], pa.timestamp("ms")),
            ["2021-03-04T12:00:00Z", "2021-03-05T00:00:00Z"],
        ),
        (
            arrow([NOON, NIGHT, None], pa.timestamp("us", "UTC")),
            ["2021-03-04T12:00:00+00:00", "2021-03-05T00:00:00+00:00"],
        ),
        (arrow([dt.date(2021, 3, 4), dt.date(2021, 3, 5), None], pa.date32()), ["2021-03-04", "2021-03-05"]),
        (
            pd.Series([dt.date(2021, 3, 4), NIGHT, pd.NaT], dtype=object),
            ["2021-03-04", "2021-03-05T00:00:00Z"],
        ),
        (
            pd.Series(pd.Categorical(pd.to_datetime(["2021-03-04", "2021-03-05", None]))),
            ["2021-03-04T00:00:00Z", "2021-03-05T00:00:00Z"],
        ),
        (
            pd.Series([1412098448, 1412098448123, None], dtype="Int64"),
            ["2014-09-30T17:34:08Z", "2014-09-30T17:34:08.123Z"],
        ),
    ],
)
def test_times_with_and_without_a_zone(values: Any, clean: list[str]) -> None:
    assert sent(CREATED, values) == [*clean, None]


def test_a_time_without_a_zone_is_read_in_the_declared_one_and_says_so() -> None:
    values = pd.to_datetime(["2021-07-04T10:30", "2021-03-28T02:30", None])
    assert sent(CREATED, values, timezone="Europe/Berlin") == ["2021-07-04T10:30:00+02:00", "rejected", None]


def test_lists_and_sets_are_tags() -> None:
    assert sent("tags", pd.Series([["vip", "b2b"], {"vip"}, np.array(["x"])], dtype=object)) == ["vip,b2b", "vip", "x"]
    assert sent("tags", arrow([["vip", "b2b"], None, []], pa.list_(pa.string()))) == ["vip,b2b", None, None]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([{"city": "Bari", "country_code": "IT"}, None, {}], dtype=object),
        arrow(
            [{"city": "Bari", "country_code": "IT"}, None, {"city": None, "country_code": None}],
            pa.struct([("city", pa.string()), ("country_code", pa.string())]),
        ),
    ],
    ids=["dicts", "struct"],
)
def test_an_address_may_be_nested(values: pd.Series[Any]) -> None:
    assert sent("address", values) == [{"city": "Bari", "country_code": "IT"}, None, None]


class Status(enum.Enum):
    """Members whose numbers and texts say less than their names."""

    OPTED_OUT = 1
    LATER = 0
    REFUSED = "yes"
    YES = "Yes"
    GOLD = "gold"


class Word(enum.StrEnum):
    """Members that are texts."""

    NO = "yes"
    YES = "true"


class Number(enum.IntEnum):
    """Members that are numbers."""

    OPTED_OUT = 1


@pytest.mark.parametrize(
    ("member", "text"),
    [
        (Status.GOLD, "gold"),
        (Status.YES, "Yes"),
        (Word.YES, "true"),
        (Status.OPTED_OUT, "OPTED_OUT"),
        (Status.LATER, "LATER"),
        (Status.REFUSED, "REFUSED"),
        (Word.NO, "NO"),
        (Number.OPTED_OUT, "OPTED_OUT"),
    ],
)
def test_a_member_of_an_enumeration_is_no_yes_unless_its_name_says_so(member: enum.Enum, text: str) -> None:
    assert format_value(member) == text
    assert format_value([member]) == json.dumps([text])
    assert format_column(pd.Series([member, None, "x"], dtype=object), set()).to_pylist() == [text, None, "x"]


@pytest.mark.parametrize("text", ["true\0", "\0true", "tr\u00adue", "tr\u200bue", "true\u2060", "\ufefftrue"])
@pytest.mark.parametrize("kind", [object, "str", "category", pd.ArrowDtype(pa.string())], ids=str)
def test_characters_that_nobody_sees_are_kept_for_the_rules(text: str, kind: Any) -> None:
    assert format_column(pd.Series([text, "x"], dtype=kind), set()).to_pylist() == [text, "x"]


class Tag:
    """An object that says nothing of how it is written."""


class Named(Tag):
    """An object that does."""

    def __str__(self) -> str:
        """Return what a person would write."""
        return "vip"


class Handed(Tag):
    """An object that hands on what Python shows of it."""

    def __str__(self) -> str:
        """Return a place in memory."""
        return f"tag {super().__str__()}"


@dataclasses.dataclass
class Pair:
    """An object that programmers can read."""

    left: int


def test_an_object_is_written_as_it_says() -> None:
    assert sent("tags", pd.Series([Named(), [Named()], {Named()}], dtype=object)) == ["vip", "vip", "vip"]


@pytest.mark.parametrize(
    "like_a_list",
    [
        collections.deque(["vip"]),
        {"vip": 1}.keys(),
        {1: "vip"}.values(),
        frozenset({"vip"}),
        pd.Series(["vip"]),
        pd.Index(["vip"]),
        pd.array(["vip"], dtype="string"),
        [[["vip"]]][0][0],
        memoryview(b"vip"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_like_a_list_is_written_as_one(like_a_list: Any) -> None:
    assert sent("tags", pd.Series(dict(enumerate((like_a_list, None, "x"))), dtype=object)) == ["vip", None, "x"]


def test_the_keys_of_a_dict_are_written_like_values() -> None:
    values = pd.Series([{"a": 1}, {True: 1}, {None: None}], dtype=object)
    assert format_value(values[0]) == '{"a":1}'
    assert format_value(values[1]) == '{"true":1}'
    assert format_value(values[2]) == '{"null":null}'


@pytest.mark.parametrize(
    "odd",
    [
        *(b"\xff", "\ud800", type("Odd", (), {"__str__": lambda _: 1 / 0})()),
        *(Tag(), Handed(), Pair(1), Tag, len, lambda: "vip", (tag for tag in ["vip"]), iter(["vip"]), dt),
        *([Tag()], {Tag()}, {"a": Tag()}, {Tag(): "a"}, [{"a": (Tag(),)}]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_has_no_text_sets_its_row_aside(odd: Any) -> None:
    result = yl.lint(pd.DataFrame({"external_id": ["1", "2"], "tags": pd.Series([odd, "vip"], dtype=object)}))
    assert [each["customer"] for each in result.payloads()] == [{"external_id": "2", "tags": "vip"}]
    assert list(result.findings["code"]) == ["FIL059"]
    assert result.findings["message"][0] == (
        "The cell of column 'tags' cannot be written as text; replace it by its text."
    )
    assert " at 0x" not in result.rejected.to_csv()
    assert list(result.rejected.index) == [0]


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["a", "a", "a"]),
        pd.Index([7, 7, 1], name="external_id"),
        pd.Index([2, 1, 0], name="_row"),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)], names=["x", None]),
        pd.DatetimeIndex(["2021-01-01", "2021-02-05", "2021-02-05"]),
        pd.CategoricalIndex(["x", "y", "x"]),
        pd.Index([np.nan, np.nan, 1.0]),
    ],
)
def test_the_rejects_bear_the_index_of_the_frame(index: pd.Index[Any]) -> None:
    frame = pd.DataFrame({"external_id": ["1", "2", "3"], "gender": ["F", "1", "2"]}, index=index)
    before = frame.copy(deep=True)
    result = yl.lint(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_index_equal(result.rejected.index, index[1:])
    assert list(result.rejected["external_id"]) == ["2", "3"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]), "has columns of several levels; give it one"),
        (["external_id", 5], "has a column named 5, which is not text; rename it"),
        (["external_id", np.nan], "has a column named nan, which is not text; rename it"),
        (["email", "email"], "has several columns named 'email'; rename or remove one of each name"),
        (["foo", "bar"], "no column is surely the customer's e-mail, phone or id"),
    ],
)
def test_columns_that_are_no_names_are_an_error_in_one_line(columns: Any, message: str) -> None:
    with pytest.raises(yl.YotpoLintError) as error:
        yl.lint(pd.DataFrame([["1", "2"]], columns=columns))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        # Since pandas 3 a Series offers an Arrow stream, though not one of a table.
        (pd.Series(["1"]), "pandas Series: cannot be read as a table|Expected a pandas, .*, got Series"),
        (None, "Expected a pandas, Polars or Arrow table, .*, got NoneType"),
        (7, "Expected a pandas, Polars or Arrow table, .*, got int"),
    ],
)
def test_what_is_no_table_is_named(source: Any, message: str) -> None:
    with pytest.raises(yl.YotpoLintError, match=message):
        yl.lint(source)


@pytest.mark.parametrize("option", ["jobs", "batch_size"])
@pytest.mark.parametrize("value", [0, -5, "2", 1.5, True])
def test_jobs_and_batches_are_counted_from_1_on(option: str, value: Any) -> None:
    with pytest.raises(yl.YotpoLintError, match=f"{option}: {value!r} is not a whole number from 1 on"):
        yl.lint(pd.DataFrame({"external_id": ["1"]}), **{option: value})


def test_the_accessor_is_the_function() -> None:
    frame = pd.DataFrame({"external_id": ["1"], "gender": ["female"]})
    assert list(frame.yotpo.lint(ignore="GEN").payloads()) == list(yl.lint(frame, ignore="GEN").payloads())
