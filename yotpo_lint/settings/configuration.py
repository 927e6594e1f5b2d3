"""The configuration file: `yotpo-lint.toml`, or the table `[tool.yotpo-lint]` of a `pyproject.toml`.

The file has the settings' names with dashes (`date-order`), and under `rule.CODE` what it changes of a problem:

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
from yotpo_lint.settings.checks import validated
from yotpo_lint.settings.values import NAMES, Settings, nearest

FILE_NAME: Final = "yotpo-lint.toml"
PROJECT_FILE_NAME: Final = "pyproject.toml"
TABLE: Final = "tool.yotpo-lint"

# The keys of the file and the settings they stand for. The moment of the run is nothing that a file can know.
KEYS: Final = {"rule" if name == "overrides" else name.replace("_", "-"): name for name in NAMES if name != "now"}

DEFAULT: Final = "default"
COMMAND_LINE: Final = "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a configuration file says: its path (None when there is no file) and its settings by name, unjudged."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The settings of a run and where each came from: the command line, a file's path, or the defaults."""

    settings: Settings
    sources: Mapping[str, str]


def configured(path: Path | None, start: Path) -> Configuration:
    """Read the file at `path`; without one, the nearest configuration at or above the folder `start`.

    Of two files in one folder, yotpo-lint.toml goes first. A pyproject.toml without our table is passed over.

    Raises:
        SettingsError: the file is missing, no TOML, or holds a key that is no setting.
    """
    if path is not None:
        table = _table(path)
        if table is None:
            raise SettingsError(f"{path}: there is no table [{TABLE}]; add it, or name another file with --config")
        return _configuration(path, table)
    start = start.resolve()
    for folder in (start, *start.parents):
        for name in (FILE_NAME, PROJECT_FILE_NAME):
            candidate = folder / name
            if candidate.is_file() and (table := _table(candidate)) is not None:
                return _configuration(candidate, table)
    return Configuration()


def in_force(
    command_line: Mapping[str, Any],
    configuration: Configuration,
    *,
    problems: Mapping[str, Problem] | None = None,
) -> InForce:
    """Lay the command line over the file and the file over the defaults, and judge the whole.

    What the command line gives replaces what the file gives, except that `--extend-select`, `--ignore`, `--rules` and
    `--map` add to the file's, as in ruff; `--select` begins anew, without the file's selection.
    """
    given = {name: value for name, value in command_line.items() if value not in (None, ())}
    values = dict(configuration.values)
    if "select" in given:
        for name in ("extend_select", "ignore"):
            values.pop(name, None)
    of_file = str(configuration.path)
    sources = {name: DEFAULT for name in NAMES if name != "now"} | dict.fromkeys(values, of_file)
    labels = {name: f"{of_file}: {key}" for key, name in KEYS.items() if name in values}
    for name, value in given.items():
        adds = name in ("extend_select", "ignore", "rules", "map") and name in values
        values[name] = [*_listed(values[name]), *value] if adds else value
        sources[name] = f"{of_file} + {COMMAND_LINE}" if adds else COMMAND_LINE
        option = "--" + name.replace("_", "-")
        labels[name] = f"{of_file} or {option}" if adds else option
    return InForce(settings=validated(labels=labels, problems=problems, **values), sources=sources)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return our table of a TOML file: the whole file, or of a pyproject.toml its [tool.yotpo-lint], if any."""
    # Most runs have no configuration, and whoever only asks for a rule's page waits for it.
    import tomllib

    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: the configuration cannot be read: {error.strerror}; check --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{path}: the configuration is no valid TOML: {reason}; repair that line") from error
    if path.name != PROJECT_FILE_NAME:
        return content
    tools = content.get("tool", {})
    table = tools.get("yotpo-lint") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.yotpo-lint is no table; write [{TABLE}] above the settings")
    return table


def _configuration(path: Path, table: Mapping[str, Any]) -> Configuration:
    """Name the keys as settings; paths in the file start from the file's folder."""
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"{path}: unknown key {key!r}; did you mean {nearest(key, KEYS)!r}?")
    values = {KEYS[key]: value for key, value in table.items()}
    if "rules" in values:
        if isinstance(values["rules"], dict):
            raise SettingsError(f"{path}: rules is a list of paths; what changes a problem stands under [rule.CODE]")
        paths = _listed(values["rules"])
        values["rules"] = [str(path.parent / each) if isinstance(each, str) else each for each in paths]
    for name in ("source", "join"):
        word = values.get(name)
        # A source is a name or a file; only a file starts from the configuration's folder.
        if isinstance(word, str) and (name == "join" or word.endswith(".toml")):
            values[name] = str(path.parent / word)
    return Configuration(path=path, values=values)
