"""`json`: one array of all findings of all tables, one a line; as ruff's, with row and field for a code's location."""

from __future__ import annotations

from collections.abc import Iterable

import click

from yotpo_lint.cli import json_output
from yotpo_lint.cli.formats.checked import Checked, Manner
from yotpo_lint.cli.plain_json import print_json


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print the array piece by piece, so that millions of findings need no memory."""
    if manner.statistics:
        print_statistics(checked)
        return
    separator = "[\n"
    for lines in json_output.pieces(checked, manner.redaction):
        click.echo(separator + ",\n".join(lines), nl=False)
        separator = ",\n"
    click.echo("[]" if separator == "[\n" else "\n]")


def print_statistics(checked: Iterable[Checked]) -> None:
    """Print how often each code was met, in all tables together."""
    from yotpo_lint.cli.tally import Tally

    together = Tally()
    for each in checked:
        together.add(each.tally)
    print_json(json_output.statistics(together))
