"""JSON as every command prints it; the commands that read no table need nothing else of the forms of findings."""

from __future__ import annotations

import json

import click


def print_json(value: object) -> None:
    """Print one JSON value. Whatever is no ASCII is escaped: a pipe's encoding cannot spoil it."""
    click.echo(json.dumps(value, indent=2))
