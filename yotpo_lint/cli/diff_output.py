"""The cells that a fix changes, as a difference: the source's text with `-`, the clean value with `+`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.json_output import rows_of
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

CHANGED: Final = frozenset(("fixed", "omitted"))
NOT_UPLOADED: Final = frozenset(("rejected", "merged"))


def print_diff(path: str, batches: Iterable[pa.Table], redaction: Redaction) -> None:
    """Print the changed cells of every row that is accepted; a rejected row keeps the source's own text."""
    cells = rows = 0
    for findings in rows_of(batches):
        if any(finding["action"] in NOT_UPLOADED for finding in findings):
            continue
        changes = changes_of(findings)
        if not changes:
            continue
        if not rows:
            click.echo(click.style(f"--- {make_visible(path)}\n+++ {make_visible(path)} (fixed)", bold=True))
        rows += 1
        cells += len(changes)
        number = findings[0]["line"]
        line = f", line {number}" if number is not None else ""
        click.echo(click.style(f"@@ row {findings[0]['row']}{line} @@", fg="cyan"))
        for field, (before, after) in changes.items():
            if before is not None:
                click.echo(click.style(f"-{field}: {_shown(before, redaction)}", fg="red"))
            if after is not None:
                click.echo(click.style(f"+{field}: {_shown(after, redaction)}", fg="green"))
    if rows:
        click.echo(f"Would change {plural(cells, 'cell')} in {plural(rows, 'row')}.", err=True)
    else:
        click.echo("No accepted row would change.", err=True)


def changes_of(findings: list[dict[str, Any]]) -> dict[str, tuple[str | None, str | None]]:
    """Return the first and the last text of every changed cell of a row."""
    changes: dict[str, tuple[str | None, str | None]] = {}
    for finding in findings:
        if finding["action"] in CHANGED and finding["field"]:
            first = changes.get(finding["field"], (finding["before"],))[0]
            changes[finding["field"]] = (first, finding["after"])
    return changes


def _shown(value: str, redaction: Redaction) -> str:
    return make_visible(redaction.value(value) or "")
