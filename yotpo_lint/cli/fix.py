"""`yotpo-lint fix`: repair what can be proven and write the upload, the rejects, the ledger and the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli.check import manner_of
from yotpo_lint.cli.completion import complete_file
from yotpo_lint.cli.diff_output import print_diff
from yotpo_lint.cli.execution import execution_of
from yotpo_lint.cli.formats import print_as
from yotpo_lint.cli.formats.checked import Checked, Manner
from yotpo_lint.cli.gate import gate_of
from yotpo_lint.cli.json_log import log_run
from yotpo_lint.cli.notes import print_notes
from yotpo_lint.cli.options import file_options_of, refuse_contradictions, required_file, shared_options, shown_name
from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import ENVELOPE, settings_of
from yotpo_lint.cli.shown_settings import print_settings
from yotpo_lint.cli.summary import print_summary
from yotpo_lint.cli.tally import tally_of
from yotpo_lint.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.result import Result


@click.command
@click.argument("file", required=False, shell_complete=complete_file)
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the outputs; created if it does not exist.",
)
@shared_options
@click.option(
    "--fixes-format",
    type=click.Choice(["csv", "parquet", "none"]),
    default="csv",
    show_default=True,
    help="Format of the ledger of fixes.",
)
@click.option(
    "--rejected-format",
    type=click.Choice(["csv", "xlsx", "parquet"]),
    default="csv",
    show_default=True,
    help="Format of the rejected rows; xlsx is best for correcting them by hand.",
)
@click.option(
    "--since",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="An earlier customers.jsonl, its folder, or the journal.sqlite of its push: write only customers that are "
    "new or changed since then. In a journal, only requests that Yotpo accepted count.",
)
@click.option(
    "--also",
    type=click.Choice(["subscribers"]),
    help="Also write subscribers.jsonl: the customers who gave an explicit answer to e-mail or SMS, for Yotpo's "
    "subscribers endpoint. Needs --list-id.",
)
@click.option("--list-id", type=int, metavar="N", help="The Yotpo list that --also subscribers adds them to.")
@click.option(
    "--consent-source",
    metavar="TEXT",
    help="Where their consent comes from, in 3 to 40 characters, such as welcome_popup.",
)
@ENVELOPE
@click.option("--overwrite", is_flag=True, help="Replace the outputs of an earlier run in DIR.")
def fix(file: str | None, output: Path | None, **params: Any) -> int:
    """Repair FILE and write DIR/customers.jsonl, rejected.csv, fixes.csv and report.json.

    Exit status: 0 when every row was accepted or merged, 1 when some were rejected, 2 on misuse or failure.
    """
    options = file_options_of(params)
    settled = settings_of(params)
    if params["show_settings"]:
        print_settings(settled, params["output_format"])
        return 0
    path = required_file(file)
    refuse_contradictions(params)
    gate = gate_of(params)
    if output is None and not params["diff"]:
        raise click.UsageError("Missing option '-o DIR'; only --diff works without it.", click.get_current_context())
    if params["diff"] and params["since"] is not None:
        raise click.UsageError("--diff writes nothing and cannot be used with --since.", click.get_current_context())
    _refuse_lonely(params)
    if output is not None and not params["diff"]:
        _refuse_taken(output, overwrite=params["overwrite"])
    from yotpo_lint.api import lint_table

    written: list[Path] = []
    with execution_of(params) as execution:
        result = lint_table(path, settled.settings, options, execution)
        if output is not None and not params["diff"]:
            written = result.write(
                output,
                fixes_format=params["fixes_format"],
                rejected_format=params["rejected_format"],
                envelope=params["envelope"],
                since=params["since"],
                also=params["also"],
                list_id=params["list_id"],
                consent_source=params["consent_source"],
                redact=params["redact"] is not False,
                overwrite=params["overwrite"],
            )
    path = shown_name(path)
    print_notes(path, result.input, params)
    log_run("fix", result, [str(each) for each in written], quiet=params["quiet"])
    _show(path, result, written, manner_of(settled.settings, params), params)
    return int(gate.fix_fails(lambda: tally_of(_remaining(result)), result.counts))


def _show(path: str, result: Result, written: list[Path], manner: Manner, params: dict[str, Any]) -> None:
    """Print what the options ask for; a format for pipelines gets what a fix leaves to be done."""
    wanted = params["output_format"]
    if params["diff"]:
        print_diff(path, result.findings_batches(), manner.redaction)
    elif params["statistics"]:
        tally = tally_of(result.findings_batches())
        print_as(wanted, [Checked(path, result.findings_batches, tally, result)], replace(manner, quiet=True))
    elif wanted == "json":
        print_json(result.report)
    elif wanted != "text":
        remaining = Checked(path, lambda: _remaining(result), tally_of(_remaining(result)), result)
        print_as(wanted, [remaining], manner)
    elif not params["quiet"]:
        print_summary(path, result.report, written)


def _remaining(result: Result) -> Iterator[pa.Table]:
    """Yield the findings that a fix leaves: what rejects a row, and the warnings."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in result.findings_batches():
        yield batch.filter(pc.is_in(batch.column("action"), value_set=pa.array(["rejected", "warned"])))


def _refuse_lonely(params: dict[str, Any]) -> None:
    """Refuse options of subscribers that lack each other, or are wrong, before the work is done."""
    from yotpo_lint.contract.subscribers import subscriber_list_of

    context = click.get_current_context()
    if params["also"] is None:
        for name in ("list_id", "consent_source"):
            if params[name] is not None:
                raise click.UsageError(f"--{name.replace('_', '-')} needs --also subscribers.", context)
        return
    if params["list_id"] is None:
        raise click.UsageError("--also subscribers needs --list-id N, the list that they are added to.", context)
    if params["diff"]:
        raise click.UsageError("--diff writes nothing and cannot be used with --also.", context)
    subscriber_list_of(params["also"], params["list_id"], params["consent_source"])


def _refuse_taken(directory: Path, *, overwrite: bool) -> None:
    """Refuse a folder that cannot take the outputs before the work is done, not after; the writer looks again."""
    from yotpo_lint.writers.outputs import NAMES

    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory}: is a file, not a folder; choose another folder with -o")
    present = [name for name in NAMES if (directory / name).exists()]
    if present and not overwrite:
        raise OutputError(
            f"{directory}: already holds {', '.join(present)}; choose another folder, or replace them with --overwrite"
        )
