"""The kernel over columns: accelerated and read cells agree, order and batches do not show."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import toy
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.dictionary_columns import find_distinct
from yotpo_lint.kernel import field_stage as stage
from yotpo_lint.kernel.judged_batch import JudgedBatch
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.registry import build_registry
from yotpo_lint.rule import FieldRule, Pack, Problem, fix, keep
from yotpo_lint.settings.values import Override, Settings

CODES = ["CA", "ca", "12", "!no", "ca?", " ca ", "", None, "Ca", "   "]
SETTLED = ["CA?", " ON?", "!NO", "!no", " !bad ", "7", " 07"]


def judged(columns: dict[str, list[str | None]], kernel: Kernel | None = None, **settings: object) -> JudgedBatch:
    kernel = kernel or Kernel(toy.registry(), Settings(**settings))  # type: ignore[arg-type]
    rows = len(next(iter(columns.values())))
    return kernel({name: pa.array(values, pa.string()) for name, values in columns.items()}, rows)


def told(result: JudgedBatch, kernel_codes: tuple[str, ...]) -> list[tuple[int, str, str, str]]:
    return [
        (
            each["at"],
            FIELDS[each["field"]] if each["field"] >= 0 else "",
            kernel_codes[each["code"]],
            Action(each["action"]).name,
        )
        for each in result.findings.to_pylist()
    ]


def ids(rows: int) -> list[str | None]:
    return [str(row) for row in range(rows)]


def test_cells_come_out_clean_in_their_places() -> None:
    result = judged({"external_id": ids(len(CODES)), "address.province_code": CODES})
    clean = result.clean["address.province_code"].to_pylist()
    assert clean == ["CA", "CA", "12", None, None, "CA", None, None, "CA", None]
    assert result.rejected.tolist() == [False, False, False, True, True, False, False, False, False, False]


def test_findings_are_in_the_order_of_rows_fields_and_notes() -> None:
    kernel = Kernel(toy.registry(), Settings())
    result = judged({"external_id": [" 1", "2"], "address.province_code": [" ca ", "!no"]}, kernel)
    assert told(result, kernel.codes) == [
        (0, "external_id", "TOY001", "FIXED"),
        (0, "address.province_code", "TOY001", "FIXED"),
        (0, "address.province_code", "TOY010", "FIXED"),
        (1, "address.province_code", "TOY012", "REJECTED"),
    ]


@pytest.mark.parametrize("recalled", [0, stage.MAX_CACHE_LOOKUPS], ids=["settled", "recalled"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ignore": ("TOY010",)},
        {"ignore": ("TOY011", "TOY012", "TOY013")},
        {"unsafe_fixes": True},
        {"omit": ("address.province_code",)},
        {"overrides": {"TOY013": Override(severity="error"), "TOY012": Override(severity="warning")}},
        {"overrides": {"TOY010": Override(applicability="none"), "TOY011": Override(applicability="safe")}},
    ],
    ids=["plain", "ignore-fix", "ignore-others", "unsafe", "omit", "severity", "applicability"],
)
@given(values=st.lists(st.one_of(st.sampled_from([*CODES, *SETTLED]), st.text(max_size=3)), min_size=1, max_size=8))
def test_the_accelerator_changes_nothing_but_the_time(
    options: dict[str, object], values: list[str | None], recalled: int
) -> None:
    plain = [replace(rule, accelerate=None) if isinstance(rule, FieldRule) else rule for rule in toy.PACK.rules]
    slow = Kernel(build_registry([Pack(name="slow", rules=tuple(plain))]), Settings(**options))  # type: ignore[arg-type]
    columns = {"external_id": ids(len(values)), "address.province_code": values}
    kernel = Kernel(toy.registry(), Settings(**options))  # type: ignore[arg-type]
    read = judged(columns, slow)
    with patch.multiple(stage, MIN_ACCELERATED_CELLS=1, MAX_CACHE_LOOKUPS=recalled):
        fast, again = judged(columns, kernel), judged(columns, kernel)
    assert again.clean == fast.clean
    assert again.findings.equals(fast.findings)
    assert fast.clean == read.clean
    assert fast.findings.equals(read.findings)
    assert fast.rejected.tolist() == read.rejected.tolist()


def test_the_reading_runs_once_per_distinct_value() -> None:
    calls: list[str] = []

    def counting(text: str, given: object) -> object:
        calls.append(text)
        return toy.read_code(text, given)  # type: ignore[arg-type]

    rules = tuple(
        replace(rule, read=counting, accelerate=None) if rule is toy.CODE else rule for rule in toy.PACK.rules
    )
    kernel = Kernel(build_registry([Pack(name="counting", rules=rules)]), Settings())
    for _ in range(3):
        judged({"external_id": ids(4000), "address.province_code": ["ca", "CA", "12", "!no"] * 1000}, kernel)
    assert sorted(calls) == ["!no", "12", "CA", "ca"]


def test_a_second_rule_gets_what_the_owner_made_clean() -> None:
    starts = Problem(code="SHP001", name="shop-start", applicability="safe", message="It gets a prefix.")
    rule = FieldRule(
        name="prefix",
        doc="",
        fields=("address.province_code",),
        problems=(starts,),
        read=lambda text, given: keep(text) if text.startswith("X") else fix("X" + text, starts),
        examples=(),
    )
    kernel = Kernel(toy.registry(Pack(name="shop", rules=(rule,))), Settings())
    result = judged({"external_id": ["1", "2", "3"], "address.province_code": ["ca", "XA", "!no"]}, kernel)
    assert result.clean["address.province_code"].to_pylist() == ["XCA", "XA", None]
    assert told(result, kernel.codes)[:2] == [
        (0, "address.province_code", "TOY010", "FIXED"),
        (0, "address.province_code", "SHP001", "FIXED"),
    ]


def test_a_row_rule_has_nothing_to_judge_where_a_cell_was_refused() -> None:
    blocked = Problem(code="SHP002", name="shop-refused", message="Never.")
    rule = FieldRule(
        name="never",
        doc="",
        fields=("email",),
        problems=(blocked,),
        read=lambda text, given: toy.refuse(blocked) if text == "bad" else keep(text),
        examples=(),
    )
    kernel = Kernel(toy.registry(Pack(name="shop", rules=(rule,))), Settings())
    result = judged({"email": ["bad", "a@example.com"], "phone_number": ["+12025550143"] * 2}, kernel)
    assert [code for _, _, code, _ in told(result, kernel.codes)] == ["SHP002", "TOY020"]


def test_a_row_rule_changes_what_was_declared() -> None:
    columns: dict[str, list[str | None]] = {"email": ["a@example.com"], "phone_number": ["+12025550143"]}
    assert judged(columns).rejected.tolist() == [True]
    result = judged(columns, identify_by="phone_number")
    assert (result.clean["email"].to_pylist(), result.rejected.tolist()) == ([None], [False])


def test_the_contract_stops_what_no_rule_explained() -> None:
    kernel = Kernel(toy.registry(), Settings())
    result = judged(
        {"external_id": ["1", "2"], "gender": ["F", "female"], "accepts_sms_marketing": ["yes", "true"]}, kernel
    )
    assert told(result, kernel.codes) == [
        (0, "accepts_sms_marketing", "SCH003", "REJECTED"),
        (1, "gender", "SCH002", "REJECTED"),
    ]


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", "", None])] * 3), min_size=1, max_size=30))
def test_distinct_gives_every_row_its_own_combination(rows: list[tuple[str | None, ...]]) -> None:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    for width in (1, 2, 3):
        first, which = find_distinct(columns[:width])
        keys = [rows[at][:width] for at in first]
        assert [keys[number] for number in which] == [row[:width] for row in rows]
        assert keys == list(dict.fromkeys(row[:width] for row in rows))


@pytest.mark.parametrize("omit", [(), ("address.country_code",)])
def test_the_declared_region_does_not_speak_for_a_country_that_cannot_be_read(omit: tuple[str, ...]) -> None:
    bad = Problem(code="SHP003", name="shop-country", message="No country.")
    country = FieldRule(
        name="country",
        doc="",
        fields=("address.country_code",),
        problems=(bad,),
        read=lambda text, given: toy.refuse(bad) if text == "Korea" else keep(text),
        examples=(),
    )
    seen: dict[str, str | None] = {}

    def read_phone(text: str, given: object) -> object:
        seen[text] = given["address.country_code"] or given.facts.region  # type: ignore[index,attr-defined]
        return keep(text)

    phone = FieldRule(
        name="phone",
        doc="",
        fields=("phone_number",),
        problems=(),
        needs=("address.country_code",),
        read=read_phone,  # type: ignore[arg-type]
        examples=(),
    )
    kernel = Kernel(toy.registry(Pack(name="shop", rules=(country, phone))), Settings(region="US", omit=omit))
    judged({"phone_number": ["1", "2", "3"], "address.country_code": ["Korea", None, "GB"]}, kernel)
    assert seen == {"1": None, "2": "US", "3": "GB"}
