"""What a person should know about how their file was read, beside whatever else is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from yotpo_lint.escaping import make_visible


def print_notes(path: str, about: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Print on standard error that the encoding was guessed, for a wrong guess shows only in the letters."""
    if about["encoding_guessed"] and not params["quiet"]:
        click.echo(
            f"yotpo-lint: note: {make_visible(path)}: read as {about['encoding']}, which is a guess; "
            "if names look wrong, declare the encoding with --encoding",
            err=True,
        )
