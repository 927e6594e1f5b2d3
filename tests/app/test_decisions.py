"""Columns and questions: what is shown, and that each decision does what it says."""

from __future__ import annotations

import json
import re

from tests.app.conftest import Page

SHOP = "Customer ID,Email,Full Name,Marketing,Note\n1,a@example.com,Ada Jones,yes,x\n2,b@example.com,Ben Foster,no,y\n"


def customers(page: Page) -> list[dict[str, object]]:
    return [json.loads(line)["customer"] for line in page.lines("customers.jsonl")]


def chosen(page: Page) -> dict[str, str]:
    """Return what is selected for each column."""
    found = re.findall(r'data-column="([^"]+)">(.*?)</select>', page.get("/columns").text, re.DOTALL)
    return {
        column: next(iter(re.findall(r'<option value="([^"]*)" selected>', options)), "") for column, options in found
    }


def asked(page: Page) -> dict[str, list[str]]:
    """Return the questions with their answers' numbers of rows."""
    text = page.get("/questions").text
    blocks = re.split(r'data-question="', text)[1:]
    return {block.partition('"')[0]: re.findall(r"\d+ rows? more", block) for block in blocks}


def test_columns_are_shown_with_samples(page: Page) -> None:
    page.take("external_id,gender,<b>Note</b>\n1,F,<script>x</script>\n2,F,\n3,F,third\n")
    assert chosen(page)["external_id"] == "external_id"
    text = page.get("/columns").text
    assert "Read as <b>Yotpo&#39;s own field names</b>" in text
    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert "2 of 3 rows filled" in text
    assert re.findall(r'class="sample">([^<]*)<', text) == [
        "1",
        "2",
        "3",
        "F",
        "&lt;script&gt;x&lt;/script&gt;",
        "third",
    ]


def test_a_table_that_no_source_knows_is_mapped_by_hand(page: Page) -> None:
    assert page.take("Nummer,Post,Name\n1,a@example.com,Ada Jones\n") == "/columns"
    text = page.get("/columns").text
    assert "no column is surely the customer" in text
    assert "Choose below what each column holds." in text
    # No option of the command on a page for people without a terminal.
    assert "--map" not in text
    assert page.get("/report").headers["location"] == "/columns"
    columns = {"Nummer": "external_id", "Post": "email", "Name": "first_name+last_name"}
    assert page.decide("/columns", {"source": "auto", "columns": columns}) == "/columns"
    assert customers(page) == [
        {"external_id": "1", "email": "a@example.com", "first_name": "Ada", "last_name": "Jones"},
    ]
    assert chosen(page) == columns
    # Going on without a change lints nothing again.
    assert page.post("/columns", {"source": "auto", "columns": columns}).json() == {"next": "/questions"}


def test_a_column_is_left_out_and_another_takes_its_place(page: Page) -> None:
    page.take("external_id,email,Second e-mail\n1,a@example.com,b@example.com\n")
    columns = {"external_id": "external_id", "email": "", "Second e-mail": "email"}
    page.decide("/columns", {"source": "auto", "columns": columns})
    assert customers(page) == [{"external_id": "1", "email": "b@example.com"}]
    assert json.loads(page.file("report.json"))["settings"]["map"] == {"email": "", "Second e-mail": "email"}
    back = {"external_id": "external_id", "email": "email", "Second e-mail": ""}
    page.decide("/columns", {"source": "auto", "columns": back})
    assert customers(page) == [{"external_id": "1", "email": "a@example.com"}]
    assert json.loads(page.file("report.json"))["settings"]["map"] == {}


def test_two_columns_of_one_field_are_refused(page: Page) -> None:
    page.take("external_id,a,b\n1,x,y\n")
    columns = {"external_id": "external_id", "a": "first_name", "b": "first_name"}
    assert page.decide("/columns", {"source": "auto", "columns": columns}) == "/columns"
    assert "two columns feed first_name; remove one of them" in page.get("/columns").text
    # What was there before is there still, and can be gone on with.
    assert customers(page) == [{"external_id": "1"}]
    assert chosen(page) == {"external_id": "external_id", "a": "", "b": ""}
    page.decide("/questions", {"date_order": "dmy"})
    assert "two columns" not in page.get("/columns").text


def test_what_was_chosen_by_hand_stays_when_it_does_not_work(page: Page) -> None:
    page.take("Nummer,Post\n1,a@example.com\n")
    columns = {"Nummer": "external_id", "Post": "external_id"}
    page.decide("/columns", {"source": "auto", "columns": columns})
    assert "two columns feed external_id" in page.get("/columns").text
    assert chosen(page) == columns


