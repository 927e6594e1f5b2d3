"""The rule of the country of an address: blank is not neutral."""

from __future__ import annotations

import itertools

import pytest
from yotpo_lint_rules import address_country

from yotpo_lint.contract.fields import ADDRESS_FIELDS
from yotpo_lint.rule import Facts

COUNTRY = address_country.COUNTRY
ROWS = [
    {name: "IT" if present else None for name, present in zip(ADDRESS_FIELDS, flags, strict=True)}
    for flags in itertools.product((True, False), repeat=len(ADDRESS_FIELDS))
]
ALL_FACTS = [Facts(), Facts(region="DE")]


def row(**present: str) -> dict[str, str | None]:
    return {name: present.get(name) for name in ADDRESS_FIELDS}


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_a_present_country_and_an_absent_address_are_left_alone(facts):
    assert address_country.read(row(), facts) == ()
    for one in ROWS:
        if one[COUNTRY] is not None:
            assert address_country.read(one, facts) == ()


@pytest.mark.parametrize("part", [name for name in ADDRESS_FIELDS if name != COUNTRY])
def test_any_part_alone_makes_an_address(part):
    (change,) = address_country.read(row(**{part: "x"}), Facts())
    assert (change.field, change.sets_value) == (COUNTRY, False)
    assert change.note.problem.severity == "warning"
    assert change.note.problem.remedies == ("region",)


def test_the_declared_region_is_the_country():
    (change,) = address_country.read(row(**{"address.city": "Bari"}), Facts(region="IT"))
    assert (change.field, change.value, change.sets_value) == (COUNTRY, "IT", True)
    assert change.note.problem.applicability == "safe"
    assert address_country.read(row(**{"address.city": "Bari", COUNTRY: "IT"}), Facts(region="IT")) == ()


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_it_matters_only_whether_a_field_is_there(facts):
    assert set(address_country.RULE.presence_only) == set(address_country.RULE.needs)
    for one in ROWS:
        assert address_country.read(
            {name: value and "x" for name, value in one.items()}, facts
        ) == address_country.read(one, facts)
