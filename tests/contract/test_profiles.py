"""The profiles as data: what each says is whole, and both judges follow it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.errors
import pytest
from jsonschema import Draft202012Validator

from yotpo_lint.contract.fields import FIELDS, IDENTITY_FIELDS, UPDATED_AT
from yotpo_lint.contract.json_schema import build_request_schema
from yotpo_lint.contract.profiles import CORE, CORE_2026, LOYALTY, PROFILES, Profile
from yotpo_lint.contract.schema import CustomerSchema, build_customer_schema

EVERY = pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))


@EVERY
def test_a_profile_speaks_of_fields_that_there_are(profile: Profile) -> None:
    assert profile.fields <= set(FIELDS)
    assert not profile.keys.keys() & profile.unsent.keys()
    assert len(set(profile.keys.values())) == len(profile.keys)
    # What identifies a customer is sent, and each field stands in the order of strength.
    assert set(profile.identity) <= profile.keys.keys()
    assert list(profile.identity) == [name for name in IDENTITY_FIELDS if name in profile.identity]
    assert profile.instead.keys() <= profile.unsent.keys()
    assert all(profile.unsent.values())


def test_core_is_what_it_was() -> None:
    assert list(CORE.keys) == [name for name in FIELDS if name != UPDATED_AT]
    assert all(name == key for name, key in CORE.keys.items())
    assert not CORE.unsent


def test_what_the_newest_page_of_core_changes() -> None:
    assert CORE.keys.keys() - CORE_2026.keys.keys() == {"phone_number"}
    assert CORE_2026.keys.keys() - CORE.keys.keys() == {UPDATED_AT}
    assert "address.phone_number" in CORE_2026.keys


def record(**changes: Any) -> dict[str, Any]:
    whole = {"external_id": "1", "email": "zoe@example.com", "phone_number": "+12025550143", "first_name": "Zoë"}
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


@pytest.mark.parametrize(
    ("profile", "row", "passes"),
    [
        (CORE, record(), True),
        (CORE, record(external_id=...), False),
        (CORE, record(account_updated_at="2026-01-31"), False),
        (CORE_2026, record(phone_number=...), True),
        (CORE_2026, record(phone_number=..., external_id=...), True),
        (CORE_2026, record(phone_number=..., email=...), True),
        (CORE_2026, record(phone_number=..., email=..., external_id=...), False),
        (CORE_2026, record(phone_number=..., account_updated_at="2026-01-31T09:30:00Z"), True),
        (CORE_2026, record(phone_number=..., account_updated_at="31.01.2026"), False),
        (LOYALTY, record(), True),
        (LOYALTY, record(external_id=..., phone_number=...), True),
        (LOYALTY, record(email=...), False),
        (LOYALTY, record(phone_number="2025550143"), False),
        (LOYALTY, record(gender="F"), False),
    ],
)
def test_both_judges_follow_the_profile(profile: Profile, row: dict[str, str], passes: bool) -> None:
    schema = build_customer_schema(profile)
    judge = Draft202012Validator(build_request_schema("none", profile))
    judge.check_schema(judge.schema)
    body = {profile.keys.get(name, name): value for name, value in row.items()}
    assert judge.is_valid(body) is passes
    try:
        schema.validate(pd.DataFrame([row]), lazy=True)
    except pandera.errors.SchemaErrors:
        assert not passes
    else:
        assert passes


def test_the_public_schema_is_that_of_core() -> None:
    assert list(CustomerSchema.columns) == list(build_customer_schema(CORE).columns)
    assert UPDATED_AT not in CustomerSchema.columns


def test_an_envelope_is_the_profiles_own() -> None:
    assert list(build_request_schema("customer", CORE_2026)["properties"]) == ["customer"]
    assert "id" in build_request_schema("customer", LOYALTY)["properties"]
