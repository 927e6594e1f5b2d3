"""What the page shows beyond the report: one pass over the run that keeps a bounded number of rows and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS

if TYPE_CHECKING:
    from yotpo_lint.outcome import Outcome
    from yotpo_lint.presentation import Presenter

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
BECAME: Final = ("fixed", "omitted", "rejected")


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


def gather(outcomes: Iterable[Outcome], presenter: Presenter, rejected: int) -> Gathered:
    """Look once through a run with so many rejected rows."""
    gathered = Gathered(every=max(1, -(-rejected // ROWS_LISTED)))
    health = {name: Health(name, column) for name, column in presenter.column_of.items()}
    seen = 0
    of_code: Counter[str] = Counter()
    for outcome in outcomes:
        findings = presenter.findings(outcome)
        _look_at_cells(health, outcome, findings)
        _take_examples(gathered, findings)
        rejecting = findings.filter(pc.equal(findings.column("action"), "rejected"))
        if len(rejecting):
            seen = _take_rows(gathered, rejecting, seen, of_code)
    gathered.health = [health[name] for name in FIELDS if name in health]
    return gathered


def _look_at_cells(health: dict[str, Health], outcome: Outcome, findings: pa.Table) -> None:
    """Add to each field its filled cells and the worst that was done about each."""
    for each in health.values():
        each.filled += pc.sum(pc.not_equal(outcome.batch.cells.column(each.column), "")).as_py() or 0
    filled = pc.fill_null(pc.not_equal(findings.column("before"), ""), False)
    rank = pc.index_in(findings.column("action"), pa.array(BECAME))
    number = pc.index_in(findings.column("field"), pa.array(FIELDS))
    keep = pc.and_(filled, pc.and_(pc.is_valid(rank), pc.is_valid(number)))
    cells = pa.table({"row": findings.column("row"), "field": number, "rank": rank}).filter(keep)
    worst = cells.group_by(["row", "field"]).aggregate([("rank", "max")])
    for group in worst.group_by(["field", "rank_max"]).aggregate([([], "count_all")]).to_pylist():
        name, became = FIELDS[group["field"]], BECAME[group["rank_max"]]
        if name in health:
            setattr(health[name], became, getattr(health[name], became) + group["count_all"])


def _take_examples(gathered: Gathered, findings: pa.Table) -> None:
    """Keep the first different cells of every code that has not enough of them yet."""
    codes = findings.column("code")
    for code in pc.unique(codes).to_pylist():
        known = gathered.examples.setdefault(code, {})
        if len(known) == EXAMPLES:
            continue
        for each in findings.filter(pc.equal(codes, code)).slice(0, EXAMPLES_TRIED).to_pylist():
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
