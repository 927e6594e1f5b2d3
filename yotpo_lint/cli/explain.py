"""`yotpo-lint explain`: the manual page of one code."""

from __future__ import annotations

from pathlib import Path

import click

from yotpo_lint.cli.setting_options import CONFIG, RULES, settings_of
from yotpo_lint.settings.checks import unknown_code
from yotpo_lint.settings.values import code_of


@click.command
@click.argument("code", metavar="CODE|NAME")
@RULES
@CONFIG
def explain(code: str, rules: tuple[str, ...], config: Path | None) -> int:
    """Print what a code means, why it matters, what to do, examples, and the page of its rule."""
    from yotpo_lint import catalogue
    from yotpo_lint.registry import load_registry

    registry = load_registry(settings_of({"rules": rules, "config": config}).settings.rules)
    known = code_of(code, registry.problems) or code_of(code.upper(), registry.problems)
    if known is None:
        raise unknown_code(code, "explain", registry.problems, begun=False)
    click.echo(catalogue.explain(registry, known), nl=False)
    return 0
