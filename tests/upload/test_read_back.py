"""verify: what is stored as sent, what is stored otherwise, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.upload.comparison import find_differences

from .conftest import customer, push_to, read_table, write_folder

StartFake = Callable[..., FakeYotpo]
Command = Callable[..., Result]


def verify(command: Command, fake: FakeYotpo, *options: str, wait: str = "0") -> Result:
    return command(fake, "verify", "out", "--rate", "1000", "--wait", wait, *options)


def stored(fake: FakeYotpo, number: int) -> dict[str, Any]:
    return fake.store.customers["external_id", f"C-{number}"]


def test_all_is_stored_as_sent(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    push_to(fake, write_folder(tmp_path / "out", [customer(number) for number in range(250)]))
    answer = verify(command, fake)
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == "customers.jsonl: 250 customers stored as sent, 0 different, 0 missing.\n"
    assert read_table(tmp_path / "out" / "read_back.csv") == []
    # Pages of a hundred.
    assert sum(each.method == "GET" for each in fake.log) == 3


def test_what_differs_and_what_is_missing_is_told(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    records = [
        customer(number, first_name="Zoë", address={"zip": "02134"}, accepts_sms_marketing=False) for number in range(5)
    ]
    push_to(fake, write_folder(tmp_path / "out", records))
    stored(fake, 1)["address"]["zip"] = "2134"
    stored(fake, 2)["accepts_sms_marketing"] = True
    del stored(fake, 2)["first_name"]
    del fake.store.customers["external_id", "C-3"]
    answer = verify(command, fake)
    assert answer.exit_code == 1
    assert "2 customers stored as sent, 2 different, 1 missing." in answer.stdout
    names = ("identifier", "result", "field", "sent", "stored")
    assert [tuple(entry[name] for name in names) for entry in read_table(tmp_path / "out" / "read_back.csv")] == [
        ("C-1", "different", "address.zip", "02134", "2134"),
        ("C-2", "different", "first_name", "Zoë", ""),
        ("C-2", "different", "accepts_sms_marketing", "false", "true"),
        ("C-3", "missing", "", "", ""),
    ]
    # Names and values stay in the folder.
    assert "C-1" not in answer.output


def test_an_answer_of_success_that_stored_nothing_is_found(
    command: Command, start_fake: StartFake, tmp_path: Path
) -> None:
    """The documented failure of the older API: 200, and nothing is there."""
    fake = start_fake(chances={"lost": 0.1})
    push_to(fake, write_folder(tmp_path / "out", [customer(number) for number in range(100)]))
    assert verify(command, fake).exit_code == 1
    missing = [entry["identifier"] for entry in read_table(tmp_path / "out" / "read_back.csv")]
    assert sorted(missing) == sorted(record["external_id"] for record in fake.lost)
    assert missing


def test_customers_without_an_external_id_are_found_by_what_they_have(
    command: Command, start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake()
    records = [{"email": "ada@example.com"}, {"phone_number": "+15550100100"}, {"external_id": "a,b"}, customer(1)]
    push_to(fake, write_folder(tmp_path / "out", records))
    fake.store.customers["email", "ada@example.com"]["email"] = "Ada@example.com"
    fake.one_id_at_a_time = True
    assert verify(command, fake).stdout.startswith("customers.jsonl: 4 customers stored as sent, 0 different")


def test_a_server_that_takes_one_identifier_at_a_time_is_asked_one_at_a_time(
    command: Command, start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake()
    fake.one_id_at_a_time = True
    push_to(fake, write_folder(tmp_path / "out", [customer(number) for number in range(12)]))
    assert "12 customers stored as sent" in verify(command, fake).stdout


def test_the_cursor_is_decoded_before_it_is_sent_back(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    """A filter that the server passes over gives all customers, page by page."""
    fake = start_fake()
    fake.filters_ignored = True
    push_to(fake, write_folder(tmp_path / "out", [customer(number) for number in range(350)]))
    answer = verify(command, fake, "--sample", "7")
    assert answer.exit_code == 0, answer.output
    assert "7 customers stored as sent" in answer.stdout
    assert any("page_info" in each.query for each in fake.log)


def test_it_waits_until_yotpo_can_be_read(
    command: Command, start_fake: StartFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = start_fake(read_delay=3600.0)
    push_to(fake, write_folder(tmp_path / "out", [customer(1)]))
    assert "1 missing" in verify(command, fake).stdout
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        fake.store.read_delay = 0.0

    monkeypatch.setattr("yotpo_lint.upload.read_back.sleep", wait)
    # Yotpo states 60 seconds, and they count from the last customer that was sent.
    assert "1 customer stored as sent" in command(fake, "verify", "out", "--rate", "1000").stdout
    assert len(waited) == 1
    assert 0 < waited[0] < 60
    assert fake.log[-1].method == "GET"


def test_only_what_was_sent_is_read_back(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={"C-0": 422})
    push_to(fake, write_folder(tmp_path / "out", [customer(number) for number in range(10)]), limit=4)
    assert "3 customers stored as sent, 0 different, 0 missing" in verify(command, fake).stdout


def test_what_was_never_sent_cannot_be_read_back(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    write_folder(tmp_path / "out", [customer(1)])
    answer = verify(command, fake)
    assert answer.exit_code == 2
    assert "was not sent to this store, or has changed since; run push first" in answer.stderr
    assert fake.log == []


@pytest.mark.parametrize(
    ("sent", "there", "fields"),
    [
        # Left alone: the same, more than was sent, the same moment, the same address but for capitals.
        ({"email": "a@example.com"}, {"email": "A@Example.com", "channels": {}}, []),
        ({"account_created_at": "2020-09-08T08:43:27Z"}, {"account_created_at": "2020-09-08T10:43:27.000+02:00"}, []),
        ({"account_created_at": "2020-09-08"}, {"account_created_at": "2020-09-08T00:00:00Z"}, []),
        ({"address": {"city": "Rome"}}, {"address": {"city": "Rome", "country_code": "US"}}, []),
        ({"accepts_sms_marketing": False}, {"accepts_sms_marketing": False}, []),
        # Different.
        ({"accepts_sms_marketing": False}, {"accepts_sms_marketing": 0}, ["accepts_sms_marketing"]),
        ({"accepts_sms_marketing": False}, {"accepts_sms_marketing": None}, ["accepts_sms_marketing"]),
        ({"accepts_sms_marketing": False}, {"accepts_sms_marketing": "false"}, ["accepts_sms_marketing"]),
        ({"first_name": "Zoë"}, {"first_name": "Zoe"}, ["first_name"]),
        ({"first_name": "Ada"}, {"first_name": "ADA"}, ["first_name"]),
        (
            {"account_created_at": "2020-09-08T08:43:27Z"},
            {"account_created_at": "2020-09-08T08:43:28Z"},
            ["account_created_at"],
        ),
        ({"account_created_at": "2020-09-08T08:43:27Z"}, {"account_created_at": "soon"}, ["account_created_at"]),
        ({"address": {"city": "Rome", "zip": "00118"}}, {"address": None}, ["address.city", "address.zip"]),
    ],
)
def test_fields_are_compared(sent: dict[str, Any], there: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _, _ in find_differences(sent, there)] == fields
