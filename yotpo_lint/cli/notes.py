"""What a person should know about how their file was read, beside whatever else is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural


def print_notes(path: str, about: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Print on standard error what a person should check: a guessed encoding, and blank rows that were passed over."""
    if params["quiet"]:
        return
    if about["encoding_guessed"]:
        _print_note(
            f"{make_visible(path)}: read as {about['encoding']}, which is a guess; "
            "if names look wrong, declare the encoding with --encoding"
        )
    if blank := about.get("blank_rows"):
        _print_note(f"{make_visible(path)}: passed over {plural(blank, 'blank row')}, which hold separators only")


def _print_note(text: str) -> None:
    click.echo(f"yotpo-lint: note: {text}", err=True)
