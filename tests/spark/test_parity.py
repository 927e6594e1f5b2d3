"""Spark gives what one machine gives, whatever the partitions and the size of the batches."""

from __future__ import annotations

import datetime as dt
import decimal
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.laws.tables import many_rows
from tests.spark.verdicts import local_verdict, spark_verdict, spread
from yotpo_lint.readers.inputs import open_table

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
CASES = sorted(path.parent for path in Path(__file__).parents[1].joinpath("cases").glob("*/settings.toml"))


def table_of(case: Path) -> pa.Table:
    """Return the records of a golden case that can be read, as text."""
    return pa.Table.from_batches([batch.cells for batch in open_table(next(case.glob("input.*"))).batches()])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_case_comes_out_as_on_one_machine(case: Path, spark: Any) -> None:
    settings = tomllib.loads((case / "settings.toml").read_text(encoding="utf-8"))
    spark.conf.set(BATCH, 3)
    frame = spread(spark, table_of(case), 3)
    expected = local_verdict(table_of(case), **settings)
    if settings.get("duplicates", "refuse") != "refuse":
        # The order of the table is declared by a column that no field takes.
        table = table_of(case)
        table = table.append_column("sort", pa.array([f"{number:06}" for number in range(len(table))]))
        settings["map"] = {"sort": ""}
        expected = local_verdict(table, **settings)
        found = spark_verdict(spread(spark, table, 3), order_by="sort", **settings)
    else:
        found = spark_verdict(frame, **settings)
    assert found == expected


MANY = pa.Table.from_pandas(many_rows())


@pytest.mark.parametrize(("partitions", "batch"), [(1, 100_000), (3, 100)])
def test_the_partitions_and_the_batches_change_nothing(partitions: int, batch: int, spark: Any) -> None:
    spark.conf.set(BATCH, batch)
    expected = local_verdict(MANY, region="US", now=NOW)
    assert expected["merged"]
    assert {"IDN030", "IDN031", "IDN033"} <= {row["code"] for row in expected["findings"]}
    assert spark_verdict(spread(spark, MANY, partitions), region="US", now=NOW) == expected


def test_two_hundred_partitions_change_nothing(spark: Any) -> None:
    """Most of them are empty; the tasks are what takes the time, so the table is short and has no contacts."""
    table = pa.table(
        {
            "external_id": [str(number % 40) for number in range(60)],
            "gender": ["female" if number < 50 else "Mrs" for number in range(60)],
            "accepts_sms_marketing": ["yes" if number % 3 else "no" for number in range(60)],
        }
    )
    expected = local_verdict(table, now=NOW)
    assert {"GEN004", "IDN030", "IDN031"} <= {row["code"] for row in expected["findings"]}
    assert spark_verdict(spread(spark, table, 200), now=NOW) == expected


def test_refusals_travel_from_contact_to_contact(spark: Any) -> None:
    """A shares its e-mail with B, B its phone with C, C its e-mail with D, and only D refuses; E is a copy of A."""
    rows = [
        ("a", "Ada@example.com", None, "true"),
        ("b", "ada@example.com", "+14155550101", "true"),
        ("c", "cy@example.com", "+14155550101", None),
        ("d", "CY@example.com", None, "false"),
        ("a", "Ada@example.com", None, "true"),
        ("f", "fay@example.com", "+14155550102", "true"),
        ("g", "gus@example.com", "+14155550102", "true"),
        *((f"x{number}", "desk@example.com", None, "true") for number in range(8)),
        ("y", "DESK@example.com", None, "false"),
    ]
    names = ("external_id", "email", "phone_number", "accepts_email_marketing")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    for settings in ({}, {"ignore": ["IDN033"], "unsafe_fixes": True}):
        expected = local_verdict(table, now=NOW, **settings)
        consents = [body.endswith('"accepts_email_marketing":false}') for body in expected["accepted"].values()]
        assert sum(consents) >= 12
        assert spark_verdict(spread(spark, table, 4), now=NOW, **settings) == expected


