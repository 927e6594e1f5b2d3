"""The report of a run: counts, problems, what was left aside, and the steps that rescue rows.

It holds no cell values, so it may travel.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from yotpo_lint.contract.fields import FIELDS, REQUESTS_PER_SECOND
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.outcome.tally import Tally
    from yotpo_lint.rule import ColumnNote
    from yotpo_lint.settings.values import Settings

ACTIONS = tuple(action.name.lower() for action in Action)


def counts_of(tally: Tally) -> dict[str, int]:
    """Count rows by place, and the cells of accepted rows that were fixed and that were left out."""
    return {
        "rows": tally.rows,
        **tally.by_place(),
        "fixed_cells": tally.cells[Action.FIXED],
        "omitted_cells": tally.cells[Action.OMITTED],
    }


def groups(tally: Tally, policy: Policy) -> list[dict[str, Any]]:
    """Return how often each code was met with each action; a damaged line is rejected."""
    codes = list(policy.problems)
    counts: Counter[tuple[str, str]] = Counter()
    for (number, _, action), count in tally.findings.items():
        counts[codes[number], ACTIONS[action]] += count
    for code, count in tally.damaged.items():
        counts[code, "rejected"] += count
    return [
        {
            "code": code,
            "name": policy[code].problem.name,
            "severity": "error" if code in tally.damaged else policy[code].severity,
            "action": action,
            "applicability": policy[code].applicability,
            "count": count,
        }
        for (code, action), count in sorted(counts.items())
    ]


def by_code(tally: Tally, policy: Policy) -> list[dict[str, Any]]:
    """Return one entry a code that was met, most frequent first, with how often each action was taken."""
    codes = list(policy.problems)
    counts: dict[str, Counter[str]] = {}
    for (number, _, action), count in tally.findings.items():
        counts.setdefault(codes[number], Counter())[ACTIONS[action]] += count
    for code, count in tally.damaged.items():
        counts.setdefault(code, Counter())["rejected"] += count
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


def by_field(tally: Tally) -> list[dict[str, Any]]:
    """Return one entry a field that has findings, in Yotpo's order; findings on whole rows have no field."""
    counts: dict[int, Counter[str]] = {}
    for (_, field, action), count in tally.findings.items():
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


def columns_told(notes: Iterable[ColumnNote], column_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what happened to whole columns before the table came here, with the source's own names of the columns."""
    return [
        {
            "code": note.problem.code,
            "name": note.problem.name,
            "field": note.field or None,
            "column": column_of.get(note.field),
            "cells": note.cells,
            "message": note.problem.message.replace("{hint}", note.hint),
            "undo": note.problem.undo,
            "again": note.problem.prevention,
        }
        for note in notes
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
        "source": settings.source,
        "map": dict(settings.map),
        "join": settings.join,
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
