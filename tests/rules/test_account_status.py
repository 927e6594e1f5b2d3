"""Account status: Yotpo's four words, clear synonyms of them, nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.account_status import CLEAN_BY_WORD, FLAGS, OTHER_STATES, RULE

from yotpo_lint.contract.fields import ACCOUNT_STATUSES
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused
from yotpo_lint.text import normalize_word


def read(text: str) -> Reading:
    return RULE.read(text, Context("account_status", Facts()))


@pytest.mark.parametrize("text", ACCOUNT_STATUSES)
def test_left_alone(text):
    assert read(text) == Clean(text)


@pytest.mark.parametrize(
    ("text", "clean", "code"),
    [
        ("Enabled", "enabled", "STA001"),
        ("ENABLED", "enabled", "STA001"),
        ("INVITED", "invited", "STA001"),
        ("Declined", "declined", "STA001"),
        ("ACTIVE", "enabled", "STA001"),
        ("aktiv", "enabled", "STA001"),
        ("DÉSACTIVÉ", "disabled", "STA001"),
        ("inactive", "disabled", "STA001"),
        ("Suspended", "disabled", "STA001"),
        ("blocked", "disabled", "STA001"),
        ("pending_invitation", "invited", "STA001"),
        ("invitation-declined", "declined", "STA001"),
        ("TRUE", "enabled", "STA002"),
        ("False", "disabled", "STA002"),
    ],
)
def test_repaired(text, clean, code):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, [note.problem.code for note in reading.notes]) == (clean, [code])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pending", "STA003"),
        ("Unconfirmed", "STA003"),
        ("guest", "STA003"),
        ("Invitado", "STA003"),
        ("archived", "STA003"),
        ("deleted", "STA003"),
        ("Cancelled", "STA003"),
        ("delinquent", "STA003"),
        ("past_due", "STA003"),
        ("trialing", "STA003"),
        ("NOT_INVITED", "STA003"),
        ("lead", "STA003"),
        ("1", "STA004"),
        ("0", "STA004"),
        ("yes", "STA004"),
        ("No", "STA004"),
        ("-1", "STA004"),
        ("", "STA005"),
        ("enabled, disabled", "STA005"),
        ("not active", "STA005"),
        ("d41d8cd98f00b204e9800998ecf8427e", "STA005"),
    ],
)
def test_refused(text, code):
    reading = read(text)
    assert isinstance(reading, Refused)
    assert reading.note.problem.code == code


def test_no_word_is_in_two_tables():
    assert not CLEAN_BY_WORD.keys() & OTHER_STATES
    assert not CLEAN_BY_WORD.keys() & FLAGS.keys()
    assert all(normalize_word(word) == word for word in {*CLEAN_BY_WORD, *OTHER_STATES})


@given(st.one_of(st.text(), st.sampled_from(sorted(CLEAN_BY_WORD)).map(str.upper)))
def test_any_text_is_read_and_clean_values_stay(text):
    reading = read(text)
    if isinstance(reading, Clean):
        assert reading.value in ACCOUNT_STATUSES
        assert read(reading.value) == Clean(reading.value)
