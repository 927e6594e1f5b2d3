"""Write the four outputs of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from yotpo_lint.presentation import LEDGER
from yotpo_lint.writers.folder import staged
from yotpo_lint.writers.page import PAGE, PageOptions, write_page
from yotpo_lint.writers.payloads import Envelope, accepted_columns, json_lines
from yotpo_lint.writers.rejected_files import REJECTED, RejectedFormat, write_rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yotpo_lint.outcome import Outcome
    from yotpo_lint.presentation import Presenter

FixesFormat = Literal["csv", "parquet", "none"]

CUSTOMERS, REPORT = "customers.jsonl", "report.json"
FIXES = {"csv": "fixes.csv", "parquet": "fixes.parquet"}
# The report comes last: where it stands, the run that wrote it was complete.
NAMES = (CUSTOMERS, *REJECTED.values(), *FIXES.values(), PAGE, REPORT)


def write_outputs(
    directory: Path,
    outcomes: Sequence[Outcome],
    presenter: Presenter,
    columns: Sequence[str],
    report: dict[str, Any],
    *,
    page: PageOptions,
    envelope: Envelope,
    fixes_format: FixesFormat,
    rejected_format: RejectedFormat,
    overwrite: bool,
) -> list[Path]:
    """Write all outputs into `directory` and return their paths, the report last."""
    with staged(directory, NAMES, overwrite=overwrite) as staging:
        _write_customers(staging / CUSTOMERS, outcomes, envelope)
        write_rejected(staging, outcomes, presenter, columns, rejected_format)
        ledgers = [presenter.ledger(outcome) for outcome in outcomes] if fixes_format != "none" else []
        if fixes_format == "csv":
            _write_csv(staging / FIXES["csv"], ledgers or [LEDGER.empty_table()])
        elif fixes_format == "parquet":
            table = pa.concat_tables(ledgers) if ledgers else LEDGER.empty_table()
            pyarrow.parquet.write_table(table, staging / FIXES["parquet"])
        write_page(staging, outcomes, presenter, report, page)
        (staging / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written = [name for name in NAMES if (staging / name).exists()]
    return [directory / name for name in written]


def _write_customers(path: Path, outcomes: Sequence[Outcome], envelope: Envelope) -> None:
    with path.open("wb") as file:
        for outcome in outcomes:
            columns, at = accepted_columns(outcome)
            if not len(at):
                continue
            lines = pc.binary_join_element_wise(json_lines(columns, envelope), "\n", "")
            # The text of all lines lies in one buffer, end to end.
            file.write(_text_of(lines))


def _text_of(lines: pa.Array) -> memoryview:
    """Return the bytes of all strings of an array without copying them one by one."""
    offsets = pa.Array.from_buffers(pa.int32(), len(lines) + 1, [None, lines.buffers()[1]], offset=lines.offset)
    return memoryview(lines.buffers()[2])[offsets[0].as_py() : offsets[-1].as_py()]


def _write_csv(path: Path, tables: Sequence[pa.Table]) -> None:
    """Write tables of one shape as a CSV file."""
    with pyarrow.csv.CSVWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
