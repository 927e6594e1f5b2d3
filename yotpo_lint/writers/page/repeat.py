"""How to repeat a run: its command and its configuration, from the settings in the report."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from yotpo_lint.readers.contents import STANDARD_INPUT, STANDARD_INPUT_NAME
from yotpo_lint.readers.frame import FORMAT

# The settings that are options with a value, in the order of `yotpo-lint fix --help`.
VALUED: Final = ("source", "join", "region", "timezone", "date_order", "tag_separator", "identify_by", "duplicates")
LISTED: Final = ("omit", "select", "extend_select", "ignore")
# What is a setting without being an option: the moment of the run.
UNREPEATED: Final = ("now",)
KEYS: Final = (*VALUED, "map", *LISTED, "unsafe_fixes", "rules", "rule")
DEFAULTS: Final = {"source": "auto", "timezone": "UTC", "duplicates": "refuse"}
FILES: Final = ("source", "join")


def command(given: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Return the command that makes the run again; overrides of problems have no option and stand in the file.

    `given` is what the report knows of the input. A DataFrame has no command, but a call.
    """
    if given.get("format") == FORMAT:
        return _call(settings)
    name = STANDARD_INPUT if given["name"] == STANDARD_INPUT_NAME else given["name"]
    if name.startswith("-") and name != STANDARD_INPUT:
        name = f"./{name}"
    parts = ["yotpo-lint", "fix", shlex.quote(name), "-o", "out"]
    for option, value in given.get("declared", {}).items():
        parts += [f"--{option}", shlex.quote(value)]
    for key, option, value in _given(settings):
        if key == "rules":
            parts += [part for path in value for part in ("--rules", shlex.quote(path))]
        elif key == "map":
            parts += [part for pair in value.items() for part in ("--map", shlex.quote("=".join(pair)))]
        elif key == "unsafe_fixes":
            parts.append(option)
        elif key != "rule":
            parts += [option, shlex.quote(",".join(value) if isinstance(value, list) else value)]
    return " ".join(parts)


def configuration(settings: Mapping[str, Any]) -> str:
    """Return the same as the text of a yotpo-lint.toml; empty when every setting has its default."""
    lines, tables = [], []
    for key, option, value in _given(settings):
        if key == "rule":
            for code, changes in value.items():
                tables += ["", f"[rule.{code}]", *(f"{name} = {_toml(each)}" for name, each in changes.items())]
        elif key == "map":
            tables += ["", "[map]", *(f"{_toml(header)} = {_toml(field)}" for header, field in value.items())]
        else:
            lines.append(f"{option.removeprefix('--')} = {_toml(value)}")
    return "\n".join([*lines, *tables]).strip()


def without_folders(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with files by their names alone: whose machine they lie on is nobody's business."""
    shown = dict(settings)
    for name in FILES:
        shown[name] = bare(settings[name]) if settings.get(name) else settings.get(name)
    return shown | {"rules": [bare(each) for each in settings.get("rules", ())]}


def bare(path: str) -> str:
    """Return the name of a file without its folders when they begin at the root; others are the table's neighbours.

    >>> bare("/exports/ada/t.csv"), bare("C:/exports/t.csv"), bare("data/t.csv")
    ('t.csv', 't.csv', 'data/t.csv')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return kind(path).name or path
    return path


def _call(settings: Mapping[str, Any]) -> str:
    """Return the library's call for a DataFrame."""
    names = {"rule": "overrides"}
    keywords = [f", {names.get(key, key)}={value!r}" for key, _, value in _given(settings)]
    return f"yotpo_lint.lint(frame{''.join(keywords)})"


def _given(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each setting that is not as it is by default: its name, its option and its value."""
    for key in KEYS:
        value = settings.get(key)
        if value and value != DEFAULTS.get(key):
            yield key, f"--{key.replace('_', '-')}", value


def _toml(value: object) -> str:
    """Return a text, a list of texts or a boolean as TOML has it, which is as JSON has it."""
    return json.dumps(value, ensure_ascii=False)
