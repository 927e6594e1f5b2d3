"""Tables that a program holds: each kind gives what the same CSV or DataFrame gives, and is read once."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import tracemalloc
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import yotpo_lint as yl
from tests.laws.tables import many_rows
from yotpo_lint.errors import InputError, SettingsError

TEXTS = many_rows()

KINDS: dict[str, Callable[[pa.Table], Any]] = {
    "Arrow Table": lambda table: table,
    "Arrow RecordBatchReader": lambda table: table.to_reader(max_chunksize=7),
    "Arrow RecordBatch": lambda table: table.combine_chunks().to_batches()[0],
    "Polars DataFrame": lambda table: pl.DataFrame(pl.from_arrow(table)),
    "Polars LazyFrame": lambda table: pl.LazyFrame(pl.from_arrow(table)),
    "iterator of Arrow batches": lambda table: iter(table.to_batches(max_chunksize=7)),
    "iterator of Polars frames": lambda table: pl.DataFrame(pl.from_arrow(table)).iter_slices(7),
    "list of Arrow batches": lambda table: table.to_batches(max_chunksize=7),
    "list of dicts": lambda table: table.to_pylist(),
}


class Relation:
    """What any library may pass: nothing but a stream of Arrow."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


KINDS["anything with a stream"] = Relation


@cache
def of_a_dataframe() -> yl.Result:
    """Return the result of the texts as a pandas DataFrame."""
    return yl.lint(TEXTS, region="US", duplicates="last")


def tables_of(result: yl.Result) -> list[list[dict[str, Any]]]:
    """Return the four tables of a result as plain rows."""
    return [table.to_pylist() for table in result.to_arrow()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_what_a_dataframe_gives(kind: str) -> None:
    expected = of_a_dataframe()
    result = yl.lint(KINDS[kind](pa.Table.from_pandas(TEXTS)), region="US", duplicates="last")
    assert tables_of(result) == tables_of(expected)
    assert list(result.payloads()) == list(expected.payloads())
    assert result.counts == expected.counts
    assert result.counts["accepted"] > 0 < result.counts["merged"]
    assert result.problems_met == expected.problems_met


@pytest.mark.parametrize("kind", ["Polars DataFrame", "iterator of Arrow batches", "list of dicts"])
@pytest.mark.parametrize("batch_size", [50, 100_000])
def test_the_size_of_batches_changes_nothing(kind: str, batch_size: int) -> None:
    expected = of_a_dataframe()
    settings: dict[str, Any] = {"region": "US", "duplicates": "last"}
    result = yl.lint(KINDS[kind](pa.Table.from_pandas(TEXTS)), **settings, batch_size=batch_size)
    assert tables_of(result) == tables_of(expected)


def test_a_csv_and_a_polars_frame_of_it_give_the_same(tmp_path: Any) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("external_id,email,gender\n1001.0,Ada@EXAMPLE.com,female\n1002,,Mrs\n", encoding="utf-8")
    frame = pl.read_csv(path, infer_schema=False)
    assert list(yl.lint(frame).payloads()) == list(yl.lint(path).payloads())
    assert yl.lint(frame).rejected["_codes"].tolist() == yl.lint(path).rejected["_codes"].tolist() == ["GEN004"]


TYPED = pl.DataFrame(
    {
        "external_id": [1001.0, 2.0, 3.0],
        "gender": pl.Series(["female", "M", None], dtype=pl.Categorical),
        "accepts_sms_marketing": [True, False, None],
        "account_created_at": [dt.date(2024, 1, 2), None, dt.date(2024, 3, 1)],
        "tags": [["vip", "b2b"], [], None],
        "address": [{"city": "Bari", "country_code": "IT"}, None, {"city": None, "country_code": "IT"}],
    }
)
TYPED_PAYLOADS = [
    {
        "external_id": "1001",
        "gender": "F",
        "account_created_at": "2024-01-02",
        "tags": "vip,b2b",
        "address": {"city": "Bari", "country_code": "IT"},
        "accepts_sms_marketing": True,
    },
    {"external_id": "2", "gender": "M", "accepts_sms_marketing": False},
    {"external_id": "3", "account_created_at": "2024-03-01", "address": {"country_code": "IT"}},
]


@pytest.mark.parametrize(
    "source",
    [TYPED, TYPED.lazy(), TYPED.to_arrow(), TYPED.to_dicts(), TYPED.iter_slices(1)],
    ids=["polars", "lazy", "arrow", "dicts", "slices"],
)
def test_typed_columns_are_read_as_their_text(source: Any) -> None:
    assert [each["customer"] for each in yl.lint(source).payloads()] == TYPED_PAYLOADS


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array(["1001"], pa.large_string()), "1001"),
        (pa.array(["1001"], pa.string_view()), "1001"),
        (pa.array(["1001"]).dictionary_encode(), "1001"),
        (pa.DictionaryArray.from_arrays(pa.array([0]), pa.array(["1001"], pa.string_view())), "1001"),
        (pa.array([1001], pa.uint64()), "1001"),
        (pa.array([decimal.Decimal("1001.50")]), "1001.50"),
        (pa.array([b"1001"], pa.large_binary()), "1001"),
        (pa.array([b"\1" * 16], pa.binary(16)).cast(pa.binary()), "\1" * 16),
        (pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"A" * 16], pa.binary(16))), "A" * 16),
        (pa.array([dt.time(14, 30)]), "14:30:00"),
        (pa.array([[1, None]]), "[1,null]"),
        (pa.array([[("a", 1), ("b", None)]], pa.map_(pa.string(), pa.int64())), '{"a":1,"b":null}'),
        (pa.array([1001.5], pa.float32()), "1001.5"),
        (pa.array([True]), "true"),
        (pa.nulls(1), None),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_a_value_of_any_type_is_shown_as_its_text(values: pa.Array, text: str | None) -> None:
    result = yl.lint(pa.table({"external_id": ["1"], "gender": ["Mrs"], "note": values}))
    assert result.to_arrow().rejected["note"].to_pylist() == [text]


