"""Findings as JSON: one array, written item by item, so that millions of findings need no memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.redaction import Redaction
from yotpo_lint.cli.tally import Tally, fix_of

if TYPE_CHECKING:
    import pyarrow as pa


# Each piece that is printed is flushed; a piece for each finding would spend more on that than on the finding.
PART: Final = 1_000


def print_json(value: object) -> None:
    """Print one JSON value. Whatever is no ASCII is escaped: a pipe's encoding cannot spoil it."""
    click.echo(json.dumps(value, indent=2))


def print_findings(batches: Iterable[pa.Table], redaction: Redaction) -> None:
    """Print the array of all findings, one a line."""
    separator = "[\n"
    for batch in batches:
        for part in batch.to_batches(max_chunksize=PART):
            items = [json.dumps(item(finding, redaction)) for finding in part.to_pylist()]
            if items:
                click.echo(separator + ",\n".join(items), nl=False)
                separator = ",\n"
    click.echo("[]" if separator == "[\n" else "\n]")


def item(finding: dict[str, Any], redaction: Redaction) -> dict[str, Any]:
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
