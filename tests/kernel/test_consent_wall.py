"""Law 4 as a wall: nothing but an explicit yes of the raw cell becomes `true`, whatever is in force."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import yotpo_lint
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import ConsentError, PackError
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.outcome.finalization import _refuse_raised_consent
from yotpo_lint.registry import Registry, build_registry, load_installed_packs
from yotpo_lint.rule import (
    CellRule,
    ColumnReading,
    Context,
    FieldRule,
    KeyRule,
    Pack,
    Problem,
    Reading,
    RowNote,
    RowRule,
    Rule,
    fix,
    keep,
)
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.source_problems import INVERTED

SMS, EMAIL = FLAG_FIELDS
YES_MAN = Problem(code="YES001", name="yes-man", applicability="safe", message="It becomes {after}.")

AGREEING = ("true", "TRUE", "yes", " Yes ", "1", "1.0", "subscribed", "opted_in", "ja", "はい")
# Answers that are no explicit yes, as exports and people write them.
REFUSING = (
    *("no", "false", "0", "0.0", "unsubscribed", "opted out", "cleaned", "bounced", "nein", "нет", "いいえ"),
    *("never subscribed", "not subscribed"),
    *("pending", "unknown", "not set", "redacted", "transactional", "PENDING_CONFIRMATION"),
    *(
        "maybe",
        "2",
        "-1",
        "x",
        "ok",
        "active",
        "yes?",
        "yes, no",
        '["email"]',
        "2024-01-01",
        "¹",
        "①",
        "１",
        "truе",
        "tru",
    ),
    *("not yes", "true false", "yes/no", "no yes", "!true", "true.", '"true"x', "{true}", "NaN", "null", "-", "  ", ""),
)
# One for each kind of character that nobody sees: control, soft hyphen, zero width, direction, selector, filler, tag.
HIDDEN = "\x00\x08\x1b\x7f\x85\u00ad\u034f\u200b\u200c\u200d\u200e\u202e\u2060\ufe0f\ufeff\u3164\u2800\U000e0041"
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"unsafe_fixes": True},
    {"omit": FLAG_FIELDS},
    {"ignore": ("CNS",)},
    {"ignore": ("FIL",)},
    {"ignore": ("CNS004", "CNS005", "CNS006", "CNS007")},
    {"select": ("EML",)},
    {"overrides": {"CNS006": {"severity": "warning"}, "CNS005": {"severity": "warning"}}},
)


@functools.cache
def registry(*more: Pack) -> Registry:
    return build_registry([*load_installed_packs(), *more])


def consents(kernel: Kernel, cells: Sequence[str | None], field: str = SMS) -> list[str | None]:
    """Return what becomes of cells of a consent."""
    columns = {"external_id": pa.array(map(str, range(len(cells)))), field: pa.array(cells, pa.string())}
    clean: list[str | None] = kernel(columns, len(cells)).clean[field].to_pylist()
    return clean


@functools.cache
def hidden_answers() -> list[str]:
    """Return every explicit yes with every hidden character at every place, and twice."""
    return [
        answer[:at] + hidden * times + answer[at:]
        for answer in AGREEING
        for hidden in HIDDEN
        for at in range(len(answer) + 1)
        for times in (1, 2)
    ]


class TestLeftAlone:
    @pytest.mark.parametrize("field", FLAG_FIELDS)
    def test_an_explicit_yes_is_true(self, field: str) -> None:
        kernel = Kernel(registry(), validate_settings())
        assert consents(kernel, list(AGREEING), field) == ["true"] * len(AGREEING)

    def test_an_absent_consent_stays_absent(self) -> None:
        kernel = Kernel(registry(), validate_settings())
        assert consents(kernel, [None, ""]) == [None, None]

    def test_a_rule_that_takes_a_consent_away_is_let_through(self) -> None:
        pack = Pack(
            name="strict", rules=(field_rule(lambda text, _: keep(text) if text == "true" else fix("false", YES_MAN)),)
        )
        assert consents(Kernel(registry(pack), validate_settings()), ["yes", "no"]) == ["true", "false"]

    def test_a_no_with_something_hidden_in_it_stays_a_no(self) -> None:
        kernel = Kernel(registry(), validate_settings())
        assert consents(kernel, [f"n{hidden}o" for hidden in HIDDEN]) == ["false"] * len(HIDDEN)


@pytest.mark.parametrize("settings", SETTINGS, ids=[str(each) for each in SETTINGS])
@pytest.mark.parametrize("field", FLAG_FIELDS)
def test_no_setting_makes_true_of_anything_else(settings: dict[str, Any], field: str) -> None:
    """Some 2,000 cells in each of 16 ways: 34,000 attacks."""
    attacks = [*REFUSING, *(case(each) for each in REFUSING for case in (str.upper, str.title)), *hidden_answers()]
    attacks += [before + each + after for each in REFUSING for before, after in (("'", ""), ('="', '"'), (" ", "\t"))]
    assert len(SETTINGS) * len(FLAG_FIELDS) * len(attacks) > 30_000
    kernel = Kernel(registry(), validate_settings(**settings))
    held = consents(kernel, attacks, field)
    assert [cell for cell, answer in zip(attacks, held, strict=True) if answer == "true"] == []


# --- rules of others


def field_rule(read: Any, accelerate: Any = None) -> FieldRule:
    return FieldRule(
        name="yes_man",
        doc="Yes.",
        fields=FLAG_FIELDS,
        problems=(YES_MAN,),
        read=read,
        accelerate=accelerate,
        examples=(),
    )


def cell_rule(read: Any, accelerate: Any = None) -> CellRule:
    return CellRule(
        name="yes_man",
        doc="Yes.",
        problems=(YES_MAN,),
        read=read,
        accelerate=accelerate,
        examples=(),
    )


def say_yes(text: str, context: Context) -> Reading:
    return fix("true", YES_MAN) if context.field in FLAG_FIELDS and text != "true" else keep(text)


def say_word(text: str, context: Context) -> Reading:
    return fix("yes", YES_MAN) if context.field in FLAG_FIELDS and text != "yes" else keep(text)


def accelerate_yes(column: pa.Array, *_more: object) -> ColumnReading:
    return ColumnReading(pa.array(["true"] * len(column)), pa.array([1] * len(column), pa.int8()), ((), (YES_MAN,)))


def row_rule(field: str, *needs: str) -> RowRule:
    return RowRule(
        name="yes_man",
        doc="Yes.",
        problems=(YES_MAN,),
        needs=(*needs, field),
        read=lambda row, _: () if row[field] == "true" else (RowNote(YES_MAN.note(), field, "true", sets_value=True),),
        examples=(),
    )


RULES: dict[str, Rule] = {
    "field": field_rule(say_yes),
    "field-accelerated": field_rule(lambda text, _: keep(text), accelerate_yes),
    "cell": cell_rule(say_yes),
    "cell-word": cell_rule(say_word),
    "row-sms": row_rule(SMS),
    "row-neighbour": row_rule(SMS, "email", EMAIL),
}
RAISED = ("no", "0", "unsubscribed", "never subscribed", "false", "n\u200bo", " NO ", "opted_out")
# What others' field rules never see, for the owner left it out or refused it.
NOT_READ = ("pending", "maybe", "y\u00ades")
RAISING = [
    *itertools.product(RULES, RAISED),
    *itertools.product(("cell", "cell-word"), NOT_READ),
    *itertools.product(("row-sms", "row-neighbour"), ("pending", "  ", None)),
]
# The engine fills no cell that could not be read, and asks no cell rule about a cell that an earlier one found blank.
HARMLESS = [
    *itertools.product(("field", "field-accelerated"), (*NOT_READ, "  ", None)),
    *itertools.product(("cell", "cell-word"), ("  ", None)),
    *itertools.product(("row-sms", "row-neighbour"), ("maybe", "y\u00ades")),
]


def attack(name: str, cell: str | None, rows: int) -> list[str | None]:
    """Send cells through the built-in rules and a rule of others."""
    kernel = Kernel(registry(Pack(name="eager-pack", rules=(RULES[name],))), validate_settings(omit=FLAG_FIELDS))
    # An accelerator is asked where cells are many and differ; elsewhere blanks make few distinct ones.
    different = rows if name == "field-accelerated" else 3
    return consents(kernel, [cell and cell + " " * (row % different) for row in range(rows)])


@pytest.mark.parametrize("rows", [1, 300], ids=["few", "many"])
@pytest.mark.parametrize(("name", "cell"), RAISING)
def test_a_rule_that_raises_a_consent_stops_the_run_and_is_named(name: str, cell: str | None, rows: int) -> None:
    with pytest.raises(ConsentError, match=r"^the rule 'yes_man' of the pack 'eager-pack' makes accepts_sms_marketing"):
        attack(name, cell, 300 if name == "field-accelerated" else rows)


@pytest.mark.parametrize("rows", [1, 300], ids=["few", "many"])
@pytest.mark.parametrize(("name", "cell"), HARMLESS)
def test_what_a_rule_of_others_never_reads_is_never_true(name: str, cell: str | None, rows: int) -> None:
    assert "true" not in attack(name, cell, rows)


def test_forty_attacks_of_rules_are_held() -> None:
    assert len(RAISING) + len(HARMLESS) >= 40


def test_the_message_quotes_no_cell() -> None:
    kernel = Kernel(registry(Pack(name="eager-pack", rules=(RULES["field"],))), validate_settings())
    with pytest.raises(ConsentError) as stopped:
        consents(kernel, ["no", "nein", "yes"])
    assert "in 2 records whose cell says no explicit yes" in str(stopped.value)
    assert "nein" not in str(stopped.value)


def test_a_consent_nobody_gave_a_column_for_is_not_made() -> None:
    kernel = Kernel(registry(Pack(name="eager-pack", rules=(row_rule(SMS),))), validate_settings())
    with pytest.raises(ConsentError, match="'yes_man'"):
        kernel({"external_id": pa.array(["1", "2"])}, 2)


def test_a_setting_that_switches_a_source_off_is_named() -> None:
    """A column in which yes means no, and the repair of that ignored: the raw yes is not believed."""
    step = CellRule(
        name="source blacklist",
        doc="Blacklisted.",
        problems=(INVERTED,),
        read=lambda text, _: fix("false", INVERTED.note("a blacklist")) if text == "true" else keep(text),
        examples=(),
    )
    from dataclasses import replace

    inverted = replace(registry(), source_steps={EMAIL: (step,)})
    assert consents(Kernel(inverted, validate_settings()), ["true"], EMAIL) == ["false"]
    with pytest.raises(ConsentError, match=r"^the setting that switches SRC002 off makes accepts_email_marketing true"):
        consents(Kernel(inverted, validate_settings(ignore=("SRC002",))), ["true"], EMAIL)


def test_no_more_answers_are_remembered_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from yotpo_lint.kernel import consent_wall

    monkeypatch.setattr(consent_wall, "MAX_CACHED_ANSWERS", 2)
    wall = Kernel(registry(), validate_settings()).consent_wall
    assert [wall.is_explicit_yes(SMS, text) for text in ("yes", "no", "1")] == [True, False, True]
    # The third answer finds the memory full, and is the first of a new one.
    assert wall._answers == {(SMS, "1"): True}


# --- copies of a customer


@pytest.mark.parametrize("duplicates", ["refuse", "first", "last"])
@pytest.mark.parametrize("field", FLAG_FIELDS)
def test_a_copy_never_raises_a_consent(duplicates: str, field: str) -> None:
    answers = ["yes", "no", "", "pending", "maybe", "y\u00ades"]
    pairs = [pair for pair in itertools.permutations(answers, 2) if "yes" in pair]
    table = pd.DataFrame(
        [(str(number), answer) for number, pair in enumerate(pairs) for answer in pair], columns=["external_id", field]
    )
    accepted = yotpo_lint.lint(table, duplicates=duplicates, omit=list(FLAG_FIELDS)).accepted
    assert not (accepted[field] == True).any() if field in accepted else True  # noqa: E712 -- it may be absent


def test_a_value_from_a_copy_that_raises_a_consent_stops_the_run() -> None:
    before = pa.array(["false", None, "true"])
    _refuse_raised_consent(SMS, before, pa.array(["false", None, None]))
    for raised in (["true", None, "true"], ["false", "true", "true"]):
        with pytest.raises(ConsentError, match="the rule of duplicates makes accepts_sms_marketing true"):
            _refuse_raised_consent(SMS, before, pa.array(raised))


@pytest.mark.parametrize("order", list(itertools.permutations(("false", None, "true")))[1:])
def test_no_rule_of_duplicates_may_prefer_a_yes(order: tuple[str | None, ...]) -> None:
    from dataclasses import replace

    packs = load_installed_packs()
    rules = tuple(
        replace(rule, strictest_first={**rule.strictest_first, EMAIL: order}) if isinstance(rule, KeyRule) else rule
        for rule in packs[0].rules
    )
    with pytest.raises(PackError, match="the stricter consent wins"):
        build_registry([replace(packs[0], rules=rules), *packs[1:]])


def test_the_contract_is_what_the_wall_guards() -> None:
    """The wall looks at every field that is a truth value, and there are no others."""
    assert {field for field in FIELDS if field.startswith("accepts_")} == set(FLAG_FIELDS)
    assert np.isin(FLAG_FIELDS, FIELDS).all()
