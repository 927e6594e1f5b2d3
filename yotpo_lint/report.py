"""The report of a run: counts, problems, what was left aside, and the steps that rescue rows.

It holds no cell values, so it may travel.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS, REQUESTS_PER_SECOND
from yotpo_lint.kernel.judge import Action
from yotpo_lint.outcome import Place

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.outcome import Outcome
    from yotpo_lint.settings import Settings

ACTIONS = tuple(action.name.lower() for action in Action)


def counts_of(outcomes: Sequence[Outcome], places: dict[str, int]) -> dict[str, int]:
    """Count rows by place, and the cells of accepted rows that were fixed and that were left out."""
    cells = {Action.FIXED: 0, Action.OMITTED: 0}
    for outcome in outcomes:
        findings = outcome.findings
        accepted = pc.equal(pc.take(outcome_places(outcome), findings.column("at")), Place.ACCEPTED)
        for action in cells:
            chosen = findings.filter(pc.and_(accepted, pc.equal(findings.column("action"), action)))
            # A cell with several repairs is one cell.
            cells[action] += len(chosen.group_by(["at", "field"]).aggregate([]))
    return {
        "rows": sum(places.values()),
        **places,
        "fixed_cells": cells[Action.FIXED],
        "omitted_cells": cells[Action.OMITTED],
    }


def outcome_places(outcome: Outcome) -> Any:
    """Return the places of a batch as an Arrow array."""
    import pyarrow as pa

    return pa.array(outcome.place)


def tallies(outcomes: Iterable[Outcome]) -> Counter[tuple[int, int, int]]:
    """Count findings by code, field and action (all as numbers, as in the findings)."""
    tally: Counter[tuple[int, int, int]] = Counter()
    for outcome in outcomes:
        grouped = outcome.findings.group_by(["code", "field", "action"]).aggregate([([], "count_all")])
        for code, field, action, count in zip(
            *(grouped.column(name).to_pylist() for name in ("code", "field", "action", "count_all")), strict=True
        ):
            tally[code, field, action] += count
    return tally


def by_code(outcomes: Sequence[Outcome], policy: Policy) -> list[dict[str, Any]]:
    """Return one entry a code that was met, most frequent first, with how often each action was taken."""
    codes = list(policy.standings)
    counts: dict[str, Counter[str]] = {}
    for (number, _, action), count in tallies(outcomes).items():
        counts.setdefault(codes[number], Counter())[ACTIONS[action]] += count
    for outcome in outcomes:
        for damaged in outcome.batch.damaged:
            counts.setdefault(damaged.problem.code, Counter())["rejected"] += 1
    entries = []
    for code, actions in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])):
        standing = policy[code]
        entries.append(
            {
                "code": code,
                "name": standing.problem.name,
                "severity": standing.severity,
                "applicability": standing.applicability,
                "findings": actions.total(),
                **{action: actions[action] for action in ACTIONS},
            }
        )
    return entries


def by_field(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return one entry a field that has findings, in Yotpo's order; findings on whole rows have no field."""
    counts: dict[int, Counter[str]] = {}
    for (_, field, action), count in tallies(outcomes).items():
        counts.setdefault(field, Counter())[ACTIONS[action]] += count
    order = sorted(counts, key=lambda field: field if field >= 0 else len(FIELDS))
    return [
        {
            "field": FIELDS[field] if field >= 0 else None,
            "findings": counts[field].total(),
            **{action: counts[field][action] for action in ACTIONS},
        }
        for field in order
    ]


def upload_time(requests: int) -> dict[str, int]:
    """Return the requests of the upload and the least seconds they take at Yotpo's limit."""
    return {"requests": requests, "seconds": math.ceil(requests / REQUESTS_PER_SECOND)}


def settings_in_force(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain data, so that the run can be repeated."""
    return {
        "region": settings.region,
        "timezone": settings.timezone,
        "date_order": settings.date_order,
        "tag_separator": settings.tag_separator,
        "identify_by": settings.identify_by,
        "duplicates": settings.duplicates,
        "omit": list(settings.omit),
        "select": list(settings.select),
        "extend_select": list(settings.extend_select),
        "ignore": list(settings.ignore),
        "unsafe_fixes": settings.unsafe_fixes,
        "rules": list(settings.rules),
        "rule": {
            code: {
                key: value
                for key, value in (("severity", override.severity), ("applicability", override.applicability))
                if value is not None
            }
            for code, override in settings.overrides.items()
        },
        "now": settings.now.isoformat(timespec="seconds"),
    }
