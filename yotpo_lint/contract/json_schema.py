"""The JSON Schema of one request body: a second, independent check of the output, and its contract for other tools.

It is written from Yotpo's pages and shares only names, words and limits with the pandera schema, so that the two do
not share a mistake.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from yotpo_lint.contract.fields import (
    ACCOUNT_STATUSES,
    ADDRESS_PREFIX,
    E164_PATTERN,
    FLAG_FIELDS,
    GENDERS,
    MAX_LENGTH,
    TIMESTAMP_FIELDS,
)
from yotpo_lint.contract.profiles import CORE, Profile

Envelope = Literal["customer", "none"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# Any text that is not empty and has no surrounding blanks. The patterns are ECMA-262 regular expressions, as JSON
# Schema requires; there `[\s\S]` matches any character, line breaks included.
TEXT: Final = r"^\S([\s\S]*\S)?$"

_MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
)

# Formats by field. https://core-api.yotpo.com/reference/customers and .../reference/address (read 2026-11-23):
# ISO 8601, ISO 639-1, ISO 4217, ISO 3166-1 alpha-2, E.164, comma-separated.
PATTERNS: Final = {
    "email": r"^[^@\s]+@[^@\s]+$",
    "phone_number": f"^{E164_PATTERN}$",
    **dict.fromkeys(TIMESTAMP_FIELDS, _MOMENT),
    "default_language": "^[a-z]{2}$",
    "default_currency": "^[A-Z]{3}$",
    "tags": r"^[^,]*[^,\s][^,]*(,[^,]*[^,\s][^,]*)*$",
    "address.country_code": "^[A-Z]{2}$",
    "address.phone_number": f"^{E164_PATTERN}$",
}
WORDS: Final = {"gender": GENDERS, "account_status": ACCOUNT_STATUSES}


def build_request_schema(envelope: Envelope = "customer", profile: Profile = CORE) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one request body, with its envelope or as the bare record."""
    about = {"$schema": DIALECT, "title": "A Yotpo customer, as one request body"}
    if envelope == "none" or profile.envelope is None:
        return {**about, **_build_customer_schema(profile)}
    return {
        **about,
        "type": "object",
        "properties": {profile.envelope: _build_customer_schema(profile)},
        "required": [profile.envelope],
        "additionalProperties": False,
    }


def _build_customer_schema(profile: Profile) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, key in profile.keys.items():
        value = {"type": "boolean"} if name in FLAG_FIELDS else _build_string_schema(name)
        if key.startswith(ADDRESS_PREFIX):
            address = properties.setdefault(
                ADDRESS_PREFIX.rstrip("."),
                {"type": "object", "properties": {}, "additionalProperties": False, "minProperties": 1},
            )
            address["properties"][key.removeprefix(ADDRESS_PREFIX)] = value
        else:
            properties[key] = value
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": _build_identity(profile),
    }


def _build_identity(profile: Profile) -> list[dict[str, Any]]:
    """Return the ways to identify a record: a field of `identified_by`, or exactly one of the others."""
    alone = [profile.keys[name] for name in profile.identified_by]
    ways: list[dict[str, Any]] = [{"required": [key]} for key in alone]
    if profile.or_exactly_one_of:
        ways.append(
            {
                "oneOf": [{"required": [profile.keys[name]]} for name in profile.or_exactly_one_of],
                "not": {"required": alone},
            }
        )
    return ways


def _build_string_schema(name: str) -> dict[str, Any]:
    """Return the schema of a string field; null and "" are not allowed, because an absent value has no key."""
    if name in WORDS:
        return {"enum": list(WORDS[name])}
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "pattern": PATTERNS.get(name, TEXT)}
    if name in MAX_LENGTH:
        schema["maxLength"] = MAX_LENGTH[name]
    return schema
