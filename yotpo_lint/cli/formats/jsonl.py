"""`jsonl`: the items of `json`, each a line of its own, for programs that read while we write."""

from __future__ import annotations

from collections.abc import Iterable

import click

from yotpo_lint.cli import json_output
from yotpo_lint.cli.formats.checked import Checked, Manner


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print one JSON object a line for every finding of every table."""
    for lines in json_output.pieces(checked, manner.redaction):
        click.echo("\n".join(lines))
