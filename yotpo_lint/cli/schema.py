"""`yotpo-lint schema`: the JSON Schema of one request body."""

from __future__ import annotations

import click

from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import ENVELOPE


@click.command
@ENVELOPE
def schema(envelope: str) -> int:
    """Print the JSON Schema (draft 2020-12) of one line of customers.jsonl."""
    from yotpo_lint.contract.json_schema import build_request_schema

    print_json(build_request_schema("none" if envelope == "none" else "customer"))
    return 0