def test_a_contact_that_is_refused_to_be_shared_rejects_its_rows(spark: Any) -> None:
    table = pa.table(
        {
            "external_id": ["1", "2", "3", "4"],
            "email": ["ada@example.com", "ADA@example.com", "ben@example.com", "cy@example.com"],
            "phone_number": ["+14155550101", None, "+14155550101", "+14155550101"],
        }
    )
    settings: dict[str, Any] = {"now": NOW, "overrides": {"IDN033": {"severity": "error"}}}
    assert spark_verdict(spread(spark, table, 3), **settings) == local_verdict(table, **settings)


TYPED = pa.table(
    {
        "external_id": pa.array([1001.0, 2.0, 3.0]),
        "account_created_at": pa.array([dt.date(2024, 1, 2), None, dt.date(2024, 3, 1)]),
        "accepts_sms_marketing": pa.array([True, False, None]),
        "tags": pa.array([["vip", "b2b"], [], None]),
        "address": pa.array([{"city": "Bari", "country_code": "IT"}, None, {"city": None, "country_code": "IT"}]),
        "spent.total": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("0.00")]),
        "Gender": pa.array(["female", "Mrs", None]),
        "seen": pa.array([dt.datetime(2024, 1, 2, tzinfo=dt.UTC)] * 3, pa.timestamp("us", "UTC")),
    }
)


@pytest.mark.parametrize("large", ["false", "true"])
def test_typed_columns_are_read_as_their_text(large: str, spark: Any) -> None:
    spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", large)
    expected = local_verdict(TYPED, now=NOW)
    assert len(expected["accepted"]) == 2
    assert spark_verdict(spark.createDataFrame(TYPED), now=NOW) == expected


def test_columns_of_accepted_rows_have_their_types(spark: Any) -> None:
    import yotpo_lint.spark as yl_spark

    with yl_spark.lint(spark.createDataFrame(TYPED)) as result:
        accepted = result.accepted
        first = accepted.orderBy("row").first()
        assert accepted.schema["accepts_sms_marketing"].dataType.simpleString() == "boolean"
        assert first["external_id"] == "1001"
        assert first["accepts_sms_marketing"] is True
        assert first["address"]["city"] == "Bari"
        assert result.rejected.columns[:3] == ["_row", "_codes", "_reasons"]
        assert "spent.total" in result.rejected.columns


def test_a_frame_without_rows_has_an_empty_result(spark: Any) -> None:
    table = pa.table({"email": pa.array([], pa.string())})
    assert spark_verdict(spread(spark, table, 3), now=NOW) == local_verdict(table, now=NOW)


def test_rows_of_one_customer_stay_together_wherever_a_partition_ends(spark: Any) -> None:
    header = "ID,Email,First Name,Email Marketing: Status,Address Line 1,Address Country Code,Address Is Default"
    rows = [
        row.split(",")
        for number in range(6)
        for row in (
            f"{number + 1},a{number}@example.com,Ann,subscribed,1 Elm St,US,FALSE",
            f"{number + 1},,,,2 Elm St,GB,TRUE",
            f"{number + 1},,,,3 Elm St,FR,FALSE",
        )
    ]
    table = pa.table(dict(zip(header.split(","), map(list, zip(*rows, strict=True)), strict=True)))
    expected = local_verdict(table, now=NOW)
    assert len(expected["merged"]) == 12
    assert spark_verdict(spread(spark, table, 5), now=NOW) == expected


def test_the_first_ten_thousand_records_decide_as_on_one_machine(spark: Any) -> None:
    """What is a name and what a program's word for nothing is told by the first records, and the rest follow."""
    count = 10_050
    last = ["Null" if number > 9_999 or number % 3 else "Smith" for number in range(count)]
    table = pa.table(
        {
            "external_id": [str(number // 2 + 1) for number in range(count)],
            "last_name": last,
            "first_name": ["Ada"] * count,
            "email": ["desk@example.com" if number < 3_000 else None for number in range(count)],
            "accepts_email_marketing": ["true" if number else "false" for number in range(count)],
        }
    )
    expected = local_verdict(table, now=NOW)
    found = spark_verdict(spread(spark, table, 7), now=NOW)
    assert found.keys() == expected.keys()
    for part, rows in expected.items():
        assert found[part] == rows, part
