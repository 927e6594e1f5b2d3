"""A file is taken in: under its own name, for whatever it is, and what cannot be read is told."""

from __future__ import annotations

import pytest

from tests.app.conftest import Page
from yotpo_lint.app.actions import file_name

NAMES = {
    "customers.csv": "customers.csv",
    "subscribed_members_export.csv": "subscribed_members_export.csv",
    "Kunden 2026 (neu).xlsx": "Kunden 2026 (neu).xlsx",
    "../../etc/passwd": "passwd",
    "C:\\exports\\t.csv": "t.csv",
    "/": "table",
    "..": "table",
    "-": "table",
    "": "table",
    "a\x00b\n.csv": "ab.csv",
    "x" * 300 + ".csv": "x" * 146 + ".csv",
    "é" * 300: "é" * 75,
}


@pytest.mark.parametrize(("given", "name"), NAMES.items())
def test_a_name_is_kept_without_its_folders(given: str, name: str) -> None:
    assert file_name(given) == name


def test_the_table_lies_in_the_session_s_folder_alone(page: Page) -> None:
    page.take("external_id\n1\n", "../../outside.csv")
    names = {path.name for path in page.folder.rglob("*.csv")}
    assert "outside.csv" in names
    assert not list(page.folder.parent.glob("*.csv"))
    assert '"name": "outside.csv"' in page.file("report.json")


def test_nothing_of_the_machine_is_told(page: Page) -> None:
    page.take("external_id\n1\n")
    for name in ("report.json", "report.html", "customers.jsonl", "rejected.csv", "fixes.csv"):
        assert str(page.folder) not in page.file(name)
    assert page.take("nothing,here\n1,2\n") == "/columns"
    assert str(page.folder) not in page.get("/columns").text


def test_an_empty_file_is_refused(page: Page) -> None:
    answer = page.upload("t.csv", b"")
    assert (answer.status_code, answer.json()["error"]) == (400, "The file is empty; choose another one.")


def test_a_file_that_is_no_table_is_told_on_the_first_page(page: Page) -> None:
    assert page.take("external_id\n") == "/"
    assert "Has a header but no rows; export the table again" in page.get("/").text


def test_the_sheet_of_a_workbook_can_be_named(page: Page) -> None:
    import io

    from openpyxl import Workbook

    book = Workbook()
    for sheet, number in ((book.active, 1), (book.create_sheet("Second"), 2)):
        assert sheet is not None
        sheet.append(["external_id"])
        sheet.append([str(number)])
    content = io.BytesIO()
    book.save(content)
    assert page.wait(page.upload("book.xlsx", content.getvalue())) == "/"
    shown = page.get("/").text
    assert "several sheets" in shown
    assert page.decide("/reading", {"sheet": "Second"}) == "/columns"
    assert page.file("customers.jsonl") == '{"customer":{"external_id":"2"}}\n'


def test_another_file_takes_the_place_of_the_one_before(page: Page) -> None:
    page.take("external_id,gender\n1,x\n")
    page.repair(1, "gender", "F")
    page.take("external_id\n7\n")
    assert page.file("customers.jsonl") == '{"customer":{"external_id":"7"}}\n'
    assert page.lines("repairs.csv") == ["There is no such file."]
    assert len(list(page.folder.rglob("customers.csv"))) == 1


@pytest.mark.parametrize("path", ["/columns", "/questions", "/report", "/repair", "/download"])
def test_who_comes_too_early_is_sent_to_the_file(page: Page, path: str) -> None:
    answer = page.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_finishing_ends_the_server(page: Page) -> None:
    assert not page.finished
    assert page.post("/finish").status_code == 200
    assert page.finished
