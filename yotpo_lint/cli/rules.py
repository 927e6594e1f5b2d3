"""`yotpo-lint rules`: every problem that can be found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import CONFIG, OUTPUT_FORMAT, RULES, settings_of
from yotpo_lint.rule import Problem
from yotpo_lint.settings.values import Override, Settings

ORIGIN_HEADERS = ("pack", "loaded from", "distribution", "rules")
HEADERS = ("code", "name", "severity", "fix", "message")


@click.command
@OUTPUT_FORMAT
@RULES
@CONFIG
@click.option("--sources", is_flag=True, help="List the packs that the rules come from instead, plug-ins included.")
def rules(output_format: str, rules: tuple[str, ...], config: Path | None, sources: bool) -> int:
    """List every code with its name, severity, applicability and message, as the configuration has them."""
    from yotpo_lint.registry import load_registry

    settings = settings_of({"rules": rules, "config": config}).settings
    if sources:
        _print_origins(settings, output_format)
        return 0
    registry = load_registry(settings.rules)
    entries = []
    for problem in registry.problems.values():
        owner = registry.owner_of(problem.code)
        entries.append(_entry(problem, owner.name if owner else "engine", settings))
    if output_format == "json":
        print_json(entries)
        return 0
    _print_table([HEADERS, *((e["code"], e["name"], e["severity"], e["applicability"], e["message"]) for e in entries)])
    return 0


def _print_table(lines: Sequence[Sequence[str]]) -> None:
    """Print lines of cells below each other."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)]
    for line in lines:
        cells = [f"{cell:<{width}}" for cell, width in zip(line, widths, strict=False)]
        click.echo("  ".join([*cells, line[-1]]))


def _print_origins(settings: Settings, output_format: str) -> None:
    """Print where each pack comes from; every installed pack is in force, whoever installed it."""
    from yotpo_lint.registry import load_registry

    origins = [
        {
            "name": each.name,
            "origin": each.origin,
            "distribution": f"{each.distribution} {each.version}".strip(),
            "rules": each.rules,
        }
        for each in load_registry(settings.rules).origins
    ]
    if output_format == "json":
        print_json(origins)
        return
    _print_table([ORIGIN_HEADERS, *([str(value) for value in each.values()] for each in origins)])


def _entry(problem: Problem, rule: str, settings: Settings) -> dict[str, Any]:
    """Return a problem as plain data, under the severity and applicability that the configuration gives it."""
    override = settings.overrides.get(problem.code, Override())
    return {
        "code": problem.code,
        "name": problem.name,
        "rule": rule,
        "severity": override.severity or problem.severity,
        "applicability": override.applicability or problem.applicability,
        "message": problem.message,
        "why": problem.why,
        "remedies": list(problem.remedies),
    }
