"""What one machine and Spark make of the same table, as plain rows that can be compared."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

import yotpo_lint as yl
import yotpo_lint.spark as yl_spark
from yotpo_lint.report.report import build_report

Rows = list[dict[str, Any]]


def plain(rows: Rows) -> Rows:
    """Return rows without what Spark does not have, a line, sorted by all that they hold."""
    return sorted(
        ({name: value for name, value in row.items() if name not in ("line", "_line")} for row in rows), key=repr
    )


def local_verdict(table: pa.Table, **settings: Any) -> dict[str, Any]:
    """Return all that one machine makes of a table."""
    result = yl.lint(table, **settings)
    tables = result.to_arrow()
    bodies = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in result.payloads("none")]
    merged = [row for row in tables.fixes.to_pylist() if row["field"] == "" and row["before"] == str(row["row"])]
    # Next steps would take longer than the run.
    report = build_report(result._run, [])
    return {
        "accepted": dict(zip(tables.accepted["row"].to_pylist(), bodies, strict=True)),
        "rejected": plain(tables.rejected.to_pylist()),
        "merged": {row["row"]: int(row["after"]) for row in merged},
        "fixes": plain(tables.fixes.to_pylist()),
        "findings": plain(tables.findings.to_pylist()),
        "report": {name: report[name] for name in report if name not in ("input", "next_steps", "run")},
    }


def spark_verdict(frame: Any, **settings: Any) -> dict[str, Any]:
    """Return all that Spark makes of a DataFrame."""
    with yl_spark.lint(frame, **settings) as result:
        report = result.report()
        return {
            "accepted": dict(sorted(tuple(row) for row in result.payloads.collect())),
            "rejected": plain(_rows(result.rejected)),
            "merged": dict(sorted(tuple(row) for row in result.merged.collect())),
            "fixes": plain(_rows(result.fixes)),
            "findings": plain(_rows(result.findings)),
            "report": {name: report[name] for name in report if name not in ("input", "next_steps", "run")},
        }


def _rows(frame: Any) -> Rows:
    """Return rows by the names of their columns, which may hold dots."""
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.collect()]


def spread(spark: Any, table: pa.Table, partitions: int) -> Any:
    """Return a table as a DataFrame of so many partitions, in the order of its rows."""
    texts = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    rows = [tuple(row.values()) for row in texts.to_pylist()] if len(texts.column_names) else []
    from pyspark.sql.types import StringType, StructField, StructType

    schema = StructType([StructField(name, StringType()) for name in table.column_names])
    return spark.createDataFrame(spark.sparkContext.parallelize(rows, partitions), schema)
