"""Which single decision rescues how many rejected rows: each candidate is tried, nothing is estimated.

A row can be rescued by one setting only if that setting bears on every problem that rejects it. Exactly
those rows are sent through the kernel again under the changed setting, and their duplicates are decided
again against the whole input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS, IDENTITY_FIELDS
from yotpo_lint.kernel.judge import Action
from yotpo_lint.kernel.kernel import Judged, Kernel
from yotpo_lint.keys import Keys
from yotpo_lint.outcome import Outcome, Place
from yotpo_lint.rule import CellRule, FieldRule
from yotpo_lint.settings import Settings

if TYPE_CHECKING:
    from yotpo_lint.run import Run

# Regions that are tried when phones name no country: those that the table itself names most often.
REGIONS_TRIED = 3

# What a remedy may be set to. The region's values come from the table.
CHOICES: dict[str, tuple[str, ...]] = {
    "date-order": ("mdy", "dmy", "ymd"),
    "identify-by": ("email", "phone_number"),
    "tag-separator": (";", "|"),
    "duplicates": ("first", "last"),
}


@dataclass(frozen=True, slots=True)
class Blocker:
    """One problem that rejects a row: its code, its field, and whether an unsafe repair is known."""

    code: str
    field: str
    mendable: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One option to try, as it is written on the command line, and the settings it makes."""

    option: str
    settings: Settings
    remedy: str
    field: str = ""


def next_steps(run: Run) -> list[dict[str, Any]]:
    """Return the options that rescue rejected rows, the most helpful first, each with its number of rows."""
    blocked = _blockers(run)
    if not blocked:
        return []
    steps = []
    for candidate in _candidates(run, blocked):
        rows = {row for row, blockers in blocked.items() if all(_bears_on(candidate, each, run) for each in blockers)}
        rescued = _rescued(run, candidate, rows) if rows else 0
        if rescued > 0:
            steps.append({"option": candidate.option, "rescues": rescued, "message": _message(candidate, rescued)})
    return sorted(steps, key=lambda step: (-step["rescues"], step["option"]))


def _blockers(run: Run) -> dict[int, list[Blocker]]:
    """Return for every rejected record what rejects it; damaged lines no setting can rescue."""
    codes = run.kernel.codes
    blocked: dict[int, list[Blocker]] = {}
    for outcome in run.outcomes:
        rows = outcome.batch.rows.to_numpy(zero_copy_only=False)
        raw = outcome.findings
        at, field, code, action = (raw.column(name).to_numpy() for name in ("at", "field", "code", "action"))
        known = raw.column("suggestion").is_valid().to_numpy()
        for index in np.flatnonzero((action == Action.REJECTED) & (outcome.place[at] == Place.REJECTED)):
            name = FIELDS[field[index]] if field[index] >= 0 else ""
            mendable = bool(known[index]) or run.kernel.policy[codes[code[index]]].applicability == "unsafe"
            blocked.setdefault(int(rows[at[index]]), []).append(Blocker(codes[code[index]], name, mendable))
    return blocked


def _candidates(run: Run, blocked: dict[int, list[Blocker]]) -> Iterator[Candidate]:
    """Yield every option that bears on some problem met, and is not already set so."""
    settings = run.kernel.settings
    met = {blocker for blockers in blocked.values() for blocker in blockers}
    problems = run.kernel.registry.problems
    if not settings.unsafe_fixes and any(blocker.mendable for blocker in met):
        yield Candidate("--unsafe-fixes", replace(settings, unsafe_fixes=True), "unsafe-fixes")
    for field in FIELDS:
        if field not in {*settings.omit, IDENTITY_FIELDS[0]} and any(_is_cell(run, each, field) for each in met):
            omit = (*settings.omit, field)
            yield Candidate(f"--omit {','.join(omit)}", replace(settings, omit=omit), "omit", field)
    remedies = {remedy for blocker in met for remedy in problems[blocker.code].remedies}
    for remedy in sorted(remedies):
        name = remedy.replace("-", "_")
        values = _regions(run) if remedy == "region" else CHOICES.get(remedy, ())
        for value in values:
            if getattr(settings, name) != value:
                changes: dict[str, Any] = {name: value}
                yield Candidate(f"--{remedy} {_quoted(value)}", replace(settings, **changes), remedy)


