"""The options that check and fix share beside the settings: how a file is read and what of it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from yotpo_lint.cli import execution, gate
from yotpo_lint.cli.formats import FORMATS
from yotpo_lint.cli.json_log import LOG_FORMAT
from yotpo_lint.cli.setting_options import SETTINGS
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.files import STANDARD_INPUT, STANDARD_INPUT_NAME

REPORT_FORMAT: Final = click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Output format of the findings.",
)
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# How the file is to be read, which is nothing that becomes of its rows and no setting.
FILE_OPTIONS: Final = ("encoding", "sheet", "member", "skip_lines")
_READING: Final = (
    click.option("--encoding", metavar="NAME", help="Encoding of the file, such as cp1252.  [default: found]"),
    click.option("--sheet", metavar="NAME|NUMBER", help="Sheet of an Excel workbook, where several hold anything."),
    click.option("--member", metavar="NAME", help="File in a zip archive, where it holds several."),
    click.option(
        "--skip-lines",
        type=click.IntRange(min=0),
        metavar="N",
        help="Lines above the header, in delimited text and Excel.  [default: 0]",
    ),
)
_SHOWING: Final = (
    REPORT_FORMAT,
    click.option("--statistics", is_flag=True, help="Print the number of findings per code instead."),
    click.option("--diff", is_flag=True, help="Print the changes that fix makes instead; write nothing."),
    click.option(
        "--redact/--no-redact",
        default=None,
        help="Mask customers' data.  [default: shown in text, masked in all other formats]",
    ),
    *gate.OPTIONS,
    *execution.OPTIONS,
    LOG_FORMAT,
    click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
)


def shared_options(command: Decorated) -> Decorated:
    """Add the options of check and fix to a command."""
    for option in reversed((*_READING, *SETTINGS, *_SHOWING)):
        command = option(command)
    return command


def reading_options(command: Decorated) -> Decorated:
    """Add the options that say how a file is read to a command."""
    for option in reversed(_READING):
        command = option(command)
    return command


def setting_options(command: Decorated) -> Decorated:
    """Add the options that are settings, those about them, and those of reading and working to a command."""
    for option in reversed((*_READING, *SETTINGS, *execution.OPTIONS)):
        command = option(command)
    return command


def file_options_of(params: dict[str, Any]) -> FileOptions:
    """Take out of a command's parameters how the file is to be read."""
    return FileOptions(**{name: params.pop(name) for name in FILE_OPTIONS})


def shown_name(file: str) -> str:
    """Return what reports call the input."""
    return STANDARD_INPUT_NAME if file == STANDARD_INPUT else file


def refuse_contradictions(params: dict[str, Any]) -> None:
    """Refuse options that cannot both be had."""
    wanted = params["output_format"]
    if params["diff"] and wanted != "text":
        raise click.UsageError(f"--diff prints text and cannot be used with --output-format {wanted}.", _context())
    if params["diff"] and params["statistics"]:
        raise click.UsageError("--diff and --statistics print different things; choose one.", _context())
    if params["statistics"] and wanted not in ("text", "json"):
        raise click.UsageError(f"--statistics prints text or json and cannot be used with {wanted}.", _context())


def required_file(file: str | None) -> str:
    """Return the table's path; only `--show-settings` works without one."""
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.", _context())
    return file


def required_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tables' paths, each once; only `--show-settings` works without any."""
    if not files:
        raise click.UsageError("Missing argument 'FILE...'.", _context())
    return tuple(dict.fromkeys(files))


def _context() -> click.Context:
    return click.get_current_context()