def test_dicts_are_records_of_json(tmp_path: Any) -> None:
    records = [
        {"id": 12345678901234567890, "email": "ada@example.com", "address": {"city": "Rome", "geo": {"x": 1.5}}},
        {"customer": {"id": 7, "tags": ["a", None], "gender": "Mrs"}},
        {"id": 1e22, "email": None, "note": True},
    ]
    before = json.dumps(records)
    path = tmp_path / "records.json"
    path.write_text(before, encoding="utf-8")
    settings: dict[str, Any] = {"map": {"id": "external_id"}}
    assert tables_of(yl.lint(records, **settings)) == tables_of(yl.lint(path, **settings))
    assert json.dumps(records) == before


def test_a_record_that_is_none_is_rejected_with_its_reason() -> None:
    records = [{"external_id": "1"}, 7, None, {"external_id": lambda: 1}, {"address": {"zip": object()}}]
    result = yl.lint(records)
    assert result.counts["accepted"] == 1
    rejected = result.to_arrow().rejected
    assert rejected["_row"].to_pylist() == [2, 3, 4, 5]
    assert rejected["_codes"].to_pylist() == ["FIL057", "FIL057", "FIL059", "FIL059"]
    reasons = rejected["_reasons"].to_pylist()
    assert "'external_id'" in reasons[2]
    assert "'address.zip'" in reasons[3]
    assert rejected["_text"].to_pylist()[0] == "7"


