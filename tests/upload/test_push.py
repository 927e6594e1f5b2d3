"""A push from beginning to end: what is sent, what is noted, what is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import yotpo_lint as yl
from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.errors import InputError

from .conftest import customer, push_to, read_table, write_file, write_folder

StartFake = Callable[..., FakeYotpo]
Command = Callable[..., Result]


def counts(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((folder / "push-report.json").read_text("utf-8"))["counts"]
    return {name: found[name] for name in ("lines", "sent", "dead", "left")}


def bodies(fake: FakeYotpo) -> list[bytes]:
    return [body for each in fake.store.bodies.values() for body in each]


def test_the_line_is_sent_byte_for_byte(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    # Blanks that JSON allows, an escape that need not be one, letters outside ASCII, and no line end at the end.
    lines = [
        b'{"customer": {"external_id":"1", "first_name":"Zo\\u00eb"}}',
        '{"customer":{"email":"zoë@example.com"}}'.encode(),
    ]
    (tmp_path / "customers.jsonl").write_bytes(b"\r\n".join(lines))
    pushed = push_to(fake, tmp_path)
    assert sorted(bodies(fake)) == sorted(lines)
    assert {each.method for each in fake.customer_requests} == {"PATCH"}
    assert pushed.report["counts"] == {"lines": 2, "sent": 2, "dead": 0, "left": 0, "requests": 2, "retried": 0}


def test_every_output_of_fix_can_be_pushed(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    yl.lint(Path("notebooks/data/messy_customers.csv")).write(tmp_path / "out")
    pushed = push_to(fake, tmp_path / "out")
    lines = (tmp_path / "out" / "customers.jsonl").read_bytes().splitlines()
    assert pushed.report["counts"]["sent"] == len(lines) > 5
    assert sorted(bodies(fake)) == sorted(lines)


def test_a_second_push_sends_nothing_again(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    write_folder(tmp_path, [customer(number) for number in range(20)])
    assert push_to(fake, tmp_path, limit=5).report["counts"]["left"] == 15
    assert len(fake.customer_requests) == 5
    assert push_to(fake, tmp_path).report["counts"] == {
        "lines": 20,
        "sent": 20,
        "dead": 0,
        "left": 0,
        "requests": 20,
        "retried": 0,
    }
    requests = len(fake.log)
    push_to(fake, tmp_path)
    # Not even a token is asked for.
    assert len(fake.log) == requests
    assert len(fake.store.customers) == 20


def test_the_same_file_to_another_store_is_another_upload(start_fake: StartFake, tmp_path: Path) -> None:
    sandbox, store = start_fake(), start_fake()
    write_folder(tmp_path, [customer(1), customer(2)])
    push_to(sandbox, tmp_path)
    push_to(store, tmp_path)
    assert len(store.store.customers) == len(sandbox.store.customers) == 2


def test_a_changed_file_is_another_upload(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    push_to(fake, write_folder(tmp_path, [customer(1)]))
    push_to(fake, write_folder(tmp_path, [customer(1, first_name="Ada")]))
    assert fake.store.customers["external_id", "C-1"]["first_name"] == "Ada"


def test_a_sample_is_chosen_by_chance_and_stays_the_same(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    write_folder(tmp_path, [customer(number) for number in range(200)])
    push_to(fake, tmp_path, sample=10)
    chosen = set(fake.store.customers)
    assert len(chosen) == 10
    assert chosen != {("external_id", f"C-{number}") for number in range(10)}
    push_to(fake, tmp_path, sample=10)
    assert set(fake.store.customers) == chosen


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "line 2: is not a JSON object"),
        (b"[1]", "line 2: is not a JSON object"),
        (b'{"customer":{"external_id":"\xff"}}', "line 2: is not a JSON object"),
        (b'{"external_id":"1"}', 'line 2: has no envelope "customer"; write the file without --envelope none'),
        (
            b'{"customer":{"email":"a@example.com","phone_number":"+15550100100"}}',
            "line 2: the record breaks the schema",
        ),
        (
            b'{"customer":{"external_id":"1","accepts_sms_marketing":"true"}}',
            "accepts_sms_marketing breaks the schema (type)",
        ),
        (b'{"customer":{"external_id":"1","address":{"zip":null}}}', "line 2: address.zip breaks the schema (type)"),
        (b'{"customer":{"external_id":"1","points":3}}', "line 2: the record breaks the schema (additionalProperties)"),
    ],
)
def test_one_invalid_line_stops_the_run_before_anything_is_sent(
    line: bytes, why: str, start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake()
    write_folder(tmp_path, [customer(1)])
    with (tmp_path / "customers.jsonl").open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(InputError) as raised:
        push_to(fake, tmp_path)
    assert why in str(raised.value)
    assert "nothing was sent" in str(raised.value)
    assert fake.log == []


def test_a_dry_run_judges_and_tells_and_connects_nowhere(command: Command, tmp_path: Path) -> None:
    write_folder(tmp_path / "out", [customer(number) for number in range(3000)])
    answer = command(None, "push", "out", "--dry-run", "--store-id", "s")
    assert answer.exit_code == 0, answer.output
    assert "every line is valid. 3,000 customers to send to https://api.yotpo.com." in answer.stdout
    assert "At 5 requests a second this takes 10 min 30 s at the least; begun now, it ends on 20" in answer.stdout
    (tmp_path / "out" / "customers.jsonl").write_text("{}\n")
    answer = command(None, "push", "out", "--dry-run", "--store-id", "s")
    assert answer.exit_code == 2


def test_the_command_tells_what_came_of_it(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={"C-2": 409})
    write_folder(tmp_path / "out", [customer(number) for number in range(4)])
    answer = command(fake, "push", "out", "--rate", "1000")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[0] == "4 customers: 3 sent, 1 dead letters, 0 left."
    assert "out/dead_letters.csv" in answer.stdout
    assert counts(tmp_path / "out") == {"lines": 4, "sent": 3, "dead": 1, "left": 0}
    # No customer's value is in the report, which may travel.
    assert "example.com" not in (tmp_path / "out" / "push-report.json").read_text("utf-8")
    assert command(fake, "push", "out", "-q", "--rate", "1000").stdout == ""


def test_restart_asks_a_person(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    write_folder(tmp_path / "out", [customer(1)])
    assert command(fake, "push", "out", "--rate", "1000").exit_code == 0
    answer = command(fake, "push", "out", "--restart")
    assert answer.exit_code == 2
    assert "1 customer would be sent again; --restart asks a person at a terminal" in answer.stderr
    assert len(fake.customer_requests) == 1


@pytest.mark.parametrize("path", ["nowhere", "empty"])
def test_a_folder_without_an_upload_is_told(path: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = command(None, "push", path, "--store-id", "s")
    assert answer.exit_code == 2
    assert "pass the folder that `fix` wrote" in answer.stderr


def test_faults_are_retried_until_all_are_stored(start_fake: StartFake, tmp_path: Path) -> None:
    kinds = ("429 without headers", "500", "502 HTML", "503 Retry-After", "200 HTML", "slow", "cut before", "cut after")
    fake = start_fake(
        chances=dict.fromkeys(kinds, 0.01) | {"429 without headers": 0.002, "503 Retry-After": 0.002}, token_uses=100
    )
    records = [customer(number) for number in range(400)]
    pushed = push_to(fake, write_folder(tmp_path, records))
    assert pushed.report["counts"]["sent"] == 400
    assert sorted(fake.store.customers.values(), key=str) == sorted(records, key=str)
    assert {each.status for each in fake.log} >= {200, 204, 401, 500, 502, "cut before", "cut after"}
    assert pushed.report["tokens_of_this_run"] >= 4


def test_a_customer_that_always_fails_is_a_dead_letter_when_others_do_not(
    start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake(poisoned=frozenset({"C-3"}))
    write_folder(tmp_path, [customer(number) for number in range(6)])
    pushed = push_to(fake, tmp_path)
    assert pushed.report["counts"] | {"requests": 0, "retried": 0} == {
        "lines": 6,
        "sent": 5,
        "dead": 1,
        "left": 0,
        "requests": 0,
        "retried": 0,
    }
    (dead,) = read_table(tmp_path / "dead_letters.csv")
    assert (dead["identifier"], dead["status"], dead["attempts"]) == ("C-3", "500", "8")
    # The only one that is left is judged as well: Yotpo answers, so it is the customer.
    assert push_to(fake, write_folder(tmp_path / "alone", [customer(3)])).report["counts"]["dead"] == 1


def test_an_answer_that_comes_too_late_is_asked_for_again(start_fake: StartFake, tmp_path: Path) -> None:
    """Whatever the server did with the first request, the customer is stored as sent, and as one customer."""
    fake = start_fake(chances={"slow": 0.3})
    records = [customer(number) for number in range(30)]
    pushed = push_to(fake, write_folder(tmp_path, records), whole=0.15)
    assert pushed.report["counts"]["sent"] == 30
    assert pushed.report["counts"]["retried"] > 0
    assert sorted(fake.store.customers.values(), key=str) == sorted(records, key=str)


def test_no_customer_is_dead_because_yotpo_is_down(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(chances={"500": 1.0}, reads_fail=True)
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(6)]))
    assert pushed.report["counts"]["left"] == 6
    assert "Yotpo has taken nothing" in str(pushed.failure)
    assert not (tmp_path / "dead_letters.csv").exists()


def test_a_wrong_store_or_method_kills_nobody(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={f"C-{number}": 404 for number in range(500)})
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(500)]))
    assert "10 customers in a row with status 404" in str(pushed.failure)
    assert pushed.report["counts"]["left"] >= 400
    assert len(fake.customer_requests) < 100


def test_a_hundred_refusals_in_a_row_end_the_run(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={f"C-{number}": 422 for number in range(150)})
    write_folder(tmp_path, [customer(number) for number in range(150)])
    pushed = push_to(fake, tmp_path, concurrency=1)
    assert "see dead_letters.csv" in str(pushed.failure)
    assert pushed.report["counts"]["dead"] >= 100
    assert push_to(fake, tmp_path).report["counts"]["dead"] == 150


def test_a_first_try_is_a_success_though_most_are_left(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    write_folder(tmp_path / "out", [customer(number) for number in range(9)])
    fake = start_fake()
    assert command(fake, "push", "out", "--limit", "2", "--rate", "1000").exit_code == 0
    assert command(fake, "push", "out", "--sample", "2", "--rate", "1000").exit_code == 0
    assert counts(tmp_path / "out")["left"] >= 5


def test_post_is_sent_when_it_is_asked_for(command: Command, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    write_folder(tmp_path / "out", [customer(1)])
    assert command(fake, "push", "out", "--method", "POST", "--rate", "1000").exit_code == 0
    assert {each.method for each in fake.customer_requests} == {"POST"}


def test_a_body_that_tells_of_an_error_is_no_success(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(liars=frozenset({"C-1"}))
    pushed = push_to(fake, write_folder(tmp_path, [customer(0), customer(1)]))
    assert pushed.report["counts"]["dead"] == 1
    (dead,) = read_table(tmp_path / "dead_letters.csv")
    assert dead["reason"] == "status of success, but the body reports an error"


def test_files_of_one_customer_are_sent_in_their_order(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(latency=0.02, chances={"500": 0.2})
    first = write_file(tmp_path / "a" / "customers.jsonl", [customer(n, first_name="Old") for n in range(40)])
    second = write_file(tmp_path / "b" / "customers.jsonl", [customer(n, first_name="New") for n in range(40)])
    push_to(fake, first, second)
    assert {record["first_name"] for record in fake.store.customers.values()} == {"New"}


def test_a_file_that_is_passed_twice_is_refused(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    first, copy = (write_file(tmp_path / name, [customer(1)]) for name in ("a.jsonl", "b.jsonl"))
    for second in (first, copy):
        with pytest.raises(InputError, match="a file is passed twice"):
            push_to(fake, first, second)
    assert fake.log == []


def test_two_pushes_of_one_folder_do_not_mix(start_fake: StartFake, tmp_path: Path) -> None:
    from yotpo_lint.storage.journal import Journal

    fake = start_fake()
    write_folder(tmp_path, [customer(1)])
    with (
        Journal(tmp_path / "journal.sqlite"),
        pytest.raises(InputError, match="another push or verify uses this journal"),
    ):
        push_to(fake, tmp_path)
    assert fake.log == []


def test_a_strange_file_is_no_journal(start_fake: StartFake, tmp_path: Path) -> None:
    write_folder(tmp_path, [customer(1)])
    (tmp_path / "journal.sqlite").write_text("my own notes, which nobody may overwrite; " * 100)
    with pytest.raises(InputError, match="not a journal of push"):
        push_to(start_fake(), tmp_path)


def test_what_every_core_profile_writes_is_sent(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake()
    records = [
        customer(1, phone_number="+12025550143"),
        customer(2, account_updated_at="2026-01-31T09:30:00Z"),
        {"email": "ada@example.com"},
    ]
    assert push_to(fake, write_folder(tmp_path / "out", records)).report["counts"]["sent"] == 3
    assert fake.store.customers["external_id", "C-2"]["account_updated_at"] == "2026-01-31T09:30:00Z"


def test_a_named_profile_holds_each_line_to_itself(command: Command, tmp_path: Path) -> None:
    for folder in ("out", "same"):
        write_folder(tmp_path / folder, [customer(1, phone_number="+12025550143")])
    answer = command(None, "push", "out", "--dry-run", "--store-id", "s")
    assert answer.exit_code == 0, answer.output
    answer = command(None, "push", "same", "--dry-run", "--store-id", "s", "--profile", "core-2026")
    assert answer.exit_code == 2
    assert "line 1: the record breaks the schema (additionalProperties); nothing was sent" in answer.stderr
