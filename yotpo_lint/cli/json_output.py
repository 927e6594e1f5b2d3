"""Findings as JSON objects, made a few at a time, so that millions of findings need no memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.cli.tally import Tally, fix_of
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.cli.formats.checked import Checked

PIECE: Final = 1_000


def pieces(checked: Iterable[Checked], redaction: Redaction) -> Iterator[list[str]]:
    """Yield the findings of all tables as JSON, a few at a time: printing each alone would cost more than making it."""
    for each in checked:
        for batch in each.batches():
            for part in batch.to_batches(max_chunksize=PIECE):
                if len(part):
                    yield [json.dumps(item(each.path, finding, redaction)) for finding in part.to_pylist()]


def item(path: str, finding: dict[str, Any], redaction: Redaction) -> dict[str, Any]:
    """Return a finding as ruff's JSON has it, with row and field in place of a code's location.

    `fix` is what a fix does about it, null where there is none; `fix.after` is null where the field is left out.
    The whole row has no field and no value.
    """
    fix = None
    whole_row = not finding["field"]
    if fix_of(finding) != "none":
        after = None if whole_row else redaction.value(finding["after"])
        fix = {"after": after, "applicability": finding["applicability"]}
    return {
        "code": finding["code"],
        "name": finding["name"],
        "message": redaction.message(finding),
        "filename": path,
        "row": finding["row"],
        "line": finding["line"],
        "field": finding["field"] or None,
        "value": None if finding["action"] == "merged" else redaction.value(finding["before"]),
        "fix": fix,
        "severity": finding["severity"],
        "url": None,
    }


def statistics(tally: Tally) -> list[dict[str, object]]:
    """Return how often each code was met, most frequent first."""
    return [
        {"code": code, "name": each.name, "count": each.count, "fixable": each.fixable}
        for code, each in tally.most_frequent()
    ]


def rows_of(batches: Iterable[pa.Table]) -> Iterator[list[dict[str, Any]]]:
    """Yield the findings of each record together."""
    current: list[dict[str, Any]] = []
    for batch in batches:
        for finding in batch.to_pylist():
            if current and finding["row"] != current[0]["row"]:
                yield current
                current = []
            current.append(finding)
    if current:
        yield current
