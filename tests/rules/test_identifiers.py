"""The rule of identifiers: an external_id, or else exactly one of e-mail and phone."""

from __future__ import annotations

import itertools

import pytest
from yotpo_lint_rules import identifiers

from yotpo_lint.contract.fields import IDENTITY_FIELDS
from yotpo_lint.rule import Facts

VALUES = {"external_id": "1001", "email": "ana@example.com", "phone_number": "+12025550143"}
ROWS = [
    {name: VALUES[name] if present else None for name, present in zip(IDENTITY_FIELDS, flags, strict=True)}
    for flags in itertools.product((True, False), repeat=3)
]
ALL_FACTS = [Facts(), Facts(identify_by="email"), Facts(identify_by="phone_number")]


def row(**present: str) -> dict[str, str | None]:
    return {name: present.get(name) for name in IDENTITY_FIELDS}


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_rows_with_an_external_id_or_one_identifier_are_left_alone(facts):
    for one in ROWS:
        if one["external_id"] or (one["email"] is None) != (one["phone_number"] is None):
            assert identifiers.read(one, facts) == ()


@pytest.mark.parametrize(("stays", "goes"), [("email", "phone_number"), ("phone_number", "email")])
def test_the_identifier_that_was_not_declared_is_left_out(stays, goes):
    (change,) = identifiers.read(row(email="ana@example.com", phone_number="+12025550143"), Facts(identify_by=stays))
    assert (change.field, change.value, change.sets_value) == (goes, None, True)
    assert change.note.problem.applicability == "safe"


def test_both_are_refused_with_the_option_that_helps():
    (change,) = identifiers.read(row(email="ana@example.com", phone_number="+12025550143"), Facts())
    assert not change.sets_value
    assert change.note.problem.severity == "error"
    assert change.note.problem.remedies == ("identify-by",)
    assert "--identify-by email|phone_number" in change.note.problem.message


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_none_is_refused_whatever_is_declared(facts):
    (change,) = identifiers.read(row(), facts)
    assert (change.note.problem.code, change.field, change.sets_value) == ("IDN020", "external_id", False)


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_nothing_more_to_say_after_the_changes(facts):
    for one in ROWS:
        changes = identifiers.read(one, facts)
        if changes and all(change.sets_value for change in changes):
            assert identifiers.read(one | {change.field: change.value for change in changes}, facts) == ()


@pytest.mark.parametrize("facts", ALL_FACTS)
def test_it_matters_only_whether_a_field_is_there(facts):
    assert set(identifiers.RULE.presence_only) == set(identifiers.RULE.needs)
    for one in ROWS:
        assert identifiers.read({name: value and "x" for name, value in one.items()}, facts) == identifiers.read(
            one, facts
        )
