"""The rate: by a clock that the test turns, and by the log of the server."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.upload.answer import parse_limits
from yotpo_lint.upload.rate_limiter import LONGEST_PAUSE, RateLimiter

from .conftest import customer, push_to, write_folder


class SkippingSelector(selectors.DefaultSelector):
    """Turns the clock on instead of waiting."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> Any:
        # Some time passes between any two looks, as it does on a real clock.
        self.now += max(timeout or 0.0, 1e-7)
        return super().select(0)


def run_in_no_time(main: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine on a loop whose clock jumps to the next event."""
    selector = SkippingSelector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()


def most_in_any_second(moments: list[float]) -> int:
    return max(sum(1 for each in moments if first <= each < first + 1) for first in moments)


async def take(limiter: RateLimiter, many: int, moments: list[float]) -> None:
    async def one() -> None:
        await limiter.acquire()
        moments.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(one() for _ in range(many)))


@pytest.mark.parametrize("rate", [0.5, 1, 5, 10, 400])
def test_no_second_holds_more_than_the_rate(rate: float) -> None:
    moments: list[float] = []

    async def main() -> None:
        limiter = RateLimiter(rate)
        await take(limiter, round(rate * 4) + 3, moments)
        # After a pause nobody makes up for it.
        await asyncio.sleep(30)
        await take(limiter, round(rate * 4) + 3, moments)

    run_in_no_time(main)
    assert most_in_any_second(moments) <= max(1, rate)
    # And not much less than the rate is used either.
    assert moments[round(rate * 4)] - moments[0] <= 4 * 1.06 + 1 / rate


def test_requests_that_arrive_a_little_late_are_still_within_the_rate() -> None:
    moments: list[float] = []
    run_in_no_time(lambda: take(RateLimiter(5), 50, moments))
    late = [moment + (0.045 if number % 5 == 0 else 0.0) for number, moment in enumerate(moments)]
    assert most_in_any_second(sorted(late)) <= 5


def test_a_pause_holds_everybody_up() -> None:
    moments: list[float] = []

    async def main() -> float:
        limiter = RateLimiter(100)
        taking = asyncio.create_task(take(limiter, 20, moments))
        await asyncio.sleep(0.05)
        limiter.pause(7)
        until = asyncio.get_running_loop().time() + 7
        await taking
        return until

    until = run_in_no_time(main)
    before = [moment for moment in moments if moment < until]
    assert 0 < len(before) < 8
    assert len(moments) == 20


def test_nobody_waits_for_ever() -> None:
    async def main() -> float:
        limiter = RateLimiter(5)
        limiter.pause(1e12)
        return limiter.paused_for

    assert run_in_no_time(main) == pytest.approx(LONGEST_PAUSE)


@pytest.mark.parametrize(
    ("answers", "remaining", "pause"),
    [
        (1, 3, 0.0),  # some remain
        (1, 0, 1.0),  # somebody else uses the limit as well
        (10, 0, 0.2),  # the window began with the first of our five, which was answered 0.8 s ago
    ],
)
def test_the_limit_that_an_answer_tells_of_is_kept(answers: int, remaining: int, pause: float) -> None:
    async def main() -> float:
        limiter = RateLimiter(5)
        for _ in range(answers):
            await asyncio.sleep(0.2)
            limiter.note_answer(5, 1.0)
        limiter._answered.pop()
        limiter.note_answer(remaining, 1.0)
        return limiter.paused_for

    assert run_in_no_time(main) == pytest.approx(pause, abs=1e-6)


@pytest.mark.parametrize(
    ("headers", "retry_after", "remaining", "reset"),
    [
        ({}, None, None, None),
        ({"retry-after": "2", "ratelimit-remaining": "0", "ratelimit-reset": "1"}, 2.0, 0, 1.0),
        ({"retry-after": "soon", "ratelimit-remaining": "", "ratelimit-reset": "nan"}, None, None, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT", "ratelimit-reset": "-5"}, 0.0, None, 0.0),
        ({"ratelimit-reset": "1445412480"}, None, None, 0.0),  # a moment that is over
        ({"retry-after": "inf", "ratelimit-remaining": "1e400"}, None, None, None),
    ],
)
def test_headers_of_limits(
    headers: dict[str, str], retry_after: float | None, remaining: int | None, reset: float | None
) -> None:
    assert parse_limits(headers) == {"retry_after": retry_after, "remaining": remaining, "reset": reset}


def test_the_server_never_sees_more_than_the_rate(start_fake: Callable[..., FakeYotpo], tmp_path: Path) -> None:
    """Tokens, failures and their retries included; two under way at a time cannot arrive as more than two too many."""
    fake = start_fake(chances={"500": 0.1, "cut before": 0.05}, token_uses=40, rate=50)
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(120)]), rate=50, concurrency=2)
    assert pushed.report["counts"]["sent"] == 120
    assert fake.most_in_one_second() <= 50
    assert not [each for each in fake.log if each.status == 429]


def test_a_server_that_allows_less_is_obeyed(start_fake: Callable[..., FakeYotpo], tmp_path: Path) -> None:
    fake = start_fake(rate=20)
    pushed = push_to(fake, write_folder(tmp_path, [customer(number) for number in range(60)]), rate=40, concurrency=2)
    assert pushed.report["counts"]["sent"] == 60
    # A 429 stops everybody for a second: there are few of them.
    assert sum(each.status == 429 for each in fake.log) <= 10
