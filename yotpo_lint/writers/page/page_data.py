"""The data of the page beyond the report: one pass over the run keeps a bounded number of rows and examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.kernel.verdict import Action
from yotpo_lint.writers.page.column_health import ColumnHealth, count_cell_actions, summarize_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.report.finding_formatter import FindingFormatter

# A browser searches a page of this many rows at once, and the file is smaller than a photograph; the rest is counted.
ROWS_LISTED: Final = 2_000
# If not all rows are listed, at least this many of each problem are, however rare it is.
ROWS_OF_EACH_CODE: Final = 3
EXAMPLES: Final = 3
# How many findings of a code, the first ones of the run, are searched for different examples.
EXAMPLES_SEARCHED: Final = 50
# How many different sets of problems are counted; there can be as many as rows, and the page shows few.
SETS_COUNTED: Final = 10_000
_BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was rejected: the code, the field (empty for the whole row), the cell's text and the message."""

    code: str
    field: str
    before: str | None
    message: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A rejected row on the page: its row number, its line number and its reasons."""

    row: int
    line: int | None
    reasons: list[Reason]


@dataclass(slots=True)
class PageData:
    """What the page shows beyond the report.

    Attributes:
        step: 1 if all rejected rows are listed; k if every k-th row is, besides the first ones of each problem.
        rows: the listed rejected rows in order.
        examples: by code, the first different cells before and after.
        sets: how many rejected rows have exactly these problems.
        uncounted: rejected rows with a set of problems that is not among those counted.
        health: by field, what happened to its cells.
    """

    step: int = 1
    rows: list[RejectedRow] = field(default_factory=list)
    examples: dict[str, dict[Example, None]] = field(default_factory=dict)
    sets: Counter[frozenset[str]] = field(default_factory=Counter)
    uncounted: int = 0
    health: list[ColumnHealth] = field(default_factory=list)


# A cell before and after, and the action.
Example = tuple[str, str | None, str]


class BatchPageData(NamedTuple):
    """What the page needs of one batch: counts of cell actions, the findings that reject rows, and examples by code.

    The examples are the first findings of each code in the batch, None for a finding without a cell to show.
    """

    cell_actions: NDArray[np.int64]
    rejections: pa.Table
    examples: dict[str, list[Example | None]]


class PageDataCollector:
    """Collect the data of the page from the outcomes of a run.

    `examine_batch` needs no other batch, so that workers can call it; `add` takes their answers in order.
    """

    def __init__(self, formatter: FindingFormatter, rejected: int) -> None:
        self._formatter = formatter
        self._data = PageData(step=max(1, -(-rejected // ROWS_LISTED)))
        self._cell_actions = np.zeros((), np.int64)
        self._rejected_rows = 0
        self._listed_of_code: Counter[str] = Counter()
        self._searched: Counter[str] = Counter()
        # By the number of a code, a batch with enough findings of it: later batches are not searched for that code.
        self._complete_in: dict[int, int] = {}

    def examine_batch(self, number: int, outcome: Outcome, rejections: pa.Table) -> BatchPageData:
        """Return the data of the batch with this number, given the findings that reject its records."""
        cell_actions = count_cell_actions(outcome, self._formatter.column_of)
        return BatchPageData(cell_actions, rejections, self._find_examples(number, outcome))

    def add(self, batch: BatchPageData) -> None:
        """Add the data of the next batch."""
        self._cell_actions = self._cell_actions + batch.cell_actions
        for code, examples in batch.examples.items():
            known = self._data.examples.setdefault(code, {})
            for example in examples[: max(0, EXAMPLES_SEARCHED - self._searched[code])]:
                if example is not None and len(known) < EXAMPLES:
                    known[example] = None
            self._searched[code] += len(examples)
        if len(batch.rejections):
            self._rejected_rows += _add_rows(self._data, batch.rejections, self._rejected_rows, self._listed_of_code)

    def page_data(self) -> PageData:
        """Return the collected data."""
        if self._cell_actions.ndim:
            self._data.health = summarize_columns(self._cell_actions, self._formatter.header_of)
        return self._data

    def _find_examples(self, batch: int, outcome: Outcome) -> dict[str, list[Example | None]]:
        """Return the first cells of every code of a batch, unless this worker found enough in an earlier batch."""
        codes = outcome.findings.column("code").to_numpy()
        order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        rank = np.arange(len(codes)) - np.searchsorted(ordered, ordered)
        is_searched = rank < EXAMPLES_SEARCHED
        for code in np.unique(codes).tolist():
            if self._complete_in.get(code, batch) < batch:
                is_searched &= ordered != code
        for code in ordered[is_searched & (rank == EXAMPLES_SEARCHED - 1)].tolist():
            self._complete_in[code] = min(batch, self._complete_in.get(code, batch))
        searched = outcome.findings.take(pa.array(np.sort(order[is_searched])))
        findings = self._formatter.format_findings(replace(outcome, findings=searched))
        examples: dict[str, list[Example | None]] = {}
        for code, before, after, action in zip(
            *(findings.column(name).to_pylist() for name in ("code", "before", "after", "action")), strict=True
        ):
            has_cell = before and action != Action.MERGED.name.lower()
            examples.setdefault(code, []).append((before, after, action) if has_cell else None)
        return examples


def _add_rows(data: PageData, rejections: pa.Table, rows_before: int, listed_of_code: Counter[str]) -> int:
    """Add the rejected rows of a batch: count their sets of problems, list some; return how many rows there are."""
    rows = rejections.column("row").to_numpy()
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    codes = rejections.column("code").combine_chunks().dictionary_encode()
    names, numbers = codes.dictionary.to_pylist(), codes.indices.to_numpy(zero_copy_only=False)
    _count_sets(data, names, numbers, starts)
    is_listed = (np.arange(rows_before, rows_before + len(starts)) % data.step) == 0
    row_of_finding = np.cumsum(np.isin(np.arange(len(rows)), starts)) - 1
    for number, name in enumerate(names):
        if listed_of_code[name] < ROWS_OF_EACH_CODE:
            first = np.unique(row_of_finding[numbers == number])[: ROWS_OF_EACH_CODE - listed_of_code[name]]
            listed_of_code[name] += len(first)
            is_listed[first] = True
    row: RejectedRow | None = None
    for finding in rejections.filter(pa.array(is_listed[row_of_finding])).to_pylist():
        if row is None or row.row != finding["row"]:
            row = RejectedRow(finding["row"], finding["line"], [])
            data.rows.append(row)
        row.reasons.append(Reason(finding["code"], finding["field"], finding["before"], finding["message"]))
    return len(starts)


def _count_sets(data: PageData, names: list[str], numbers: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
    """Count how many rows have exactly the same problems; a set is numbers with one bit for each problem."""
    words = []
    for low in range(0, len(names), _BITS):
        bits = np.where(
            (numbers >= low) & (numbers < low + _BITS), np.uint64(1) << (numbers % _BITS).astype(np.uint64), 0
        )
        words.append(np.bitwise_or.reduceat(bits, starts))
    masks, first_rows, counts = np.unique(np.stack(words, axis=1), axis=0, return_index=True, return_counts=True)
    # Sets are counted in the order of their first rows, so that the batch size does not matter.
    for index in np.argsort(first_rows):
        mask = masks[index]
        problems = frozenset(name for bit, name in enumerate(names) if int(mask[bit // _BITS]) >> bit % _BITS & 1)
        if problems in data.sets or len(data.sets) < SETS_COUNTED:
            data.sets[problems] += int(counts[index])
        else:
            data.uncounted += int(counts[index])
