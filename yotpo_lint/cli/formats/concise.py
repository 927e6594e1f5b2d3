"""`concise`: a line for each finding and nothing else, for grep and for editors; none is left out."""

from __future__ import annotations

from collections.abc import Iterable

import click

from yotpo_lint.cli import text_output
from yotpo_lint.cli.formats.checked import Checked, Manner


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print `path:row:field: CODE [*] message` for every finding of every table."""
    for each in checked:
        for finding in each.findings():
            click.echo(text_output.line(each.path, finding, manner.redaction, cell=False))
