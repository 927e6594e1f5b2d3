"""`yotpo-lint explain`: the manual page of one code."""

from __future__ import annotations

from pathlib import Path

import click

from yotpo_lint.cli.setting_options import CONFIG, RULES, settings_of
from yotpo_lint.settings.checks import build_unknown_code_error
from yotpo_lint.settings.values import find_code


@click.command
@click.argument("code", metavar="CODE|NAME")
@RULES
@CONFIG
def explain(code: str, rules: tuple[str, ...], config: Path | None) -> int:
    """Print what a code means, why it matters, what to do, examples, and the page of its rule."""
    from yotpo_lint import catalogue
    from yotpo_lint.registry import load_registry

    registry = load_registry(settings_of({"rules": rules, "config": config}).settings.rules)
    known = find_code(code, registry.problems) or find_code(code.upper(), registry.problems)
    if known is None:
        raise build_unknown_code_error(code, "explain", registry.problems, begun=False)
    click.echo(catalogue.explain(registry, known), nl=False)
    return 0