def _quoted(value: str) -> str:
    return value if value.replace("_", "").isalnum() else f"'{value}'"


def _regions(run: Run) -> list[str]:
    """Return the countries that accepted and rejected rows name most often."""
    counts: Counter[str] = Counter()
    for _, judged in run.judged:
        for entry in judged.clean["address.country_code"].drop_null().value_counts():
            counts[entry["values"].as_py()] += entry["counts"].as_py()
    return [region for region, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:REGIONS_TRIED]]


def _is_cell(run: Run, blocker: Blocker, field: str) -> bool:
    """Tell whether a blocker is a bad cell of the field, which `--omit` would leave out."""
    owner = run.kernel.registry.owner_of(blocker.code)
    return blocker.field == field and isinstance(owner, FieldRule | CellRule)


def _bears_on(candidate: Candidate, blocker: Blocker, run: Run) -> bool:
    if candidate.remedy == "unsafe-fixes":
        return blocker.mendable
    if candidate.remedy == "omit":
        return _is_cell(run, blocker, candidate.field)
    return candidate.remedy in run.kernel.registry.problems[blocker.code].remedies


def _rescued(run: Run, candidate: Candidate, rows: set[int]) -> int:
    """Return how many more records are accepted under the candidate's settings, duplicates decided again."""
    kernel = Kernel(run.kernel.registry, candidate.settings)
    keys = Keys(run.kernel.registry.key_rule, kernel.policy)
    accepted = 0
    for batch, judged in run.judged:
        numbers = batch.rows.to_numpy(zero_copy_only=False)
        at = np.flatnonzero(np.isin(numbers, list(rows)))
        again = judged
        if len(at) and candidate.remedy != "duplicates":
            index = pa.array(at)
            columns = {field: batch.cells.column(name).take(index) for field, name in run.mapping.column_of.items()}
            again = _patched(judged, at, kernel(columns, len(at)))
        keys.add(numbers, again)
        accepted += int((~again.rejected).sum())
    decisions = keys.resolve(candidate.settings.duplicates)
    lost = sum(1 for decision in decisions.values() if decision.rejected or decision.merged_into)
    return accepted - lost - _accepted(run.outcomes)


def _patched(judged: Judged, at: np.ndarray[Any, np.dtype[np.int64]], again: Judged) -> Judged:
    """Return a judged batch in which the records at `at` were judged again."""
    index = np.arange(len(judged.rejected))
    index[at] = np.arange(len(index), len(index) + len(at))
    take = pa.array(index)
    clean = {name: pa.concat_arrays([column, again.clean[name]]).take(take) for name, column in judged.clean.items()}
    rejected = judged.rejected.copy()
    rejected[at] = again.rejected
    return Judged(clean, judged.findings, rejected)


def _accepted(outcomes: list[Outcome]) -> int:
    return sum(int((outcome.place == Place.ACCEPTED).sum()) for outcome in outcomes)


def _message(candidate: Candidate, rescued: int) -> str:
    """Say what the option declares, so that a merchant knows whether it is true."""
    rows = "1 row" if rescued == 1 else f"{rescued:,} rows"
    what = {
        "unsafe-fixes": "make the repairs that need a guess (look at them first with --diff)",
        "omit": f"leave the unreadable {candidate.field} cells out of the upload",
        "region": f"declare that rows without a country are from {candidate.settings.region}",
        "date-order": f"declare that dates such as 03/04/2021 are written {candidate.settings.date_order}",
        "identify-by": f"keep only the {candidate.settings.identify_by} of rows that have no external_id",
        "tag-separator": f"declare that tags are separated by {candidate.settings.tag_separator}",
        "duplicates": f"keep the {candidate.settings.duplicates} of several differing rows of one customer",
    }.get(candidate.remedy, f"set {candidate.option}")
    return f"{rows} would be accepted if you {what}: {candidate.option}"
