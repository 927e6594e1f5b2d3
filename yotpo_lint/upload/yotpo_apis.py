"""Yotpo's APIs, as data: where each is, and by which headers a request proves whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Api:
    """An API with its own address and keys.

    Attributes:
        name: what a person calls it.
        base_url: its address.
        account, also_called: what its account is called, and what else, in brackets.
        account_variable, secret_variable: the environment variables that hold the account and its secret.
        token_path: where the secret is exchanged for a token; None where each request carries the secret itself.
        key_header: the header that carries the token or the secret.
        account_header: the header that carries the account; None where the path does.
    """

    name: str
    base_url: str
    account: str
    account_variable: str
    secret_variable: str
    token_path: str | None
    key_header: str
    account_header: str | None = None
    also_called: str = ""


# https://core-api.yotpo.com/reference/yotpo-authentication and .../guidelines-and-conventions (read 2026-11-23); older
# pages call the store ID app key.
CORE_API: Final = Api(
    name="Core API",
    base_url="https://api.yotpo.com",
    account="store ID",
    also_called=" (Yotpo also calls it app key)",
    account_variable="YOTPO_STORE_ID",
    secret_variable="YOTPO_SECRET",  # noqa: S106 -- the name of a variable
    token_path="/core/v3/stores/{store_id}/access_tokens",  # noqa: S106 -- a path
    key_header="X-Yotpo-Token",
)

# https://loyaltyapi.yotpo.com/reference/createupdate-customer-records (read 2026-11-28)
LOYALTY_API: Final = Api(
    name="Loyalty API",
    base_url="https://loyalty.yotpo.com",
    account="GUID of the Loyalty API",
    account_variable="YOTPO_LOYALTY_GUID",
    secret_variable="YOTPO_LOYALTY_API_KEY",  # noqa: S106 -- the name of a variable
    token_path=None,
    key_header="x-api-key",
    account_header="x-guid",
)
