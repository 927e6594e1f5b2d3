"""Suggest single settings that rescue rejected rows. Each candidate is tried; nothing is estimated.

A setting can rescue a row only if it affects every problem that rejects the row. Exactly those rows are judged again
under the changed setting, and their duplicates are resolved again over the whole input (`trials`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.problems import LEFT_OUT
from yotpo_lint.humanize import plural
from yotpo_lint.rule import CellRule, ColumnNote, FieldRule
from yotpo_lint.settings.values import Settings
from yotpo_lint.suggestions.blockers import BlockedRecords, Blocker, find_blocked_records
from yotpo_lint.suggestions.trials import Trial, count_rescued

if TYPE_CHECKING:
    from yotpo_lint.outcome.run_outcome import RunOutcome
    from yotpo_lint.registry import Registry

# How many regions are tried if phones name no country: those that addresses name most often.
REGIONS_TRIED = 3

# The values that each remedy is tried with. The values of `region` come from the table.
CHOICES: dict[str, tuple[str, ...]] = {
    "date-order": ("mdy", "dmy", "ymd"),
    "identify-by": ("email", "phone_number"),
    "tag-separator": (";", "|"),
    "duplicates": ("first", "last"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option to try, as written on the command line, and the resulting settings."""

    option: str
    settings: Settings
    remedy: str
    field: str = ""


def suggest_settings(run: RunOutcome) -> list[dict[str, Any]]:
    """Return the options that rescue rejected rows, each with its number of rows; the most helpful comes first."""
    registry = run.kernel.registry
    blocked = find_blocked_records(run)
    candidates, trials = [], []
    for candidate in _list_candidates(run, blocked):
        positions = blocked.select([_can_remove(candidate, each, registry) for each in blocked.blockers])
        if len(positions):
            candidates.append(candidate)
            trials.append(Trial(candidate.settings, positions))
    evidence = _collect_evidence(run.column_notes) | _name_missing_region(run, blocked, candidates)
    suggestions = [
        {
            "option": candidate.option,
            "rescues": count,
            "message": _format_message(candidate, count, evidence.get(candidate.option, "")),
        }
        for candidate, count in zip(candidates, count_rescued(run, trials), strict=True)
        if count > 0
    ]
    return sorted(suggestions, key=lambda each: (-each["rescues"], each["option"]))


def _collect_evidence(notes: Iterable[ColumnNote]) -> dict[str, str]:
    """Return what the columns say of each option; where several speak of one, each by its name."""
    said: dict[str, dict[str, str]] = {}
    for note in notes:
        for option, text in note.options.items():
            said.setdefault(option, {})[note.field] = text
    return {
        option: "; ".join(f"{field}: {text}" if len(by_field) > 1 else text for field, text in by_field.items())
        for option, by_field in said.items()
    }


def _name_missing_region(run: RunOutcome, blocked: BlockedRecords, candidates: Iterable[Candidate]) -> dict[str, str]:
    """Return, by option that omits a field, that a region may save its cells; the table names none to try."""
    if run.kernel.settings.region is not None or run.tally.countries:
        return {}
    problems = run.kernel.registry.problems
    fields = {each.field for each in blocked.blockers if "region" in problems[each.code].remedies}
    advice = "if all customers are from one country, rather name it: --region US for the United States"
    return {each.option: advice for each in candidates if each.remedy == "omit" and each.field in fields}


def _list_candidates(run: RunOutcome, blocked: BlockedRecords) -> Iterator[Candidate]:
    """Yield every option that affects a problem of the table and differs from the present setting."""
    settings, registry = run.kernel.settings, run.kernel.registry
    blockers = blocked.blockers
    if not settings.unsafe_fixes and any(blocker.has_unsafe_fix for blocker in blockers):
        yield Candidate("--unsafe-fixes", replace(settings, unsafe_fixes=True), "unsafe-fixes")
    for field in FIELDS:
        if field not in {*settings.omit, IDENTITY_FIELDS[0]} and any(
            _is_bad_cell(registry, each, field) for each in blockers
        ):
            omit = (*settings.omit, field)
            yield Candidate(f"--omit {','.join(omit)}", replace(settings, omit=omit), "omit", field)
    remedies = {remedy for blocker in blockers for remedy in registry.problems[blocker.code].remedies}
    for remedy in sorted(remedies):
        name = remedy.replace("-", "_")
        values = _top_regions(run.tally.countries) if remedy == "region" else CHOICES.get(remedy, ())
        for value in values:
            if getattr(settings, name) != value:
                changes: dict[str, Any] = {name: value}
                yield Candidate(f"--{remedy} {_quote(value)}", replace(settings, **changes), remedy)


def _quote(value: str) -> str:
    """Quote a value for a shell if it needs quotes."""
    return value if value.replace("_", "").isalnum() else f"'{value}'"


def _top_regions(counts: Mapping[str, int]) -> list[str]:
    """Return the countries that addresses name most often."""
    return [region for region, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:REGIONS_TRIED]]


def _is_bad_cell(registry: Registry, blocker: Blocker, field: str) -> bool:
    """Tell whether a blocker is a bad cell of the field, which `--omit` would leave out."""
    owner = registry.owner_of(blocker.code)
    return blocker.field == field and isinstance(owner, FieldRule | CellRule)


def _can_remove(candidate: Candidate, blocker: Blocker, registry: Registry) -> bool:
    """Tell whether a candidate affects a blocker."""
    if blocker.code == LEFT_OUT.code:
        # Another blocker rejects the same cell; once the cell can be read, this one is gone too.
        return True
    if candidate.remedy == "unsafe-fixes":
        return blocker.has_unsafe_fix
    if candidate.remedy == "omit":
        return _is_bad_cell(registry, blocker, candidate.field)
    return candidate.remedy in registry.problems[blocker.code].remedies


def _format_message(candidate: Candidate, row_count: int, evidence: str) -> str:
    """Return what the option declares, with the column's evidence that the declaration is true."""
    rows = plural(row_count, "row")
    effect = {
        "unsafe-fixes": "make the repairs that need a guess (look at them first with --diff)",
        "omit": f"leave the unreadable {candidate.field} cells out of the upload",
        "region": f"declare that rows without a country are from {candidate.settings.region}",
        "date-order": f"declare that dates such as 03/04/2021 are written {candidate.settings.date_order}",
        "identify-by": f"keep only the {candidate.settings.identify_by} of rows that have no external_id",
        "tag-separator": f"declare that tags are separated by {candidate.settings.tag_separator}",
        "duplicates": f"keep the {candidate.settings.duplicates} of several differing rows of one customer",
    }.get(candidate.remedy, f"set {candidate.option}")
    if candidate.remedy == "omit" and candidate.field in FLAG_FIELDS:
        refusals = "1 cell that may be a refusal" if row_count == 1 else f"{row_count:,} cells that may be refusals"
        evidence = f"careful: this drops {refusals}, of which Yotpo would not learn; correct them if you can"
    reason = f" ({evidence})" if evidence else ""
    return f"{rows} would be accepted if you {effect}{reason}: {candidate.option}"
