"""`python -m yotpo_lint.spark IN OUT --region US`: lint a table that Spark reads, with the settings of `fix`."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from yotpo_lint.cli.setting_options import ENVELOPE, SETTINGS, settings_of
from yotpo_lint.errors import YotpoLintError


def _setting_options(command: Any) -> Any:
    """Give a command the options that are settings."""
    for option in reversed(SETTINGS):
        command = option(command)
    return command


@click.command
@click.argument("table", metavar="IN")
@click.argument("folder", metavar="OUT")
@_setting_options
@click.option(
    "--read-format", default="parquet", show_default=True, help="How Spark reads IN: parquet, csv, json, delta."
)
@click.option(
    "--read-option", multiple=True, metavar="NAME=VALUE", help="An option of Spark's reader; may be repeated."
)
@click.option("--order-by", multiple=True, metavar="COLUMN", help="The order of the rows; may be repeated.")
@click.option(
    "--write-format",
    type=click.Choice(["parquet", "orc", "json", "csv"]),
    default="parquet",
    show_default=True,
    help="How to write the rejected rows and the ledger.",
)
@ENVELOPE
@click.option("--overwrite", is_flag=True, help="Replace the outputs of an earlier run in OUT.")
def main(table: str, folder: str, **params: Any) -> None:
    """Lint the table IN and write the folders customers, rejected, fixes and report below OUT.

    Exit status: 0 when every row was accepted or merged, 1 when some were rejected, 2 on misuse or failure.
    """
    try:
        rejected = _run(table, folder, params)
    except YotpoLintError as error:
        click.echo(f"yotpo-lint: error: {error}", err=True)
        raise SystemExit(2) from None
    raise SystemExit(int(rejected > 0))


def _run(table: str, folder: str, params: dict[str, Any]) -> int:
    """Lint and write; return how many rows were rejected."""
    from pyspark.sql import SparkSession

    from yotpo_lint.executors.spark.execution import execute
    from yotpo_lint.executors.spark.passes import told_in_one_line
    from yotpo_lint.registry import load_registry
    from yotpo_lint.spark.result import SparkResult

    settings = settings_of(params).settings
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        # Without spark-submit the workers are on this machine, and run the Python that has the package.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.appName("yotpo-lint").getOrCreate()
    options = dict(pair.partition("=")[::2] for pair in params["read_option"])
    with told_in_one_line():
        frame = session.read.format(params["read_format"]).options(**options).load(table)
        run = execute(frame, load_registry(settings.rules), settings, params["order_by"])
        with SparkResult(run, session) as result:
            result.write(
                folder, format=params["write_format"], envelope=params["envelope"], overwrite=params["overwrite"]
            )
            click.echo(repr(result))
            return result.counts["rejected"]


if __name__ == "__main__":
    main()
