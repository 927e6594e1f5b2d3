"""What the page shows beyond the report: one pass over the run that keeps a bounded number of rows and examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.kernel.verdict import Action
from yotpo_lint.writers.page.health import Health, fates, health

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.report.presentation import Presenter

# A page of this many rows is searched at once and weighs less than a photograph; the rest is counted.
ROWS_LISTED: Final = 2_000
# When not all rows are listed, these many of each problem are, however rare it is.
ROWS_OF_EACH_CODE: Final = 3
EXAMPLES: Final = 3
# Looked through for different examples, the first of each code in the whole run; a million equal cells are but one.
EXAMPLES_TRIED: Final = 50
# Sets of problems that are told apart; there can be as many as rows, and only the most frequent are shown.
SETS_COUNTED: Final = 10_000
_BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was rejected: the problem, its field (empty: the whole row), the cell's text and the sentence."""

    code: str
    field: str
    before: str | None
    message: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A rejected row of the page: its numbers and every reason."""

    row: int
    line: int | None
    reasons: list[Reason]


@dataclass(slots=True)
class Gathered:
    """What one pass over a run kept.

    Attributes:
        rows: the listed rejected rows, in their order.
        every: 1 when all rejected rows are listed; k when every k-th is, besides the first of each problem.
        examples: by code, the first different cells before and after.
        sets: how many rejected rows have exactly these problems.
        uncounted: rejected rows whose problems are not among the sets that were told apart.
        health: by field, what became of its cells.
    """

    every: int = 1
    rows: list[RejectedRow] = field(default_factory=list)
    examples: dict[str, dict[Example, None]] = field(default_factory=dict)
    sets: Counter[frozenset[str]] = field(default_factory=Counter)
    uncounted: int = 0
    health: list[Health] = field(default_factory=list)


# A cell before and after, and what was done.
Example = tuple[str, str | None, str]


class Seen(NamedTuple):
    """What the page may want of one batch: its cells' fates, its rejected rows' findings, and examples by code.

    Those are a code's first findings in the batch, None for one that shows nothing.
    """

    fates: NDArray[np.int64]
    rejecting: pa.Table
    examples: dict[str, list[Example | None]]


class Gatherer:
    """Look at the outcomes of a run and keep what the page shows.

    `look` knows nothing of other batches, so that workers can do it; `take` wants their answers in order.
    """

    def __init__(self, presenter: Presenter, rejected: int) -> None:
        self._presenter = presenter
        self._gathered = Gathered(every=max(1, -(-rejected // ROWS_LISTED)))
        self._fates = np.zeros((), np.int64)
        self._rows = 0
        self._of_code: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()
        # By the number of a code, a batch that has as many findings of it as are tried: none behind it is asked.
        self._enough: dict[int, int] = {}

    def look(self, number: int, outcome: Outcome, rejecting: pa.Table) -> Seen:
        """Look at the outcome of the batch with this number, given the findings that reject its records."""
        return Seen(fates(outcome, self._presenter.column_of), rejecting, self._examples(number, outcome))

    def take(self, seen: Seen) -> None:
        """Take what was seen of the next batch."""
        self._fates = self._fates + seen.fates
        for code, examples in seen.examples.items():
            known = self._gathered.examples.setdefault(code, {})
            for example in examples[: max(0, EXAMPLES_TRIED - self._tried[code])]:
                if example is not None and len(known) < EXAMPLES:
                    known[example] = None
            self._tried[code] += len(examples)
        if len(seen.rejecting):
            self._rows = _take_rows(self._gathered, seen.rejecting, self._rows, self._of_code)

    def gathered(self) -> Gathered:
        """Return what was kept."""
        if self._fates.ndim:
            self._gathered.health = health(self._fates, self._presenter.header_of)
        return self._gathered

    def _examples(self, batch: int, outcome: Outcome) -> dict[str, list[Example | None]]:
        """Return the first cells of every code of a batch, unless one before it that was looked at here had enough."""
        codes = outcome.findings.column("code").to_numpy()
        order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        rank = np.arange(len(codes)) - np.searchsorted(ordered, ordered)
        asked = rank < EXAMPLES_TRIED
        for code in np.unique(codes).tolist():
            if self._enough.get(code, batch) < batch:
                asked &= ordered != code
        for code in ordered[asked & (rank == EXAMPLES_TRIED - 1)].tolist():
            self._enough[code] = min(batch, self._enough.get(code, batch))
        some = outcome.findings.take(pa.array(np.sort(order[asked])))
        told = self._presenter.findings(replace(outcome, findings=some))
        found: dict[str, list[Example | None]] = {}
        for code, before, after, action in zip(
            *(told.column(name).to_pylist() for name in ("code", "before", "after", "action")), strict=True
        ):
            shows = before and action != Action.MERGED.name.lower()
            found.setdefault(code, []).append((before, after, action) if shows else None)
        return found


def _take_rows(gathered: Gathered, rejecting: pa.Table, seen: int, of_code: Counter[str]) -> int:
    """Count the sets of problems of a batch's rejected rows and keep those that are to be listed."""
    rows = rejecting.column("row").to_numpy()
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    encoded = rejecting.column("code").combine_chunks().dictionary_encode()
    names, numbers = encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
    _count_sets(gathered, names, numbers, starts)
    wanted = (np.arange(seen, seen + len(starts)) % gathered.every) == 0
    row_of = np.cumsum(np.isin(np.arange(len(rows)), starts)) - 1
    for number, name in enumerate(names):
        if of_code[name] < ROWS_OF_EACH_CODE:
            first = np.unique(row_of[numbers == number])[: ROWS_OF_EACH_CODE - of_code[name]]
            of_code[name] += len(first)
            wanted[first] = True
    chosen = rejecting.filter(pa.array(wanted[row_of]))
    listed: RejectedRow | None = None
    for each in chosen.to_pylist():
        if listed is None or listed.row != each["row"]:
            listed = RejectedRow(each["row"], each["line"], [])
            gathered.rows.append(listed)
        listed.reasons.append(Reason(each["code"], each["field"], each["before"], each["message"]))
    return seen + len(starts)


def _count_sets(gathered: Gathered, names: list[str], numbers: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
    """Count how many rows have exactly the same problems; a set is numbers with a bit for each problem."""
    words = []
    for low in range(0, len(names), _BITS):
        bits = np.where(
            (numbers >= low) & (numbers < low + _BITS), np.uint64(1) << (numbers % _BITS).astype(np.uint64), 0
        )
        words.append(np.bitwise_or.reduceat(bits, starts))
    masks, first, counts = np.unique(np.stack(words, axis=1), axis=0, return_index=True, return_counts=True)
    # In the order in which the sets appear, whatever the batches are.
    for which in np.argsort(first):
        problems = frozenset(name for at, name in enumerate(names) if int(masks[which, at // _BITS]) >> at % _BITS & 1)
        if problems in gathered.sets or len(gathered.sets) < SETS_COUNTED:
            gathered.sets[problems] += int(counts[which])
        else:
            gathered.uncounted += int(counts[which])
