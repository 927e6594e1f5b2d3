"""Consent: an explicit yes, an explicit no, a known third state, or a refusal; law 4 above all."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.accepts_marketing import NEITHER, NEVER, NO, RULE, YES

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused


def read(text: str, field: str = "accepts_sms_marketing") -> Reading:
    return RULE.read(text, Context(field, Facts()))


@pytest.mark.parametrize("text", ["true", "false"])
@pytest.mark.parametrize("field", FLAG_FIELDS)
def test_left_alone(text, field):
    assert read(text, field) == Clean(text)


@pytest.mark.parametrize(
    ("text", "clean", "code"),
    [
        ("True", "true", "CNS001"),
        ("T", "true", "CNS001"),
        ("1", "true", "CNS001"),
        ("Y", "true", "CNS001"),
        ("Yes", "true", "CNS001"),
        ("on", "true", "CNS001"),
        ("Opt-In", "true", "CNS001"),
        ("confirmed_opt_in", "true", "CNS001"),
        ("double opt-in", "true", "CNS001"),
        ("WAHR", "true", "CNS001"),
        ("Oui", "true", "CNS001"),
        ("Sí", "true", "CNS001"),
        ("Si\u0301", "true", "CNS001"),
        ("1.0", "true", "CNS002"),
        ("FALSE", "false", "CNS001"),
        ("N", "false", "CNS001"),
        ("no", "false", "CNS001"),
        ("Unsubscribed", "false", "CNS001"),
        ("opted_out", "false", "CNS001"),
        ("hard_bounce", "false", "CNS001"),
        ("cleaned", "false", "CNS001"),
        ("STOP", "false", "CNS001"),
        ("nein", "false", "CNS001"),
        ("FAUX", "false", "CNS001"),
        ("não", "false", "CNS001"),
        ("0.0", "false", "CNS002"),
        ("NOT_SUBSCRIBED", "false", "CNS003"),
        ("never_subscribed", "false", "CNS003"),
        ("NEVER SUBSCRIBED", "false", "CNS003"),
        ("non-subscribed", "false", "CNS003"),
    ],
)
def test_repaired(text, clean, code):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == (clean, [code])


@pytest.mark.parametrize("text", ["pending", "UNCONFIRMED", "Unknown", "redacted", "INVALID", "transactional"])
def test_left_out_with_a_warning(text):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert reading.value is None
    assert [(note.problem.code, note.problem.severity) for note in reading.notes] == [("CNS004", "warning")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-03-04", "CNS005"),
        ("2014-06-24T22:37:13.151Z", "CNS005"),
        ("03/04/2021", "CNS005"),
        ("1412098448", "CNS005"),
        ('["email","sms"]', "CNS005"),
        ("email", "CNS005"),
        ("email, sms", "CNS005"),
        ("yes to email", "CNS005"),
        ("maybe", "CNS006"),
        ("eligible", "CNS006"),
        ("2", "CNS006"),
        ("-1", "CNS006"),
        ("\u22121", "CNS006"),
        ("_1", "CNS006"),
        ("01", "CNS006"),
        ("1.00", "CNS006"),
        ("1.", "CNS006"),
        ("0.5", "CNS006"),
        ("\u00b9", "CNS006"),
        ("\u2460", "CNS006"),
        ("\u2714", "CNS006"),
        ("x", "CNS006"),
        ("ok", "CNS006"),
        ("active", "CNS006"),
        ("enabled", "CNS006"),
        ("tak", "CNS006"),
        ("ne", "CNS006"),
        ("j", "CNS006"),
        ("o", "CNS006"),
        ("s", "CNS006"),
        ("yes?", "CNS006"),
        ("yes no", "CNS006"),
        ("not yes", "CNS006"),
        ("un subscribed", "CNS006"),
        ("", "CNS006"),
    ],
)
def test_refused(text, code):
    reading = read(text)
    assert isinstance(reading, Refused)
    assert reading.note.problem.code == code


def test_no_word_is_in_two_tables():
    tables = [YES, NO, NEVER, NEITHER]
    assert sum(len(table) for table in tables) == len(frozenset().union(*tables))


# Law 4, judged apart from the rule: the words that a person agreed to count as yes, written out once more.
EXPLICIT_YES = {
    *("true", "yes", "y", "t", "1", "1.0", "on", "subscribed", "opted in", "opt in", "optin", "confirmed"),
    *("confirmed opt in", "single opt in", "double opt in", "accepted", "granted", "ja", "wahr", "oui", "vrai"),
    *("sí", "si", "sì", "verdadero", "vero", "sim", "verdadeiro", "waar", "da", "ano", "áno", "igen", "kyllä"),
    *("evet", "да", "ναι", "はい", "是", "예", "네", "نعم", "כן"),
}
NEAR = st.sampled_from(sorted(YES | NO | NEVER | NEITHER | EXPLICIT_YES))
WRAP = st.sampled_from(["", " ", "-", "_", "not ", "un", "no ", "\u2212", ".", "0", "?", "non-", "\u0301"])


@given(st.one_of(st.text(), st.tuples(WRAP, NEAR, WRAP).map("".join), st.tuples(WRAP, NEAR).map("".join)))
def test_nothing_but_an_explicit_yes_becomes_true(text):
    reading = read(text)
    if isinstance(reading, Clean):
        assert reading.value in (None, "true", "false")
        if reading.value == "true":
            plain = unicodedata.normalize("NFC", text).casefold()
            words = re.split(r"[\s_\u2010-\u2015\u2212-]+", plain.strip())
            assert " ".join(words) in {unicodedata.normalize("NFC", word) for word in EXPLICIT_YES}


def test_the_yes_table_is_the_agreed_one():
    assert {"1.0"} | YES == EXPLICIT_YES


@given(st.text())
def test_clean_values_stay(text):
    reading = read(text)
    if isinstance(reading, Clean) and reading.value is not None:
        assert read(reading.value) == Clean(reading.value)
