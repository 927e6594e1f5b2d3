"""Pushing again under another profile or method: what is settled is not taken for it, and the rest is judged by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.cli import push as push_command
from yotpo_lint.storage.journal import Journal
from yotpo_lint.writers.accepted_lines import read_accepted_lines

from .conftest import customer, write_folder

StartFake = Callable[..., FakeYotpo]
Command = Callable[..., Result]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with a phone number, which the profile core takes and core-2026 does not."""
    return write_folder(tmp_path / "out", [customer(1, phone_number="+12025550143"), customer(2), customer(3)])


@pytest.fixture
def push(command: Command) -> Command:
    return lambda fake, *options: command(fake, "push", "out", "--rate", "1000", *options)


@pytest.mark.parametrize("earlier", [("--profile", "core-2026"), ("--method", "POST")])
def test_other_terms_stop_in_one_line(
    earlier: tuple[str, str], push: Command, start_fake: StartFake, tmp_path: Path
) -> None:
    write_folder(tmp_path / "out", [customer(number) for number in range(3)])
    fake = start_fake()
    assert push(fake, *earlier, "--limit", "1").exit_code == 0
    requests = len(fake.log)
    for more in ((), ("--dry-run",)):
        answer = push(fake, *more)
        assert answer.exit_code == 2
        used = " ".join(earlier)
        assert answer.stderr == (
            f"yotpo-lint: error: out/customers.jsonl: an earlier push used {used} (1 of 3 lines are done); give "
            f"{used} to push the rest, or --restart to check and send all lines again\n"
        )
    assert len(fake.log) == requests
    assert push(fake, *earlier).exit_code == 0
    assert len(fake.customer_requests) == 3


def test_the_same_terms_by_another_way_go_on(push: Command, start_fake: StartFake, out: Path) -> None:
    fake = start_fake()
    assert push(fake, "--limit", "1").exit_code == 0
    assert push(fake, "--profile", "core", "--method", "PATCH").exit_code == 0
    assert len(fake.customer_requests) == 3


def test_what_is_not_settled_is_judged_again(push: Command, start_fake: StartFake, out: Path) -> None:
    fake = start_fake()
    assert push(fake, "--dry-run").exit_code == 0
    answer = push(fake, "--profile", "core-2026")
    assert answer.exit_code == 2
    assert "line 1: the record breaks the schema (additionalProperties)" in answer.stderr
    assert fake.log == []
    assert push(fake).exit_code == 0


def test_a_restart_judges_again_before_it_forgets(
    push: Command, start_fake: StartFake, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start_fake()
    monkeypatch.setattr(push_command.sys.stdin.__class__, "isatty", lambda _: True, raising=False)
    monkeypatch.setattr(push_command.click, "confirm", lambda *_, **__: True)
    assert push(fake).exit_code == 0
    answer = push(fake, "--profile", "core-2026", "--restart")
    assert answer.exit_code == 2
    assert "line 1: the record breaks the schema" in answer.stderr
    # The dry run tells of all lines, and neither changes what is known.
    answer = push(fake, "--method", "POST", "--restart", "--dry-run")
    assert "3 customers to send" in answer.stdout
    assert push(fake).exit_code == 0
    assert len(fake.customer_requests) == 3


def test_a_restart_goes_by_the_new_terms(push: Command, start_fake: StartFake, out: Path) -> None:
    # All lines are dead, so that nobody is asked.
    fake = start_fake(refused={f"C-{number}": 422 for number in (1, 2, 3)})
    assert push(fake).exit_code == 1
    fake.faults.refused.clear()
    assert push(fake, "--method", "POST").exit_code == 2
    assert push(fake, "--method", "POST", "--restart").exit_code == 0
    assert [each.method for each in fake.customer_requests] == ["PATCH"] * 3 + ["POST"] * 3
    assert push(fake, "--method", "POST").exit_code == 0
    assert push(fake).exit_code == 2


def test_a_journal_without_terms_is_judged_again(push: Command, start_fake: StartFake, out: Path) -> None:
    """An upload that an earlier version began goes on, once its lines are valid by the profile of today."""
    fake = start_fake()
    assert push(fake, "--limit", "2").exit_code == 0
    db = sqlite3.connect(out / "journal.sqlite")
    db.executescript(
        "ALTER TABLE uploads DROP COLUMN profile; ALTER TABLE uploads DROP COLUMN method; PRAGMA user_version = 1"
    )
    db.close()
    # `fix --since` reads it as it is.
    assert len(list(read_accepted_lines(out / "journal.sqlite"))) == 2
    assert push(fake, "--profile", "core-2026").exit_code == 2
    with Journal(out / "journal.sqlite") as journal:
        assert journal.find_terms(1) is None
    assert push(fake).exit_code == 0
    assert len(fake.customer_requests) == 3
    assert push(fake, "--profile", "core-2026").exit_code == 2
