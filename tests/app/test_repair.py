"""Rejected cells are repaired by hand: only these rows change, each repair is listed, and nothing is silent."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from tests.app.conftest import SAMPLE, Page
from tests.sweeps import sweep

SOURCES = SAMPLE.parent / "sources"


def places(page: Page) -> tuple[int, ...]:
    counts = json.loads(page.file("report.json"))["counts"]
    return tuple(counts[name] for name in ("accepted", "rejected", "merged"))


def rows(page: Page, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.file(name))))


def outcome(page: Page) -> str:
    return " ".join(page.get("/repair").text.partition('id="outcome">')[2].partition("</div>")[0].split())


@pytest.fixture
def sample(page: Page) -> Page:
    """Return the page with the messy sample, which has a damaged line among its rows."""
    assert page.wait(page.upload(SAMPLE.name, SAMPLE.read_bytes())) == "/columns"
    return page


def test_cells_are_listed_with_their_reasons_and_suggestions(sample: Page) -> None:
    found = sample.cells()
    assert (found["page"], found["pages"], found["count"]) == (1, 1, 25)
    by_place = {(cell["row"], cell["column"]): cell for cell in found["cells"]}
    assert by_place[39, "phone_number"]["suggestion"] == "+12125550190"
    assert by_place[39, "phone_number"]["text"] == "212-555-0190 ext. 12"
    assert by_place[39, "phone_number"]["line"] == 41
    assert by_place[34, "gender"]["reason"].startswith("This does not say F, M or Other")
    assert by_place[34, "gender"]["customer"] == "1034, farid.aziz@example.com, Farid"
    assert by_place[40, "country_code"]["field"] == "address.country_code"
    assert by_place[41, None]["question"] is True
    assert by_place[43, None]["reason"].startswith("The line has 25 cells instead of 23")


def test_cells_are_filtered(sample: Page) -> None:
    assert sample.cells(code="GEN004")["count"] == 1
    assert {cell["row"] for cell in sample.cells(words="iris.wong@")["cells"]} == {37}
    assert {cell["row"] for cell in sample.cells(words="IRIS guest")["cells"]} == {37}
    assert {cell["row"] for cell in sample.cells(words="43")["cells"]} == {43}
    assert sample.cells(words="nobody at all")["cells"] == []
    assert sample.cells(page="99")["page"] == 1
    assert sample.cells(page="-1")["page"] == 1


def test_a_long_list_comes_in_pages(page: Page) -> None:
    page.take("external_id,gender\n" + "".join(f"{row},Mrs\n" for row in range(1, 61)))
    assert [len(page.cells(page=str(number))["cells"]) for number in (1, 2, 3)] == [25, 25, 10]
    assert page.cells(page="3")["cells"][-1]["row"] == 60


def test_only_the_repaired_rows_change(page: Page) -> None:
    page.take("external_id,gender\n1, female\n2,Mrs\n3,Mrs\n4,M\n")
    before = page.lines("customers.jsonl")
    ledger = page.lines("fixes.csv")
    assert page.repair(2, "gender", "F").json() == {"cells": 1, "rows": 1}
    assert page.decide("/repair/check") == "/repair"
    assert places(page) == (3, 1, 0)
    assert [line for line in page.lines("customers.jsonl") if '"2"' not in line] == before
    assert page.lines("fixes.csv") == ledger
    assert page.lines("repairs.csv") == ['"row","line","column","before","after"', '2,3,"gender","Mrs","F"']
    said = "<p><b>You changed 1 row.</b> 1 accepted now.</p> <p>Every other row is exactly as it was.</p>"
    assert outcome(page) == said
    name = json.loads(page.file("report.json"))["input"]["name"]
    assert name == "customers.csv (1 cell repaired by hand)"


def test_a_repair_that_is_none_is_rejected_again_and_says_why(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n")
    page.repair(1, "gender", "Miss")
    page.decide("/repair/check")
    assert places(page) == (0, 1, 0)
    assert "1 still rejected" in outcome(page)
    cell = page.cells()["cells"][0]
    assert (cell["text"], cell["repaired"]) == ("Miss", "Miss")
    assert [(row["gender"], row["_line"]) for row in rows(page, "rejected.csv")] == [("Miss", "2")]


def test_a_row_that_nobody_touched_and_that_changes_is_told(page: Page) -> None:
    page.take("external_id,first_name,gender\n1,Ada,F\n2,Ben,Mrs\n")
    page.repair(2, "external_id", "1")
    page.repair(2, "gender", "")
    page.decide("/repair/check")
    assert places(page) == (0, 2, 0)
    said = outcome(page)
    assert "1 row that you did not touch comes out differently" in said
    assert "<li>Row 1: before accepted; now rejected: The same customer appears more than once" in said


def test_consent_does_not_escalate_by_a_repair(page: Page) -> None:
    page.take("external_id,gender,accepts_email_marketing,email\n1,F,no,a@example.com\n2,Mrs,yes,a@example.com\n")
    page.repair(2, "external_id", "1")
    page.repair(2, "gender", "F")
    page.decide("/questions", {"duplicates": "last"})
    flags = [json.loads(line)["customer"]["accepts_email_marketing"] for line in page.lines("customers.jsonl")]
    assert flags == [False]


def test_the_whole_row_can_be_repaired(sample: Page) -> None:
    row = sample.get("/repair/rows/31").json()
    assert row["cells"]["first_name"] == "Nobody"
    sample.repair(31, "email", "nobody@example.com")
    assert sample.get("/repair/rows/31").json()["repaired"] == {"email": "nobody@example.com"}
    sample.decide("/repair/check")
    assert '"email":"nobody@example.com"' in sample.file("customers.jsonl")
    assert sample.get("/repair/rows/31").status_code == 404


def test_a_damaged_line_keeps_its_reason_and_its_text(sample: Page) -> None:
    before = rows(sample, "rejected.csv")[-1]
    assert before["_codes"] == "FIL050"
    sample.repair(34, "gender", "F")
    sample.decide("/repair/check")
    assert rows(sample, "rejected.csv")[-1] == before
    cell = sample.cells(code="FIL050")["cells"][0]
    assert (cell["row"], cell["line"]) == (43, 45)
    assert cell["reason"].startswith("The line has 25 cells instead of 23")
    assert "The report counts a damaged line" in sample.get("/repair").text
    assert places(sample) == (26, 16, 1)


def test_a_damaged_line_can_be_filled_in(sample: Page) -> None:
    sample.repair(43, "external_id", "1043")
    sample.repair(43, "email", "oscar.reyes@example.com")
    sample.decide("/repair/check")
    assert '{"customer":{"external_id":"1043","email":"oscar.reyes@example.com"}}' in sample.lines("customers.jsonl")
    assert "FIL050" not in sample.file("rejected.csv")
    assert "_text" not in sample.lines("rejected.csv")[0]


def test_the_text_of_before_undoes_a_repair(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n")
    page.repair(1, "gender", "F")
    assert page.repair(1, "gender", "Mrs").json() == {"cells": 0, "rows": 0}
    assert "No cell repaired yet." in page.get("/repair").text


def test_all_repairs_can_be_taken_back(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n2,F\n")
    original = {name: page.file(name) for name in ("customers.jsonl", "rejected.csv", "fixes.csv")}
    page.repair(1, "gender", "F")
    assert page.post("/repair/undo").json() == {"next": "/repair"}
    page.repair(1, "gender", "F")
    page.decide("/repair/check")
    assert places(page) == (2, 0, 0)
    assert page.decide("/repair/undo") == "/repair"
    assert {name: page.file(name) for name in original} == original
    assert page.get("/download/repairs.csv").status_code == 404


def test_repairs_stay_when_a_question_is_answered(page: Page) -> None:
    page.take("external_id,gender,account_created_at\n1,Mrs,2021-01-01\n2,F,03/04/2021\n")
    page.repair(1, "gender", "F")
    page.decide("/questions", {"date_order": "dmy"})
    assert places(page) == (2, 0, 0)
    assert page.lines("repairs.csv")[1:] == ['1,2,"gender","Mrs","F"']


def test_repairs_that_were_not_checked_are_announced(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n")
    assert "not checked yet" not in page.get("/download").text
    page.repair(1, "gender", "F")
    assert "There are repairs that were not checked yet" in page.get("/download").text
    assert "1 cell repaired, not checked yet." in page.get("/repair").text


@pytest.mark.parametrize(
    "decision",
    [
        {"row": 2, "column": "gender", "text": "F"},
        {"row": 99, "column": "gender", "text": "F"},
        {"row": "1", "column": "gender", "text": "F"},
        {"row": 1, "column": "nothing", "text": "F"},
        {"row": 1, "column": "_codes", "text": "F"},
        {"row": 1, "column": "gender", "text": None},
        {"row": 1, "column": "gender", "text": "x" * 20_001},
        {},
    ],
)
def test_only_cells_of_rejected_rows_are_repaired(page: Page, decision: dict[str, object]) -> None:
    page.take("external_id,gender\n1,Mrs\n2,F\n")
    answer = page.post("/repair/cell", decision)
    assert (answer.status_code, answer.json()["error"]) == (400, "This cell cannot be repaired; reload the page.")


def test_the_name_of_the_file_still_tells_after_a_repair(page: Page) -> None:
    """Mailchimp says in the file's name who has unsubscribed."""
    header = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,LEID,EUID,TAGS\n"
    lines = "a@example.com,Ada,J,2,2021-01-01 10:00:00,2022-01-01 10:00:00,1,x,\nb@example,Ben,F,2,,,2,y,\n"
    page.take(header + lines, "unsubscribed_members_export.csv")
    page.repair(2, "Email Address", "b@example.com")
    page.decide("/repair/check")
    customers = [json.loads(line)["customer"] for line in page.lines("customers.jsonl")]
    assert [each["accepts_email_marketing"] for each in customers] == [False, False]


