"""One row for each address: the customer is one record with the default one, however the file is read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import yotpo_lint as yl
from yotpo_lint.executors.local import execute
from yotpo_lint.readers.inputs import open_table
from yotpo_lint.registry import load_registry
from yotpo_lint.settings.values import Settings
from yotpo_lint.workers.execution import Execution

HEADER = "ID,Email,First Name,Email Marketing: Status,Address Line 1,Address Country Code,Address Is Default"
ASIDE = "address.address1"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "customers.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def places(result: yl.Result) -> list[int]:
    counts = result.report["counts"]
    return [counts["accepted"], counts["rejected"], counts["merged"]]


def test_the_default_address_is_taken_wherever_it_stands(tmp_path: Path) -> None:
    rows = ("1,a@example.com,Ann,subscribed,1 Elm St,US,FALSE", "1,a@example.com,Ann,subscribed,2 Elm St,GB,TRUE")
    for given in (rows, rows[::-1]):
        result = yl.lint(written(tmp_path, *given))
        (only,) = result.payloads("none")
        assert only["address"] == {"address1": "2 Elm St", "country_code": "GB"}
        assert only["accepts_email_marketing"] is True
        assert places(result) == [1, 0, 1]


def test_the_row_that_is_left_aside_is_in_the_ledger_with_its_reason(tmp_path: Path) -> None:
    result = yl.lint(written(tmp_path, "1,,Ann,,1 Elm St,US,no", "1,,Ann,,2 Elm St,GB,yes"))
    assert result.fixes[["row", "code", "before", "after"]].to_numpy().tolist() == [[1, "SRC007", "1", "2"]]
    (said,) = result.findings["message"]
    assert said == (
        "The row holds one more address of a customer, and Yotpo's customer has one; the default address is that of "
        "record 2, which this row is merged into."
    )
    assert result.report["source"]["notes"] == [
        "A customer with several rows, one for each address, is one record with the default address"
    ]


def test_an_address_that_does_not_count_is_not_judged(tmp_path: Path) -> None:
    result = yl.lint(written(tmp_path, "1,,Ann,,1 Elm St,Atlantis,FALSE", "1,,Ann,,2 Elm St,GB,TRUE"))
    assert places(result) == [1, 0, 1]


def test_a_row_with_nothing_but_an_address_is_the_customers_above(tmp_path: Path) -> None:
    result = yl.lint(written(tmp_path, "1,a@example.com,Ann,subscribed,1 Elm St,US,", "1,,,,2 Elm St,GB,TRUE"))
    assert list(result.payloads("none")) == [
        {
            "external_id": "1",
            "email": "a@example.com",
            "first_name": "Ann",
            "address": {"address1": "2 Elm St", "country_code": "GB"},
            "accepts_email_marketing": True,
        }
    ]


def test_consent_that_one_row_refuses_is_refused(tmp_path: Path) -> None:
    rows = ("1,,Ann,subscribed,1 Elm St,US,TRUE", "1,,Ann,unsubscribed,2 Elm St,US,")
    assert places(yl.lint(written(tmp_path, *rows))) == [0, 2, 0]
    (only,) = yl.lint(written(tmp_path, *rows), duplicates="last").payloads("none")
    assert only["address"]["address1"] == "1 Elm St"
    assert only["accepts_email_marketing"] is False


@pytest.mark.parametrize("marks", [("", ""), ("TRUE", "TRUE")])
def test_without_one_default_nothing_is_guessed(tmp_path: Path, marks: tuple[str, str]) -> None:
    result = yl.lint(written(tmp_path, f"1,,Ann,,1 Elm St,US,{marks[0]}", f"1,,Ann,,2 Elm St,US,{marks[1]}"))
    assert places(result) == [0, 2, 0]
    assert set(result.findings["code"]) == {"IDN031"}


def test_without_the_column_the_report_says_what_is_missing(tmp_path: Path) -> None:
    header = HEADER.removesuffix(",Address Is Default")
    result = yl.lint(written(tmp_path, "1,,Ann,,1 Elm St,US", "1,,Ann,,2 Elm St,US", header=header))
    assert places(result) == [0, 2, 0]
    (note,) = result.report["source"]["notes"]
    assert note == (
        "Without the column 'Address Is Default' the default address is not known; customers with several rows that "
        "differ are refused"
    )


def test_rejected_rows_keep_their_own_cells(tmp_path: Path) -> None:
    rows = ("1,no,Ann,,1 Elm St,US,FALSE", "1,no,Ann,,2 Elm St,GB,TRUE")
    result = yl.lint(written(tmp_path, *rows))
    result.write(tmp_path / "out")
    with (tmp_path / "out" / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert [row["Address Line 1"] for row in rejected] == ["1 Elm St", "2 Elm St"]
    assert [row["_codes"] for row in rejected] == ["EML011", "EML011"]
    again = yl.lint(tmp_path / "out" / "rejected.csv")
    assert places(again) == [0, 2, 0]


def test_rows_without_an_id_are_nobodys_more_addresses(tmp_path: Path) -> None:
    result = yl.lint(written(tmp_path, "1,,Ann,,1 Elm St,US,TRUE", ",,,,2 Elm St,US,", ",b@example.com,Bo,,,,"))
    assert places(result) == [2, 1, 0]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_no_end_of_a_batch_tears_a_customer_apart(tmp_path: Path, size: int) -> None:
    people = [f"{n},p{n}@example.com,Pat,no,{a} Elm St,US,{a == n % 3}" for n in range(1, 8) for a in range(3)]
    people.insert(4, "torn,line")
    path = written(tmp_path, *people)

    def outputs(size: int, jobs: int) -> tuple[Any, ...]:
        execution = Execution(jobs=jobs, batch_size=size)
        result = yl.Result(
            execute(open_table(path, batch_size=size), load_registry(), Settings(), execution), execution
        )
        return result.accepted.to_dict(), result.rejected.to_dict(), result.fixes.to_dict(), result.report["counts"]

    assert outputs(size, 2) == outputs(1000, 1)
    assert outputs(size, 1)[3]["rows"] == 22
    assert [outputs(size, 1)[3][place] for place in ("accepted", "rejected", "merged")] == [7, 1, 14]


def test_they_are_one_record_even_where_duplicates_are_not_looked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "1,,Ann,,1 Elm St,US,FALSE", "1,,Ann,,2 Elm St,GB,TRUE")
    assert places(yl.lint(path, ignore="IDN030")) == [1, 0, 1]


def test_a_workbook_colours_the_cell_that_is_refused_and_no_other(tmp_path: Path) -> None:
    rows = ("1,no,Ann,,1 Elm St,US,FALSE", "1,no,Ann,,2 Elm St,Atlantis,TRUE")
    yl.lint(written(tmp_path, *rows)).write(tmp_path / "out", rejected_format="xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "rejected.xlsx").active
    headers = [cell.value for cell in sheet[1]]
    coloured = [[name for name, cell in zip(headers, row, strict=True) if cell.comment] for row in sheet.iter_rows(2)]
    assert coloured == [["_reasons", "Email"], ["Email", "Address Country Code"]]


def test_the_page_names_the_tables_own_columns(tmp_path: Path) -> None:
    rows = ("1,a@example.com,Ann,,1 Elm St,US,FALSE", "1,a@example.com,Ann,,2 Elm St,GB,TRUE")
    yl.lint(written(tmp_path, *rows)).write(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "from Address Line 1<" in page
    assert "(of the customer)" not in page
