"""Print the effective settings and the origin of each."""

from __future__ import annotations

from collections.abc import Mapping

import click

from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.escaping import make_visible
from yotpo_lint.settings.configuration import KEYS, EffectiveSettings
from yotpo_lint.settings.values import Override


def print_settings(effective: EffectiveSettings, output_format: str) -> None:
    """Print every setting in the form of the configuration file, with its origin."""
    plain = {key: _plain(getattr(effective.settings, name)) for key, name in KEYS.items()}
    sources = {key: effective.origins[name] for key, name in KEYS.items()}
    if output_format == "json":
        print_json({key: {"value": plain[key], "source": sources[key]} for key in KEYS})
        return
    shown = {key: f"{key} = {make_visible(_toml(value))}" for key, value in plain.items()}
    width = max(map(len, shown.values()))
    for key, text in shown.items():
        click.echo(f"{text:<{width}}  # {make_visible(sources[key])}")


def _plain(value: object) -> object:
    """Return a setting as JSON data."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Override):
        changed = {"severity": value.severity, "applicability": value.applicability}
        return {key: each for key, each in changed.items() if each is not None}
    return value


def _toml(value: object) -> str:
    """Return a plain value as TOML; an unset value becomes `(not set)`."""
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f'"{value}"'
