"""Spark Connect, as on Databricks: no `sparkContext`, no RDD. The server runs on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

# A process of its own, for one process has either kind of session.
PROGRAM = """
import os, sys
os.environ["PYSPARK_PYTHON"] = sys.executable
import pyarrow as pa
from pyspark.sql import SparkSession
import yotpo_lint.spark as yl_spark
from yotpo_lint.errors import YotpoLintError

builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
assert type(spark).__module__.startswith("pyspark.sql.connect"), type(spark)
table = pa.table({
    "external_id": ["1", "2", "1", "3"],
    "email": ["ada@example.com", "ben@example.com", "ada@example.com", "BEN@example.com"],
    "gender": ["female", "Mrs", "female", "M"],
    "accepts_email_marketing": ["yes", "no", "yes", "yes"],
})
with yl_spark.lint(spark.createDataFrame(table), order_by=["external_id", "email"]) as result:
    print(result)
    for row in result.payloads.orderBy("row").collect():
        print(row["customer"])
try:
    yl_spark.lint(spark.sql("select cast(raise_error('the lake is dry') as string) as external_id"))
except YotpoLintError as error:
    print("dry" in str(error), len(str(error).splitlines()))
spark.stop()
"""


def test_a_session_of_spark_connect_gives_the_same(tmp_path: Path) -> None:
    # To files, for the server holds a pipe open for as long as it lives.
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        done = subprocess.run([sys.executable, "-c", PROGRAM], stdout=out, stderr=err, check=False, timeout=400)  # noqa: S603 -- the program is above
    assert done.returncode == 0, (tmp_path / "err").read_text()[-3_000:]
    assert (tmp_path / "out").read_text().splitlines() == [
        "<yotpo_lint.spark.SparkResult: 4 rows, 2 accepted, 1 rejected, 1 merged>",
        '{"external_id":"1","email":"ada@example.com","gender":"F","accepts_email_marketing":true}',
        '{"external_id":"3","email":"BEN@example.com","gender":"M","accepts_email_marketing":false}',
        "True 1",
    ]
