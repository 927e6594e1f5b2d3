"""The JSON Schema of one line of subscribers.jsonl: a second, independent check, written from Yotpo's pages."""

from __future__ import annotations

from typing import Any, Final

from yotpo_lint.contract.json_schema import DIALECT, PATTERNS, TEXT
from yotpo_lint.contract.subscribers import MAX_LIST_ID, MAX_PHONE, SOURCE_LENGTH, SUBSCRIBED, UNSUBSCRIBED

_NAME: Final = {"type": "string", "minLength": 1, "pattern": TEXT}
_CHANNEL: Final = {
    "type": "object",
    "properties": {
        "consent": {"enum": [SUBSCRIBED, UNSUBSCRIBED]},
        "list_id": {"type": "integer", "minimum": 1, "maximum": MAX_LIST_ID},
        "source": {**_NAME, "minLength": SOURCE_LENGTH[0], "maxLength": SOURCE_LENGTH[1]},
    },
    "required": ["consent", "list_id"],
    "additionalProperties": False,
}


def build_subscriber_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one request body of the subscribers endpoint."""
    return {
        "$schema": DIALECT,
        "title": "A Yotpo subscriber, as one request body",
        "type": "object",
        "properties": {
            "customer": {
                "type": "object",
                "properties": {
                    "phone": {"type": "string", "pattern": PATTERNS["phone_number"], "maxLength": MAX_PHONE},
                    "email": {"type": "string", "pattern": PATTERNS["email"]},
                    "first_name": _NAME,
                    "last_name": _NAME,
                },
                "required": ["phone"],
                "additionalProperties": False,
            },
            "channels": {
                "type": "object",
                "properties": {"sms": _CHANNEL, "email": _CHANNEL},
                "minProperties": 1,
                "additionalProperties": False,
            },
        },
        "required": ["customer", "channels"],
        "additionalProperties": False,
        # An answer for e-mail needs an address.
        "if": {"properties": {"channels": {"required": ["email"]}}},
        "then": {"properties": {"customer": {"required": ["email"]}}},
    }
