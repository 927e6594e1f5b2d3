"""Write the outputs of a run."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import ConservationError
from yotpo_lint.outcome.outcome import Place
from yotpo_lint.report.presentation import LEDGER, REPEATING
from yotpo_lint.report.report import upload_time
from yotpo_lint.writers.accepted_lines import CUSTOMERS, SNAPSHOT
from yotpo_lint.writers.customer_rows import CUSTOMER_ROWS, rows_part
from yotpo_lint.writers.customer_rows import HEADER as ROWS_HEADER
from yotpo_lint.writers.delimited import as_csv
from yotpo_lint.writers.delta import VANISHED, Compared, Earlier
from yotpo_lint.writers.folder import staged
from yotpo_lint.writers.page import PAGE, Gatherer, PageOptions, write_page
from yotpo_lint.writers.payloads import Envelope, accepted_columns, json_lines
from yotpo_lint.writers.rejected_files import REJECTED, RejectedFormat, RejectedPart, rejected_file, rejected_part
from yotpo_lint.writers.rejects import TEXT_COLUMN, rejected_schema
from yotpo_lint.writers.row_groups import RowGroups
from yotpo_lint.writers.shared_file import SideBySide, given_up_on_failure

if TYPE_CHECKING:
    from yotpo_lint.executors.local import Run
    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.report.presentation import Presenter
    from yotpo_lint.writers.page.gather import Seen

FixesFormat = Literal["csv", "parquet", "none"]

REPORT = "report.json"
FIXES = {"csv": "fixes.csv", "parquet": "fixes.parquet"}
# The report comes last: where it stands, the run that wrote it was complete.
NAMES = (CUSTOMERS, CUSTOMER_ROWS, SNAPSHOT, VANISHED, *REJECTED.values(), *FIXES.values(), PAGE, REPORT)


class _Written(NamedTuple):
    """What one batch adds to the outputs that are written in one place."""

    compared: Compared | None
    rejected: RejectedPart
    fixes: pa.Table | None
    seen: Seen
    rows: int


@dataclass(frozen=True, slots=True)
class _Parts:
    """Makes the parts of one batch at a time, and writes those that are written side by side."""

    presenter: Presenter
    gatherer: Gatherer
    envelope: Envelope
    fixes_format: FixesFormat
    rejected_format: RejectedFormat
    rejected: pa.Schema
    earlier: Earlier | None
    customers: SideBySide
    rows: SideBySide
    snapshot: SideBySide | None
    csv: SideBySide | None

    def __call__(self, number: int, outcome: Outcome) -> _Written:
        """Return what is left to be written of the batch with this number."""
        with given_up_on_failure(
            [each for each in (self.customers, self.rows, self.snapshot, self.csv) if each], number
        ):
            compared = self._customers(number, outcome)
            rejecting = self.presenter.rejecting(outcome)
            rejects = rejected_part(outcome, rejecting, self.rejected, self.rejected_format, self.presenter)
            fixes = self.presenter.ledger(outcome) if self.fixes_format != "none" else None
            if self.csv is not None:
                self.csv.write(number, [as_csv(fixes)])
                fixes = None
            rows = int(np.count_nonzero(outcome.place == Place.ACCEPTED)) + rejects.rows
            return _Written(compared, rejects, fixes, self.gatherer.look(number, outcome, rejecting), rows)

    def _customers(self, number: int, outcome: Outcome) -> Compared | None:
        """Write the request bodies; of those that an earlier upload had, only what is new or changed."""
        columns, at = accepted_columns(outcome)
        lines = json_lines(columns, self.envelope, end="\n")
        compared = None
        if self.earlier is not None and self.snapshot is not None:
            self.snapshot.write(number, _text_of(lines))
            compared = self.earlier.compare(outcome, columns, json_lines(columns, "none"))
            lines, at = lines.filter(pa.array(compared.send)), at[compared.send]
        self.customers.write(number, _text_of(lines))
        self.rows.write(number, [rows_part(outcome, at)])
        return compared


def write_outputs(
    directory: Path,
    run: Run,
    presenter: Presenter,
    report: dict[str, Any],
    *,
    page: PageOptions,
    envelope: Envelope,
    fixes_format: FixesFormat,
    rejected_format: RejectedFormat,
    overwrite: bool,
    since: Path | None = None,
) -> tuple[list[Path], dict[str, Any]]:
    """Write all outputs into `directory`; return their paths, the report's last, and the report as it was written.

    With `since`, an earlier upload, customers.jsonl holds only the customers that are new or changed.
    """
    earlier = Earlier(since) if since is not None else None
    gatherer = Gatherer(presenter, report["counts"]["rejected"])
    rejected = rejected_schema(run.table.columns)
    if not run.tally.damaged:
        rejected = rejected.remove(rejected.get_field_index(TEXT_COLUMN))

    with staged(directory, NAMES, overwrite=overwrite) as staging, contextlib.ExitStack() as files:

        def side_by_side(name: str, header: bytes = b"") -> SideBySide:
            return files.enter_context(SideBySide(staging / name, len(run.spool), header))

        written = _Parts(
            presenter,
            gatherer,
            envelope,
            fixes_format,
            rejected_format,
            rejected,
            earlier,
            customers=side_by_side(CUSTOMERS),
            rows=side_by_side(CUSTOMER_ROWS, ROWS_HEADER),
            snapshot=side_by_side(SNAPSHOT) if earlier is not None else None,
            csv=side_by_side(FIXES["csv"], as_csv(LEDGER.empty_table(), header=True))
            if fixes_format == "csv"
            else None,
        )
        rejects = rejected_file(staging, rejected_format, rejected, files)
        ledger = None
        if fixes_format == "parquet":
            ledger = files.enter_context(RowGroups(staging / FIXES["parquet"], LEDGER, REPEATING))
        rows = 0
        for part in run.made_by_number(written):
            if earlier is not None and part.compared is not None:
                earlier.take(part.compared)
            gatherer.take(part.seen)
            rejects(part.rejected)
            if ledger is not None:
                ledger.add(part.fixes)
            rows += part.rows
            run.execution.progress("Writing", rows, rows / max(sum(run.tally.places), 1))
        places = run.tally.by_place()
        if rows != places["accepted"] + places["rejected"]:
            raise ConservationError(
                f"{places['accepted'] + places['rejected']} records were to be written but {rows} were; "
                "nothing was written, please report this"
            )
        files.close()
        if earlier is not None:
            delta = earlier.report(earlier.write_vanished(staging / VANISHED))
            report = report | {"upload": upload_time(delta["new"] + delta["changed"]), "since": delta}
        write_page(staging, gatherer.gathered(), report, page)
        (staging / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        names = [name for name in NAMES if (staging / name).exists()]
    return [directory / name for name in names], report


def _text_of(lines: pa.ChunkedArray) -> list[memoryview]:
    """Return the bytes of all strings without copying them one by one: those of a chunk lie end to end."""
    return [_text_of_chunk(chunk) for chunk in lines.chunks if len(chunk)]


def _text_of_chunk(lines: pa.Array) -> memoryview:
    offsets = pa.Array.from_buffers(pa.int32(), len(lines) + 1, [None, lines.buffers()[1]], offset=lines.offset)
    return memoryview(lines.buffers()[2])[offsets[0].as_py() : offsets[-1].as_py()]
