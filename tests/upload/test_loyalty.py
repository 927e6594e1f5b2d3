"""`push --profile loyalty`: another address, other keys, and nothing of it in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.fake_yotpo.server import API_KEY, GUID, FakeYotpo

StartFake = Callable[..., FakeYotpo]
Command = Callable[..., Result]
TABLE = "external_id,email,phone_number,accepts_sms_marketing\n1,ada@example.com,+12025550143,no\n2,ben@example.com,,\n"
KEYS = {"YOTPO_LOYALTY_GUID": GUID, "YOTPO_LOYALTY_API_KEY": API_KEY}


@pytest.fixture
def folder(command: Command, tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    options = ("--profile", "loyalty", "--also", "subscribers", "--list-id", "1")
    assert command(None, "fix", "t.csv", "-o", "out", *options).exit_code == 0
    return tmp_path / "out"


def test_each_customer_is_sent_with_the_keys_of_the_api(command: Command, start_fake: StartFake, folder: Path) -> None:
    fake = start_fake()
    answer = command(fake, "push", "out", "--profile", "loyalty", "--rate", "1000", **KEYS)
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("2 customers: 2 sent, 0 dead letters, 0 left.\n")
    # What goes to the Core API is not passed over in silence.
    assert "subscribers.jsonl is for another API and is not sent with this --profile" in answer.stderr
    assert [(each.method, each.path, each.status) for each in fake.log if each.status not in (200, 204)] == []
    assert {(each.method, each.path) for each in fake.log} == {("POST", "/api/v2/customers")}
    assert [body for bodies in fake.store.bodies.values() for body in bodies] == (
        folder / "customers.jsonl"
    ).read_bytes().splitlines()
    for path in folder.iterdir():
        assert API_KEY.encode() not in path.read_bytes()
    assert command(fake, "push", "out", "--profile", "loyalty", **KEYS).exit_code == 0
    assert len(fake.log) == 2


def test_wrong_keys_are_told(command: Command, start_fake: StartFake, folder: Path) -> None:
    fake = start_fake()
    answer = command(
        fake, "push", "out", "--profile", "loyalty", "--rate", "1000", **KEYS | {"YOTPO_LOYALTY_API_KEY": "other"}
    )
    assert answer.exit_code == 1
    assert {each.status for each in fake.log} == {401}
    assert "2 dead letters" in answer.stdout


def test_the_keys_of_the_core_api_are_not_taken(command: Command, start_fake: StartFake, folder: Path) -> None:
    fake = start_fake()
    answer = command(fake, "push", "out", "--profile", "loyalty")
    assert answer.exit_code == 2
    assert "no GUID of the Loyalty API found; set YOTPO_LOYALTY_GUID or pass --store-id" in answer.stderr
    answer = command(fake, "push", "out", "--profile", "loyalty", "--store-id", GUID)
    assert "no secret found; set YOTPO_LOYALTY_API_KEY" in answer.stderr
    assert fake.log == []


def test_the_profile_is_never_guessed(command: Command, start_fake: StartFake, folder: Path) -> None:
    fake = start_fake()
    answer = command(fake, "push", "out", **KEYS)
    assert answer.exit_code == 2
    assert 'has no envelope "customer"' in answer.stderr
    assert "give push the --profile that fix had" in answer.stderr
    (folder / "customers.jsonl").write_text('{"customer":{"external_id":"1"}}\n', "utf-8")
    answer = command(fake, "push", "out", "--profile", "loyalty", **KEYS)
    assert answer.exit_code == 2
    assert "nothing was sent" in answer.stderr
    assert fake.log == []


def test_verify_says_that_it_cannot(command: Command, start_fake: StartFake, folder: Path) -> None:
    answer = command(start_fake(), "verify", "out", "--profile", "loyalty", **KEYS)
    assert answer.exit_code == 2
    assert "nothing was compared, for verify reads the Core API only" in answer.stderr


def test_what_was_accepted_feeds_the_delta(command: Command, start_fake: StartFake, folder: Path) -> None:
    fake = start_fake(refused={"ben@example.com": 422})
    assert command(fake, "push", "out", "--profile", "loyalty", "--rate", "1000", **KEYS).exit_code == 1
    answer = command(None, "fix", "t.csv", "-o", "next", "--profile", "loyalty", "--since", "out/journal.sqlite")
    assert answer.exit_code == 0, answer.output
    assert (folder.parent / "next" / "customers.jsonl").read_text("utf-8") == '{"id":"2","email":"ben@example.com"}\n'
