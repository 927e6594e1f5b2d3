"""`fix --since` a journal: only what Yotpo accepted counts as known."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl
from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.errors import InputError
from yotpo_lint.storage.journal import Journal

from .conftest import push_to

StartFake = Callable[..., FakeYotpo]
NAMES = {f"C-{number}": name for number, name in enumerate(["Ada", "Ben", "Cy", "Dee", "Eve"])}


def fix(folder: Path, names: dict[str, str], since: Path | None = None) -> list[str]:
    """Write a folder and return who is to be sent."""
    frame = pd.DataFrame({"external_id": list(names), "first_name": list(names.values())})
    yl.lint(frame).write(folder, since=since)
    lines = (folder / "customers.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["customer"]["external_id"] for line in lines]


def test_what_was_accepted_is_not_sent_again(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(), tmp_path / "one")
    assert fix(tmp_path / "two", NAMES | {"C-1": "Bob", "C-9": "Zoe"}, tmp_path / "one" / "journal.sqlite") == [
        "C-1",
        "C-9",
    ]


def test_what_is_dead_or_left_is_sent_again(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(refused={"C-1": 422}), tmp_path / "one", order="file", limit=3)
    journal = tmp_path / "one" / "journal.sqlite"
    assert fix(tmp_path / "two", NAMES, journal) == ["C-1", "C-3", "C-4"]
    # Of the folder or the file all counts, as before.
    assert fix(tmp_path / "three", NAMES, tmp_path / "one") == []


def test_a_delta_of_a_delta_knows_them_all(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "monday", NAMES)
    push_to(start_fake(), tmp_path / "monday")
    changed = NAMES | {"C-0": "Ann", "C-1": "Bob"}
    assert fix(tmp_path / "tuesday", changed, tmp_path / "monday" / "journal.sqlite") == ["C-0", "C-1"]
    push_to(start_fake(refused={"C-1": 422}), tmp_path / "tuesday")
    assert fix(tmp_path / "wednesday", changed, tmp_path / "tuesday" / "journal.sqlite") == ["C-1"]


def test_repaired_dead_letters_count(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(refused={"C-1": 422}), tmp_path / "one")
    push_to(start_fake(), tmp_path / "one" / "dead_letters.jsonl")
    assert fix(tmp_path / "two", NAMES, tmp_path / "one" / "journal.sqlite") == []


def test_of_two_stores_the_one_that_knows_less_counts(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(), tmp_path / "one")
    push_to(start_fake(refused={"C-2": 422}), tmp_path / "one")
    assert fix(tmp_path / "two", NAMES, tmp_path / "one" / "journal.sqlite") == ["C-2"]


def test_who_vanished_is_listed(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(refused={"C-1": 422}), tmp_path / "one")
    fix(tmp_path / "two", {"C-0": "Ada", "C-2": "Cy"}, tmp_path / "one" / "journal.sqlite")
    # C-1 never arrived, so it did not vanish either.
    assert (tmp_path / "two" / "vanished.csv").read_text("utf-8").splitlines()[1:] == [
        '"C-3","","","not in the table"',
        '"C-4","","","not in the table"',
    ]


def test_a_journal_of_a_changed_file_is_refused(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(), tmp_path / "one")
    with (tmp_path / "one" / "customers.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(InputError, match="none of the files next to it was pushed in its present form"):
        fix(tmp_path / "two", NAMES, tmp_path / "one" / "journal.sqlite")
    assert not (tmp_path / "two").exists()


def test_another_database_is_no_journal(tmp_path: Path) -> None:
    database = tmp_path / "shop.sqlite"
    with sqlite3.connect(database) as shop:
        shop.execute("CREATE TABLE customers (id)")
    shop.close()
    with pytest.raises(InputError, match="not a journal of this version of push"):
        fix(tmp_path / "two", NAMES, database)


def test_a_push_that_runs_is_waited_for(start_fake: StartFake, tmp_path: Path) -> None:
    fix(tmp_path / "one", NAMES)
    push_to(start_fake(), tmp_path / "one")
    journal = tmp_path / "one" / "journal.sqlite"
    with (
        Journal(journal),
        pytest.raises(InputError, match="uses this journal; wait until it ends"),
    ):
        fix(tmp_path / "two", NAMES, journal)
