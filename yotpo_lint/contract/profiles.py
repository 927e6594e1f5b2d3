"""The profiles: fields, keys, identifiers and envelope of each endpoint, as data.

No code of the rules or the engine depends on the name of a profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yotpo_lint.contract.fields import ADDRESS_FIELDS, CUSTOMER_FIELDS, FLAG_FIELDS, UPDATED_AT


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One endpoint and one edition of its documentation.

    Attributes:
        name: its name for `--profile`.
        title: its name in documentation.
        keys: by field, its key in a request body, in the order of the body; `address.` begins a part of the address.
        unsent: the fields that are read, because other fields depend on them, and not sent, with the reason.
        endpoint: the name of the endpoint in the output of push and in its journal.
        envelope: the key under which a request body holds the record; None where the body is the record.
        identified_by: the fields each of which identifies a customer alone, strongest first.
        or_exactly_one_of: the fields of which a row without any of `identified_by` must have exactly one.
        instead: by unsent field, the option of `fix` that sends it to Yotpo in another way.
    """

    name: str
    title: str
    keys: Mapping[str, str]
    unsent: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = "customers"
    envelope: str | None = "customer"
    identified_by: tuple[str, ...]
    or_exactly_one_of: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that a column may feed."""
        return frozenset((*self.keys, *self.unsent))

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that may identify a customer, strongest first."""
        return (*self.identified_by, *self.or_exactly_one_of)


_CORE_KEYS: Final = {name: name for name in (*CUSTOMER_FIELDS, *ADDRESS_FIELDS, *FLAG_FIELDS)}

# https://core-api.yotpo.com/reference/customers and .../reference/create-customer (read 2026-11-23)
CORE: Final = Profile(
    name="core",
    title="Core API, customers",
    keys=_CORE_KEYS,
    identified_by=("external_id",),
    or_exactly_one_of=("email", "phone_number"),
)

# The newest captures of the same pages (read 2026-11-28): phone_number is deprecated, "can no longer be set via this
# endpoint", and will be removed; no date is given. account_updated_at is new.
CORE_2026: Final = Profile(
    name="core-2026",
    title="Core API, customers, without the deprecated phone number",
    keys={
        name: name
        for each in _CORE_KEYS
        if each != "phone_number"
        for name in ((each, UPDATED_AT) if each == "account_created_at" else (each,))
    },
    unsent={"phone_number": "it is deprecated and can no longer be set there"},
    identified_by=("external_id", "email"),
    instead={"phone_number": "--also subscribers --list-id N"},
)

# https://loyaltyapi.yotpo.com/reference/createupdate-customer-records (read 2026-11-28): `id` identifies the customer
# in the shop, `email` is required. `country_iso_code` is only for phone numbers that are not in E.164; `has_account`,
# `opted_in`, `opted_in_at` and `pos_account_id` concern the loyalty programme, and no field of a customer holds them:
# who agrees to messages has not joined a programme. `tags` overwrites the stored tags.
LOYALTY: Final = Profile(
    name="loyalty",
    title="Loyalty API, customers",
    keys={
        "external_id": "id",
        "email": "email",
        "first_name": "first_name",
        "last_name": "last_name",
        "phone_number": "phone_number",
        "account_created_at": "created_at",
        "tags": "tags",
    },
    unsent={
        "address.country_code": "the endpoint has no address; the country is read for the phone number",
        **dict.fromkeys(FLAG_FIELDS, "the endpoint has no consent to messages"),
    },
    endpoint="loyalty customers",
    envelope=None,
    identified_by=("email",),
)

PROFILES: Final = {profile.name: profile for profile in (CORE, CORE_2026, LOYALTY)}
