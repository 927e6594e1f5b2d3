"""When a request is sent again: stamina waits, with back-off and jitter, unless the answer says how long.

A retry takes a slot of the limiter like any request, so that retries cannot deepen what they wait for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import stamina
import stamina.instrumentation

from yotpo_lint.upload.errors import TransientError, UploadError
from yotpo_lint.upload.rate_limiter import LONGEST_PAUSE

Answered = TypeVar("Answered")

UNAUTHORIZED: Final = 401
# A new token that is refused as well may have met a server that does not know it yet; after so many it is the rights.
NEW_TOKENS_REFUSED: Final = 2


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how late.

    Attributes:
        attempts: requests of one customer before somebody looks whether Yotpo answers at all: four minutes' worth.
        token_attempts: requests for a token before the run ends: half a minute's worth.
        initial, longest: seconds before the second request, and between two at the most. One second is what
            https://core-api.yotpo.com/reference/guidelines-and-conventions suggests (read 2026-11-23).
        jitter: seconds that are added at random, so that many do not come back at once.
        outage: seconds without any answer of use after which the run ends.
    """

    attempts: int = 10
    token_attempts: int = 6
    initial: float = 1.0
    longest: float = 60.0
    jitter: float = 1.0
    outage: float = 3600.0

    async def for_customers(self, send: Callable[[], Awaitable[Answered]], give_up: Callable[[], bool]) -> Answered:
        """Call until there is an answer that no retry changes; `give_up` ends it early.

        Raises:
            TransientError: the last failure, after all attempts.
        """
        return await self._calling(send, self.attempts, give_up)

    async def for_tokens(self, send: Callable[[], Awaitable[Answered]]) -> Answered:
        """Call until there is a token.

        Raises:
            UploadError: there is none after all attempts.
        """
        try:
            return await self._calling(send, self.token_attempts, lambda: False)
        except TransientError as error:
            raise UploadError(
                f"no access token after {self.token_attempts} requests ({error.reason}); "
                "run push again later, it continues where it stopped"
            ) from None

    async def _calling(
        self, send: Callable[[], Awaitable[Answered]], attempts: int, give_up: Callable[[], bool]
    ) -> Answered:
        refused_tokens = 0

        def wait(error: Exception) -> bool | float:
            nonlocal refused_tokens
            if not isinstance(error, TransientError) or give_up():
                return False
            if error.answer is not None and error.answer.status == UNAUTHORIZED:
                refused_tokens += 1
                if refused_tokens > NEW_TOKENS_REFUSED:
                    return False
            asked = error.answer.retry_after if error.answer is not None else None
            # The limiter pauses for everybody; whoever asked goes to the end of the row.
            return True if asked is None else max(self.initial, min(asked, LONGEST_PAUSE))

        # stamina would log every retry.
        stamina.instrumentation.set_on_retry_hooks([])
        async for attempt in stamina.retry_context(
            on=wait,
            attempts=attempts,
            timeout=None,
            wait_initial=self.initial,
            wait_max=self.longest,
            wait_jitter=self.jitter,
        ):
            with attempt:
                return await send()
        raise AssertionError  # pragma: no cover -- stamina raises the last failure
