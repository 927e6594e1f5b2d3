"""Lint a Spark DataFrame where it lies: `yotpo_lint.spark.lint(df, region="US")`.

The rows stay on the executors. What becomes of each is what one machine makes of it, whatever the partitions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from yotpo_lint.errors import InputError
from yotpo_lint.executors.spark.execution import execute
from yotpo_lint.executors.spark.passes import told_in_one_line
from yotpo_lint.executors.spark.rowwise import judge_frame
from yotpo_lint.registry import load_registry
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.spark.result import SparkResult

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["SparkResult", "judge", "lint"]


def lint(df: DataFrame, order_by: str | Column | Sequence[str | Column] | None = None, **settings: Any) -> SparkResult:
    """Lint a Spark DataFrame, as a shop or a tool exports it.

    Args:
        df: one row for each customer. It is read once and written aside, in the folder of `spark.checkpoint.dir` if
            that is set, and otherwise on the executors.
        order_by: the columns that tell the order of the rows, together unique. Rows are numbered in this order; without
            one, in the order in which Spark reads them. `duplicates="first"` and `"last"` need it.
        settings: the settings of `yotpo_lint.lint`: `region`, `timezone`, `duplicates` and so on.

    Returns:
        The result, kept by Spark until its `close()`; its tables are DataFrames.

    Raises:
        YotpoLintError: the frame, a setting or a rule pack is wrong; the message is one line that says what to do.
    """
    if not hasattr(df, "mapInArrow"):
        raise InputError(f"Expected a Spark DataFrame, got {type(df).__name__}; yotpo_lint.lint takes other tables")
    order = [] if order_by is None else list(order_by) if isinstance(order_by, list | tuple) else [order_by]
    checked = validate_settings(**settings)
    registry = load_registry(checked.rules)
    with told_in_one_line():
        return SparkResult(execute(df, registry, checked, order), df.sparkSession)


def judge(**settings: Any) -> Callable[[DataFrame], DataFrame]:
    """Return a step that judges each row on its own, for `df.transform(judge(region="US"))`.

    It adds the columns `_place` (accepted or rejected), `_codes`, `_reasons` and `_payload`, and stays lazy. It does
    not look at all rows: there are no duplicates, no refusal that binds other rows, and no report. So never upload its
    payloads; `lint` makes those. The first 10,001 rows are looked at, to tell which column feeds which field.

    Raises:
        YotpoLintError: a setting or a rule pack is wrong; when it is applied, the frame is.
    """
    checked = validate_settings(**settings)
    registry = load_registry(checked.rules)

    def apply(df: DataFrame) -> DataFrame:
        with told_in_one_line():
            judged: DataFrame = judge_frame(df, registry, checked)
            return judged

    return apply
