"""The worker: it can be stopped, it may die, and the page goes on."""

from __future__ import annotations

import os
import signal

from tests.app.conftest import SAMPLE, Page


def test_the_way_of_the_sample(page_with_worker: Page) -> None:
    page = page_with_worker
    assert page.wait(page.upload(SAMPLE.name, SAMPLE.read_bytes())) == "/columns"
    assert len(page.lines("customers.jsonl")) == 25
    page.repair(37, "email", "iris.wong@example.com")
    assert page.decide("/repair/check") == "/repair"


def test_a_second_upload_waits_for_the_first(page_with_worker: Page) -> None:
    page = page_with_worker
    first = page.upload("t.csv", b"external_id\n1\n")
    said = "A check is going on; wait until it is done, or stop it."
    for answer in (
        page.upload("t.csv", b"x\n1\n"),
        page.post("/questions", {"region": "US"}),
        page.repair(1, "a", "b"),
    ):
        assert (answer.status_code, answer.json()["error"]) == (409, said)
    page.wait(first)


def test_a_check_can_be_stopped(page_with_worker: Page) -> None:
    page = page_with_worker
    first = page.upload("t.csv", b"external_id\n1\n")
    assert first.status_code == 200
    assert page.post("/cancel").json() == {"next": "/"}
    assert "You stopped the check before it was done." in page.get("/").text
    assert page.take("external_id\n2\n") == "/columns"
    assert page.file("customers.jsonl") == '{"customer":{"external_id":"2"}}\n'


def test_a_worker_that_dies_is_told_and_replaced(page_with_worker: Page) -> None:
    page = page_with_worker
    workspace = page.client.app.state.context.workspace  # type: ignore[attr-defined]
    first = page.upload("t.csv", b"external_id\n1\n")
    os.kill(workspace._worker.start()[1].pid, signal.SIGKILL)
    assert page.wait(first) == "/"
    assert "The check ended before its work was done" in page.get("/").text
    assert page.take("external_id\n2\n") == "/columns"
