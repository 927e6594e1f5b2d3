"""`text`: lines for a person, in ruff's words, and what a fix would make of the table."""

from __future__ import annotations

from collections.abc import Iterable

from yotpo_lint.cli import text_output
from yotpo_lint.cli.formats.checked import Checked, Manner


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print the first findings of every table, or how often each code was met, and the count of all."""
    for each in checked:
        if manner.statistics:
            text_output.print_statistics(each.tally)
        else:
            total = each.tally.errors + each.tally.warnings
            text_output.print_findings(each.path, each.batches(), total, manner.redaction)
        if not manner.quiet:
            text_output.print_closing(each.tally, each.counts)
