"""The rule of the state: codes of provinces move to the province code, names and uncertain codes stay."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest
from yotpo_lint_rules import state_code
from yotpo_lint_rules.state_code import COUNTRY, PROVINCE, STATE
from yotpo_lint_rules.tables.province_words import listed

from yotpo_lint.rule import Facts


def moved(state: str | None, country: str | None, province: str | None = None, region: str | None = None) -> str | None:
    changes = state_code.read({STATE: state, COUNTRY: country, PROVINCE: province}, Facts(region=region))
    if not changes:
        return None
    to_province, from_state = changes
    assert (to_province.field, to_province.sets_value) == (PROVINCE, True)
    assert (from_state.field, from_state.value, from_state.sets_value) == (STATE, None, True)
    return to_province.value


@pytest.mark.parametrize(
    ("state", "country"),
    [
        ("California", "US"),
        ("Shibuya", "JP"),
        ("Kent", "GB"),
        ("ca", "US"),
        ("XX", "US"),
        ("CA", None),
        ("CA", "DE"),
        ("NA", "IT"),
        ("CN11", "CN"),
        ("ESP", "ES"),
        (None, "US"),
    ],
)
def test_left_alone(state, country):
    assert moved(state, country) is None


def test_a_province_code_is_never_replaced():
    assert moved("CA", "US", "NY") is None


@pytest.mark.parametrize(
    ("state", "country", "code"),
    [
        ("CA", "US", "CA"),
        ("M", "ES", "M"),
        ("I", "GR", "I"),
        ("JP13", "JP", "13"),
        ("TR34", "TR", "34"),
        ("AK", "NZ", "AUK"),
        ("vnsg", "VN", "SG"),
        ("UG314", "UG", "314"),
    ],
)
def test_moved(state, country, code):
    assert moved(state, country) == code
    assert moved(state, None, region=country) == code


def test_the_accelerator_leaves_no_row_out():
    states = [
        None,
        "",
        "California",
        "NA",
        *itertools.chain.from_iterable(listed()[name] for name in ("US", "JP", "ES")),
    ]
    states += ["JP13", "EGALX", "UG314", "vnsg", "東京都", "Québec"]
    rows = [
        {STATE: state, COUNTRY: country, PROVINCE: province}
        for state, country, province in itertools.product(states, (None, "US", "JP", "ES", "EG"), (None, "CA"))
    ]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in (STATE, COUNTRY, PROVINCE)}
    assert state_code.RULE.accelerate is not None
    looked_at = state_code.RULE.accelerate(columns, Facts()).to_pylist()
    assert [
        row for row, is_read in zip(rows, looked_at, strict=True) if not is_read and state_code.read(row, Facts())
    ] == []
