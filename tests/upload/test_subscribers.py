"""Subscribers go to their own endpoint, after the customers, with the same journal, order and dead letters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.fake_yotpo.faults import KINDS
from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.errors import InputError
from yotpo_lint.upload.endpoint import CUSTOMERS, SUBSCRIBERS
from yotpo_lint.upload.payload_file import find_payload_files

from .conftest import customer, push_to, read_table, write_folder

StartFake = Callable[..., FakeYotpo]
Command = Callable[..., Result]


def phone(number: int) -> str:
    return f"+120255501{number:02}"


def subscriber(number: int, **consents: str) -> dict[str, Any]:
    answers = consents or {"sms": "subscribed"}
    return {
        "customer": {"phone": phone(number), "email": f"customer{number}@example.com"},
        "channels": {channel: {"consent": consent, "list_id": 12} for channel, consent in answers.items()},
    }


def write_both(folder: Path, customers: int, subscribers: list[dict[str, Any]]) -> Path:
    write_folder(folder, [customer(number) for number in range(customers)])
    text = "".join(f"{json.dumps(each, separators=(',', ':'))}\n" for each in subscribers)
    (folder / "subscribers.jsonl").write_text(text, "utf-8")
    return folder


def consents(fake: FakeYotpo, number: int) -> dict[str, str]:
    return {name: each["consent"] for name, each in fake.store.subscribers[phone(number)]["channels"].items()}


def test_they_are_sent_after_all_customers(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(latency=0.05)
    pushed = push_to(fake, write_both(tmp_path / "out", 40, [subscriber(number) for number in range(20)]))
    assert pushed.report["counts"] | {"requests": 0} == {
        "lines": 60,
        "sent": 60,
        "dead": 0,
        "left": 0,
        "requests": 0,
        "retried": 0,
    }
    assert [(each["endpoint"], each["lines"]) for each in pushed.report["files"]] == [
        ("customers", 40),
        ("subscribers", 20),
    ]
    assert all(consents(fake, number) == {"sms": "subscribed"} for number in range(20))
    assert {each.method for each in fake.subscriber_requests} == {"POST"}
    last_customer = max(each.at for each in fake.customer_requests)
    assert last_customer < min(each.at for each in fake.subscriber_requests)


def test_refusals_go_first(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    records = [
        subscriber(0),
        subscriber(1, email="unsubscribed"),
        # An earlier yes of the same phone goes before the no that takes it back.
        subscriber(2, sms="subscribed"),
        subscriber(3, sms="subscribed", email="subscribed"),
        subscriber(2, sms="unsubscribed"),
    ]
    push_to(fake, write_both(tmp_path / "out", 1, records), concurrency=1)
    assert list(fake.store.subscribers) == [phone(1), phone(2), phone(0), phone(3)]
    assert consents(fake, 2) == {"sms": "unsubscribed"}


def test_faults_lose_none_and_resuming_sends_none_twice(start_fake: StartFake, tmp_path: Path) -> None:
    faulty = [kind for kind in KINDS if kind not in {"lost", "slow", "429", "503 Retry-After"}]
    fake = start_fake(chances=dict.fromkeys(faulty, 0.03), token_uses=15)
    folder = write_both(tmp_path / "out", 30, [subscriber(number, sms="unsubscribed") for number in range(30)])
    push_to(fake, folder, limit=35)
    assert len(fake.store.subscribers) <= 5
    assert push_to(fake, folder).report["counts"]["sent"] == 60
    assert len(fake.store.subscribers) == 30
    count = len(fake.log)
    assert push_to(fake, folder).report["counts"]["left"] == 0
    # Nothing is left, so nothing is sent.
    assert len(fake.log) == count


def test_dead_letters_name_the_subscriber_and_can_be_pushed_again(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={phone(1): 422, "C-0": 400})
    folder = write_both(tmp_path / "out", 2, [subscriber(0), subscriber(1)])
    (folder / "subscribers.rows.csv").write_text("row,line\n7,8\n9,10\n", "utf-8")
    assert push_to(fake, folder).report["counts"]["dead"] == 2
    assert read_table(folder / "dead_letters.csv")[0]["identifier"] == "C-0"
    (letter,) = read_table(folder / "dead_letters_2.csv")
    names = ("row", "line", "file_line", "identifier", "status")
    assert tuple(letter[name] for name in names) == ("9", "10", "2", phone(1), "422")
    fake.faults.refused = {}
    (file,) = find_payload_files([folder / "dead_letters_2.jsonl"])
    assert file.endpoint is SUBSCRIBERS
    assert find_payload_files([folder / "dead_letters.jsonl"])[0].endpoint is CUSTOMERS
    assert push_to(fake, folder / "dead_letters_2.jsonl").report["counts"]["sent"] == 1
    assert consents(fake, 1) == {"sms": "subscribed"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"customer": {"phone": "+1"}, "channels": {"sms": {"consent": "subscribed", "list_id": 1}}}, "customer.phone"),
        ({"customer": {"phone": phone(1)}, "channels": {"sms": {"consent": "", "list_id": 1}}}, "channels.sms.consent"),
        ({"customer": {"phone": phone(1)}, "channels": {}}, "channels breaks"),
        ({"subscriber": {"phone": phone(1)}}, "the record breaks"),
    ],
)
def test_one_invalid_line_stops_all(line: dict[str, Any], fault: str, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    with pytest.raises(InputError, match=f"line 1: {fault}.*nothing was sent"):
        push_to(fake, write_both(tmp_path / "out", 1, [line]))
    assert fake.log == []


def test_an_endpoint_that_is_gone_makes_no_dead_letters(start_fake: StartFake, tmp_path: Path) -> None:
    """Yotpo ended its products for messages; an endpoint that answers 404 to all is no fault of the subscribers."""
    fake = start_fake(refused={phone(number): 404 for number in range(20)})
    pushed = push_to(fake, write_both(tmp_path / "out", 3, [subscriber(number) for number in range(20)]))
    assert "refused 10 subscribers in a row with status 404" in str(pushed.failure)
    assert pushed.report["counts"]["dead"] == 0
    assert pushed.report["files"][0]["sent"] == 3


def test_the_command_tells_both_and_verify_what_it_cannot_read(
    command: Command, start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake()
    write_both(tmp_path / "out", 3, [subscriber(1), subscriber(2)])
    answer = command(fake, "push", "out", "--dry-run")
    assert "customers.jsonl, subscribers.jsonl: every line is valid. 5 records to send to" in answer.stdout
    assert fake.log == []
    answer = command(fake, "push", "out", "--rate", "1000")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.splitlines()[:2] == [
        "3 customers: 3 sent, 0 dead letters, 0 left.",
        "2 subscribers: 2 sent, 0 dead letters, 0 left.",
    ]
    answer = command(fake, "verify", "out", "--rate", "1000", "--wait", "0")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == (
        "customers.jsonl: 3 customers stored as sent, 0 different, 0 missing.\n"
        "subscribers.jsonl: 2 subscribers accepted by Yotpo; no page tells how to read them back, so verify cannot say "
        "whether they are stored.\n"
    )
    answer = command(fake, "verify", "out/subscribers.jsonl", "--wait", "0")
    assert answer.exit_code == 2
    assert "nothing was compared, for no page tells how to read them back" in answer.stderr


def test_fix_push_and_verify(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    (tmp_path / "t.csv").write_text(
        "external_id,email,phone_number,accepts_sms_marketing\n"
        "1,ada@example.com,+12025550143,no\n2,ben@example.com,+12025550144,\n3,cy@example.com,,yes\n",
        "utf-8",
    )
    answer = command(fake, "fix", "t.csv", "-o", "out", "--also", "subscribers", "--list-id", "12")
    assert answer.exit_code == 0, answer.output
    assert "1 customer is no subscribers line because it gave no explicit answer" in answer.stdout
    assert "1 answer cannot be sent: see subscribers.left_out.csv" in answer.stdout
    assert command(fake, "push", "out", "--rate", "1000").exit_code == 0
    assert {name: each["channels"]["sms"] for name, each in fake.store.subscribers.items()} == {
        "+12025550143": {"consent": "unsubscribed", "list_id": 12}
    }
    assert command(fake, "verify", "out", "--rate", "1000", "--wait", "0").exit_code == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--also", "subscribers"], "--also subscribers needs --list-id N"),
        (["--list-id", "1"], "--list-id needs --also subscribers."),
        (["--consent-source", "popup"], "--consent-source needs --also subscribers."),
        (["--also", "subscribers", "--list-id", "0"], "list_id: 0 is not a whole number from 1"),
        (["--also", "subscribers", "--list-id", "1", "--consent-source", "me"], "is not a text of 3 to 40"),
        (
            ["--also", "subscribers", "--list-id", "1", "--diff"],
            "--diff writes nothing and cannot be used with --also.",
        ),
        (["--also", "lists"], "'lists' is not 'subscribers'"),
    ],
)
def test_options_that_do_not_go(options: list[str], told: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("external_id\n1\n", "utf-8")
    answer = command(None, "fix", "t.csv", "-o", "out", *options)
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert not (tmp_path / "out").exists()
