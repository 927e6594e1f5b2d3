"""Parquet: typed columns come in as the same text that a DataFrame of them gives."""

from __future__ import annotations

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.readers.reading import damages, read
from yotpo_lint.errors import InputError
from yotpo_lint.readers.inputs import open_table

MOMENT = dt.datetime(2024, 3, 1, 14, 30, 0, 500_000)  # noqa: DTZ001


@pytest.fixture
def opened(tmp_path):
    def opened(table: pa.Table, **options):
        path = tmp_path / "table.parquet"
        pq.write_table(table, path, row_group_size=2)
        return open_table(path, **options)

    return opened


TYPED = pa.table(
    {
        "text": pa.array(["é", "", None]),
        "large": pa.array(["a", None, "b"], pa.large_string()),
        "whole": pa.array([2**62 + 1, None, -1], pa.int64()),
        "unsigned": pa.array([2**64 - 1, None, 0], pa.uint64()),
        "float": pa.array([1001.0, None, 0.1]),
        "small": pa.array([0.1, None, 2.0], pa.float32()),
        "half": pa.array([np.float16(1.5), None, np.float16(2.0)], pa.float16()),
        "flag": pa.array([True, None, False]),
        "moment": pa.array([MOMENT, None, dt.datetime(2024, 3, 1)]),  # noqa: DTZ001
        "utc": pa.array([MOMENT, None, MOMENT], pa.timestamp("us", "UTC")),
        "berlin": pa.array([MOMENT, None, MOMENT], pa.timestamp("ms", "Europe/Berlin")),
        "day": pa.array([dt.date(2024, 3, 1), None, dt.date(1, 1, 1)]),
        "time": pa.array([dt.time(14, 30), None, dt.time(0)]),
        "amount": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("0.00")]),
        "word": pa.array(["US", None, "DE"]).dictionary_encode(),
        "raw": pa.array([b"\xc3\xa9", None, b""]),
        "list": pa.array([["a", "b"], None, []]),
        "address": pa.array([{"city": "Rome", "zip": 1, "geo": {"x": 1}}, None, {"city": None}]),
        "none": pa.nulls(3),
    }
)
EXPECTED = {
    "text": ("é", "", None),
    "large": ("a", None, "b"),
    "whole": ("4611686018427387905", None, "-1"),
    "unsigned": ("18446744073709551615", None, "0"),
    "float": ("1001.0", None, "0.1"),
    "small": ("0.1", None, "2.0"),
    "half": ("1.5", None, "2.0"),
    "flag": ("true", None, "false"),
    "moment": ("2024-03-01T14:30:00.500000", None, "2024-03-01T00:00:00"),
    "utc": ("2024-03-01T14:30:00.500000+00:00", None, "2024-03-01T14:30:00.500000+00:00"),
    "berlin": ("2024-03-01T15:30:00.500000+01:00", None, "2024-03-01T15:30:00.500000+01:00"),
    "day": ("2024-03-01", None, "0001-01-01"),
    "time": ("14:30:00", None, "00:00:00"),
    "amount": ("1.50", None, "0.00"),
    "word": ("US", None, "DE"),
    "raw": ("é", None, ""),
    "list": ('["a","b"]', None, "[]"),
    "address.city": ("Rome", None, None),
    "address.zip": ("1", None, None),
    "address.geo": ('{"x":1}', None, None),
    "none": (None, None, None),
}


@pytest.mark.parametrize("size", [1, 2, 100])
def test_typed_columns(opened, size):
    table = opened(TYPED, batch_size=size)
    rows = read(table)
    assert [(row, line) for row, line, _ in rows] == [(1, None), (2, None), (3, None)]
    columns = dict(zip(table.columns, zip(*(cells for *_, cells in rows), strict=True), strict=True))
    assert columns == EXPECTED
    assert table.about()["format"] == "parquet"
    assert table.about()["sha256"] is not None


def test_a_frame_gives_the_same(opened, tmp_path):
    frame = pd.DataFrame(
        {
            "id": [1001.0, None],
            "n": [1, 2],
            "at": pd.to_datetime(["2024-03-01", None]),
            "flag": [True, False],
            "kind": pd.Categorical(["a", None]),
            "address": [{"city": "Rome"}, None],
        }
    )
    frame.to_parquet(tmp_path / "f.parquet")
    table, twin = open_table(tmp_path / "f.parquet"), open_table(frame)
    assert table.columns == twin.columns
    assert read(table) == read(twin)


def test_a_value_without_text_sets_its_row_aside(opened):
    table = opened(pa.table({"a": ["x", "y"], "raw": [b"\xff", b"z"]}))
    assert read(table) == [(2, None, ("y", "z"))]
    assert damages(table) == [(1, None, "unreadable-value", "x")]


def test_what_is_no_table(opened):
    with pytest.raises(InputError, match=r"table.parquet: has columns but no rows; export the table again"):
        opened(pa.table({"a": pa.array([], pa.string())}))
    with pytest.raises(InputError, match=r"the header repeats 'address.city'"):
        opened(pa.table({"address.city": ["x"], "address": [{"city": "y"}]}))
