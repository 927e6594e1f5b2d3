"""How to repeat a run: its command and its configuration, from the settings in the report."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from yotpo_lint.tables.contents import STANDARD_INPUT, STANDARD_INPUT_NAME

# The settings that are options with a value, in the order of `yotpo-lint fix --help`.
VALUED: Final = ("region", "timezone", "date_order", "tag_separator", "identify_by", "duplicates")
LISTED: Final = ("omit", "select", "extend_select", "ignore")
DEFAULTS: Final = {"timezone": "UTC", "duplicates": "refuse"}


def command(given: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Return the command that makes the run again; overrides of problems have no option and stand in the file.

    `given` is what the report knows of the input.
    """
    name = STANDARD_INPUT if given["name"] == STANDARD_INPUT_NAME else given["name"]
    parts = ["yotpo-lint", "fix", shlex.quote(name), "-o", "out"]
    for option, value in given.get("declared", {}).items():
        parts += [f"--{option}", shlex.quote(value)]
    for key, option, value in _given(settings):
        if key == "rules":
            parts += [part for path in value for part in ("--rules", shlex.quote(path))]
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
        else:
            lines.append(f"{option.removeprefix('--')} = {_toml(value)}")
    return "\n".join([*lines, *tables]).strip()


def _given(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each setting that is not as it is by default: its name, its option and its value."""
    for key in (*VALUED, *LISTED, "unsafe_fixes", "rules", "rule"):
        value = settings.get(key)
        if value and value != DEFAULTS.get(key):
            yield key, f"--{key.replace('_', '-')}", value


def _toml(value: object) -> str:
    """Return a text, a list of texts or a boolean as TOML has it, which is as JSON has it."""
    return json.dumps(value, ensure_ascii=False)
