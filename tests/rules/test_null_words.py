"""Null words that can be a value: judged by their row and by the first records of the table."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pytest
from yotpo_lint_rules import cells

import yotpo_lint as yl
from yotpo_lint.rule import Clean, Facts, TableEvidence

COUNTRY, CITY, PROVINCE = "address.country_code", "address.city", "address.province_code"


def judge(*rows: dict[str, str], before: tuple[dict[str, str], ...] = (), region: str | None = None) -> list[list[str]]:
    """Read rows by the evidence of `before` and themselves; return by row `field code` of the doubtful cells."""
    facts = Facts(region=region)
    first = to_columns([*before, *rows])
    size = len(before) + len(rows)
    facts = Facts(region=region, evidence=TableEvidence(size, True, cells.count_evidence(first, facts)))
    found: list[list[str]] = [[] for _ in rows]
    for answer in cells.read_doubtful_cells(to_columns(rows), facts):
        assert isinstance(answer.reading, Clean)
        word = "absent" if answer.reading.value is None else "warned"
        for row in answer.rows.to_pylist():
            found[row].append(f"{answer.field} {word}")
    return [sorted(each) for each in found]


def to_columns(rows) -> dict[str, pa.Array]:
    fields = dict.fromkeys(field for row in rows for field in row)
    return {field: pa.array([row.get(field, "") for row in rows], pa.string()) for field in fields}


R_ROW = {"phone_number": "NA", "address.zip": "NA"}
PANDAS_ROW = {"email": "nan", "account_created_at": "None"}


@pytest.mark.parametrize(
    "row",
    [
        {COUNTRY: "NA", "phone_number": "+264 81 123 4567"},
        {COUNTRY: "NA", "phone_number": "264811234567"},
        {COUNTRY: "NA", CITY: "Windhoek", "phone_number": "NA"},
        {COUNTRY: "NA", "address.state": "Khomas"},
        {COUNTRY: "NA", "email": "ana@example.com.na"},
        {COUNTRY: "NA", "default_currency": "NAD"},
        {PROVINCE: "NA", COUNTRY: "Italia"},
        {PROVINCE: "NA", CITY: "Napoli"},
        {"address.state": "NA", "phone_number": "+39 081 1234567"},
        {"default_language": "na", COUNTRY: "NR"},
        {"first_name": "Mi", "last_name": "Na"},
        {"first_name": "Nan", "last_name": "Goldin"},
        {CITY: "None", COUNTRY: "IT"},
        {CITY: "Nan", COUNTRY: "TH"},
    ],
)
def test_a_value_stays_among_missing_ones(row):
    assert judge(row, before=(R_ROW, R_ROW, PANDAS_ROW)) == [[]]


def test_a_name_stays_with_a_warning():
    assert judge({"last_name": "Null"}, {"last_name": "None"}) == [["last_name warned"], ["last_name warned"]]
    assert judge({"last_name": "Null", "email": "NULL"}) == [["last_name warned"]]


def test_a_declared_region_speaks_for_its_codes():
    assert judge({PROVINCE: "NA"}, before=(R_ROW,), region="IT") == [[]]
    assert judge({COUNTRY: "NA"}, before=(R_ROW,), region="NA") == [[]]


@pytest.mark.parametrize(
    ("row", "before"),
    [
        ({COUNTRY: "NA"}, R_ROW),
        ({"first_name": "NA"}, R_ROW),
        ({CITY: " NA "}, R_ROW),
        ({"default_language": "NA"}, R_ROW),
        ({"tags": "NA"}, R_ROW),
        ({PROVINCE: "NA", COUNTRY: "US"}, R_ROW),
        ({"last_name": "NULL"}, {"email": "NULL"}),
        ({"last_name": "None"}, PANDAS_ROW),
        ({"first_name": "nan"}, PANDAS_ROW),
        ({CITY: "brak"}, {"phone_number": "brak"}),
        ({"first_name": "n.d."}, {"phone_number": "n.d."}),
    ],
)
def test_a_spelling_that_is_missing_elsewhere_in_the_table_is_missing(row, before):
    field = next(iter(row))
    assert judge(row, before=(before,)) == [[f"{field} absent"]]


@pytest.mark.parametrize(
    ("row", "absent"),
    [
        ({COUNTRY: "NA", "phone_number": "NA"}, [COUNTRY]),
        ({COUNTRY: "NA", CITY: "NA"}, [CITY, COUNTRY]),
        ({"first_name": "None", "last_name": "None"}, ["first_name", "last_name"]),
        ({"first_name": "Na", "phone_number": "Na", "email": "Na"}, ["first_name"]),
        ({COUNTRY: "NA", "first_name": "NA", "phone_number": "+264811234567"}, ["first_name"]),
    ],
)
def test_a_spelling_that_is_missing_elsewhere_in_the_row_is_missing(row, absent):
    assert judge(row) == [[f"{field} absent" for field in absent]]


def test_a_given_name_that_repeats_itself_is_missing():
    rows = [{"first_name": name} for name in ("None", "None", "Cy")]
    assert judge(*rows) == [["first_name absent"], ["first_name absent"], []]


def test_in_a_column_of_capitals_it_may_be_a_name():
    rows = [{"first_name": name} for name in ("NA", "NA", "MIN", "SOO", "HYE")]
    assert judge(*rows)[:2] == [["first_name warned"]] * 2


@pytest.mark.parametrize("row", [{COUNTRY: "NA"}, {COUNTRY: "na"}, {"tags": "NA"}, {PROVINCE: "NA", COUNTRY: "US"}])
def test_without_evidence_it_is_kept_with_a_warning(row):
    assert judge(row) == [[f"{next(iter(row))} warned"]]


def test_the_state_and_its_code_are_one_witness():
    assert judge({"address.state": "NA", PROVINCE: "NA"}) == [["address.province_code warned", "address.state warned"]]


def test_many_customers_of_namibia_outweigh_a_missing_phone():
    real = {COUNTRY: "NA", "phone_number": "+264811234567"}
    assert judge({COUNTRY: "NA"}, before=(real, real, real, R_ROW)) == [[f"{COUNTRY} warned"]]


def test_one_missing_cell_among_thousands_is_no_evidence():
    facts = Facts(evidence=TableEvidence(10_000, False, {"null word NA": 1}))
    (answer,) = cells.read_doubtful_cells({COUNTRY: pa.array(["NA"])}, facts)
    assert answer.reading.value == "NA"


def test_a_table_from_r_comes_out_without_a_country():
    text = """external_id,first_name,address.country_code,phone_number
1,NA,NA,+12025550143
2,Bo,US,NA
3,Di,NA,+264811234567
"""
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    customers = [payload["customer"] for payload in yl.lint(frame).payloads()]
    assert customers == [
        {"external_id": "1", "phone_number": "+12025550143"},
        {"external_id": "2", "first_name": "Bo", "address": {"country_code": "US"}},
        {
            "external_id": "3",
            "phone_number": "+264811234567",
            "first_name": "Di",
            "address": {"country_code": "NA"},
        },
    ]
