"""The result of a run: what was accepted, rejected, repaired and found, and how to write it to files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import parse_flags
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.errors import SettingsError
from yotpo_lint.report.finding_formatter import FINDINGS, LEDGER, FindingFormatter
from yotpo_lint.report.reject_limit import check_rejects, limit_of
from yotpo_lint.report.report import build_report, count_problems, count_rows
from yotpo_lint.workers.execution import Execution
from yotpo_lint.writers.payloads import Envelope, iterate_payloads, select_accepted

if TYPE_CHECKING:
    import os

    import pandas as pd
    import polars as pl

    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.writers.outputs import FixesFormat
    from yotpo_lint.writers.rejected_files import RejectedFormat


TableT = TypeVar("TableT")


class Tables(NamedTuple, Generic[TableT]):
    """The tables of a result in one library's kind."""

    accepted: TableT
    rejected: TableT
    fixes: TableT
    findings: TableT


# Suggestions and writers are imported where they are used: a check of ten rows needs none of them and would wait.
class Result:
    """What a run found and made. Each table is built when it is first used.

    >>> import pandas as pd
    >>> import yotpo_lint
    >>> result = yotpo_lint.lint(pd.DataFrame({"external_id": ["1", "2"], "gender": ["female", "Mrs"]}))
    >>> result
    <yotpo_lint.Result: 2 rows, 1 accepted, 1 rejected, 0 merged>
    >>> result.rejected[["_row", "_codes"]].values.tolist()
    [[2, 'GEN004']]

    Attributes:
        accepted: the clean rows, one column for each field that has a value, real booleans, indexed by row number.
        rejected: the rejected rows with `_row`, `_line`, `_codes`, `_reasons` and the input's own columns;
            for a DataFrame under its own index.
        fixes: the ledger: row, line, field, code, applicability, before, after.
        findings: every finding with its message.
        report: counts, problems by code and field, unmapped columns, upload time and suggestions.
    """

    def __init__(self, run: RunOutcome, execution: Execution | None = None) -> None:
        self._run = run
        self._execution = execution or Execution()
        self._formatter = FindingFormatter(run.kernel.policy, run.mapping)

    @cached_property
    def accepted(self) -> pd.DataFrame:
        """The clean rows by row number."""
        return to_pandas(self._accepted_table()).set_index("row")

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """The rejected rows as they were read, with their reasons."""
        frame = to_pandas(self._rejected_table())
        if self._run.index is not None:
            frame.index = self._run.index[frame["_row"].to_numpy() - 1]
        return frame

    @cached_property
    def fixes(self) -> pd.DataFrame:
        """The ledger: every changed cell of an accepted row, and every merged row."""
        return to_pandas(self._ledger_table())

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every finding with its message."""
        return to_pandas(self._findings_table())

    def to_arrow(self) -> Tables[pa.Table]:
        """Return the four tables as Arrow tables; accepted rows have their number in the column `row`.

        >>> import yotpo_lint
        >>> result = yotpo_lint.lint([{"external_id": 1001.0, "accepts_sms_marketing": True}])
        >>> result.to_arrow().accepted.to_pylist()
        [{'row': 1, 'external_id': '1001', 'accepts_sms_marketing': True}]
        """
        return Tables(self._accepted_table(), self._rejected_table(), self._ledger_table(), self._findings_table())

    def to_polars(self) -> Tables[pl.DataFrame]:
        """Return the four tables as Polars DataFrames; accepted rows have their number in the column `row`.

        Raises:
            SettingsError: Polars is not installed.
        """
        try:
            import polars as pl
        except ImportError:
            raise SettingsError("to_polars: Polars is not installed; install it with: pip install polars") from None
        return Tables(*(pl.DataFrame(pl.from_arrow(table)) for table in self.to_arrow()))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by place, and the cells of accepted rows that were fixed and that were left out."""
        return count_rows(self._run.tally)

    @property
    def problems_met(self) -> list[dict[str, Any]]:
        """How often each code was met with each action; for counts without a look at each finding."""
        return count_problems(self._run.tally, self._run.kernel.policy)

    @property
    def input(self) -> dict[str, Any]:
        """What is known of the input: its name, hash, format and encoding, and whether the encoding was guessed."""
        return dict(self._run.input)

    @property
    def run(self) -> dict[str, Any]:
        """Which run this is: its `id`, a UUID, and when it `started`, as in report.json."""
        return self._run.identity.facts()

    @cached_property
    def report(self) -> dict[str, Any]:
        """The content of report.json."""
        from yotpo_lint.suggestions.other_outputs import suggest_outputs
        from yotpo_lint.suggestions.suggestions import suggest_settings

        return build_report(self._run, [*suggest_settings(self._run), *suggest_outputs(self._run)])

    def findings_batches(self) -> Iterator[pa.Table]:
        """Yield the findings batch by batch, so that a long list is never in memory at once."""
        yield from self._run.map_outcomes(lambda _, outcome: self._formatter.format_findings(outcome), self._execution)

    def payloads(self, envelope: Envelope = "customer") -> Iterator[dict[str, Any]]:
        """Yield one request body for each accepted row, as written to customers.jsonl."""
        for outcome in self._run.outcomes():
            yield from iterate_payloads(select_accepted(outcome)[0], envelope, self._run.kernel.profile)

    def raise_for_rejects(self, max: float | str = 0) -> Result:  # noqa: A002 -- what a caller reads: max="1%"
        """Raise if more rows are rejected than `max`; otherwise return the result itself.

        >>> import pandas as pd
        >>> import yotpo_lint
        >>> yotpo_lint.lint(pd.DataFrame({"external_id": ["1", "2"]})).raise_for_rejects(max="1%")
        <yotpo_lint.Result: 2 rows, 2 accepted, 0 rejected, 0 merged>

        Args:
            max: how many rejected rows are tolerated: a number of rows (`20`, `"20"`), a percentage of all rows
                (`"1%"`, `"0.5%"`) or a share as a float from 0 to 1 (`0.01`). `1` is one row, `1.0` all rows.

        Raises:
            TooManyRejectsError: more rows are rejected; the message says how many, why most often, and what to do.
            SettingsError: `max` is none of these.
        """
        check_rejects(limit_of(max), self.counts, self.problems_met)
        return self

    def write(
        self,
        directory: str | os.PathLike[str],
        *,
        envelope: Envelope = "customer",
        fixes_format: FixesFormat = "csv",
        rejected_format: RejectedFormat = "csv",
        since: str | os.PathLike[str] | None = None,
        also: Literal["subscribers"] | None = None,
        list_id: int | None = None,
        consent_source: str | None = None,
        redact: bool = True,
        overwrite: bool = False,
    ) -> list[Path]:
        """Write customers.jsonl, the rejected rows, the ledger, report.html and report.json; all of them or none.

        Args:
            directory: the folder; created if it does not exist.
            envelope: `customer` puts each request body into `{"customer": ...}`, as the endpoint takes it; `none`
                leaves it bare.
            fixes_format: `csv`, `parquet` or `none`.
            rejected_format: `csv`, `xlsx` (for repairs by hand) or `parquet`.
            since: customers.jsonl of an earlier run, its folder, or the journal of its push, of which only what Yotpo
                accepted counts: only new and changed customers are written, with snapshot.jsonl for the next run and
                vanished.csv; the report then describes the delta.
            also: `subscribers` also writes subscribers.jsonl for Yotpo's subscribers endpoint: the customers who gave
                an explicit answer, and no others.
            list_id: the list that they are added to; required with `also`.
            consent_source: where their consent comes from, in 3 to 40 characters.
            redact: whether customers' values are masked in report.html, so that the page can be passed on.
            overwrite: whether to replace the outputs of an earlier run.

        Returns:
            The paths of the written files.

        Raises:
            OutputError: the folder already holds outputs, or cannot be written.
            InputError: `since` is not an earlier upload.
            SettingsError: `also` lacks its list, or the list is none.
        """
        from yotpo_lint.contract.subscribers import subscriber_list_of
        from yotpo_lint.writers.outputs import write_outputs
        from yotpo_lint.writers.page import PageOptions

        written, self.report = write_outputs(
            Path(directory),
            self._run,
            self._execution,
            self._formatter,
            self.report,
            page=PageOptions(self._run.kernel.registry, masked=redact),
            envelope=envelope,
            fixes_format=fixes_format,
            rejected_format=rejected_format,
            overwrite=overwrite,
            since=Path(since) if since is not None else None,
            subscribers=subscriber_list_of(also, list_id, consent_source),
        )
        return written

    def _accepted_table(self) -> pa.Table:
        """Return the clean rows of all batches, with the fields that are mapped or have a value."""
        tables = []
        for outcome in self._run.outcomes():
            columns, positions = select_accepted(outcome)
            flags = {name: parse_flags(dictionary_decode(columns[name]))[0] for name in FLAG_FIELDS}
            texts = {name: dictionary_decode(column) for name, column in columns.items()}
            tables.append(pa.table({"row": outcome.batch.rows.take(pa.array(positions)), **texts, **flags}))
        types = {name: pa.bool_() if name in FLAG_FIELDS else pa.string() for name in FIELDS}
        schema = pa.schema([("row", pa.int64()), *types.items()])
        table = pa.concat_tables([schema.empty_table(), *(each.select(schema.names) for each in tables)])
        mapped = self._run.mapping.column_of
        used = [name for name in FIELDS if name in mapped or table[name].null_count < len(table)]
        return table.select(["row", *used])

    def _rejected_table(self) -> pa.Table:
        """Return the rejected rows of all batches."""
        from yotpo_lint.writers.rejected_rows import TEXT_COLUMN, build_rejected_table, rejected_schema

        columns = self._run.columns
        schema = rejected_schema(columns)
        if not self._run.tally.damaged:
            schema = schema.remove(schema.get_field_index(TEXT_COLUMN))
        tables = self._run.map_outcomes(
            lambda _, outcome: build_rejected_table(outcome, self._formatter.format_rejections(outcome), columns),
            self._execution,
        )
        return pa.concat_tables([schema.empty_table(), *(table.select(schema.names) for table in tables)])

    def _ledger_table(self) -> pa.Table:
        """Return the ledger of all batches."""
        ledgers = self._run.map_outcomes(lambda _, outcome: self._formatter.format_ledger(outcome), self._execution)
        return pa.concat_tables([LEDGER.empty_table(), *ledgers])

    def _findings_table(self) -> pa.Table:
        """Return the findings of all batches."""
        return pa.concat_tables([FINDINGS.empty_table(), *self.findings_batches()])

    def _repr_html_(self) -> str:
        """Return the HTML that a notebook shows."""
        from yotpo_lint.report.notebook import render_notebook

        return render_notebook(self.report, self.findings_batches())

    def __repr__(self) -> str:
        counts = self._run.tally.by_place()
        return (
            f"<yotpo_lint.Result: {sum(counts.values()):,} rows, {counts['accepted']:,} accepted, "
            f"{counts['rejected']:,} rejected, {counts['merged']:,} merged>"
        )


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a DataFrame: text as text, flags as nullable booleans, numbers as integers."""
    import pandas as pd

    dtypes = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype("pyarrow")}
    frame: pd.DataFrame = table.to_pandas(types_mapper=dtypes.get)
    return frame
