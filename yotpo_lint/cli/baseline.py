"""`yotpo-lint baseline`: record what is found today, so that a check can fail on what gets worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from yotpo_lint.cli import known_findings
from yotpo_lint.cli.completion import complete_file
from yotpo_lint.cli.execution import execution_of
from yotpo_lint.cli.options import file_options_of, required_files, setting_options, shown_name
from yotpo_lint.cli.setting_options import settings_of
from yotpo_lint.cli.shown_settings import print_settings
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural

FILE_NAME: Final = "yotpo-lint-baseline.json"


@click.command
@click.argument("files", nargs=-1, metavar="FILE...", shell_complete=complete_file)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=FILE_NAME,
    show_default=True,
    help="The baseline to write.",
)
@setting_options
@click.option("--overwrite", is_flag=True, help="Replace an existing baseline.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing.")
def baseline(files: tuple[str, ...], output: Path, overwrite: bool, **params: Any) -> int:
    """Count the findings of each FILE by code and field, and write the counts without any cell values.

    `yotpo-lint check FILE --baseline BASELINE` then fails only where a count went up.
    """
    options = file_options_of(params)
    settled = settings_of(params)
    if params["show_settings"]:
        print_settings(settled, "text")
        return 0
    paths = required_files(files)
    known_findings.refuse_taken(output, overwrite=overwrite)
    from yotpo_lint.api import lint_table

    tables = {}
    for path in paths:
        with execution_of(params) as execution:
            result = lint_table(path, settled.settings, options, execution)
            tables[known_findings.posix(shown_name(path))] = known_findings.recorded(result)
    known_findings.write(output, tables, overwrite=overwrite)
    if params["quiet"]:
        return 0
    for path, table in tables.items():
        count = sum(each["count"] for each in table["findings"])
        click.echo(f"{make_visible(path)}: {plural(count, 'finding')} in {plural(table['rows'], 'row')} recorded.")
    click.echo(f"Written: {make_visible(str(output))}")
    return 0
