"""What the page shows beyond the report: one pass over the run that keeps a bounded number of rows and examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.judge import Action

if TYPE_CHECKING:
    from yotpo_lint.report.presentation import Presenter
    from yotpo_lint.whole.outcome import Outcome

# A page of this many rows is searched at once and weighs less than a photograph; the rest is counted.
ROWS_LISTED: Final = 2_000
# When not all rows are listed, these many of each problem are, however rare it is.
ROWS_OF_EACH_CODE: Final = 3
EXAMPLES: Final = 3
# Looked through for different examples; a table of a million equal cells has but one.
EXAMPLES_TRIED: Final = 50
# Sets of problems that are told apart; there can be as many as rows, and only the most frequent are shown.
SETS_COUNTED: Final = 10_000

# The worst that was done about a cell is what became of it, mildest first.
BECAME: Final = (Action.FIXED, Action.OMITTED, Action.REJECTED)


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
class Health:
    """What became of the filled cells of a field."""

    field: str
    column: str
    filled: int = 0
    fixed: int = 0
    omitted: int = 0
    rejected: int = 0

    @property
    def kept(self) -> int:
        """Return the cells that stayed as they were."""
        return self.filled - self.fixed - self.omitted - self.rejected


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
    examples: dict[str, dict[tuple[str, str | None, str], None]] = field(default_factory=dict)
    sets: Counter[frozenset[str]] = field(default_factory=Counter)
    uncounted: int = 0
    health: list[Health] = field(default_factory=list)


class Gatherer:
    """Look at the outcomes of a run, one after the other, and keep what the page shows."""

    def __init__(self, presenter: Presenter, rejected: int) -> None:
        self._presenter = presenter
        self._gathered = Gathered(every=max(1, -(-rejected // ROWS_LISTED)))
        self._health = {name: Health(name, column) for name, column in presenter.column_of.items()}
        self._seen = 0
        self._of_code: Counter[str] = Counter()

    def look(self, outcome: Outcome) -> None:
        """Look at the next outcome. Sentences are made only for what is kept, for most findings are not."""
        _look_at_cells(self._health, outcome)
        self._take_examples(outcome)
        action = outcome.findings.column("action")
        rejecting = self._presenter.findings(
            replace(outcome, findings=outcome.findings.filter(pc.equal(action, Action.REJECTED)))
        )
        if len(rejecting):
            self._seen = _take_rows(self._gathered, rejecting, self._seen, self._of_code)

    def gathered(self) -> Gathered:
        """Return what was kept."""
        self._gathered.health = [self._health[name] for name in FIELDS if name in self._health]
        return self._gathered

    def _take_examples(self, outcome: Outcome) -> None:
        """Keep the first different cells of every code that has not enough of them yet."""
        batch = replace(outcome.batch, damaged=())
        codes = outcome.findings.column("code")
        for number in pc.unique(codes).to_pylist():
            known = self._gathered.examples.setdefault(self._presenter.codes[number], {})
            if len(known) < EXAMPLES:
                some = outcome.findings.filter(pc.equal(codes, number)).slice(0, EXAMPLES_TRIED)
                _add_examples(known, self._presenter.findings(replace(outcome, batch=batch, findings=some)))
        for damaged in outcome.batch.damaged:
            known = self._gathered.examples.setdefault(damaged.problem.code, {})
            if damaged.text and len(known) < EXAMPLES:
                known[damaged.text, None, Action.REJECTED.name.lower()] = None


def _look_at_cells(health: dict[str, Health], outcome: Outcome) -> None:
    """Add to each field its filled cells and the worst that was done about each."""
    at, number, action = (outcome.findings.column(name).to_numpy() for name in ("at", "field", "action"))
    rank = np.full(len(Action), -1)
    rank[list(BECAME)] = np.arange(len(BECAME))
    for index, name in enumerate(FIELDS):
        if name in health:
            column = outcome.batch.cells.column(health[name].column)
            filled = pc.fill_null(pc.not_equal(column, ""), False).to_numpy(zero_copy_only=False)
            health[name].filled += int(np.count_nonzero(filled))
            here = (number == index) & (rank[action] >= 0)
            worst = np.full(len(filled), -1)
            np.maximum.at(worst, at[here], rank[action[here]])
            for became, count in zip(
                BECAME, np.bincount(worst[filled] + 1, minlength=len(BECAME) + 1)[1:], strict=True
            ):
                attribute = became.name.lower()
                setattr(health[name], attribute, getattr(health[name], attribute) + int(count))


def _add_examples(known: dict[tuple[str, str | None, str], None], findings: pa.Table) -> None:
    for each in findings.to_pylist():
        if each["before"] and each["action"] != "merged" and len(known) < EXAMPLES:
            known[each["before"], each["after"], each["action"]] = None


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


def _count_sets(gathered: Gathered, names: list[str], numbers: Any, starts: Any) -> None:
    """Count how many rows have exactly the same problems; a set is an integer with a bit for each problem."""
    bits = np.array([1 << number for number in range(len(names))], dtype=object)[numbers]
    counted = Counter(np.bitwise_or.reduceat(bits, starts).tolist())
    for mask, count in counted.items():
        problems = frozenset(name for number, name in enumerate(names) if mask >> number & 1)
        if problems in gathered.sets or len(gathered.sets) < SETS_COUNTED:
            gathered.sets[problems] += count
        else:
            gathered.uncounted += count
