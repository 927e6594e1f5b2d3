"""The result of a run over Spark: DataFrames of one pass that Spark keeps, the report, and how to write them."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from yotpo_lint.contract.fields import ADDRESS_PREFIX, FLAG_FIELDS
from yotpo_lint.errors import OutputError
from yotpo_lint.executors.spark.passes import told_in_one_line
from yotpo_lint.executors.spark.schemas import CLEAN, ROW
from yotpo_lint.outcome.outcome import Place
from yotpo_lint.report.report import build_report, count_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from yotpo_lint.executors.spark.execution import SparkOutcome
    from yotpo_lint.writers.payloads import Envelope

TableFormat = Literal["parquet", "orc", "json", "csv"]

CUSTOMERS: Final = "customers"
REJECTED: Final = "rejected"
FIXES: Final = "fixes"
# The report comes last: if it exists, the run that wrote it was complete.
REPORT: Final = "report"


class SparkResult:
    """What a run over Spark found. Each table is a DataFrame of records that Spark keeps; nothing is judged twice."""

    def __init__(self, run: SparkOutcome, session: SparkSession) -> None:
        self._run = run
        self._session = session

    @property
    def accepted(self) -> DataFrame:
        """Return the clean rows: `row`, the fields that are mapped or have a value, the address as a struct."""
        from pyspark.sql import functions as sql

        fields = self._run.fields
        plain = [
            (sql.col(CLEAN[name]).cast("boolean") if name in FLAG_FIELDS else sql.col(CLEAN[name])).alias(name)
            for name in fields
            if not name.startswith(ADDRESS_PREFIX)
        ]
        parts = [name for name in fields if name.startswith(ADDRESS_PREFIX)]
        address = []
        if parts:
            struct = sql.struct(*(sql.col(CLEAN[name]).alias(name.removeprefix(ADDRESS_PREFIX)) for name in parts))
            filled = sql.coalesce(*(sql.col(CLEAN[name]) for name in parts)).isNotNull()
            address = [sql.when(filled, struct).alias("address")]
        return self._place(Place.ACCEPTED).select(ROW, *plain, *address)

    @property
    def payloads(self) -> DataFrame:
        """Return the request body of each accepted row, as JSON in the column `customer`."""
        from pyspark.sql import functions as sql

        return self._place(Place.ACCEPTED).select(ROW, sql.col("payload").alias("customer"))

    @property
    def rejected(self) -> DataFrame:
        """Return the rejected rows: `_row`, `_codes`, `_reasons`, and the input's own columns as they were read."""
        from pyspark.sql import functions as sql

        own = [sql.col(f"column{number}").alias(name) for number, name in enumerate(self._run.columns)]
        text = [sql.col("text").alias("_text")] if self._run.tally.damaged else []
        named = (sql.col(ROW).alias("_row"), sql.col("codes").alias("_codes"), sql.col("reasons").alias("_reasons"))
        return self._place(Place.REJECTED).select(*named, *text, *own)

    @property
    def merged(self) -> DataFrame:
        """Return the merged rows: `row`, and the row `into` which each was merged."""
        return self._place(Place.MERGED).select(ROW, "into")

    @property
    def fixes(self) -> DataFrame:
        """Return the ledger: every changed cell of an accepted row, and every merged row."""
        return self._members("fixes")

    @property
    def findings(self) -> DataFrame:
        """Return every finding with its message."""
        return self._members("findings")

    @property
    def counts(self) -> dict[str, int]:
        """Rows by place, and the cells of accepted rows that were fixed and that were left out."""
        return count_rows(self._run.tally)

    def report(self) -> dict[str, Any]:
        """Return the content of report.json; its `next_steps` are empty, for each would cost a pass and a shuffle."""
        return self._report

    @cached_property
    def _report(self) -> dict[str, Any]:
        return build_report(self._run, [])

    def write(
        self,
        path: str,
        *,
        format: TableFormat = "parquet",  # noqa: A002 -- Spark's word
        envelope: Envelope = "customer",
        overwrite: bool = False,
    ) -> None:
        """Write customers (JSON lines in parts), rejected rows, the ledger, and at last the report.

        Args:
            path: a folder of any file system that Spark knows.
            format: the format of the rejected rows and the ledger.
            envelope: as in `Result.write`.
            overwrite: whether to replace the outputs of an earlier run.

        Raises:
            OutputError: the folder holds outputs, or cannot be written. A folder without `report` is incomplete.
        """
        from pyspark.errors import PySparkException
        from pyspark.sql import functions as sql

        mode = "overwrite" if overwrite else "errorifexists"
        payload = sql.col("payload")
        wrapped_in = self._run.kernel.profile.envelope
        if envelope == "customer" and wrapped_in is not None:
            payload = sql.concat(sql.lit(f'{{"{wrapped_in}":'), payload, sql.lit("}"))
        lines = self._place(Place.ACCEPTED).select(payload.alias("value"))
        text = json.dumps(self.report(), ensure_ascii=False)
        folder = path.rstrip("/")
        try:
            if overwrite:
                # What is about to be replaced no longer counts as complete.
                self._session.createDataFrame([], "value string").write.mode(mode).text(f"{folder}/{REPORT}")
            elif self._holds_report(folder):
                raise OutputError(
                    f"{folder}: already holds outputs; choose another folder, or replace them with overwrite"
                )
            lines.write.mode(mode).text(f"{folder}/{CUSTOMERS}")
            for name, table in ((REJECTED, self.rejected), (FIXES, self.fixes)):
                writer = table.write.mode(mode).format(format)
                if format == "csv":
                    # As this package writes CSV: every cell in quotes, a quote within one doubled.
                    writer = writer.options(header=True, quoteAll=True, escape='"')
                writer.save(f"{folder}/{name}")
            one = self._session.createDataFrame([(text,)], "value string").coalesce(1)
            one.write.mode(mode).text(f"{folder}/{REPORT}")
        except PySparkException as error:
            first = str(error).strip().partition("\n")[0]
            raise OutputError(f"{folder}: cannot be written ({first}); it holds no complete outputs") from error

    def close(self) -> None:
        """Let Spark forget the records of this result."""
        for each in self._run.kept:
            each.unpersist()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = self._run.tally.by_place()
        return (
            f"<yotpo_lint.spark.SparkResult: {sum(counts.values()):,} rows, {counts['accepted']:,} accepted, "
            f"{counts['rejected']:,} rejected, {counts['merged']:,} merged>"
        )

    def _place(self, place: Place) -> Any:
        return self._run.frame.where(f"place = {int(place)}")

    def _members(self, name: str) -> Any:
        """Return the members of a list in each row as rows of their own."""
        from pyspark.sql import functions as sql

        return self._run.frame.select(ROW, sql.explode(name).alias("member")).select(ROW, "member.*")

    def _holds_report(self, folder: str) -> bool:
        """Tell whether a folder holds the outputs of a complete run."""
        from pyspark.errors import PySparkException

        try:
            with told_in_one_line():
                return bool(self._session.read.text(f"{folder}/{REPORT}").count())
        except (PySparkException, Exception):  # noqa: BLE001 -- there is no such folder
            return False
