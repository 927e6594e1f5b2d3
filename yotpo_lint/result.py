"""The result of a run: what was accepted, rejected, repaired and found, and how to write it out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from yotpo_lint import _version
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import as_flags
from yotpo_lint.dictionary_columns import decoded
from yotpo_lint.executors.local import Run
from yotpo_lint.report.presentation import FINDINGS, LEDGER, Presenter
from yotpo_lint.report.report import (
    by_code,
    by_field,
    columns_told,
    counts_of,
    groups,
    settings_in_force,
    upload_time,
)
from yotpo_lint.writers.payloads import Envelope, accepted_columns, payloads

if TYPE_CHECKING:
    import os

    import pandas as pd

    from yotpo_lint.writers.outputs import FixesFormat
    from yotpo_lint.writers.rejected_files import RejectedFormat


# What writes and advises is imported where it is used: a check of ten rows would wait for it and use none of it.
class Result:
    """What a run found and made. Its tables are made when they are first asked for.

    Attributes:
        accepted: the clean rows, one column a field that is present, real booleans, indexed by row number.
        rejected: the rejected rows with `_row`, `_line`, `_codes`, `_reasons` and the source's own columns;
            for a DataFrame under its own index.
        fixes: the ledger: row, line, field, code, applicability, before, after.
        findings: everything that was found, with its sentence.
        report: counts, problems by code and field, unmapped columns, upload time and next steps.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._presenter = Presenter(run.kernel.policy, run.mapping)

    @cached_property
    def accepted(self) -> pd.DataFrame:
        """The clean rows by record number."""
        tables = []
        for outcome in self._run.outcomes():
            columns, at = accepted_columns(outcome)
            flags = {name: as_flags(decoded(columns[name]))[0] for name in FLAG_FIELDS}
            texts = {name: decoded(column) for name, column in columns.items()}
            tables.append(pa.table({"row": outcome.batch.rows.take(pa.array(at)), **texts, **flags}))
        names = ["row", *FIELDS]
        schema = pa.schema(
            [("row", pa.int64()), *((f, pa.bool_() if f in FLAG_FIELDS else pa.string()) for f in FIELDS)]
        )
        frame = _frame(pa.concat_tables(tables) if tables else schema.empty_table()).set_index("row")
        return frame[[name for name in names[1:] if name in self._run.mapping.column_of or frame[name].notna().any()]]

    @cached_property
    def rejected(self) -> pd.DataFrame:
        """The rejected rows as they came, with their reasons."""
        frame = _frame(self._rejected())
        index = getattr(self._run.table, "index", None)
        if index is not None:
            frame.index = index[frame["_row"].to_numpy() - 1]
        return frame.drop(columns="_text") if frame["_text"].isna().all() else frame

    @cached_property
    def fixes(self) -> pd.DataFrame:
        """The ledger of every changed cell of an accepted row, and of every merged row."""
        ledgers = list(self._run.made_of(self._presenter.ledger))
        return _frame(pa.concat_tables(ledgers) if ledgers else LEDGER.empty_table())

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every finding with its sentence."""
        return _frame(pa.concat_tables([FINDINGS.empty_table(), *self.findings_batches()]))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by place, and the cells of accepted rows that were fixed and that were left out."""
        return counts_of(self._run.tally)

    @property
    def problems_met(self) -> list[dict[str, Any]]:
        """How often each code was met, by what was done about it; for counting without looking at each finding."""
        return groups(self._run.tally, self._run.kernel.policy)

    @property
    def input(self) -> dict[str, Any]:
        """What is known of the input: its name, hash, format and encoding, and whether that was guessed."""
        return self._run.table.about()

    @cached_property
    def report(self) -> dict[str, Any]:
        """The content of report.json."""
        from yotpo_lint.suggestions.suggestions import next_steps

        run, tally = self._run, self._run.tally
        return {
            "version": _version.__version__,
            "input": self.input,
            "settings": settings_in_force(run.kernel.settings),
            "counts": self.counts,
            "by_code": by_code(tally, run.kernel.policy),
            "by_field": by_field(tally),
            "source": run.mapping.about,
            "columns": columns_told(run.column_notes, run.mapping.column_of),
            "unmapped_columns": list(run.mapping.unmapped),
            "upload": upload_time(tally.by_place()["accepted"]),
            "next_steps": next_steps(run),
        }

    def findings_batches(self) -> Iterator[pa.Table]:
        """Yield the findings batch by batch, so that a long list need not be held at once."""
        yield from self._run.made_of(self._presenter.findings)

    def payloads(self, envelope: Envelope = "customer") -> Iterator[dict[str, Any]]:
        """Yield one request body for each accepted row, as written to customers.jsonl."""
        for outcome in self._run.outcomes():
            yield from payloads(accepted_columns(outcome)[0], envelope)

    def write(
        self,
        directory: str | os.PathLike[str],
        *,
        envelope: Envelope = "customer",
        fixes_format: FixesFormat = "csv",
        rejected_format: RejectedFormat = "csv",
        since: str | os.PathLike[str] | None = None,
        redact: bool = True,
        overwrite: bool = False,
    ) -> list[Path]:
        """Write customers.jsonl, the rejected rows, the ledger, report.html and report.json; all of them or none.

        Args:
            directory: the folder, made if need be.
            envelope: whether each request body stands in `{"customer": ...}`, as the endpoint takes it.
            fixes_format: `csv`, `parquet` or `none`.
            rejected_format: `csv`, `xlsx` (to be repaired by hand) or `parquet`.
            since: customers.jsonl of an earlier run, its folder, or the journal of its push, of which only what Yotpo
                accepted counts: only new and changed customers are written, with snapshot.jsonl for the next time and
                vanished.csv; the report then tells of the delta.
            redact: whether customers' values are masked in report.html, so that the page may be passed on.
            overwrite: whether the outputs of an earlier run are replaced.

        Returns:
            The paths of what was written.

        Raises:
            OutputError: the folder already holds outputs, or cannot be written.
            InputError: `since` is no earlier upload.
        """
        from yotpo_lint.writers.outputs import write_outputs
        from yotpo_lint.writers.page import PageOptions

        written, self.report = write_outputs(
            Path(directory),
            self._run,
            self._presenter,
            self.report,
            page=PageOptions(self._run.kernel.registry, masked=redact),
            envelope=envelope,
            fixes_format=fixes_format,
            rejected_format=rejected_format,
            overwrite=overwrite,
            since=Path(since) if since is not None else None,
        )
        return written

    def _rejected(self) -> pa.Table:
        from yotpo_lint.writers.rejects import rejected_schema, rejected_table

        run, told = self._run, self._presenter
        tables = run.made_of(lambda outcome: rejected_table(outcome, told.rejecting(outcome), run.table.columns))
        return pa.concat_tables([rejected_schema(run.table.columns).empty_table(), *tables])

    def _repr_html_(self) -> str:
        """Show the run in a notebook."""
        from yotpo_lint.report.notebook import result_html

        return result_html(self)

    def __repr__(self) -> str:
        counts = self._run.tally.by_place()
        return (
            f"<yotpo_lint.Result: {sum(counts.values()):,} rows, {counts['accepted']:,} accepted, "
            f"{counts['rejected']:,} rejected, {counts['merged']:,} merged>"
        )


def _frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a DataFrame: text as text, flags as nullable booleans, numbers as integers."""
    import pandas as pd

    dtypes = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype("pyarrow")}
    frame: pd.DataFrame = table.to_pandas(types_mapper=dtypes.get)
    return frame
