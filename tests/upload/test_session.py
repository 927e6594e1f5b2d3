"""The token: got once, renewed when it is refused, by one request for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_yotpo.server import FakeYotpo

from .conftest import customer, push_to, write_folder

StartFake = Callable[..., FakeYotpo]


def statuses(fake: FakeYotpo) -> list[int | str]:
    return [each.status for each in fake.customer_requests]


def test_one_token_is_enough_while_it_is_good(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(latency=0.01)
    push_to(fake, write_folder(tmp_path, [customer(number) for number in range(100)]))
    assert len(fake.tokens) == 1


@pytest.mark.parametrize("concurrency", [1, 8])
def test_an_expired_token_is_renewed_by_one_request_for_all(
    concurrency: int, start_fake: StartFake, tmp_path: Path
) -> None:
    fake = start_fake(token_uses=20, latency=0.01)
    records = [customer(number) for number in range(100)]
    pushed = push_to(fake, write_folder(tmp_path, records), rate=400, concurrency=concurrency)
    assert pushed.report["counts"]["sent"] == 100
    assert len(fake.tokens) == pushed.report["tokens_of_this_run"] == 5
    # Refused is at most what was under way; nobody leaves with a token that is known to be refused.
    assert statuses(fake).count(401) <= 4 * concurrency


def test_a_403_of_one_customer_is_not_the_tokens_fault(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(refused={"C-5": 403})
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(20)]))
    assert (pushed.report["counts"]["sent"], pushed.report["counts"]["dead"]) == (19, 1)
    # Renewed once for it, as Yotpo's own module takes 403 for an expired token.
    assert len(fake.tokens) == 2
    assert statuses(fake).count(403) == 2


def test_a_store_that_refuses_every_token_ends_the_run(start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(token_uses=0)
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(40)]))
    assert "10 customers in a row with status 401" in str(pushed.failure)
    assert pushed.report["counts"]["left"] == 40
    assert not list(tmp_path.glob("dead*"))
