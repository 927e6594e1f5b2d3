"""What goes wrong over Spark is told on the driver in one line, and nothing is left half-written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import yotpo_lint as yl
import yotpo_lint.spark as yl_spark
from tests.spark.verdicts import local_verdict, spark_verdict, spread
from yotpo_lint.errors import InputError, OutputError, PackError, SettingsError

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

TABLE = pa.table({"external_id": ["1", "2"], "gender": ["female", "Mrs"]})


def test_what_is_no_spark_frame_is_refused() -> None:
    with pytest.raises(InputError, match=r"^Expected a Spark DataFrame, got DataFrame; yotpo_lint.lint takes other"):
        yl_spark.lint(pd.DataFrame({"external_id": ["1"]}))  # type: ignore[arg-type]


def test_the_first_and_the_last_need_an_order(spark: Any) -> None:
    with pytest.raises(SettingsError, match=r"^duplicates: 'first' needs an order, and the rows of Spark have none"):
        yl_spark.lint(spread(spark, TABLE, 2), duplicates="first")


def test_a_setting_that_does_not_exist_is_told_with_the_nearest(spark: Any) -> None:
    with pytest.raises(SettingsError, match=r"^there is no setting 'regon'; did you mean region\?$"):
        yl_spark.lint(spread(spark, TABLE, 2), regon="US")


def test_a_column_whose_type_has_no_text_is_named(spark: Any) -> None:
    frame = spark.sql("select '1' as external_id, parse_json('{}') as extra")
    with pytest.raises(InputError, match=r"^Spark DataFrame: the column 'extra' has the type variant, which has "):
        yl_spark.lint(frame)


def test_a_frame_without_columns_is_refused(spark: Any) -> None:
    with pytest.raises(InputError, match=r"^Spark DataFrame: has no columns; pass a frame with a column"):
        yl_spark.lint(spark.range(1).select())


def test_two_columns_of_one_name_are_refused(spark: Any) -> None:
    frame = spark.range(2).selectExpr("cast(id as string) as email", "cast(id as string) as email")
    with pytest.raises(InputError, match=r"^Spark DataFrame: the header repeats 'email'; rename or remove one column"):
        yl_spark.lint(frame)


def test_two_columns_that_differ_in_case_only_are_read_as_on_one_machine(spark: Any) -> None:
    table = pa.table({"external_id": ["1", "2"], "Note": ["a", "b"], "note": ["c", "d"], "gender": ["F", "Mrs"]})
    settings = {"now": dt.datetime(2026, 11, 23, tzinfo=dt.UTC)}
    assert spark_verdict(spread(spark, table, 2), **settings) == local_verdict(table, **settings)


def test_too_many_columns_are_refused(spark: Any) -> None:
    frame = spark.range(1).selectExpr(*(f"'a' as c{number}" for number in range(5_000)))
    with pytest.raises(InputError, match=r"^Spark DataFrame: has 5,000 columns, and at most 4,096 are read"):
        yl_spark.lint(frame)


def test_a_query_that_fails_is_told_in_one_line(spark: Any) -> None:
    frame = spark.range(3).selectExpr("cast(raise_error('the lake is dry') as string) as external_id")
    with pytest.raises(InputError) as told:
        yl_spark.lint(frame)
    assert "the lake is dry" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_cannot_be_read_is_told_with_the_reason_of_spark(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("external_id,gender\n1,F\n2,M,one,too,many\n", encoding="utf-8")
    frame = spark.read.csv(str(tmp_path / "customers.csv"), header=True, mode="FAILFAST")
    with pytest.raises(InputError, match=r"^Spark DataFrame: Spark stopped \(\[FAILED_READ_FILE.+ written$"):
        yl_spark.lint(frame)


def test_rules_that_the_executors_cannot_see_are_told_in_one_line(spark: Any, tmp_path: Path) -> None:
    """The driver reads the rule, then it is gone: so a worker on another machine sees it."""
    from yotpo_lint.executors.spark import execution
    from yotpo_lint.registry import load_registry
    from yotpo_lint.settings.checks import validate_settings

    rule = tmp_path / "rule.py"
    rule.write_text(
        "from yotpo_lint.rule import CellRule, keep\n"
        "RULE = CellRule(name='nothing', doc='Nothing.', problems=(), read=lambda text, _: keep(text), examples=())\n",
        encoding="utf-8",
    )
    settings = validate_settings(rules=str(rule))
    registry = load_registry(settings.rules)
    judged = execution.map_records

    def hide(*arguments: Any) -> Any:
        rule.unlink(missing_ok=True)
        return judged(*arguments)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(PackError) as told:  # noqa: PT012
        patch.setattr(execution, "map_records", hide)
        with yl_spark.told_in_one_line():
            execution.execute(spread(spark, TABLE, 2), registry, settings)
    assert str(told.value) == f"{rule}: there is no such rule file or folder; check --rules"


def test_outputs_are_written_once_and_replaced_only_when_asked(spark: Any, tmp_path: Path) -> None:
    folder = str(tmp_path / "out")
    with yl_spark.lint(spread(spark, TABLE, 2)) as result:
        result.write(folder)
        with pytest.raises(OutputError, match=r"already holds outputs; choose another folder"):
            result.write(folder)
        result.write(folder, format="csv", overwrite=True)
    customers = [line for part in (tmp_path / "out/customers").glob("part-*") for line in part.read_text().splitlines()]
    assert customers == ['{"customer":{"external_id":"1","gender":"F"}}']
    rejected = [line for part in (tmp_path / "out/rejected").glob("part-*") for line in part.read_text().splitlines()]
    assert any(line.startswith('"2","GEN004",') for line in rejected)
    reports = [part.read_text() for part in (tmp_path / "out/report").glob("part-*")]
    assert '"accepted": 1' in "".join(reports)


def test_accepted_rows_satisfy_the_contract(spark: Any) -> None:
    with yl_spark.lint(spread(spark, TABLE, 2)) as result:
        accepted = result.accepted.toPandas().set_index("row")
    assert len(yl.CustomerSchema.validate(accepted)) == 1
