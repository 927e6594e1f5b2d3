"""`github`: workflow commands, which GitHub Actions shows as annotations; one for each rule of a table.

GitHub shows 10 errors and 10 warnings of a step and 50 annotations of a run, and drops the rest without a word.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (read 2026-11-23)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import click

from yotpo_lint.cli.formats.checked import Checked, Manner, announce
from yotpo_lint.cli.formats.groups import Group, groups_of, total
from yotpo_lint.cli.formats.places import in_repository
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

SHOWN_PER_STEP: Final = 10


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print an annotation for each rule that found something, as many as GitHub shows, the last one counting the rest.

    Every annotation points to the line of the rule's first finding.
    """
    groups = [group for each in checked for group in groups_of(each)]
    for level, wanted in (("error", True), ("warning", False)):
        chosen = [group for group in groups if group.is_error is wanted]
        shown = chosen if len(chosen) <= SHOWN_PER_STEP else chosen[: SHOWN_PER_STEP - 1]
        for group in shown:
            click.echo(_annotation(level, group, manner.redaction))
        rest = chosen[len(shown) :]
        if rest:
            codes = ", ".join(dict.fromkeys(group.code for group in rest))
            message = (
                f"{plural(len(rest), 'more rule')} with {plural(total(rest), 'finding')} ({codes}): GitHub shows "
                f"{SHOWN_PER_STEP} {level}s of a step. --statistics counts all of them."
            )
            click.echo(f"::{level} title=yotpo-lint::{_data(message)}")
            announce(f"{plural(len(rest), f'{level} annotation')} put together into one; GitHub shows {SHOWN_PER_STEP}")


def _annotation(level: str, group: Group, redaction: Redaction) -> str:
    """Return one workflow command."""
    line = f",line={group.first['line']}" if group.first["line"] is not None else ""
    title = _property(f"yotpo-lint ({group.code})")
    message = _data(f"{group.first['name']}: {group.sentence(redaction)}")
    return f"::{level} title={title},file={_property(in_repository(group.path))}{line}::{message}"


def _data(text: str) -> str:
    """Escape what ends a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what ends a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
