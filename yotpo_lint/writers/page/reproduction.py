"""How to repeat a run: its command and its configuration file, from the settings in the report."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from yotpo_lint.readers.files import STANDARD_INPUT, STANDARD_INPUT_NAME
from yotpo_lint.readers.frame import FORMAT

# The settings that are options with a value, in the order of `yotpo-lint fix --help`.
VALUE_OPTIONS: Final = (
    "profile",
    "source",
    "join",
    "region",
    "timezone",
    "date_order",
    "tag_separator",
    "identify_by",
    "duplicates",
)
LIST_OPTIONS: Final = ("omit", "select", "extend_select", "ignore")
# Settings without an option: the time of the run.
SETTINGS_WITHOUT_OPTION: Final = ("now",)
KEYS: Final = (*VALUE_OPTIONS, "map", *LIST_OPTIONS, "unsafe_fixes", "rules", "rule")
DEFAULTS: Final = {"source": "auto", "timezone": "UTC", "duplicates": "refuse"}
FILES: Final = ("source", "join")


def format_command(input_info: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Return the command that repeats the run; overrides of problems need the configuration file.

    `input_info` is the input as the report describes it. For a DataFrame it is a call of the library.
    """
    if input_info.get("format") == FORMAT:
        return _format_call(settings)
    name = STANDARD_INPUT if input_info["name"] == STANDARD_INPUT_NAME else input_info["name"]
    if name.startswith("-") and name != STANDARD_INPUT:
        name = f"./{name}"
    parts = ["yotpo-lint", "fix", shlex.quote(name), "-o", "out"]
    for option, value in input_info.get("declared", {}).items():
        parts += [f"--{option.replace('_', '-')}", shlex.quote(str(value))]
    for key, option, value in _list_changed(settings):
        if key == "rules":
            parts += [part for path in value for part in ("--rules", shlex.quote(path))]
        elif key == "map":
            parts += [part for pair in value.items() for part in ("--map", shlex.quote("=".join(pair)))]
        elif key == "unsafe_fixes":
            parts.append(option)
        elif key != "rule":
            parts += [option, shlex.quote(",".join(value) if isinstance(value, list) else value)]
    return " ".join(parts)


def format_configuration(settings: Mapping[str, Any]) -> str:
    """Return the settings as the text of a yotpo-lint.toml; empty if every setting has its default."""
    lines, tables = [], []
    for key, option, value in _list_changed(settings):
        if key == "rule":
            for code, changes in value.items():
                tables += ["", f"[rule.{code}]", *(f"{name} = {_format_toml(each)}" for name, each in changes.items())]
        elif key == "map":
            tables += [
                "",
                "[map]",
                *(f"{_format_toml(header)} = {_format_toml(field)}" for header, field in value.items()),
            ]
        else:
            lines.append(f"{option.removeprefix('--')} = {_format_toml(value)}")
    return "\n".join([*lines, *tables]).strip()


def strip_folders(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with file names instead of absolute paths, which would reveal the machine."""
    shown = dict(settings)
    for name in FILES:
        shown[name] = strip_folder(settings[name]) if settings.get(name) else settings.get(name)
    return shown | {"rules": [strip_folder(each) for each in settings.get("rules", ())]}


def strip_folder(path: str) -> str:
    """Return the file name of an absolute path; a relative path stays as it is.

    >>> strip_folder("/exports/ada/t.csv"), strip_folder("C:/exports/t.csv"), strip_folder("data/t.csv")
    ('t.csv', 't.csv', 'data/t.csv')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return kind(path).name or path
    return path


def _format_call(settings: Mapping[str, Any]) -> str:
    """Return the call of the library for a DataFrame."""
    names = {"rule": "overrides"}
    keywords = [f", {names.get(key, key)}={value!r}" for key, _, value in _list_changed(settings)]
    return f"yotpo_lint.lint(frame{''.join(keywords)})"


def _list_changed(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield the name, the option and the value of each setting that differs from its default."""
    for key in KEYS:
        value = settings.get(key)
        if value and value != DEFAULTS.get(key):
            yield key, f"--{key.replace('_', '-')}", value


def _format_toml(value: object) -> str:
    """Return a text, a list of texts or a boolean as TOML, where TOML and JSON agree."""
    return json.dumps(value, ensure_ascii=False)
