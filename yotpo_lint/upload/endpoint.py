"""The endpoints, as data: where a file goes, by which method, in which envelope, and who a record is.

Another endpoint is another value here; no other module names one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.json_schema import build_request_schema

# https://core-api.yotpo.com/reference/yotpo-authentication (read 2026-11-23); older pages call the store ID app key.
TOKEN_PATH: Final = "/core/v3/stores/{store_id}/access_tokens"  # noqa: S105 -- a path


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that takes one record a request.

    Attributes:
        name: what reports call it.
        file: the output of `fix` that it takes.
        path: the path, with a place for the store ID.
        method: the HTTP method of a request that creates or updates.
        envelope: the key under which a request body holds the record.
        schema: makes the JSON Schema of a request body.
        identity: the fields that may identify a record, strongest first.
        refusals: the paths of fields inside a record, each with the value by which a customer refuses a channel.
        collection: the key under which an answer holds the stored records; None where they cannot be read back.
    """

    name: str
    file: str
    path: str
    method: str
    envelope: str
    schema: Callable[[], dict[str, Any]]
    identity: tuple[str, ...]
    refusals: tuple[tuple[tuple[str, ...], object], ...]
    collection: str | None = None

    def record(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the record of a request body."""
        record: Mapping[str, Any] = body[self.envelope]
        return record

    def identities(self, record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield every field and value by which a record may name its customer; capitals do not tell two apart."""
        for field in self.identity:
            value = record.get(field)
            if isinstance(value, str):
                yield field, value.casefold()

    def is_refusal(self, record: Mapping[str, Any]) -> bool:
        """Say whether a record carries a refusal."""
        return any(_at(record, path) is value or _at(record, path) == value for path, value in self.refusals)


def _at(record: Mapping[str, Any], path: tuple[str, ...]) -> object:
    value: object = record
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


# https://core-api.yotpo.com/reference/create-customer (read 2026-11-23). Three clients that work send PATCH: Yotpo's
# own Magento module, fides and stape; a generated specification alone says POST, which --method POST gives.
# It updates by identity, so a request whose answer never came can be sent again.
CUSTOMERS: Final = Endpoint(
    name="customers",
    file="customers.jsonl",
    path="/core/v3/stores/{store_id}/customers",
    method="PATCH",
    envelope="customer",
    schema=build_request_schema,
    identity=IDENTITY_FIELDS,
    refusals=tuple(((field,), False) for field in FLAG_FIELDS),
    collection="customers",
)

# In the order in which `push DIR` sends them.
ENDPOINTS: Final = (CUSTOMERS,)
