"""What the fake knows: customers by identity, updated field by field."""

from __future__ import annotations

import time
from typing import Any

IDENTITY = ("external_id", "email", "phone_number")


class Store:
    """The customers of one store."""

    def __init__(self, read_delay: float) -> None:
        self.read_delay = read_delay
        self.customers: dict[tuple[str, str], dict[str, Any]] = {}
        self.bodies: dict[tuple[str, str], list[bytes]] = {}
        self.written_at: dict[tuple[str, str], float] = {}
        self.subscribers: dict[str, dict[str, Any]] = {}

    def update(self, record: dict[str, Any], body: bytes) -> None:
        """Create a customer, or update the fields that are given."""
        key = next((name, str(record[name])) for name in IDENTITY if record.get(name))
        self.customers.setdefault(key, {}).update(record)
        self.bodies.setdefault(key, []).append(body)
        self.written_at[key] = time.monotonic()

    def subscribe(self, body: dict[str, Any]) -> None:
        """Create a subscriber, or update the channels that are given; the last answer stands."""
        known = self.subscribers.setdefault(body["customer"]["phone"], {"customer": {}, "channels": {}})
        known["customer"].update(body["customer"])
        known["channels"].update(body["channels"])

    def find(self, **wanted: set[str]) -> list[dict[str, Any]]:
        """Return the customers with any of the values of a field, in the order of their creation, when readable."""
        now = time.monotonic()
        return [
            customer
            for key, customer in self.customers.items()
            if now - self.written_at[key] >= self.read_delay
            and all(_folded(customer.get(name)) in map(_folded, values) for name, values in wanted.items())
        ]


def _folded(value: object) -> str:
    return str(value).casefold()
