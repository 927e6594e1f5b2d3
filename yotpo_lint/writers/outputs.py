"""Write all outputs of a run into one folder."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import ConservationError
from yotpo_lint.outcome.outcome import Place
from yotpo_lint.report.finding_formatter import LEDGER, REPEATED_COLUMNS
from yotpo_lint.report.report import estimate_upload
from yotpo_lint.writers.accepted_lines import CUSTOMERS, SNAPSHOT
from yotpo_lint.writers.customer_rows import CUSTOMER_ROWS, format_rows
from yotpo_lint.writers.customer_rows import HEADER as ROWS_HEADER
from yotpo_lint.writers.delimited import format_csv
from yotpo_lint.writers.delta import VANISHED, BatchDelta, EarlierUpload
from yotpo_lint.writers.folder import stage_outputs
from yotpo_lint.writers.page import PAGE, PageDataCollector, PageOptions, write_page
from yotpo_lint.writers.payloads import Envelope, format_json_lines, select_accepted
from yotpo_lint.writers.rejected_files import (
    REJECTED,
    RejectedFormat,
    RejectedPart,
    build_rejected_part,
    open_rejected_file,
)
from yotpo_lint.writers.rejected_rows import TEXT_COLUMN, rejected_schema
from yotpo_lint.writers.row_groups import RowGroupWriter
from yotpo_lint.writers.shared_file import SharedFile, cancel_part_on_failure, to_bytes
from yotpo_lint.writers.subscriber_report import describe_subscribers
from yotpo_lint.writers.subscribers import LEFT_OUT, SUBSCRIBER_ROWS, SUBSCRIBERS, SubscriberWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from yotpo_lint.contract.profiles import Profile
    from yotpo_lint.contract.subscribers import SubscriberList
    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.report.finding_formatter import FindingFormatter
    from yotpo_lint.workers.execution import Execution
    from yotpo_lint.writers.page.page_data import BatchPageData

FixesFormat = Literal["csv", "parquet", "none"]

REPORT = "report.json"
FIXES = {"csv": "fixes.csv", "parquet": "fixes.parquet"}
# The report comes last: if it exists, the run that wrote it was complete.
NAMES = (
    *(CUSTOMERS, CUSTOMER_ROWS, SUBSCRIBERS, SUBSCRIBER_ROWS, LEFT_OUT, SNAPSHOT, VANISHED),
    *(*REJECTED.values(), *FIXES.values(), PAGE, REPORT),
)


class _BatchOutput(NamedTuple):
    """What the main process still has to write or count of one batch."""

    delta: BatchDelta | None
    subscribers: Counter[str]
    rejected: RejectedPart
    fixes: pa.Table | None
    page_data: BatchPageData
    row_count: int


@dataclass(frozen=True, slots=True)
class _BatchWriter:
    """Write one batch at a time into the shared files, in a worker, and return the rest."""

    formatter: FindingFormatter
    collector: PageDataCollector
    envelope: Envelope
    profile: Profile
    fixes_format: FixesFormat
    rejected_format: RejectedFormat
    rejected_schema: pa.Schema
    earlier: EarlierUpload | None
    customers: SharedFile
    rows: SharedFile
    snapshot: SharedFile | None
    subscribers: SubscriberWriter | None
    fixes_csv: SharedFile | None

    def __call__(self, number: int, outcome: Outcome) -> _BatchOutput:
        """Write the batch with this number."""
        shared_files = [file for file in (self.customers, self.rows, self.snapshot, self.fixes_csv) if file]
        shared_files += self.subscribers.files if self.subscribers is not None else ()
        with cancel_part_on_failure(shared_files, number):
            columns, at = select_accepted(outcome)
            delta = self._write_customers(number, outcome, columns, at)
            subscribers = Counter[str]()
            if self.subscribers is not None:
                subscribers = self.subscribers.write(number, outcome, columns, at)
            rejections = self.formatter.format_rejections(outcome)
            rejected = build_rejected_part(
                outcome, rejections, self.rejected_schema, self.rejected_format, self.formatter
            )
            fixes = self.formatter.format_ledger(outcome) if self.fixes_format != "none" else None
            if self.fixes_csv is not None:
                self.fixes_csv.write(number, [format_csv(fixes)])
                fixes = None
            row_count = int(np.count_nonzero(outcome.place == Place.ACCEPTED)) + rejected.row_count
            page_data = self.collector.examine_batch(number, outcome, rejections)
            return _BatchOutput(delta, subscribers, rejected, fixes, page_data, row_count)

    def _write_customers(
        self, number: int, outcome: Outcome, columns: Mapping[str, pa.Array], at: NDArray[np.int64]
    ) -> BatchDelta | None:
        """Write the request bodies; with an earlier upload, only those of new and changed customers."""
        lines = format_json_lines(columns, self.envelope, end="\n", profile=self.profile)
        delta = None
        if self.earlier is not None and self.snapshot is not None:
            self.snapshot.write(number, to_bytes(lines))
            delta = self.earlier.compare_batch(
                outcome, columns, format_json_lines(columns, "none", profile=self.profile)
            )
            lines, at = lines.filter(pa.array(delta.send)), at[delta.send]
        self.customers.write(number, to_bytes(lines))
        self.rows.write(number, [format_rows(outcome, at)])
        return delta


def write_outputs(
    directory: Path,
    run: RunOutcome,
    execution: Execution,
    formatter: FindingFormatter,
    report: dict[str, Any],
    *,
    page: PageOptions,
    envelope: Envelope,
    fixes_format: FixesFormat,
    rejected_format: RejectedFormat,
    overwrite: bool,
    since: Path | None = None,
    subscribers: SubscriberList | None = None,
) -> tuple[list[Path], dict[str, Any]]:
    """Write all outputs into `directory`; return their paths, with the report last, and the report as written.

    With `since`, an earlier upload, customers.jsonl has only the customers that are new or changed. With a list,
    subscribers.jsonl has every answer, whatever was sent before: a refusal that never arrived is sent again.

    Raises:
        OutputError: the folder already holds outputs, or cannot be written.
        InputError: `since` is not an earlier upload.
        ConservationError: the number of written rows or subscribers is wrong.
        ContractError: a subscriber is not what the endpoint takes.
    """
    earlier = EarlierUpload(since, run.kernel.profile) if since is not None else None
    collector = PageDataCollector(formatter, report["counts"]["rejected"])
    schema = rejected_schema(run.columns)
    if not run.tally.damaged:
        schema = schema.remove(schema.get_field_index(TEXT_COLUMN))

    with stage_outputs(directory, NAMES, overwrite=overwrite) as staging, contextlib.ExitStack() as files:

        def open_shared(name: str, header: bytes = b"") -> SharedFile:
            return files.enter_context(SharedFile(staging / name, len(run.spool), header))

        write_batch = _BatchWriter(
            formatter,
            collector,
            envelope,
            run.kernel.profile,
            fixes_format,
            rejected_format,
            schema,
            earlier,
            customers=open_shared(CUSTOMERS),
            rows=open_shared(CUSTOMER_ROWS, ROWS_HEADER),
            snapshot=open_shared(SNAPSHOT) if earlier is not None else None,
            subscribers=SubscriberWriter.open(subscribers, open_shared) if subscribers is not None else None,
            fixes_csv=open_shared(FIXES["csv"], format_csv(LEDGER.empty_table(), header=True))
            if fixes_format == "csv"
            else None,
        )
        add_rejected = open_rejected_file(staging, rejected_format, schema, files)
        fixes_parquet = None
        if fixes_format == "parquet":
            fixes_parquet = files.enter_context(RowGroupWriter(staging / FIXES["parquet"], LEDGER, REPEATED_COLUMNS))
        written_rows, subscriber_counts = 0, Counter[str]()
        for output in run.map_outcomes(write_batch, execution):
            if earlier is not None and output.delta is not None:
                earlier.add(output.delta)
            subscriber_counts.update(output.subscribers)
            collector.add(output.page_data)
            add_rejected(output.rejected)
            if fixes_parquet is not None:
                fixes_parquet.add(output.fixes)
            written_rows += output.row_count
            execution.progress("Writing", written_rows, written_rows / max(sum(run.tally.places), 1))
        places = run.tally.by_place()
        expected_rows = places["accepted"] + places["rejected"]
        if written_rows != expected_rows:
            raise ConservationError(
                f"{expected_rows} records were to be written but {written_rows} were; "
                "nothing was written, please report this"
            )
        files.close()
        if earlier is not None:
            delta = earlier.report(earlier.write_vanished(staging / VANISHED))
            report = report | {"upload": estimate_upload(delta["new"] + delta["changed"]), "since": delta}
        if subscribers is not None:
            told = describe_subscribers(subscribers, subscriber_counts, places["accepted"])
            steps = [step for step in report["next_steps"] if not step["option"].startswith("--also subscribers")]
            report = report | {"next_steps": steps, "subscribers": told}
        write_page(staging, collector.page_data(), report, page)
        (staging / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        names = [name for name in NAMES if (staging / name).exists()]
    return [directory / name for name in names], report
