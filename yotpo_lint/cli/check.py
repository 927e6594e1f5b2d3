"""`yotpo-lint check`: look, say, write nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli import known_findings
from yotpo_lint.cli.completion import complete_file
from yotpo_lint.cli.diff_output import print_diff
from yotpo_lint.cli.execution import execution_of
from yotpo_lint.cli.formats import UNMASKED, print_as
from yotpo_lint.cli.formats.checked import Checked, Manner
from yotpo_lint.cli.gate import Gate, gate_of
from yotpo_lint.cli.json_log import log_run
from yotpo_lint.cli.notes import print_notes
from yotpo_lint.cli.options import file_options_of, refuse_contradictions, required_files, shared_options, shown_name
from yotpo_lint.cli.setting_options import settings_of
from yotpo_lint.cli.shown_settings import print_settings
from yotpo_lint.cli.tally import Tally, tally_of, tally_of_groups
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.cli.known_findings import Known
    from yotpo_lint.readers.file_options import FileOptions
    from yotpo_lint.result import Result
    from yotpo_lint.rule import Problem
    from yotpo_lint.settings.values import Settings


@click.command
@click.argument("files", nargs=-1, metavar="FILE...", shell_complete=complete_file)
@shared_options
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Print and fail only on findings that increased since `yotpo-lint baseline` wrote FILE.",
)
def check(files: tuple[str, ...], baseline: Path | None, **params: Any) -> int:
    """Audit each FILE and print the findings; write nothing.

    Exit status: 1 when an error was found (also one that `fix` repairs), 0 when there is none, 2 on misuse or failure.
    """
    options = file_options_of(params)
    settled = settings_of(params)
    if params["show_settings"]:
        print_settings(settled, params["output_format"])
        return 0
    paths = required_files(files)
    refuse_contradictions(params)
    gate = gate_of(params)
    known = known_findings.read(baseline) if baseline is not None else None
    manner = manner_of(settled.settings, params)
    failed: list[bool] = []
    checked = _checked(paths, settled.settings, options, gate, known, params=params, failed=failed)
    if params["diff"]:
        for each in checked:
            print_diff(each.path, each.batches(), manner.redaction)
    else:
        print_as(params["output_format"], checked, manner)
    return int(any(failed))


def manner_of(settings: Settings, params: dict[str, Any]) -> Manner:
    """Decide how to speak: people see their own file, what travels is masked, unless the options say otherwise."""
    masked = params["output_format"] != UNMASKED if params["redact"] is None else params["redact"]
    problems: Mapping[str, Problem] = {}
    if masked:
        from yotpo_lint.registry import load_registry

        problems = load_registry(settings.rules).problems
    return Manner(
        redaction=Redaction(problems, masked=masked),
        quiet=params["quiet"],
        statistics=params["statistics"],
        settings=settings,
    )


def _checked(
    paths: tuple[str, ...],
    settings: Settings,
    reading: FileOptions,
    gate: Gate,
    known: Known | None,
    *,
    params: dict[str, Any],
    failed: list[bool],
) -> Iterator[Checked]:
    """Yield each table with its findings as the format asks for it, one at a time, and note whether it fails."""
    from yotpo_lint.api import lint_table

    for path in paths:
        with execution_of(params) as execution:
            result = lint_table(path, settings, reading, execution)
        shown_path = shown_name(path)
        print_notes(shown_path, result.input, params)
        log_run("check", result, [], quiet=params["quiet"])
        changes = known.changes(shown_path, result.findings_batches()) if known is not None else None
        findings = known_findings.Worse(result, changes) if changes is not None else result
        met = result.problems_met
        tally = tally_of_groups(met) if changes is None else tally_of(findings.findings_batches())
        failed.append(gate.check_fails(tally, result.counts))
        unlisted = _number(tally_of_groups(met)) - _number(tally)
        # --statistics counts warnings even where -q does not print them.
        quiet = params["quiet"] and not params["statistics"]
        shown = _Errors(findings) if quiet and not params["diff"] else findings
        if quiet and changes is None:
            tally = tally_of_groups(group for group in met if group["severity"] == "error")
        elif quiet:
            tally = tally_of(shown.findings_batches())
        yield Checked(shown_path, shown.findings_batches, tally, result)
        if changes is not None and known is not None:
            err = params["output_format"] != UNMASKED
            known_findings.tell(known, shown_path, changes, result, unlisted=unlisted, err=err)


def _number(tally: Tally) -> int:
    return tally.errors + tally.warnings


class _Errors:
    """The errors of a result, without its warnings."""

    def __init__(self, result: Result | known_findings.Worse) -> None:
        self._result = result

    def findings_batches(self) -> Iterator[pa.Table]:
        """Yield the findings whose severity is error."""
        import pyarrow.compute as pc

        for batch in self._result.findings_batches():
            yield batch.filter(pc.equal(batch.column("severity"), "error"))
