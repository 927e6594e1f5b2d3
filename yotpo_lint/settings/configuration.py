"""The configuration file: `yotpo-lint.toml`, or the table `[tool.yotpo-lint]` of a `pyproject.toml`.

The keys are the names of the settings with dashes (`date-order`); `rule.CODE` changes a problem:

    region = "US"
    ignore = ["ADR"]

    [rule.PHN004]
    severity = "warning"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from yotpo_lint.errors import SettingsError
from yotpo_lint.rule import Problem
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.settings.values import NAMES, Settings, find_nearest

FILE_NAME: Final = "yotpo-lint.toml"
PROJECT_FILE_NAME: Final = "pyproject.toml"
TABLE: Final = "tool.yotpo-lint"

# The keys of the file with their settings. A file cannot set the moment of the run.
KEYS: Final = {"rule" if name == "overrides" else name.replace("_", "-"): name for name in NAMES if name != "now"}

DEFAULT: Final = "default"
COMMAND_LINE: Final = "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A configuration file: its path (None if there is no file) and its settings by name, before validation."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSettings:
    """The settings of a run and the origin of each: the command line, a file's path, or the default."""

    settings: Settings
    origins: Mapping[str, str]


def read_configuration(path: Path | None, start: Path) -> Configuration:
    """Read the file at `path`; without one, the nearest configuration at or above the folder `start`.

    In one folder yotpo-lint.toml takes precedence. A pyproject.toml without the table is skipped.

    Raises:
        SettingsError: the file is missing, is not TOML, or holds an unknown key.
    """
    if path is not None:
        table = _read_table(path)
        if table is None:
            raise SettingsError(f"{path}: has no table [{TABLE}]; add it, or choose another file with --config")
        return _build_configuration(path, table)
    start = start.resolve()
    for folder in (start, *start.parents):
        for name in (FILE_NAME, PROJECT_FILE_NAME):
            candidate = folder / name
            if candidate.is_file() and (table := _read_table(candidate)) is not None:
                return _build_configuration(candidate, table)
    return Configuration()


def merge_settings(
    command_line: Mapping[str, Any],
    configuration: Configuration,
    *,
    problems: Mapping[str, Problem] | None = None,
) -> EffectiveSettings:
    """Merge the command line, the file and the defaults, in this order of precedence, and validate the result.

    The command line replaces the file's value, except that `--extend-select`, `--ignore`, `--rules` and `--map` add to
    it, as in ruff; `--select` replaces the file's whole selection.
    """
    given = {name: value for name, value in command_line.items() if value not in (None, ())}
    values = dict(configuration.values)
    if "select" in given:
        for name in ("extend_select", "ignore"):
            values.pop(name, None)
    path = str(configuration.path)
    origins = {name: DEFAULT for name in NAMES if name != "now"} | dict.fromkeys(values, path)
    labels = {name: f"{path}: {key}" for key, name in KEYS.items() if name in values}
    for name, value in given.items():
        adds = name in ("extend_select", "ignore", "rules", "map") and name in values
        values[name] = [*_as_list(values[name]), *value] if adds else value
        origins[name] = f"{path} + {COMMAND_LINE}" if adds else COMMAND_LINE
        option = "--" + name.replace("_", "-")
        labels[name] = f"{path} or {option}" if adds else option
    return EffectiveSettings(settings=validate_settings(labels=labels, problems=problems, **values), origins=origins)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _read_table(path: Path) -> Mapping[str, Any] | None:
    """Return the settings of a TOML file: the whole file, or [tool.yotpo-lint] of a pyproject.toml, if any."""
    # Imported late, because most runs have no configuration.
    import tomllib

    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read as a configuration: {error.strerror}; check --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{path}: is not valid TOML: {reason}; correct that line") from error
    if path.name != PROJECT_FILE_NAME:
        return content
    tools = content.get("tool", {})
    table = tools.get("yotpo-lint") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.yotpo-lint is not a table; write [{TABLE}] above the settings")
    return table


def _build_configuration(path: Path, table: Mapping[str, Any]) -> Configuration:
    """Return the settings of a table by name; relative paths start from the file's folder."""
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"{path}: unknown key {key!r}; did you mean {find_nearest(key, KEYS)!r}?")
    values = {KEYS[key]: value for key, value in table.items()}
    if "rules" in values:
        if isinstance(values["rules"], dict):
            raise SettingsError(f"{path}: rules is a list of paths; to change a problem, write [rule.CODE]")
        paths = _as_list(values["rules"])
        values["rules"] = [str(path.parent / each) if isinstance(each, str) else each for each in paths]
    for name in ("source", "join"):
        word = values.get(name)
        # A source is a name or a file; only the path of a file starts from the configuration's folder.
        if isinstance(word, str) and (name == "join" or word.endswith(".toml")):
            values[name] = str(path.parent / word)
    return Configuration(path=path, values=values)
