"""Runs over Spark: the command, an order, and tasks that die in their middle."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import yotpo_lint.spark as yl_spark
from tests.spark.verdicts import local_verdict, spark_verdict, spread

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
TABLE = pa.table(
    {
        "external_id": ["3", "1", "2", "1", "4"],
        "email": ["cy@example.com", "ada@example.com", "ben@example.com", "Ada@EXAMPLE.com", "x"],
        "gender": ["F", "female", "M", "M", "M"],
    }
)


@pytest.mark.parametrize("duplicates", ["first", "last"])
def test_rows_are_numbered_in_the_order_that_is_declared(duplicates: str, spark: Any) -> None:
    ordered = TABLE.sort_by([("external_id", "ascending"), ("gender", "descending")])
    expected = local_verdict(ordered, now=NOW, duplicates=duplicates)
    order = ["external_id", spark_column("gender").desc()]
    found = spark_verdict(spread(spark, TABLE, 3), now=NOW, duplicates=duplicates, order_by=order)
    assert found == expected


def spark_column(name: str) -> Any:
    from pyspark.sql import functions as sql

    return sql.col(name)


def test_the_order_of_files_is_an_order(spark: Any, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        part = pa.table({"external_id": [f"{number}{row}" for row in range(4)], "gender": ["female"] * 4})
        pq.write_table(part, tmp_path / f"part-{number}.parquet")
    frame = spark.read.parquet(str(tmp_path))
    with yl_spark.lint(frame, order_by=["_metadata.file_path", "_metadata.row_index"]) as result:
        rows = [row["external_id"] for row in result.accepted.orderBy("row").collect()]
    assert rows == [f"{number}{row}" for number in (1, 2, 3) for row in range(4)]


def test_a_task_that_dies_in_its_middle_changes_nothing(spark: Any, tmp_path: Path) -> None:
    """Each partition is killed once while it is read, and once more after Spark has tried again."""
    from pyspark.sql import functions as sql

    marks = str(tmp_path)

    @sql.udf("string")
    def frail(text: str, partition: int) -> str:
        mark = Path(marks) / f"died-{partition}"
        if not mark.exists():
            mark.write_text("once")
            raise RuntimeError("the worker is gone")
        return text

    frame = spread(spark, TABLE, 3)
    frail_frame = frame.select(frail("external_id", sql.spark_partition_id()).alias("external_id"), "email", "gender")
    expected = local_verdict(TABLE, now=NOW)
    assert spark_verdict(frail_frame, now=NOW) == expected
    assert len(list(tmp_path.glob("died-*"))) == 3


def test_the_command_lints_what_spark_reads(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "in.parquet")
    command = [sys.executable, "-m", "yotpo_lint.spark", str(tmp_path / "in.parquet"), str(tmp_path / "out")]
    options = [
        "--source",
        "yotpo",
        "--region",
        "US",
        "--duplicates",
        "first",
        "--order-by",
        "external_id",
        "--order-by",
        "gender",
    ]
    small = {"PYSPARK_SUBMIT_ARGS": "--conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell"}
    done = subprocess.run(  # noqa: S603 -- our own command
        [*command, *options], env=os.environ | small, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 1, done.stderr
    assert "5 rows, 3 accepted, 2 rejected, 0 merged" in done.stdout
    assert list((tmp_path / "out/report").glob("part-*"))


def test_the_command_tells_a_wrong_setting_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yotpo_lint.spark", str(tmp_path / "in.parquet"), str(tmp_path / "out")]
    done = subprocess.run([*command, "--region", "Utopia"], capture_output=True, text=True, check=False, timeout=240)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr.startswith("yotpo-lint: error: --region: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_lazy_form_judges_each_row_on_its_own(spark: Any) -> None:
    table = pa.table(
        {
            "external_id": ["1", "2", "2", "x" * 300],
            "gender": ["female", "Mrs", "M", "F"],
            "spent": [1.5, None, 2.0, 3.0],
        }
    )
    frame = spark.createDataFrame(table).transform(yl_spark.judge(now=NOW))
    assert frame.columns == ["external_id", "gender", "spent", "_place", "_codes", "_reasons", "_payload"]
    rows = [tuple(row)[3:] for row in frame.orderBy("spent", "gender").collect()]
    assert rows[0][0:2] == ("rejected", "GEN004")
    assert rows[1] == ("accepted", None, None, '{"external_id":"1","gender":"F"}')
    # Its copy is another row, and this form knows none.
    assert rows[2] == ("accepted", None, None, '{"external_id":"2","gender":"M"}')
    assert rows[3][0] == "rejected"
    assert [row["spent"] for row in frame.orderBy("spent").collect()] == [None, 1.5, 2.0, 3.0]
