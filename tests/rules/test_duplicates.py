"""The rule of duplicates: its data; what the engine does with them is tested with the engine."""

from __future__ import annotations

import re

from yotpo_lint_rules import duplicates

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, IDENTITY_FIELDS

RULE = duplicates.RULE


def test_the_key_is_the_external_id_or_else_the_one_identifier():
    assert RULE.identity_fields == IDENTITY_FIELDS
    assert RULE.identity_fields[0] == "external_id"


def test_consent_never_escalates():
    assert set(RULE.strictest_first) == set(FLAG_FIELDS)
    for order in RULE.strictest_first.values():
        assert order == ("false", None, "true")


def test_shared_contacts_are_those_that_can_identify():
    assert set(RULE.shared_contact_fields) == set(IDENTITY_FIELDS) - {"external_id"}
    assert set(RULE.shared_contact_fields) <= set(FIELDS)


def test_what_each_problem_does_to_a_row():
    assert [(problem.severity, problem.applicability) for problem in RULE.problems] == [
        ("warning", "safe"),
        ("error", "none"),
        ("error", "safe"),
        ("warning", "none"),
        ("error", "safe"),
    ]


def test_the_codes_are_its_own():
    assert [problem.code for problem in RULE.problems] == ["IDN030", "IDN031", "IDN032", "IDN033", "IDN034"]
    assert len({problem.name for problem in RULE.problems}) == len(RULE.problems)


def test_every_message_names_the_other_records():
    for problem in RULE.problems:
        assert re.findall(r"\{\w+\}", problem.message) == ["{hint}"]


def test_the_refusal_says_what_to_do():
    assert RULE.conflict_problem.remedies == ("duplicates",)
    assert "--duplicates first|last" in RULE.conflict_problem.message


def test_the_manual_page_says_what_is_strict():
    assert RULE.doc
    assert "a no\n  anywhere is a no" in RULE.doc
