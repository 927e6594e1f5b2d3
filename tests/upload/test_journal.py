"""The journal: what a killed run left in SQLite's log counts, for resuming and for --since alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yotpo_lint.errors import InputError, OutputError
from yotpo_lint.storage.journal import Destination, Journal, Terms, compute_digest
from yotpo_lint.writers.accepted_lines import read_accepted_lines

from .conftest import customer, write_folder

DESTINATION = Destination("https://api.yotpo.com", "s", "customers")
TERMS = Terms("core", "PATCH")


def test_what_a_killed_run_left_counts(tmp_path: Path) -> None:
    alive, killed = tmp_path / "alive", tmp_path / "killed"
    write_folder(alive, [customer(number) for number in range(3)])
    with Journal(alive / "journal.sqlite") as journal:
        upload = journal.begin_upload(
            compute_digest(alive / "customers.jsonl"), DESTINATION, "customers.jsonl", 3, TERMS
        )
        for line in (1, 2):
            journal.note_sending(upload, line)
        journal.note_accepted(upload, 2, 204)
        # As a process leaves its files that dies here.
        shutil.copytree(alive, killed)
    assert (killed / "journal.sqlite-wal").stat().st_size > 0
    lines = (alive / "customers.jsonl").read_bytes().splitlines(keepends=True)
    assert list(read_accepted_lines(killed / "journal.sqlite")) == [(1, lines[1])]
    with Journal(killed / "journal.sqlite") as journal:
        assert journal.find_settled(upload, 1, 3) == {2}
        assert journal.count_states(upload) == {"sent": 1, "dead": 0, "requests": 2, "retried": 0}
        # The one without an answer is sent again, and counted.
        journal.note_sending(upload, 1)
        journal.note_dead(upload, 1, 422, body="no", reason="refused")
        assert journal.count_states(upload) == {"sent": 1, "dead": 1, "requests": 3, "retried": 1}


def test_a_journal_is_known_by_content_store_and_endpoint(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        number = journal.begin_upload("abc", DESTINATION, "customers.jsonl", 1, TERMS)
        assert journal.find_upload("abc", DESTINATION, "renamed.jsonl") == number
        for other in (
            ("x", "s", "customers"),
            (DESTINATION.base_url, "t", "customers"),
            (DESTINATION.base_url, "s", "x"),
        ):
            assert journal.find_upload("abc", Destination(*other), "customers.jsonl") is None
        assert journal.find_upload("abd", DESTINATION, "customers.jsonl") is None


def test_a_journal_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be opened"):
        Journal(tmp_path / "nowhere" / "journal.sqlite")
    (tmp_path / "journal.sqlite").write_text("notes " * 1000)
    with pytest.raises(InputError, match="not a journal of push"):
        Journal(tmp_path / "journal.sqlite")