def test_texts_go_through_a_repair_as_they_are(page: Page) -> None:
    note = ' =1+1, "quoted"\n second line\t'
    escaped = note.replace('"', '""')
    page.take(f'external_id,gender,note\n1,Mrs,"{escaped}"\n2,Mrs,NA\n3,Mrs,\n4,Mrs,007\n')
    page.repair(4, "gender", "Miss")
    page.decide("/repair/check")
    assert [row["note"] for row in rows(page, "rejected.csv")] == [note, "NA", "", "007"]


def test_everything_is_in_the_archive(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n")
    page.repair(1, "gender", "F")
    page.decide("/repair/check")
    content = page.get("/download/yotpo-lint.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert archive.read("customers.jsonl").decode() == page.file("customers.jsonl")
    assert names == {"customers.jsonl", "rejected.csv", "fixes.csv", "repairs.csv", "report.html", "report.json"}
    shown = page.get("/download").text
    assert all(f'href="/download/{name}"' in shown for name in [*names, "yotpo-lint.zip"])
    assert page.get("/download/rejected.csv").headers["content-disposition"] == 'attachment; filename="rejected.csv"'


def test_the_report_stays_valid_after_a_repair(page: Page) -> None:
    from importlib.resources import files

    import jsonschema

    page.take("external_id,gender\n1,Mrs\n")
    page.repair(1, "gender", "F")
    page.decide("/repair/check")
    schema = json.loads(files("yotpo_lint").joinpath("schemas/report.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(page.file("report.json")), schema)


EXPORTS = sorted(path.name for path in SOURCES.iterdir() if "addresses" not in path.name)


@pytest.mark.parametrize("name", sweep(EXPORTS, quick=4))
def test_a_repair_leaves_every_other_row_of_every_export_alone(page: Page, name: str) -> None:
    """The repaired table goes another way into the library than the file does; not a byte may depend on that."""
    assert page.wait(page.upload(name, (SOURCES / name).read_bytes())) == "/columns"
    before = {each: page.lines(each) for each in ("customers.jsonl", "fixes.csv", "rejected.csv")}
    cell = next(cell for cell in page.cells()["cells"] if cell["column"])
    page.repair(cell["row"], cell["column"], cell["text"] + " and more")
    page.decide("/repair/check")
    assert "Every other row is exactly as it was." in outcome(page)
    after = {each: page.lines(each) for each in before}
    assert (after["customers.jsonl"], after["fixes.csv"]) == (before["customers.jsonl"], before["fixes.csv"])
    changed = [line for line in after["rejected.csv"] if line not in before["rejected.csv"]]
    assert [line.partition(",")[0] for line in changed] == [str(cell["row"])]


def test_merged_cells_of_a_workbook_stay_damaged(page: Page) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["external_id", "gender"], ["1", "Mrs"], ["2", "F"], ["3", None], ["4", "M"]):
        sheet.append(line)
    sheet.merge_cells("B3:B4")
    content = io.BytesIO()
    book.save(content)
    page.wait(page.upload("book.xlsx", content.getvalue()))
    damaged = rows(page, "rejected.csv")[-1]
    assert (damaged["_row"], damaged["_codes"]) == ("3", "FIL062")
    page.repair(1, "gender", "F")
    page.decide("/repair/check")
    assert places(page) == (3, 1, 0)
    assert rows(page, "rejected.csv") == [damaged]
