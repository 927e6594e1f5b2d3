"""The content of report.json: counts, problems, unmapped columns, upload time and suggestions.

It contains no cell values, so it can be passed on. All that differs between two runs with the same input, settings and
packs is `run`, and `settings.now` where it was not declared.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from yotpo_lint import _version
from yotpo_lint.contract.fields import FIELDS, REQUESTS_PER_SECOND
from yotpo_lint.contract.profiles import CORE
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.outcome.run_identity import RunIdentity
    from yotpo_lint.outcome.tally import Tally
    from yotpo_lint.registry import PackOrigin
    from yotpo_lint.rule import ColumnNote
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources import ColumnMap


class ReportedRun(Protocol):
    """What a report needs to know of a run."""

    @property
    def input(self) -> Mapping[str, Any]:
        """Return what is known of the input."""

    @property
    def mapping(self) -> ColumnMap:
        """Return which column feeds each field."""

    @property
    def kernel(self) -> Kernel:
        """Return the function that judged every batch."""

    @property
    def tally(self) -> Tally:
        """Return how many records, findings and cells ended where."""

    @property
    def column_notes(self) -> tuple[ColumnNote, ...]:
        """Return what happened to whole columns before the table was exported."""

    @property
    def identity(self) -> RunIdentity:
        """Return which run it is."""


ACTIONS = tuple(action.name.lower() for action in Action)


def build_report(run: ReportedRun, suggestions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the content of report.json."""
    tally, policy = run.tally, run.kernel.policy
    return {
        "version": _version.__version__,
        "run": run.identity.facts(),
        "input": dict(run.input),
        "packs": describe_packs(run.kernel.registry.origins),
        "settings": settings_to_dict(run.kernel.settings),
        "counts": count_rows(tally),
        "by_code": count_by_code(tally, policy),
        "by_field": count_by_field(tally),
        "source": run.mapping.about,
        "columns": describe_columns(run.column_notes, run.mapping.header_of),
        "unmapped_columns": list(run.mapping.unmapped),
        "upload": estimate_upload(tally.by_place()["accepted"]),
        "next_steps": list(suggestions),
    }


def describe_packs(origins: Sequence[PackOrigin]) -> list[dict[str, Any]]:
    """Return the packs whose rules judged the table, each with its version, or with its hash where it has none."""
    return [
        {
            "name": each.name,
            "distribution": each.distribution or None,
            "version": each.version or None,
            "sha256": each.sha256,
        }
        for each in origins
    ]


def count_rows(tally: Tally) -> dict[str, int]:
    """Count rows by place, and the cells of accepted rows that were fixed and that were left out."""
    return {
        "rows": tally.rows,
        **tally.by_place(),
        "fixed_cells": tally.cells[Action.FIXED],
        "omitted_cells": tally.cells[Action.OMITTED],
    }


def count_problems(tally: Tally, policy: Policy) -> list[dict[str, Any]]:
    """Return one entry for each code and action that was met, sorted by both; a damaged line counts as rejected."""
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


def count_by_code(tally: Tally, policy: Policy) -> list[dict[str, Any]]:
    """Return one entry for each code that was met, the most frequent first, with the number of each action."""
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


def count_by_field(tally: Tally) -> list[dict[str, Any]]:
    """Return one entry for each field with findings, in Yotpo's order; findings on whole rows have no field."""
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


def describe_columns(notes: Iterable[ColumnNote], column_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what happened to whole columns before the table was exported, with the input's own column names."""
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


def estimate_upload(requests: int) -> dict[str, int]:
    """Return the number of requests of the upload and the seconds that they take at Yotpo's rate limit."""
    return {"requests": requests, "seconds": math.ceil(requests / REQUESTS_PER_SECOND)}


def settings_to_dict(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain data, from which the run can be repeated."""
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
        **({} if settings.profile == CORE.name else {"profile": settings.profile}),
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
