"""The options that several commands share, and the settings that they make together with the configuration file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from yotpo_lint.cli import execution, gate
from yotpo_lint.cli.formats import FORMATS
from yotpo_lint.configuration import InForce, configured, in_force
from yotpo_lint.tables.contents import STANDARD_INPUT, STANDARD_INPUT_NAME
from yotpo_lint.tables.file_options import FileOptions

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# The options that are settings; the command line knows no others.
SETTING_OPTIONS: Final[tuple[str, ...]] = (
    "region",
    "timezone",
    "date_order",
    "tag_separator",
    "identify_by",
    "duplicates",
    "omit",
    "select",
    "extend_select",
    "ignore",
    "unsafe_fixes",
    "rules",
    "source",
    "map",
    "join",
)

RULES: Final = click.option(
    "--rules", multiple=True, metavar="PATH", help="Also load the rules of this file or folder; may be repeated."
)
CONFIG: Final = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read this configuration instead of the nearest yotpo-lint.toml or pyproject.toml.",
)
OUTPUT_FORMAT: Final = click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)
REPORT_FORMAT: Final = click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print what was found.",
)
ENVELOPE: Final = click.option(
    "--envelope",
    type=click.Choice(["customer", "none"]),
    default="customer",
    show_default=True,
    help='{"customer": {...}} as the endpoint takes it, or the bare record.',
)

# Choices among the values of settings are judged by the settings' own door, for its errors name the nearest value.
_SETTINGS: Final = (
    click.option(
        "--source",
        metavar="NAME|FILE",
        help="What the table comes from; `yotpo-lint sources` lists them.  [default: auto, told by the headers]",
    ),
    click.option(
        "--map",
        multiple=True,
        metavar="HEADER=FIELD",
        help="This column feeds this field; may be repeated. Without a field, the column is left out.",
    ),
    click.option("--join", metavar="FILE", help="The second file of an export that has two, such as addresses."),
    click.option("--region", metavar="CC", help="Country of rows that name none, such as US."),
    click.option(
        "--timezone", metavar="ZONE", help="Zone of times that name none, such as Europe/Berlin.  [default: UTC]"
    ),
    click.option("--date-order", metavar="mdy|dmy|ymd", help="How to read dates such as 03/04/2021."),
    click.option("--tag-separator", metavar="';' or '|'", help="What separates tags where it is no comma."),
    click.option(
        "--identify-by", metavar="email|phone_number", help="Which one stays where a row has both and no external_id."
    ),
    click.option(
        "--duplicates",
        metavar="refuse|first|last",
        help="Which of several differing rows of one customer stays.  [default: refuse]",
    ),
    click.option(
        "--omit", multiple=True, metavar="FIELD,...", help="Leave bad cells of these fields out instead of rejecting."
    ),
    click.option("--select", multiple=True, metavar="CODE,...", help="Only these rules, by code, prefix or name."),
    click.option("--extend-select", multiple=True, metavar="CODE,...", help="These rules as well."),
    click.option("--ignore", multiple=True, metavar="CODE,...", help="All but these rules."),
    click.option("--unsafe-fixes/--no-unsafe-fixes", default=None, help="Also make repairs that need a guess."),
    RULES,
    CONFIG,
    click.option("--show-settings", is_flag=True, help="Print the settings in force and where each comes from."),
)
# How the file is to be read, which is nothing that becomes of its rows and no setting.
FILE_OPTIONS: Final = ("encoding", "sheet", "member")
_READING: Final = (
    click.option("--encoding", metavar="NAME", help="Encoding of the file, such as cp1252.  [default: found]"),
    click.option("--sheet", metavar="NAME|NUMBER", help="Sheet of an Excel workbook, where several hold anything."),
    click.option("--member", metavar="NAME", help="File in a zip archive, where it holds several."),
)
_SHOWING: Final = (
    REPORT_FORMAT,
    click.option("--statistics", is_flag=True, help="Print how often each code was met instead."),
    click.option("--diff", is_flag=True, help="Print the cells that a fix changes instead; write nothing."),
    click.option(
        "--redact/--no-redact",
        default=None,
        help="Mask customers' data in what travels.  [default: show in text, mask in all else]",
    ),
    *gate.OPTIONS,
    *execution.OPTIONS,
    click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
)


def shared_options(command: Decorated) -> Decorated:
    """Add the options of check and fix to a command."""
    for option in reversed((*_READING, *_SETTINGS, *_SHOWING)):
        command = option(command)
    return command


def setting_options(command: Decorated) -> Decorated:
    """Add the options that are settings, those about them, and those of reading and working to a command."""
    for option in reversed((*_READING, *_SETTINGS, *execution.OPTIONS)):
        command = option(command)
    return command


def settings_of(params: dict[str, Any]) -> InForce:
    """Take the settings out of a command's parameters and settle them with the configuration file."""
    command_line = {name: params.pop(name) for name in SETTING_OPTIONS if name in params}
    return in_force(command_line, configured(params.pop("config", None), Path.cwd()))


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
        raise click.UsageError(f"--diff prints text; it does not go with --output-format {wanted}.", _context())
    if params["diff"] and params["statistics"]:
        raise click.UsageError("--diff and --statistics each print something else; choose one.", _context())
    if params["statistics"] and wanted not in ("text", "json"):
        raise click.UsageError(f"--statistics prints text or json; it does not go with {wanted}.", _context())


def required_file(file: str | None) -> str:
    """Return the table's path; only `--show-settings` goes without one."""
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.", _context())
    return file


def required_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tables' paths, each once; only `--show-settings` goes without any."""
    if not files:
        raise click.UsageError("Missing argument 'FILE...'.", _context())
    return tuple(dict.fromkeys(files))


def _context() -> click.Context:
    return click.get_current_context()
