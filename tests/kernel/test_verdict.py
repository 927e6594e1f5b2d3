"""What the settings make of a reading."""

from __future__ import annotations

import pytest

from tests import toy
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.kernel.verdict import Action, Finding, SilentChangeError, Verdict, decide_verdict
from yotpo_lint.rule import Clean, Context, keep
from yotpo_lint.settings.values import Override, Settings

FIELD = "address.province_code"


def verdict(text: str, **settings: object) -> Verdict:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    policy = build_policy(toy.registry().problems, chosen)
    return decide_verdict(text, toy.read_code(text, Context(FIELD, chosen.facts)), FIELD, policy)


def test_a_clean_value_goes_on_without_a_word() -> None:
    assert verdict("CA") == Verdict("CA")


def test_a_safe_repair_is_made_and_told() -> None:
    assert verdict("ca") == Verdict("CA", findings=(Finding("TOY010", Action.FIXED),))


def test_a_warning_keeps_the_value() -> None:
    assert verdict("12") == Verdict("12", findings=(Finding("TOY013", Action.WARNED),))


def test_a_refusal_rejects_with_its_hint() -> None:
    assert verdict("!why") == Verdict(
        None, rejects=True, findings=(Finding("TOY012", Action.REJECTED, "why"),), unreadable=True
    )


def test_an_unsafe_repair_waits_and_is_suggested() -> None:
    waiting = Finding("TOY011", Action.REJECTED, suggestion="CA")
    assert verdict("ca?") == Verdict(None, rejects=True, findings=(waiting,), unreadable=True)
    assert verdict("ca?", unsafe_fixes=True) == Verdict("CA", findings=(Finding("TOY011", Action.FIXED),))


@pytest.mark.parametrize(("text", "code"), [("!why", "TOY012"), ("ca?", "TOY011")])
def test_omit_leaves_the_bad_cell_out_and_keeps_the_row(text: str, code: str) -> None:
    left_out = verdict(text, omit=(FIELD,))
    assert (left_out.value, left_out.rejects) == (None, False)
    assert [(finding.code, finding.action) for finding in left_out.findings] == [(code, Action.OMITTED)]


@pytest.mark.parametrize(("text", "selector"), [("ca", "TOY010"), ("!why", "TOY01"), ("12", "TOY"), ("ca?", "TOY011")])
def test_a_problem_not_in_force_neither_repairs_nor_reports(text: str, selector: str) -> None:
    assert verdict(text, ignore=(selector,)) == Verdict(text)


def test_select_replaces_and_extend_select_adds() -> None:
    assert verdict("ca", select=("TOY013",)) == Verdict("ca")
    assert verdict("ca", select=("TOY013",), extend_select=("TOY010",)).value == "CA"
    assert verdict("ca", select=("ALL",)).value == "CA"


def test_overrides_move_a_problem() -> None:
    assert verdict("12", overrides={"TOY013": Override(severity="error")}).rejects
    softened = verdict("!why", overrides={"TOY012": Override(severity="warning")})
    assert (softened.value, softened.rejects, softened.findings[0].action) == (None, False, Action.OMITTED)
    assert verdict("ca?", overrides={"TOY011": Override(applicability="safe")}).value == "CA"
    held = verdict("ca", overrides={"TOY010": Override(applicability="unsafe")})
    assert held.rejects
    assert held.findings == (Finding("TOY010", Action.REJECTED, suggestion="CA"),)
    never = verdict("ca", overrides={"TOY010": Override(applicability="none")}, unsafe_fixes=True)
    assert never.findings == (Finding("TOY010", Action.REJECTED),)


def test_a_rule_that_changes_silently_is_caught() -> None:
    policy = build_policy(toy.registry().problems, Settings())
    for silent in (Clean("changed"), keep("changed", toy.ODD)):
        with pytest.raises(SilentChangeError, match="without a note"):
            decide_verdict("raw", silent, FIELD, policy)
