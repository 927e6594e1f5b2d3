"""Rows from which a cell is left out are judged as they go out; rows that a cell rejects are not judged further."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.api import lint_table
from yotpo_lint.settings.checks import validate_settings

CITY, PHONE, COUNTRY = "address.city", "address.phone_number", "address.country_code"


def told(result: yl.Result) -> list[tuple[str, str]]:
    return list(zip(result.findings["field"], result.findings["code"], strict=True))


@pytest.mark.parametrize("rows", [1, 5_000])
def test_an_address_without_a_country_gets_the_region_though_another_part_is_left_out(rows: int) -> None:
    frame = pd.DataFrame(
        {
            "external_id": [str(row) for row in range(1, rows + 1)],
            CITY: "Bari",
            PHONE: [f"junk {row}" for row in range(1, rows + 1)],
        }
    )
    result = yl.lint(frame, region="IT", omit=PHONE)
    sent = [each["customer"]["address"] for each in result.payloads()]
    assert sent == [{"city": "Bari", "country_code": "IT"}] * rows
    assert told(result)[:2] == [(COUNTRY, "ADR080"), (PHONE, "PHN015")]


def test_the_region_is_not_the_country_where_the_country_could_not_be_read() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2"], CITY: ["Seoul", "Bari"], COUNTRY: ["Korea", ""]})
    result = yl.lint(frame, region="US", omit=COUNTRY)
    sent = [each["customer"]["address"] for each in result.payloads()]
    assert sent == [{"city": "Bari", "country_code": "US"}]
    assert told(result) == [(COUNTRY, "ADR004"), (COUNTRY, "SCH005"), (COUNTRY, "ADR080")]
    assert result.findings["action"].tolist() == ["rejected", "rejected", "fixed"]
    assert result.findings["message"].iloc[1] == (
        "The cell cannot be read, and cannot be left out either, because the declared region would then count as the "
        "country of the address; write the country's two letters, or do without --region."
    )
    assert result.report["counts"]["omitted_cells"] == 0


def test_a_country_that_could_not_be_read_is_left_out_where_no_region_speaks_for_it() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2"], CITY: ["Seoul", ""], COUNTRY: ["Korea", "Korea"]})
    result = yl.lint(frame, omit=COUNTRY)
    assert [each["customer"].get("address") for each in result.payloads()] == [{"city": "Seoul"}, None]
    assert told(result) == [(COUNTRY, "ADR004"), (COUNTRY, "ADR081"), (COUNTRY, "ADR004")]
    # Nor does one where there is no address for it to stand in.
    alone = yl.lint(frame.drop(columns=CITY), omit=COUNTRY, region="US")
    assert list(alone.payloads()) == [{"customer": {"external_id": "1"}}, {"customer": {"external_id": "2"}}]
    assert alone.findings["action"].tolist() == ["omitted", "omitted"]


@pytest.mark.parametrize("ignore", ["ADR080", "SCH"])
def test_no_setting_lets_a_country_pass_that_could_not_be_read(ignore: str) -> None:
    """Out of force, too: provinces and postal codes are read by the region, whether or not the row gets it."""
    frame = pd.DataFrame(
        {"external_id": ["1"], CITY: ["Perth"], "address.province_code": ["WA"], COUNTRY: ["Australasia"]}
    )
    result = yl.lint(frame, omit=COUNTRY, region="GB", ignore=ignore)
    assert list(result.payloads()) == []
    assert set(result.findings["code"]) >= {"SCH005"}


def test_a_problem_that_is_a_warning_leaves_out_no_country_either() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2"], CITY: ["Seoul", ""], COUNTRY: ["Korea", "Korea"]})
    chosen = validate_settings(region="US", overrides={"ADR004": {"severity": "warning"}})
    result = lint_table(frame, chosen)
    assert list(result.payloads()) == [{"customer": {"external_id": "2"}}]
    assert told(result) == [(COUNTRY, "ADR004"), (COUNTRY, "SCH005"), (COUNTRY, "ADR004")]
    # A warning rejects nothing.
    assert result.findings["action"].tolist() == ["omitted", "rejected", "omitted"]


@pytest.mark.parametrize("rows", [1, 5_000])
def test_many_rows_are_told_each_of_its_own(rows: int) -> None:
    frame = pd.DataFrame(
        {
            "external_id": [str(row) for row in range(1, 2 * rows + 1)],
            CITY: ["Seoul", "Bari"] * rows,
            COUNTRY: ["Korea", "IT"] * rows,
            "gender": ["1", "2"] * rows,
        }
    )
    result = yl.lint(frame, omit=(COUNTRY, "gender"), region="IT")
    assert result.report["counts"]["accepted"] == result.report["counts"]["rejected"] == rows
    actions = result.findings.groupby(["code", "action"]).size().to_dict()
    codes = {("ADR004", "rejected"): rows, ("SCH005", "rejected"): rows, ("GEN005", "omitted"): 2 * rows}
    assert actions == codes


def test_next_steps_count_what_cannot_be_left_out() -> None:
    frame = pd.DataFrame(
        {"external_id": ["1", "2", "3"], CITY: ["Seoul", "", "Man"], COUNTRY: ["Korea", "Korea", "Cote d\x92Ivoire"]}
    )
    steps = {step["option"]: step["rescues"] for step in yl.lint(frame, region="US").report["next_steps"]}
    assert steps[f"--omit {COUNTRY}"] == 1
    left_out = yl.lint(frame, region="US", omit=COUNTRY)
    assert len(list(left_out.payloads())) == 1
    # A repair of the cell rescues the row, for nothing is left out then.
    assert [(step["option"], step["rescues"]) for step in left_out.report["next_steps"]] == [("--unsafe-fixes", 1)]
    assert len(list(yl.lint(frame, region="US", omit=COUNTRY, unsafe_fixes=True).payloads())) == 2
    assert len(list(yl.lint(frame, omit=COUNTRY).payloads())) == 3


def test_a_rule_that_would_fill_a_cell_rejects_the_row_whose_cell_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from yotpo_lint.rule import Problem, RowNote, RowRule\n"
        'WOMEN = Problem(code="ACM010", name="acme-women", applicability="safe", message="It becomes {after}.")\n'
        'SET = RowNote(WOMEN.note(), "gender", "F", sets_value=True)\n'
        'def read(row, facts): return () if row["gender"] else (SET,)\n'
        'RULE = RowRule(name="mine", doc="M.", problems=(WOMEN,), needs=("gender",), read=read, examples=())\n',
        "utf-8",
    )
    frame = pd.DataFrame({"external_id": ["1", "2", "3"], "gender": ["", "M", "1"]})
    options = {"omit": "gender", "rules": str(tmp_path / "mine.py")}
    result = yl.lint(frame, **options)
    assert [each["customer"]["gender"] for each in result.payloads()] == ["F", "M"]
    assert result.findings["message"].iloc[-1] == (
        "The cell cannot be read, and cannot be left out either, because acme-women would then fill it; "
        "correct the cell."
    )
    # A rule that is not in force fills nothing, then and later.
    assert len(list(yl.lint(frame, ignore="ACM010", **options).payloads())) == 3


def test_a_row_needs_the_identifier_that_is_left_out() -> None:
    frame = pd.DataFrame({"email": ["", "ana@example.com"], "phone_number": ["junk", "junk"]})
    result = yl.lint(frame, omit="phone_number")
    assert list(result.payloads()) == [{"customer": {"email": "ana@example.com"}}]
    assert told(result) == [("external_id", "IDN020"), ("phone_number", "PHN015"), ("phone_number", "PHN015")]


def test_a_consent_whose_phone_is_left_out_is_told() -> None:
    frame = pd.DataFrame({"external_id": ["1"], "phone_number": ["junk"], "accepts_sms_marketing": ["true"]})
    assert told(yl.lint(frame, omit="phone_number")) == [
        ("phone_number", "PHN015"),
        ("accepts_sms_marketing", "CNS050"),
    ]
    assert told(yl.lint(frame)) == [("phone_number", "PHN015")]
