"""The options that are settings or say where settings and rules lie, and the settings that they make.

The commands that read no table need these alone; whatever is loaded here they wait for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.completion import complete_file, complete_words

if TYPE_CHECKING:
    from yotpo_lint.settings.configuration import EffectiveSettings

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
    "profile",
    "source",
    "map",
    "join",
)

RULES: Final = click.option(
    "--rules",
    multiple=True,
    metavar="PATH",
    shell_complete=complete_file,
    help="Also load the rules of this file or folder; may be repeated.",
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
ENVELOPE: Final = click.option(
    "--envelope",
    type=click.Choice(["customer", "none"]),
    default="customer",
    show_default=True,
    help='{"customer": {...}} as the endpoint takes it, or the bare record.',
)

# `settings.checks` validates the values, because its errors name the nearest valid value.
SETTINGS: Final = (
    click.option(
        "--profile",
        metavar="core|core-2026|loyalty",
        help="The Yotpo endpoint that the table is made ready for: Core's customers, the same as its newest page has "
        "it, or the Loyalty API's.  [default: core]",
    ),
    click.option(
        "--source",
        metavar="NAME|FILE",
        shell_complete=complete_file,
        help="Source of the table; `yotpo-lint sources` lists them.  [default: auto, detected by the headers]",
    ),
    click.option(
        "--map",
        multiple=True,
        metavar="HEADER=FIELD",
        help="Map a column to a field; may be repeated. Without a field, the column is left out.",
    ),
    click.option(
        "--join",
        metavar="FILE",
        shell_complete=complete_file,
        help="The second file of an export that has two, such as addresses.",
    ),
    click.option("--region", metavar="CC", help="Country of rows without one, such as US."),
    click.option(
        "--timezone", metavar="ZONE", help="Time zone of times without one, such as Europe/Berlin.  [default: UTC]"
    ),
    click.option(
        "--date-order",
        metavar="mdy|dmy|ymd",
        shell_complete=complete_words("mdy", "dmy", "ymd"),
        help="How to read dates such as 03/04/2021.",
    ),
    click.option("--tag-separator", metavar="';' or '|'", help="Separator of tags, if it is not a comma."),
    click.option(
        "--identify-by",
        metavar="email|phone_number",
        shell_complete=complete_words("email", "phone_number"),
        help="Which one stays where a row has both and no external_id.",
    ),
    click.option(
        "--duplicates",
        metavar="refuse|first|last",
        shell_complete=complete_words("refuse", "first", "last"),
        help="Which row to keep if rows of one customer differ.  [default: refuse]",
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


def settings_of(params: dict[str, Any]) -> EffectiveSettings:
    """Remove the settings from a command's parameters and merge them with the configuration file."""
    from yotpo_lint.settings.configuration import merge_settings, read_configuration

    command_line = {name: params.pop(name) for name in SETTING_OPTIONS if name in params}
    return merge_settings(command_line, read_configuration(params.pop("config", None), Path.cwd()))
