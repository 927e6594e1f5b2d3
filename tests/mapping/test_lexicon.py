"""Header rows of public exports and of other layouts, each column with the field that it feeds or none.

The share that is mapped right, wrong and left aside is measured; wrong must be 0 for consent and identity.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.mapping.evidence import Evidence
from yotpo_lint.mapping.lexicon import load_lexicon
from yotpo_lint.mapping.proposals import Proposal, propose_mapping
from yotpo_lint.registry import load_registry
from yotpo_lint.rule import Context, Facts
from yotpo_lint.sources.consent_columns import plain_reader

# In the second table each row says where it was read (2026-11-28).
TABLES = [Path(__file__).with_name(name) for name in ("header_rows.csv", "public_header_rows.csv")]
# The least share of columns that feed a field and are mapped to it; what is missing is left aside.
RIGHT = 0.9


def rows() -> dict[str, list[tuple[str, str, str]]]:
    """Return by layout its columns: the header, a value and the field it feeds (empty: none)."""
    layouts: dict[str, list[tuple[str, str, str]]] = {}
    for table in TABLES:
        with table.open(encoding="utf-8", newline="") as file:
            for entry in csv.DictReader(file):
                layouts.setdefault(entry["layout"], []).append((entry["header"], entry["value"], entry["field"]))
    return layouts


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence(load_registry(), Facts())


def proposed(columns: list[tuple[str, str, str]], evidence: Evidence) -> list[Proposal]:
    rule = evidence.registry.fields[FLAG_FIELDS[0]][0]
    read_plain = plain_reader(rule, Context(FLAG_FIELDS[0], evidence.facts))
    return propose_mapping({header: [value] for header, value, _ in columns}, evidence, read_plain)


def judge(proposal: Proposal, field: str) -> str:
    made = proposal.field if proposal.feeds else ""
    if made == field:
        return "right" if field else "aside"
    return "missed" if not made else "wrong"


@pytest.mark.parametrize("layout", rows())
def test_no_column_is_mapped_wrong(layout: str, evidence: Evidence) -> None:
    columns = rows()[layout]
    wrong = [
        (each.column, each.field, field)
        for each, (_, _, field) in zip(proposed(columns, evidence), columns, strict=True)
        if judge(each, field) == "wrong"
    ]
    assert wrong == []


def test_there_are_enough_rows_and_most_columns_are_mapped(evidence: Evidence) -> None:
    layouts = rows()
    assert len(layouts) >= 100
    counts: Counter[str] = Counter()
    for columns in layouts.values():
        for each, (_, _, field) in zip(proposed(columns, evidence), columns, strict=True):
            counts[judge(each, field)] += 1
            strict = field in IDENTITY_FIELDS or field in FLAG_FIELDS
            assert not (strict and judge(each, field) == "wrong"), each
    assert counts["wrong"] == 0
    assert counts["right"] >= RIGHT * (counts["right"] + counts["missed"]), counts


class TestTheLexicon:
    def test_it_speaks_of_known_fields_only(self) -> None:
        known = {*FIELDS, "first_name+last_name"}
        assert {field for fields in load_lexicon().fields.values() for field in fields} <= known

    @pytest.mark.parametrize(
        ("header", "field"),
        [
            ("E-MAIL  Address*", "email"),
            ("emails", "email"),
            ("Email (optional)", "email"),
            ("emailAddress", "email"),
            ("EMAIL_ADDRESS", "email"),
            ("Prenom", "first_name"),
            ("PRÉNOM", "first_name"),
            ("Telefonnummer (mobil)", "phone_number"),
            ("ＴＥＬ", "phone_number"),
            ("Postcode / ZIP", "address.zip"),
            ("Created At (UTC+0)", "account_created_at"),
            ("Bill-to City", "address.city"),
            ("shippingCountry", "address.country_code"),
        ],
    )
    def test_spelling_does_not_matter(self, header: str, field: str) -> None:
        assert load_lexicon().look_up(header).fields == (field,)

    @pytest.mark.parametrize(
        "header", ["emial", "Phon", "First", "Countries visited", "E-mail sent", "Email 2", "Username"]
    )
    def test_nothing_is_guessed_beyond_that(self, header: str) -> None:
        assert load_lexicon().look_up(header).fields == ()


class TestValuesDecide:
    @pytest.mark.parametrize(
        ("header", "values", "field"),
        [
            ("state", ["Madrid", "Bayern", "CA"], "address.state"),
            ("state", ["enabled", "disabled", "invited"], "account_status"),
            ("state", ["bounced", "cancelled", "archived"], ""),
            ("Status", ["active", "bounced"], ""),
            ("Stato", ["Italia", "Francia"], "address.country_code"),
            ("Kraj", ["Polska", "Niemcy"], "address.country_code"),
            ("Province", ["ON", "QC"], "address.state"),
            ("Country", ["12", "15"], ""),
            ("Phone", ["n/a", "see notes"], ""),
            ("Email", ["yes", "no"], ""),
        ],
    )
    def test_of_what_a_header_may_mean(self, header: str, values: list[str], field: str, evidence: Evidence) -> None:
        rule = evidence.registry.fields[FLAG_FIELDS[0]][0]
        read_plain = plain_reader(rule, Context(FLAG_FIELDS[0], evidence.facts))
        (made,) = propose_mapping({header: values}, evidence, read_plain)
        assert (made.field if made.feeds else "") == field
