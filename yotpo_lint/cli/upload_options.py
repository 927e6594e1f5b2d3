"""The options that push and verify share: which store, which address, and where the secret comes from."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from yotpo_lint.cli.json_log import LOG_FORMAT
from yotpo_lint.contract.fields import REQUESTS_PER_SECOND
from yotpo_lint.errors import YotpoLintError

if TYPE_CHECKING:
    from yotpo_lint.upload.credentials import Credentials
    from yotpo_lint.upload.endpoint import Endpoint

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# What the extra brings; without it the commands say how to get it.
_EXTRA: Final = ("httpx2", "stamina", "aiolimiter", "jsonschema_rs")
_OPTIONS: Final = (
    click.option(
        "--profile",
        type=click.Choice(["core", "core-2026", "loyalty"]),
        default="core",
        show_default=True,
        help="The endpoint that the file was written for, as for fix.",
    ),
    click.option(
        "--store-id",
        metavar="ID",
        help="The store ID (app key); for loyalty, the GUID.  [default: $YOTPO_STORE_ID or $YOTPO_LOYALTY_GUID]",
    ),
    click.option(
        "--secret-file",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="A file with the secret that nobody else can read; for loyalty, the API key.  [default: $YOTPO_SECRET, "
        "$YOTPO_LOYALTY_API_KEY, or a prompt]",
    ),
    click.option("--base-url", metavar="URL", help="Another address than Yotpo's own.  [default: $YOTPO_BASE_URL]"),
    click.option(
        "--rate",
        type=click.FloatRange(0, 10_000, min_open=True),
        default=float(REQUESTS_PER_SECOND),
        show_default=True,
        help="Maximum requests per second; Yotpo allows 5 per store.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 256),
        default=8,
        show_default=True,
        help="Requests in flight.",
    ),
    LOG_FORMAT,
    click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
)


def add_upload_options(command: Decorated) -> Decorated:
    """Add the options of push and verify to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def require_extra() -> None:
    """Fail where the extra is not installed."""
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        raise YotpoLintError(
            f"push and verify need {', '.join(missing)}, which are not installed; run: pip install 'yotpo-lint[push]'"
        )


def endpoints_of(params: dict[str, Any]) -> tuple[Endpoint, ...]:
    """Return the endpoints of the profile."""
    from yotpo_lint.upload.endpoint import ENDPOINTS

    return ENDPOINTS[params["profile"]]


def resolve_base_url(params: dict[str, Any]) -> str:
    """Return the address of the option, of the environment, or Yotpo's."""
    from yotpo_lint.upload.base_url import VARIABLE, parse_base_url

    api = endpoints_of(params)[0].api
    return parse_base_url(params["base_url"] or os.environ.get(VARIABLE) or api.base_url)


def resolve_store_id(params: dict[str, Any]) -> str:
    """Return the store ID of the option or of the environment."""
    from yotpo_lint.upload.credentials import find_store_id

    return find_store_id(params["store_id"], os.environ, endpoints_of(params)[0].api)


def resolve_credentials(params: dict[str, Any], store_id: str) -> Credentials:
    """Return the store ID with its secret; at a terminal a person is asked for it."""
    from yotpo_lint.upload.credentials import Credentials, find_secret

    prompt = _ask if sys.stdin is not None and sys.stdin.isatty() else None
    secret = find_secret(params["secret_file"], os.environ, prompt, endpoints_of(params)[0].api)
    return Credentials(store_id, secret)


def _ask() -> str:
    answer: str = click.prompt("API secret", hide_input=True, err=True)
    return answer
