"""At most so many requests a second, and none at all while Yotpo asks to wait.

aiolimiter's bucket holds one request, which spaces them evenly: a bucket of five would let ten through within one
second after a pause. Requests keep a twentieth more distance than the limit asks for, because the network brings
some of them closer together than they were sent. What aiolimiter lacks is the pause that an answer asks for.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from typing import Final

from aiolimiter import AsyncLimiter

# 5 % more distance: at 5 a second a request may be 50 ms late, and there are still no more than 5 in any second.
HEADROOM: Final = 1.05
# No answer makes us wait longer than this before we ask again.
LONGEST_PAUSE: Final = 900.0
# https://core-api.yotpo.com/reference/guidelines-and-conventions (read 2026-11-23): suggested wait after a 429.
SUGGESTED_PAUSE: Final = 1.0


class RateLimiter:
    """Gives every request its slot, retries and requests for tokens included."""

    def __init__(self, rate: float) -> None:
        """Make a limiter for so many requests a second."""
        self.rate = rate
        self._bucket = AsyncLimiter(1, HEADROOM / rate)
        self._row = asyncio.Lock()
        self._paused_until = 0.0
        # When the latest requests were answered: as many as a second holds.
        self._answered: deque[float] = deque(maxlen=max(1, math.floor(rate)))

    async def acquire(self, *, urgent: bool = False) -> None:
        """Wait for a slot; whoever is urgent does not stand in the row, for the row waits for it."""
        if urgent:
            await self._take()
            return
        async with self._row:
            await self._take()

    async def _take(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(max(0.0, self._paused_until - loop.time()))
            await self._bucket.acquire()
            # A pause may have begun meanwhile.
            if self._paused_until <= loop.time():
                return

    def pause(self, seconds: float) -> None:
        """Let no request leave for so many seconds from now."""
        self._pause_until(asyncio.get_running_loop().time() + min(seconds, LONGEST_PAUSE))

    def note_answer(self, remaining: int | None, reset: float | None) -> None:
        """Note an answer with what it says of the limit: how many requests remain, and in how many seconds it resets.

        Where none remains, the window that is used up began with the oldest of a second's worth of requests at the
        latest, so that it is over `reset` seconds after that one.
        """
        now = asyncio.get_running_loop().time()
        self._answered.append(now)
        if remaining is not None and remaining <= 0 and reset is not None:
            whole = len(self._answered) == self._answered.maxlen
            self._pause_until((self._answered[0] if whole else now) + min(reset, LONGEST_PAUSE))

    @property
    def paused_for(self) -> float:
        """How many seconds the pause goes on."""
        return max(0.0, self._paused_until - asyncio.get_running_loop().time())

    def _pause_until(self, moment: float) -> None:
        self._paused_until = max(self._paused_until, moment)
