"""The JSON Schema of one request body: the second judge of what is emitted, and a contract for whoever reads it.

It is written from Yotpo's pages and shares only names, words and limits with the pandera schema, so that a
mistake in one does not hide in the other.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from yotpo_lint.contract.fields import (
    ACCOUNT_STATUSES,
    ADDRESS_PARTS,
    ADDRESS_PREFIX,
    CUSTOMER_FIELDS,
    E164_PATTERN,
    FLAG_FIELDS,
    GENDERS,
    MAX_LENGTH,
)

Envelope = Literal["customer", "none"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# What a string holds when nothing else is known of it: something, and no blanks around it. The patterns are ECMA-262
# ones, as JSON Schema asks for; `[\s\S]` is its way to say any character, line breaks included.
TEXT: Final = r"^\S([\s\S]*\S)?$"

# Formats by field. https://core-api.yotpo.com/reference/customers and .../reference/address (read 2026-11-23):
# ISO 8601, ISO 639-1, ISO 4217, ISO 3166-1 alpha-2, E.164, comma-separated.
PATTERNS: Final = {
    "email": r"^[^@\s]+@[^@\s]+$",
    "phone_number": f"^{E164_PATTERN}$",
    "account_created_at": (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
        r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
    ),
    "default_language": "^[a-z]{2}$",
    "default_currency": "^[A-Z]{3}$",
    "tags": r"^[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)*$",
    "address.country_code": "^[A-Z]{2}$",
    "address.phone_number": f"^{E164_PATTERN}$",
}
WORDS: Final = {"gender": GENDERS, "account_status": ACCOUNT_STATUSES}

# https://core-api.yotpo.com/reference/create-customer (read 2026-11-23): external_id identifies the customer; only
# without it exactly one of email and phone_number does.
IDENTITY: Final = (
    {"required": ["external_id"]},
    {
        "oneOf": [{"required": ["email"]}, {"required": ["phone_number"]}],
        "not": {"required": ["external_id"]},
    },
)


def build_request_schema(envelope: Envelope = "customer") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one request body, with its envelope or as the bare record."""
    about = {"$schema": DIALECT, "title": "A Yotpo customer, as one request body"}
    if envelope == "none":
        return {**about, **_build_customer_schema()}
    return {
        **about,
        "type": "object",
        "properties": {"customer": _build_customer_schema()},
        "required": ["customer"],
        "additionalProperties": False,
    }


def _build_customer_schema() -> dict[str, Any]:
    properties = {name: _build_string_schema(name) for name in CUSTOMER_FIELDS}
    properties["address"] = {
        "type": "object",
        "properties": {part: _build_string_schema(ADDRESS_PREFIX + part) for part in ADDRESS_PARTS},
        "additionalProperties": False,
        "minProperties": 1,
    }
    properties |= {name: {"type": "boolean"} for name in FLAG_FIELDS}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [dict(each) for each in IDENTITY],
    }


def _build_string_schema(name: str) -> dict[str, Any]:
    """Return the schema of a string field; absent is the only way to say nothing, so null and "" are not allowed."""
    if name in WORDS:
        return {"enum": list(WORDS[name])}
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "pattern": PATTERNS.get(name, TEXT)}
    if name in MAX_LENGTH:
        schema["maxLength"] = MAX_LENGTH[name]
    return schema
