"""Rows from which a cell is left out are judged as they go out; rows that a cell rejects are not judged further."""

from __future__ import annotations

import pandas as pd
import pytest

import yotpo_lint as yl

CITY, PHONE, COUNTRY = "address.city", "address.phone_number", "address.country_code"


def told(result: yl.Result) -> list[tuple[str, str]]:
    return list(zip(result.findings["field"], result.findings["code"], strict=True))


@pytest.mark.parametrize("rows", [1, 5_000])
def test_an_address_without_a_country_gets_the_region_though_another_part_is_left_out(rows: int) -> None:
    frame = pd.DataFrame(
        {
            "external_id": [str(row) for row in range(1, rows + 1)],
            CITY: "Bari",
            PHONE: [f"junk {row}" for row in range(1, rows + 1)],
        }
    )
    result = yl.lint(frame, region="IT", omit=PHONE)
    sent = [each["customer"]["address"] for each in result.payloads()]
    assert sent == [{"city": "Bari", "country_code": "IT"}] * rows
    assert told(result)[:2] == [(COUNTRY, "ADR080"), (PHONE, "PHN015")]


def test_the_region_is_not_the_country_where_the_country_could_not_be_read() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2"], CITY: ["Seoul", "Bari"], COUNTRY: ["Korea", ""]})
    result = yl.lint(frame, region="US", omit=COUNTRY)
    sent = [each["customer"]["address"] for each in result.payloads()]
    assert sent == [{"city": "Seoul"}, {"city": "Bari", "country_code": "US"}]
    assert told(result) == [(COUNTRY, "ADR004"), (COUNTRY, "ADR081"), (COUNTRY, "ADR080")]


def test_a_row_needs_the_identifier_that_is_left_out() -> None:
    frame = pd.DataFrame({"email": ["", "ana@example.com"], "phone_number": ["junk", "junk"]})
    result = yl.lint(frame, omit="phone_number")
    assert list(result.payloads()) == [{"customer": {"email": "ana@example.com"}}]
    assert told(result) == [("external_id", "IDN020"), ("phone_number", "PHN015"), ("phone_number", "PHN015")]


def test_a_consent_whose_phone_is_left_out_is_told() -> None:
    frame = pd.DataFrame({"external_id": ["1"], "phone_number": ["junk"], "accepts_sms_marketing": ["true"]})
    assert told(yl.lint(frame, omit="phone_number")) == [
        ("phone_number", "PHN015"),
        ("accepts_sms_marketing", "CNS050"),
    ]
    assert told(yl.lint(frame)) == [("phone_number", "PHN015")]