def test_a_stream_longer_than_memory_stays_out_of_it() -> None:
    text = "x" * 3_000

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(1, 20_001, 1_000):
            ids = [str(number) for number in range(start, start + 1_000)]
            yield pa.record_batch({"external_id": ids, "note": [text + each for each in ids]})

    pa.default_memory_pool().release_unused()
    before = pa.total_allocated_bytes()
    most = 0

    def watched() -> Iterator[pa.RecordBatch]:
        nonlocal most
        for batch in batches():
            yield batch
            most = max(most, pa.total_allocated_bytes() - before)

    tracemalloc.start()
    result = yl.lint(watched(), jobs=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.counts["accepted"] == 20_000
    # The stream has 60 MB; 16 MB of judged batches stay in memory before a file is begun.
    assert most < 40_000_000
    assert peak < 40_000_000


def test_a_stream_is_read_once() -> None:
    reader = pa.table({"external_id": ["1", "2"]}).to_reader()
    assert yl.lint(reader).counts["rows"] == 2
    assert yl.lint(reader).counts["rows"] == 0


def test_a_table_without_rows_has_an_empty_result() -> None:
    for source in (pl.DataFrame({"email": []}), pa.table({"email": pa.array([], pa.string())})):
        result = yl.lint(source)
        assert result.counts["rows"] == 0
        assert result.to_arrow().accepted.column_names == ["row", "email"]


EXPECTED = "Expected a pandas, Polars or Arrow table, an iterator of Arrow batches, a list of dicts or the path of"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (3, f"{EXPECTED} a file, got int"),
        (None, f"{EXPECTED} a file, got NoneType"),
        ({"email": ["a"]}, f"{EXPECTED} a file, got dict"),
        (pl.DataFrame, f"{EXPECTED} a file, got DataFrame"),
        ([], "list of dicts: is empty; pass a dict for each customer, with a key for each field"),
        (
            ["a.csv"],
            "list of dicts: holds no dict with fields; pass a dict for each customer, with a key for each field",
        ),
        ([{1: "a"}], "list of dicts: a dict has the key 1; name its fields by text"),
        (iter([]), "Arrow batches: holds no batch, so that its columns are not known; pass an empty batch at least"),
        (
            iter([{"email": "a"}]),
            "Arrow batches: yields dict, which is no Arrow batch; pass Arrow batches, or a list of dicts for records",
        ),
        (pl.DataFrame(), "Polars DataFrame: has no columns; pass a table with a column for each field"),
        (pa.table([[1], [2]], names=["a", "a"]), "Arrow Table: the header repeats 'a'; rename or remove one column of"),
        (
            pa.table({f"c{number}": [1] for number in range(5_000)}),
            "Arrow Table: has 5,000 columns, and at most 4,096 are read; export one row a customer",
        ),
    ],
)
def test_what_is_no_table_is_told_in_one_line(source: Any, message: str) -> None:
    with pytest.raises(InputError) as told:
        yl.lint(source)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "source", [pl.Series(["a"]), pa.array(["a"]), pa.chunked_array([["a"]])], ids=lambda each: type(each).__name__
)
def test_a_single_column_is_no_table(source: Any) -> None:
    with pytest.raises(InputError, match=r"^\w+ \w+: cannot be read as a table \(.*; pass a table with "):
        yl.lint(source)


def test_a_query_that_fails_is_told_in_one_line() -> None:
    with pytest.raises(InputError, match=r"^Polars LazyFrame: its query failed .*nope.*; nothing was written$"):
        yl.lint(TYPED.lazy().select("nope"))


def failing() -> Iterator[pa.RecordBatch]:
    yield pa.record_batch({"external_id": ["1", "2"]})
    raise ValueError("the disk\nis gone")


def changing() -> Iterator[pa.RecordBatch]:
    yield pa.record_batch({"external_id": ["1"]})
    yield pa.record_batch({"external_id": ["2"], "email": ["ada@example.com"]})


def damaged() -> Iterator[pa.RecordBatch]:
    yield pa.record_batch({"external_id": ["1"]})
    text = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xe9")]
    )
    yield pa.record_batch({"external_id": text})


@pytest.mark.parametrize(
    ("batches", "message"),
    [
        (failing, "Arrow batches: failed after 2 rows (ValueError: the disk is gone); nothing was written"),
        (changing, "Arrow batches: the columns of the batch after 1 rows differ from the first ones ('email'); give"),
        (damaged, "Arrow batches: failed after 1 rows (ArrowInvalid: In column 0: Invalid"),
    ],
)
def test_a_stream_that_fails_midway_leaves_nothing(batches: Callable[[], Any], message: str) -> None:
    with pytest.raises(InputError) as told:
        yl.lint(batches())
    assert str(told.value).startswith(message)


def test_options_of_files_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"^encoding: a DataFrame is not a file"):
        yl.lint(TYPED, encoding="utf-8")


def test_tables_come_as_polars_frames() -> None:
    tables = yl.lint([{"external_id": 1001.0, "accepts_sms_marketing": True}, {"gender": "Mrs"}]).to_polars()
    assert tables.accepted.to_dicts() == [
        {"row": 1, "external_id": "1001", "gender": None, "accepts_sms_marketing": True}
    ]
    assert tables.accepted.schema["accepts_sms_marketing"] == pl.Boolean
    assert tables.rejected["_row"].to_list() == [2]
    assert tables.fixes["after"].to_list() == ["1001"]
    assert tables.findings["code"].to_list()[0] == "IDN001"


def test_the_polars_namespace_lints() -> None:
    frame: Any = pl.DataFrame({"external_id": ["1001.0"], "phone_number": ["(415) 555-0123"]})
    assert frame.yotpo.lint(region="US").to_polars().accepted["phone_number"].to_list() == ["+14155550123"]
    assert frame.lazy().yotpo.lint(region="US").counts["accepted"] == 1
    assert list(pd.DataFrame({"external_id": ["1"]}).yotpo.lint().payloads()) == [{"customer": {"external_id": "1"}}]
