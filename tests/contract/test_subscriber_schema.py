"""Subscribers: what the pandera schema and the JSON Schema let through and stop, and that both agree."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.errors
import pytest
from jsonschema import Draft202012Validator

from yotpo_lint.contract.subscriber_json_schema import build_subscriber_schema
from yotpo_lint.contract.subscriber_schema import SubscriberSchema
from yotpo_lint.contract.subscribers import SubscriberList, subscriber_list_of
from yotpo_lint.errors import SettingsError

JUDGE = Draft202012Validator(build_subscriber_schema())
ROW = {
    "phone": "+12025550143",
    "email": "zoe@example.com",
    "first_name": "Zoë",
    "sms_consent": "subscribed",
    "list_id": 12,
}


def body_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the request body of a flat row."""
    about = {name: row[name] for name in ("list_id", "source") if row.get(name) is not None}
    customer = ("phone", "email", "first_name", "last_name")
    return {
        "customer": {name: row[name] for name in customer if row.get(name) is not None},
        "channels": {
            name: {"consent": row[column], **about} for name in ("sms", "email") if (column := f"{name}_consent") in row
        },
    }


def flat(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**ROW, **changes}.items() if value is not ...}


def passes(row: dict[str, Any]) -> bool:
    try:
        SubscriberSchema.validate(pd.DataFrame([row]), lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


def test_the_json_schema_is_one() -> None:
    Draft202012Validator.check_schema(build_subscriber_schema())


@pytest.mark.parametrize(
    "row",
    [
        flat(),
        flat(email=..., sms_consent="unsubscribed"),
        flat(phone="+12345678901234", source="welcome_popup", last_name="O'Neil"),
        flat(source="pos"),
        flat(source="x" * 40, list_id=2**31 - 1),
    ],
)
def test_let_through(row: dict[str, Any]) -> None:
    assert passes(row)
    assert JUDGE.is_valid(body_of(row))


@pytest.mark.parametrize(
    "row",
    [
        flat(phone=...),
        # Fifteen digits are E.164, but with the plus sign one character too many.
        flat(phone="+123456789012345"),
        flat(phone="2025550143"),
        flat(email="zoe"),
        flat(first_name=" Zoë"),
        flat(sms_consent=...),
        flat(sms_consent="never subscribed"),
        flat(sms_consent=""),
        flat(sms_consent="true"),
        flat(list_id=0),
        flat(list_id=2**31),
        flat(source="me"),
        flat(source="x" * 41),
    ],
)
def test_stopped(row: dict[str, Any]) -> None:
    assert not passes(row)
    assert not JUDGE.is_valid(body_of(row))


def test_nobody_is_subscribed_to_mails_without_an_address() -> None:
    row = flat(sms_consent=..., email_consent="subscribed")
    assert passes(row)
    assert JUDGE.is_valid(body_of(row))
    del row["email"]
    assert not passes(row)
    assert not JUDGE.is_valid(body_of(row))


@pytest.mark.parametrize(
    "unknown",
    [
        {"note": "x"},
        {"customer": {"phone": "+12025550143", "tags": "vip"}},
        {"channels": {"sms": {"consent": "subscribed", "list_id": 1}, "push": {"consent": "subscribed", "list_id": 1}}},
        {"channels": {"sms": {"consent": "subscribed", "list_id": 1, "note": "x"}}},
        {"channels": {}},
    ],
)
def test_the_json_schema_lets_no_unknown_property_through(unknown: dict[str, Any]) -> None:
    body = body_of(flat(email=...))
    assert JUDGE.is_valid(body)
    assert not JUDGE.is_valid({**body, **unknown})


@pytest.mark.parametrize("body", [[], "x", None, {"customer": [], "channels": {}}, {"customer": {}, "channels": []}])
def test_what_is_no_object_is_stopped(body: Any) -> None:
    assert not JUDGE.is_valid(body)


@pytest.mark.parametrize("list_id", [0, -1, 2**31, True, "12", 1.0])
def test_no_list(list_id: Any) -> None:
    with pytest.raises(SettingsError, match=r"list_id: .* is not a whole number from 1 to 2147483647"):
        SubscriberList(list_id)


@pytest.mark.parametrize("source", ["", "ab", "x" * 41, " popup", "pop\nup", 12])
def test_no_source(source: Any) -> None:
    with pytest.raises(SettingsError, match=r"consent_source: .* is not a text of 3 to 40 printable characters"):
        SubscriberList(1, source)


def test_options_that_lack_each_other() -> None:
    assert subscriber_list_of(None, None, None) is None
    assert subscriber_list_of("subscribers", 1, "popup") == SubscriberList(1, "popup")
    for options in (("subscribers", None, None), (None, 1, None), (None, None, "popup"), ("lists", 1, None)):
        with pytest.raises(SettingsError, match="subscribers"):
            subscriber_list_of(*options)
