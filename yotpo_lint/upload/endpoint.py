"""The endpoints, as data: where a file goes, by which method, in which envelope, and who a record is.

Another endpoint is another value here; no other module names one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.json_schema import build_request_schema
from yotpo_lint.contract.profiles import CORE, CORE_2026, LOYALTY
from yotpo_lint.contract.subscriber_json_schema import build_subscriber_schema
from yotpo_lint.contract.subscribers import CHANNELS, UNSUBSCRIBED
from yotpo_lint.upload.yotpo_apis import CORE_API, LOYALTY_API, Api


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that takes one record a request.

    Attributes:
        name: what reports call it.
        file: the output of `fix` that it takes.
        path: the path, with a place for the store ID.
        method: the HTTP method of a request that creates or updates.
        noun: what one of its records is called.
        envelope: the key under which a request body holds the record; None where the body is the record.
        keys: the keys of every request body, by which a file with another name is known.
        schema: makes the JSON Schema of a request body.
        identity: the paths of the fields that may identify a record, strongest first.
        refusals: the paths of fields inside a record, each with the value by which a customer refuses a channel.
        api: the API that it belongs to.
        collection: the key under which an answer holds the stored records; None where they cannot be read back.
        unreadable: why not.
        profile: the profile whose schema its lines are held to.
    """

    name: str
    file: str
    path: str
    method: str
    noun: str
    envelope: str | None
    keys: frozenset[str]
    schema: Callable[[], dict[str, Any]]
    identity: tuple[str, ...]
    refusals: tuple[tuple[tuple[str, ...], object], ...]
    api: Api = CORE_API
    collection: str | None = None
    unreadable: str = ""
    profile: str = CORE.name

    def record(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the record of a request body."""
        record: Mapping[str, Any] = body if self.envelope is None else body[self.envelope]
        return record

    def identifier(self, record: Mapping[str, Any]) -> str:
        """Return the strongest identifier of a record; empty where it has none."""
        values = (_at(record, tuple(field.split("."))) for field in self.identity)
        return next((str(value) for value in values if value), "")

    def identities(self, record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield every field and value by which a record may name its customer; capitals do not tell two apart."""
        for field in self.identity:
            value = _at(record, tuple(field.split(".")))
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


# What any profile sends to the customers endpoint; who names the profile has each line held to that one.
_ANY_CUSTOMER: Final = replace(CORE, keys={**CORE.keys, **CORE_2026.keys})

# https://core-api.yotpo.com/reference/create-customer (read 2026-11-23). Three clients that work send PATCH: Yotpo's
# own Magento module, fides and stape; a generated specification alone says POST, which --method POST gives.
# It updates by identity, so a request whose answer never came can be sent again.
CUSTOMERS: Final = Endpoint(
    name=CORE.endpoint,
    file="customers.jsonl",
    path="/core/v3/stores/{store_id}/customers",
    method="PATCH",
    noun="customer",
    envelope="customer",
    keys=frozenset({"customer"}),
    schema=partial(build_request_schema, profile=_ANY_CUSTOMER),
    identity=IDENTITY_FIELDS,
    refusals=tuple(((field,), False) for field in FLAG_FIELDS),
    collection="customers",
)

# https://core-api.yotpo.com/reference/create-or-update-subscriber and .../reference/subscribers (read 2026-11-28). The
# stored pages print neither method nor path nor an example of a body: POST and the path are those of a public client of
# the Core API, and the body has the sections that the second page names. No page names a way to read subscribers back.
SUBSCRIBERS: Final = Endpoint(
    name="subscribers",
    file="subscribers.jsonl",
    path="/core/v3/stores/{store_id}/subscribers",
    method="POST",
    noun="subscriber",
    envelope=None,
    keys=frozenset({"customer", "channels"}),
    schema=build_subscriber_schema,
    identity=tuple(f"customer.{contact}" for _, contact in CHANNELS.values()),
    refusals=tuple((("channels", channel, "consent"), UNSUBSCRIBED) for channel in CHANNELS),
    unreadable="no page tells how to read them back",
)

# https://loyaltyapi.yotpo.com/reference/createupdate-customer-records (read 2026-11-28). It creates and updates. A
# public client sends the bare record, as the page lists it.
LOYALTY_CUSTOMERS: Final = Endpoint(
    name=LOYALTY.endpoint,
    file="customers.jsonl",
    path="/api/v2/customers",
    method="POST",
    noun="customer",
    envelope=LOYALTY.envelope,
    keys=frozenset(LOYALTY.keys[name] for name in LOYALTY.identified_by),
    schema=partial(build_request_schema, profile=LOYALTY),
    identity=tuple(LOYALTY.keys[name] for name in (*LOYALTY.identified_by, "external_id")),
    refusals=(),
    api=LOYALTY_API,
    unreadable="verify reads the Core API only",
    profile=LOYALTY.name,
)

# By profile, in the order in which `push DIR` sends them.
ENDPOINTS: Final = {
    CORE.name: (CUSTOMERS, SUBSCRIBERS),
    CORE_2026.name: (
        replace(CUSTOMERS, schema=partial(build_request_schema, profile=CORE_2026), profile=CORE_2026.name),
        SUBSCRIBERS,
    ),
    LOYALTY.name: (LOYALTY_CUSTOMERS,),
}
