"""State codes: what shops write in the column of the province's name becomes the code where the country says which."""

from __future__ import annotations

import pandas as pd
import pytest
from yotpo_lint_rules.state_code import CODE, COUNTRY, STATE

import yotpo_lint as yl


def address(**parts: str) -> tuple[dict[str, str], list[str]]:
    """Return the address that goes out, and the codes in the ledger."""
    record = {"email": "ana@example.com", **{f"address.{part}": text for part, text in parts.items()}}
    result = yl.lint(pd.DataFrame([record]))
    (made,) = result.payloads("none")
    return made["address"], result.fixes["code"].tolist()


@pytest.mark.parametrize(
    ("state", "country"),
    [
        ("California", "US"),
        ("Ile", "FR"),
        ("Kent", "GB"),
        ("Deby", "DE"),
        ("KOWLOON", "HK"),
        ("NY", "HK"),
        ("Bayern", "DE"),
        ("Île-de-France", "FR"),
    ],
)
def test_a_name_is_left_alone(state: str, country: str) -> None:
    assert address(state=state, country_code=country) == ({"state": state, "country_code": country}, [])


def test_so_is_a_code_beside_which_no_country_stands() -> None:
    assert address(state="CA", city="Fresno")[0] == {"state": "CA", "city": "Fresno"}


def test_and_one_beside_a_code() -> None:
    made, _ = address(state="CA", province_code="CA", country_code="US")
    assert made == {"state": "CA", "province_code": "CA", "country_code": "US"}


@pytest.mark.parametrize(
    ("state", "country", "code"),
    [
        ("CA", "US", "CA"),
        ("US-CO", "US", "CO"),
        ("ES-MD", "ES", "MD"),
        ("M", "ES", "M"),
        ("I", "GR", "I"),
        ("JP13", "JP", "13"),
        ("TR34", "TR", "34"),
        ("BD-05", "BD", "05"),
        ("maagd", "MA", "AGD"),
        ("EGALX", "EG", "ALX"),
        ("CN1", "CN", "YN"),
        ("CN32", "CN", "XJ"),
        ("GT-AV", "GT", "16"),
        ("JHR", "MY", "01"),
        ("DF", "MX", "CMX"),
        ("CS", "MX", "CHP"),
        ("OR", "IN", "OD"),
        ("BO-B", "BO", "B"),
    ],
)
def test_a_code_moves_to_its_own_field(state: str, country: str, code: str) -> None:
    made, codes = address(state=state, country_code=country)
    assert made == {"province_code": code, "country_code": country}
    assert codes == ["ADR090", "ADR090"]


def test_the_ledger_shows_both_fields() -> None:
    result = yl.lint(pd.DataFrame([{"email": "ana@example.com", STATE: "JP13", COUNTRY: "JP"}]))
    assert result.fixes[["field", "before", "after"]].fillna("").to_numpy().tolist() == [
        [STATE, "JP13", ""],
        [CODE, "", "13"],
    ]


@pytest.mark.parametrize(
    ("state", "country", "problem"),
    [
        ("ZZ", "US", "ADR091"),
        ("43", "US", "ADR091"),
        ("CN99", "CN", "ADR091"),
        ("US-ZZ", "US", "ADR091"),
        ("CL", "MX", "ADR091"),
        ("KHZ", "IR", "ADR091"),
        ("B", "BO", "ADR092"),
        ("H", "BO", "ADR092"),
        ("FL", "MD", "ADR092"),
    ],
)
def test_a_code_that_says_no_province_or_two_is_left_out(state: str, country: str, problem: str) -> None:
    assert address(state=state, country_code=country) == ({"country_code": country}, [problem])


def test_what_comes_out_is_not_changed_again() -> None:
    made, _ = address(state="JP13", country_code="JP")
    assert address(**made) == (made, [])
