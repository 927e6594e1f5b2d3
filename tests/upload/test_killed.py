"""A push that is killed again and again: in the end every customer is stored as sent, or is a dead letter."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_yotpo.server import FakeYotpo

from .conftest import customer, environment_of, read_table, write_folder

# One request in twenty goes wrong.
FAULTS = {"500": 0.012, "502 HTML": 0.01, "cut before": 0.012, "cut after": 0.012, "slow": 0.0035, "429": 0.0005}
RATE = 1000
CONCURRENCY = 24


def start_push(fake: FakeYotpo, folder: Path, *options: str) -> subprocess.Popen[str]:
    command = ["-m", "yotpo_lint.cli", "push", str(folder), "-q", "--concurrency", str(CONCURRENCY), *options]
    return subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, *command], env=environment_of(fake.url), stderr=subprocess.PIPE, text=True
    )


def wait_for_requests(fake: FakeYotpo, process: subprocess.Popen[str], many: int) -> None:
    """Wait until the fake has seen so many requests, or the push is over."""
    while len(fake.log) < many and process.poll() is None:
        time.sleep(0.002)


def push_and_kill(fake: FakeYotpo, folder: Path, customers: int, kills: int) -> None:
    by_chance = random.Random(7)  # noqa: S311 -- moments, no secret
    # Moments are counted in requests, which does not depend on how fast the machine is.
    for moment in sorted(by_chance.sample(range(1, customers), kills)):
        process = start_push(fake, folder, "--rate", str(RATE))
        wait_for_requests(fake, process, moment)
        process.kill()
        process.communicate()
    process = start_push(fake, folder, "--rate", str(RATE))
    _, errors = process.communicate()
    assert (process.returncode, errors) == (1, "")


@pytest.mark.parametrize(
    ("customers", "kills"), [(2000, 6), pytest.param(20_000, 30, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_nothing_is_lost_and_everything_is_counted(
    customers: int, kills: int, start_fake: Callable[..., FakeYotpo], tmp_path: Path
) -> None:
    refused = {f"C-{number}": 422 for number in range(0, customers, 97)}
    fake = start_fake(chances=FAULTS, refused=refused, token_uses=700, latency=0.005)
    records = {
        f"C-{number}": customer(number, first_name=f"Zoë {number}", accepts_sms_marketing=number % 10 > 0)
        for number in range(customers)
    }
    write_folder(tmp_path, list(records.values()))
    push_and_kill(fake, tmp_path, customers, kills)
    stored = {identity: record for (_, identity), record in fake.store.customers.items()}
    assert stored == {identity: record for identity, record in records.items() if identity not in refused}
    # Each request body is a line of the file, byte for byte.
    lines = set((tmp_path / "customers.jsonl").read_bytes().splitlines())
    assert {body for sent in fake.store.bodies.values() for body in sent} <= lines
    dead = read_table(tmp_path / "dead_letters.csv")
    assert [each["identifier"] for each in dead] == list(refused)
    counts = json.loads((tmp_path / "push-report.json").read_text("utf-8"))["counts"]
    assert (counts["sent"], counts["dead"], counts["left"]) == (len(stored), len(refused), 0)
    assert counts["lines"] == customers
    # Only what was under way at a kill, or failed, was sent again: nobody begins anew.
    assert len(fake.customer_requests) < customers * 1.1 + kills * CONCURRENCY * 2
    assert fake.most_in_one_second() <= RATE


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_lets_what_is_under_way_end(
    name: str, status: int, start_fake: Callable[..., FakeYotpo], tmp_path: Path
) -> None:
    fake = start_fake(latency=0.2)
    write_folder(tmp_path, [customer(number) for number in range(5000)])
    process = start_push(fake, tmp_path, "--rate", "100")
    wait_for_requests(fake, process, 40)
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate()
    assert (process.returncode, errors) == (status, "")
    report = json.loads((tmp_path / "push-report.json").read_text("utf-8"))
    assert not report["complete"]
    # Whatever the server stored was heard of.
    assert report["counts"]["sent"] == len(fake.store.customers) == len(fake.customer_requests) > 30
    assert report["counts"]["left"] == 5000 - report["counts"]["sent"]


def test_a_server_that_holds_back_its_answer_does_not_hold_up_the_end(
    start_fake: Callable[..., FakeYotpo], tmp_path: Path
) -> None:
    fake = start_fake(latency=60.0)
    write_folder(tmp_path, [customer(number) for number in range(50)])
    process = start_push(fake, tmp_path, "--rate", "100")
    while not fake.tokens:
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143
    assert json.loads((tmp_path / "push-report.json").read_text("utf-8"))["counts"]["left"] == 50
