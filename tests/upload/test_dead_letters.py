"""Dead letters: all of them, with the row of the table, ready to be repaired and pushed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl
from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.storage.journal import Journal
from yotpo_lint.upload.answer import Answer
from yotpo_lint.upload.source_rows import open_source_rows

from .conftest import customer, push_to, read_table, write_folder

StartFake = Callable[..., FakeYotpo]


def test_no_dead_letter_no_file(start_fake: StartFake, tmp_path: Path) -> None:
    pushed = push_to(start_fake(), write_folder(tmp_path, [customer(1)]))
    assert [path.name for path in pushed.written] == ["push-report.json"]
    assert not list(tmp_path.glob("dead*"))


def test_a_dead_letter_leads_to_the_row_of_the_table(start_fake: StartFake, tmp_path: Path) -> None:
    # The cell of two lines and the rejected row move rows, lines and requests apart.
    table = tmp_path / "t.csv"
    table.write_text(
        'external_id,gender,address.address1\nC-1,F,"12 High Street\nFlat 3"\nC-2,?,\nC-3,M,\nC-4,M,\n',
        encoding="utf-8",
    )
    yl.lint(table).write(tmp_path / "out")
    push_to(start_fake(refused={"C-4": 422}), tmp_path / "out")
    (dead,) = read_table(tmp_path / "out" / "dead_letters.csv")
    lines = (tmp_path / "out" / "customers.jsonl").read_bytes().splitlines()
    found = next(number for number, line in enumerate(lines, 1) if b'"C-4"' in line)
    assert dead == {
        "row": "4",
        "line": "6",
        "file_line": str(found),
        "identifier": "C-4",
        "status": "422",
        "reason": "refused",
        "attempts": "1",
        "answer": '{"status": {"message": "no", "code": 422, "error_type": "fake"}}',
    }
    assert (tmp_path / "out" / "dead_letters.jsonl").read_bytes() == lines[found - 1] + b"\n"


def test_rows_of_a_delta_are_those_of_what_is_sent(tmp_path: Path) -> None:
    frame = pd.DataFrame({"external_id": ["C-1", "C-2", "C-3"], "first_name": ["Ada", "Bob", "Cy"]})
    yl.lint(frame.assign(first_name=["Ada", "Ben", "Cy"])).write(tmp_path / "old")
    yl.lint(frame).write(tmp_path / "new", since=tmp_path / "old")
    assert [entry["row"] for entry in read_table(tmp_path / "new" / "customers.rows.csv")] == ["2"]
    with open_source_rows(tmp_path / "new" / "customers.jsonl") as row_of:
        assert (row_of(1), row_of(2)) == (("2", ""), ("", ""))


def test_repaired_dead_letters_are_pushed_and_what_is_still_dead_gets_another_name(
    start_fake: StartFake, tmp_path: Path
) -> None:
    write_folder(tmp_path, [customer(number) for number in range(5)])
    push_to(start_fake(refused={"C-1": 422, "C-3": 409}), tmp_path)
    dead = tmp_path / "dead_letters.jsonl"
    dead.write_text(dead.read_text().replace("C-1", "C-100"))
    fake = start_fake(refused={"C-3": 409})
    repaired = dead.read_bytes()
    pushed = push_to(fake, dead)
    assert pushed.report["counts"]["sent"] == 1
    assert dead.read_bytes() == repaired
    (still,) = read_table(tmp_path / "dead_letters_2.csv")
    assert (still["identifier"], still["file_line"]) == ("C-3", "2")
    assert [path.name for path in pushed.written] == ["dead_letters_2.jsonl", "dead_letters_2.csv", "push-report.json"]


def test_a_repaired_file_is_never_overwritten(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={"C-1": 422, "C-3": 422})
    write_folder(tmp_path, [customer(number) for number in range(5)])
    push_to(fake, tmp_path, order="file", limit=2)
    dead = tmp_path / "dead_letters.jsonl"
    dead.write_text("under repair\n")
    pushed = push_to(fake, tmp_path)
    assert dead.read_text() == "under repair\n"
    assert pushed.written[0].name == "dead_letters_2.jsonl"
    assert len(pushed.written[0].read_bytes().splitlines()) == 2
    # What nobody touched is brought up to date.
    push_to(fake, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("dead*.jsonl")) == ["dead_letters.jsonl", "dead_letters_2.jsonl"]


def test_dead_letters_are_their_owners_alone(start_fake: StartFake, tmp_path: Path) -> None:
    push_to(start_fake(refused={"C-1": 422}), write_folder(tmp_path, [customer(1), customer(2)]))
    with Journal(tmp_path / "new.sqlite") as journal:
        journal.note_sending(1, 1)
        for name in ("dead_letters.jsonl", "dead_letters.csv", "journal.sqlite", "new.sqlite", "new.sqlite-wal"):
            assert (tmp_path / name).stat().st_mode & 0o077 == 0, name


def test_the_report_travels_and_names_nobody(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={"C-1": 422}, echo=True)
    push_to(fake, write_folder(tmp_path, [customer(1), customer(2)]))
    # Who looks at their own folder sees what Yotpo said.
    assert "customer1@example.com" in (tmp_path / "dead_letters.csv").read_text("utf-8")
    report = (tmp_path / "push-report.json").read_text("utf-8")
    assert "example.com" not in report
    assert "C-1" not in report
    assert json.loads(report)["files"][0]["dead_by_status"] == {"422": 1}


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"", ""),
        ('{"error":"Zoë"}'.encode(), '{"error":"Zoë"}'),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 5000, "x" * 2000 + "... (5,000 characters)"),
    ],
)
def test_any_body_is_kept_up_to_a_bound(body: bytes, kept: str) -> None:
    assert Answer(422, body).text() == kept
