"""The JSON Schema of a request body: what it lets through and what it stops."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from yotpo_lint.contract.fields import ADDRESS_PARTS, CUSTOMER_FIELDS, FLAG_FIELDS
from yotpo_lint.contract.json_schema import build_request_schema

BARE = Draft202012Validator(build_request_schema("none"))
WHOLE = {
    "external_id": "0042",
    "email": "zoe@example.com",
    "phone_number": "+12025550143",
    "first_name": "Zoë",
    "last_name": "None",
    "gender": "Other",
    "account_created_at": "2026-01-31T09:30:00Z",
    "account_status": "invited",
    "default_language": "en",
    "default_currency": "USD",
    "tags": "vip,loyal customer",
    "address": {
        "address1": "1 Main St",
        "address2": "Flat 2",
        "city": "Springfield",
        "company": "Example",
        "state": "New South Wales",
        "zip": "02134",
        "province_code": "NSW",
        "country_code": "AU",
        "phone_number": "+61491570156",
    },
    "accepts_sms_marketing": True,
    "accepts_email_marketing": False,
}


def test_both_envelopes_are_schemas() -> None:
    Draft202012Validator.check_schema(build_request_schema())
    Draft202012Validator.check_schema(build_request_schema("none"))


def test_every_field_is_known() -> None:
    properties = build_request_schema("none")["properties"]
    assert tuple(properties) == (*CUSTOMER_FIELDS, "address", *FLAG_FIELDS)
    assert tuple(properties["address"]["properties"]) == ADDRESS_PARTS


@pytest.mark.parametrize(
    "record",
    [
        WHOLE,
        {"external_id": "1"},
        {"email": "zoe@example.com"},
        {"phone_number": "+12025550143"},
        {"external_id": "1", "email": "zoe@example.com", "phone_number": "+12025550143"},
        {"external_id": "1", "account_created_at": "2026-01-31"},
        {"external_id": "1", "account_created_at": "2026-01-31T09:30:00.123+02:00"},
        {"external_id": "1", "first_name": "x" * 255, "last_name": "line\nline"},
    ],
)
def test_what_passes(record: dict[str, Any]) -> None:
    BARE.validate(record)
    Draft202012Validator(build_request_schema()).validate({"customer": record})


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"first_name": "Zoë"},
        {"email": "zoe@example.com", "phone_number": "+12025550143"},
        {"external_id": ""},
        {"external_id": None},
        {"external_id": 1},
        {"external_id": " 1"},
        {"external_id": "x" * 256},
        {"external_id": "1", "gender": "female"},
        {"external_id": "1", "account_status": "Enabled"},
        {"external_id": "1", "email": "zoe"},
        {"external_id": "1", "phone_number": "2025550143"},
        {"external_id": "1", "phone_number": "+0025550143"},
        {"external_id": "1", "default_language": "en-US"},
        {"external_id": "1", "default_currency": "usd"},
        {"external_id": "1", "tags": "a,,b"},
        {"external_id": "1", "tags": "a,"},
        {"external_id": "1", "account_created_at": "31/01/2026"},
        {"external_id": "1", "account_created_at": "2026-01-31T09:30:00"},
        {"external_id": "1", "accepts_sms_marketing": "true"},
        {"external_id": "1", "accepts_email_marketing": 1},
        {"external_id": "1", "address": {}},
        {"external_id": "1", "address": {"country_code": "USA"}},
        {"external_id": "1", "address": {"state": "x" * 65}},
        {"external_id": "1", "address": {"country": "US"}},
        {"external_id": "1", "address.city": "Springfield"},
        {"external_id": "1", "custom_properties": {}},
    ],
)
def test_what_is_stopped(record: dict[str, Any]) -> None:
    assert not BARE.is_valid(record)


@pytest.mark.parametrize("body", [["external_id"], "external_id", None, {"customer": ["external_id"]}])
def test_what_is_no_object_is_stopped(body: Any) -> None:
    assert not BARE.is_valid(body)
    assert not Draft202012Validator(build_request_schema()).is_valid(body)


def test_an_address_is_an_object() -> None:
    assert not BARE.is_valid({"external_id": "1", "address": ["US"]})