def test_a_source_that_does_not_fit_is_given_up(page: Page) -> None:
    page.take("external_id,email\n1,a@example.com\n")
    assert page.decide("/columns", {"source": "salesforce", "columns": {}}) == "/columns"
    assert "This did not work" in page.get("/columns").text
    assert chosen(page) == {"external_id": "external_id", "email": "email"}
    columns = {"external_id": "external_id", "email": ""}
    page.decide("/columns", {"source": "auto", "columns": columns})
    assert customers(page) == [{"external_id": "1"}]


def test_the_source_can_be_named(page: Page) -> None:
    assert page.take("Email,Phone,Foo\na@example.com,,3\n") == "/columns"
    assert page.decide("/columns", {"source": "yotpo", "columns": {}}) == "/columns"
    assert customers(page) == [{"email": "a@example.com"}]


def test_no_other_source_or_column_is_taken(page: Page) -> None:
    page.take("external_id\n1\n")
    for decision in ({"source": "../mine.toml"}, {"columns": {"nothing": "email"}}, {"columns": [1]}):
        assert page.post("/columns", decision).status_code == 400


def test_a_column_is_not_made_a_consent_that_it_is_not(page: Page) -> None:
    page.take(
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Total Spent\n1,Ada,J,a@example.com,yes,3\n"
    )
    shown = chosen(page)
    page.decide("/columns", {"source": "auto", "columns": shown | {"Total Spent": "accepts_sms_marketing"}})
    assert all("accepts_sms_marketing" not in customer for customer in customers(page))


DATES = "external_id,account_created_at,gender\n1,03/04/2021,F\n2,05/06/2021,F\n3,2021-01-01,Mrs\n"


def test_questions_bear_the_numbers_of_the_report(page: Page) -> None:
    page.take(DATES)
    assert asked(page) == {
        "date_order": ["2 rows more", "2 rows more", "2 rows more"][:2],
        "omit": ["2 rows more", "1 row more"],
    }
    text = page.get("/questions").text
    assert "How are dates such as 03/04/2021 written in this table?" in text
    assert "--date-order" not in text


def test_an_answer_rescues_its_rows_and_can_be_taken_back(page: Page) -> None:
    page.take(DATES)
    assert page.decide("/questions", {"date_order": "dmy", "omit": []}) == "/questions"
    assert [each.get("account_created_at") for each in customers(page)] == ["2021-04-03", "2021-06-05"]
    assert re.search(r'value="dmy" checked', page.get("/questions").text)
    assert page.decide("/questions", {"date_order": "mdy", "omit": ["gender"]}) == "/questions"
    assert [each.get("account_created_at") for each in customers(page)] == ["2021-03-04", "2021-05-06", "2021-01-01"]
    assert page.post("/questions", {"date_order": "mdy", "omit": ["gender"]}).json() == {"next": "/report"}
    assert page.decide("/questions", {}) == "/questions"
    assert customers(page) == []


def test_every_question_sets_its_setting(page: Page) -> None:
    page.take("external_id,gender\n1,F\n")
    answers = {
        "region": "AT",
        "date_order": "dmy",
        "identify_by": "email",
        "tag_separator": ";",
        "duplicates": "last",
        "omit": ["gender"],
        "unsafe_fixes": "yes",
    }
    page.decide("/questions", {**answers, "rules": "/somewhere", "source": "mine.toml", "join": "/etc/passwd"})
    settings = json.loads(page.file("report.json"))["settings"]
    assert {name: settings[name] for name in answers} == {**answers, "unsafe_fixes": True}
    assert (settings["rules"], settings["source"], settings["join"]) == ([], "auto", None)
    # None of them rescues a row here; they are shown, for each can be taken back.
    assert asked(page).keys() == answers.keys()


def test_an_answer_that_is_none_is_told(page: Page) -> None:
    page.take("external_id\n1\n")
    assert page.decide("/questions", {"region": "XX"}) == "/questions"
    assert "This did not work" in page.get("/questions").text
    assert customers(page) == [{"external_id": "1"}]


def test_the_report_is_served_under_its_own_policy(page: Page) -> None:
    page.take("external_id,gender\n1,Mrs\n")
    answer = page.get("/report/page")
    policy = answer.headers["content-security-policy"]
    assert re.search(r"script-src &#39;sha256-|script-src 'sha256-", policy)
    assert policy.endswith("; frame-ancestors 'self'")
    assert "1 rejected" in answer.text
    assert 'src="/report/page"' in page.get("/report").text
