"""Which single decision rescues how many rejected rows: each candidate is tried, nothing is estimated.

A row can be rescued by one setting only if that setting bears on every problem that rejects it. Exactly
those rows are sent through the kernel again under the changed setting, and their duplicates are decided
again against the whole input (`rescue`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from yotpo_lint.contract.fields import FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.problems import LEFT_OUT
from yotpo_lint.rule import CellRule, FieldRule
from yotpo_lint.settings.values import Settings
from yotpo_lint.suggestions.blockers import Blocked, Blocker, blocked_rows
from yotpo_lint.suggestions.trials import Trial, rescued

if TYPE_CHECKING:
    from yotpo_lint.executors.local import Run

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
class Candidate:
    """One option to try, as it is written on the command line, and the settings it makes."""

    option: str
    settings: Settings
    remedy: str
    field: str = ""


def next_steps(run: Run) -> list[dict[str, Any]]:
    """Return the options that rescue rejected rows, the most helpful first, each with its number of rows."""
    blocked = blocked_rows(run)
    candidates, trials = [], []
    for candidate in _candidates(run, blocked):
        at = blocked.where([_bears_on(candidate, each, run) for each in blocked.blockers])
        if len(at):
            candidates.append(candidate)
            trials.append(Trial(candidate.settings, at))
    borne_out = {option: said for note in run.column_notes for option, said in note.options.items()}
    steps = [
        {
            "option": candidate.option,
            "rescues": count,
            "message": _message(candidate, count, borne_out.get(candidate.option, "")),
        }
        for candidate, count in zip(candidates, rescued(run, trials), strict=True)
        if count > 0
    ]
    return sorted(steps, key=lambda step: (-step["rescues"], step["option"]))


def _candidates(run: Run, blocked: Blocked) -> Iterator[Candidate]:
    """Yield every option that bears on some problem met, and is not already set so."""
    settings = run.kernel.settings
    met = blocked.blockers
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
    """Return the countries that the table's rows name most often."""
    counts = run.tally.countries
    return [region for region, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:REGIONS_TRIED]]


def _is_cell(run: Run, blocker: Blocker, field: str) -> bool:
    """Tell whether a blocker is a bad cell of the field, which `--omit` would leave out."""
    owner = run.kernel.registry.owner_of(blocker.code)
    return blocker.field == field and isinstance(owner, FieldRule | CellRule)


def _bears_on(candidate: Candidate, blocker: Blocker, run: Run) -> bool:
    if blocker.code == LEFT_OUT.code:
        # It goes with what rejects the same cell beside it: once that can be read, nothing is left out.
        return True
    if candidate.remedy == "unsafe-fixes":
        return blocker.mendable
    if candidate.remedy == "omit":
        return _is_cell(run, blocker, candidate.field)
    return candidate.remedy in run.kernel.registry.problems[blocker.code].remedies


def _message(candidate: Candidate, rescued: int, evidence: str) -> str:
    """Say what the option declares, and what the column says of it, so that a merchant knows whether it is true."""
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
    said = f" ({evidence})" if evidence else ""
    return f"{rows} would be accepted if you {what}{said}: {candidate.option}"
