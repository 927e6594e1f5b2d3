"""`gitlab`: a Code Quality report, an array of findings with a fingerprint each.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format (read 2026-11-23)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import click

from yotpo_lint.cli.formats.checked import Checked, Manner, announce
from yotpo_lint.cli.formats.places import in_repository
from yotpo_lint.cli.tally import fix_of
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

# A merge request's widget is a page for a person; GitLab itself names no limit but the artifact's size.
LISTED: Final = 5_000


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print the array, one finding a line; beyond the cap one last entry a table counts what is not listed."""
    separator = "[\n"
    for each in checked:
        for issue in _issues(each, manner.redaction):
            click.echo(separator + json.dumps(issue), nl=False)
            separator = ",\n"
    click.echo("[]" if separator == "[\n" else "\n]")


def _issues(checked: Checked, redaction: Redaction) -> Iterator[dict[str, Any]]:
    path = make_visible(in_repository(checked.path))
    met: dict[tuple[object, ...], int] = {}
    for number, finding in enumerate(checked.findings()):
        if number == LISTED:
            rest = checked.tally.errors + checked.tally.warnings - LISTED
            message = f"{plural(rest, 'more finding')} of {path} not listed here; --output-format jsonl lists all."
            announce(message)
            yield _issue("not-listed", "info", message, 1, (path, "not-listed"))
            return
        # The cell itself is no part of the fingerprint: short values could be guessed from it.
        key = (path, finding["row"], finding["field"], finding["code"])
        met[key] = met.get(key, 0) + 1
        message = make_visible(redaction.message(finding))
        where = f"{finding['field']}: " if finding["field"] else ""
        line = finding["row"] if finding["line"] is None else finding["line"]
        name = f"{finding['code']} {finding['name']}"
        yield _issue(name, _severity(finding), where + message, line, (*key, met[key]))


def _issue(name: str, severity: str, message: str, line: int, key: tuple[object, ...]) -> dict[str, Any]:
    """Return one entry; the key, which begins with the path, makes its fingerprint."""
    return {
        "description": message,
        "check_name": name,
        "fingerprint": hashlib.sha256(repr(key).encode("utf-8", "backslashreplace")).hexdigest(),
        "severity": severity,
        "location": {"path": key[0], "lines": {"begin": line}},
    }


def _severity(finding: Mapping[str, Any]) -> str:
    """Say how bad it is: major rejects a row, minor is repaired, info is a warning."""
    if finding["action"] == "rejected":
        return "major"
    if finding["severity"] == "warning":
        return "info"
    return "minor" if fix_of(finding) == "now" else "major"
