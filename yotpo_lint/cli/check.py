"""`yotpo-lint check`: look, say, write nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli import json_output, text_output
from yotpo_lint.cli.diff_output import print_diff
from yotpo_lint.cli.notes import print_notes
from yotpo_lint.cli.options import (
    file_options_of,
    refuse_contradictions,
    required_file,
    settings_of,
    shared_options,
    shown_name,
)
from yotpo_lint.cli.redaction import Redaction
from yotpo_lint.cli.shown_settings import print_settings
from yotpo_lint.cli.tally import Tally, tally_of

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.result import Result


@click.command(short_help="Audit a table; write nothing.")
@click.argument("file", required=False)
@shared_options
def check(file: str | None, **params: Any) -> int:
    """Audit FILE and print what is found; nothing is written.

    Exit status: 1 when an error was found (also one that `fix` repairs), 0 when there is none, 2 on misuse or failure.
    """
    options = file_options_of(params)
    settled = settings_of(params)
    if params["show_settings"]:
        print_settings(settled, params["output_format"])
        return 0
    path = required_file(file)
    refuse_contradictions(params)
    from yotpo_lint.run import lint

    result = lint(path, settled.settings, options)
    path = shown_name(path)
    print_notes(path, result.input, params)
    tally = tally_of(result.findings_batches())
    status = int(not tally.clean and not params["exit_zero"])
    show_findings(path, result, tally, redaction_of(settled.settings.rules, params), params)
    return status


def show_findings(path: str, result: Result, tally: Tally, redaction: Redaction, params: dict[str, Any]) -> None:
    """Print the findings in the form that the options ask for."""
    as_json, quiet = params["output_format"] == "json", params["quiet"]
    if params["diff"]:
        print_diff(path, result.findings_batches(), redaction)
    elif params["statistics"] and as_json:
        json_output.print_json(json_output.statistics(tally))
    elif as_json:
        json_output.print_findings(_chosen(result, quiet), redaction)
    else:
        if params["statistics"]:
            text_output.print_statistics(tally)
        else:
            total = tally.errors + (0 if quiet else tally.warnings)
            text_output.print_findings(path, _chosen(result, quiet), total, redaction)
        if not quiet:
            text_output.print_closing(tally, result.report["counts"])


def redaction_of(rules: tuple[str, ...], params: dict[str, Any]) -> Redaction:
    """Decide whether to mask: people see their own file, what travels is masked, unless the options say otherwise."""
    masked = params["output_format"] == "json" if params["redact"] is None else params["redact"]
    if not masked:
        return Redaction({}, masked=False)
    from yotpo_lint.registry import load

    return Redaction(load(rules).problems, masked=True)


def _chosen(result: Result, quiet: bool) -> Iterator[pa.Table]:
    """Yield all findings, or only the errors."""
    if not quiet:
        yield from result.findings_batches()
        return
    import pyarrow.compute as pc

    for batch in result.findings_batches():
        yield batch.filter(pc.equal(batch.column("severity"), "error"))
