"""Ctrl-C and SIGTERM: what is on the wire may end, nothing more leaves."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def handle_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Call `stop` on the first signal and give the signals that came; elsewhere than on the main thread, none comes."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    loop = asyncio.get_running_loop()

    def note(number: int, _: object) -> None:
        came.append(number)
        loop.call_soon_threadsafe(stop)

    # signal.signal works on Windows, too; asyncio's own handlers do not.
    before = {each: signal.signal(each, note) for each in SIGNALS}
    try:
        yield came
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
