"""`yotpo-lint schema`: the JSON Schema of one request body."""

from __future__ import annotations

import click

from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import ENVELOPE


@click.command
@click.option(
    "--of",
    "output",
    type=click.Choice(["customers", "subscribers"]),
    default="customers",
    show_default=True,
    help="Whose: a line of customers.jsonl or of subscribers.jsonl.",
)
@click.option(
    "--profile",
    type=click.Choice(["core", "core-2026", "loyalty"]),
    default="core",
    show_default=True,
    help="The endpoint of the customers, as for fix.",
)
@ENVELOPE
def schema(output: str, profile: str, envelope: str) -> int:
    """Print the JSON Schema (draft 2020-12) of one line of customers.jsonl or subscribers.jsonl."""
    from yotpo_lint.contract.json_schema import build_request_schema
    from yotpo_lint.contract.profiles import PROFILES
    from yotpo_lint.contract.subscriber_json_schema import build_subscriber_schema

    if output == "subscribers":
        print_json(build_subscriber_schema())
    else:
        print_json(build_request_schema("none" if envelope == "none" else "customer", PROFILES[profile]))
    return 0
