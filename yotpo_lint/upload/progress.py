"""What a person sees of a push: a bar on a terminal, a line each minute elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from asyncio import sleep
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final

from yotpo_lint.humanize import duration

EVERY: Final = 60.0
_REDRAW: Final = 0.25


@dataclass(slots=True)
class Progress:
    """How far a push is.

    Attributes:
        total: lines of all files.
        sent, dead: lines that are settled, those of earlier runs included.
        requests: requests of this run, tokens included.
        wanted: lines that this run is to settle.
        rate: the highest number of requests per second.
        paused_for: seconds until the next request, as Yotpo asks; 0 without a pause.
        settled: lines that this run has settled.
        started: the reading of the monotonic clock at which the run began.
    """

    total: int
    sent: int
    dead: int
    wanted: int
    rate: float
    requests: int = 0
    paused_for: float = 0.0
    settled: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def retried(self) -> int:
        """Requests beyond one for each line that this run settled."""
        return max(0, self.requests - self.settled)

    def format_line(self) -> str:
        """Say it in one line."""
        elapsed = max(time.monotonic() - self.started, 1e-3)
        speed = self.settled / elapsed
        left = max(0, self.wanted - self.settled)
        time_left = duration(round(left / min(max(speed, 1e-3), self.rate))) if left else "0 s"
        pause = f", waiting {self.paused_for:.0f} s as Yotpo asks" if self.paused_for >= 1 else ""
        return (
            f"{self.sent:,} sent, {self.dead:,} dead, {left:,} left, {self.retried:,} retried; "
            f"{speed:.1f} a second, {time_left} left{pause}"
        )


@contextlib.asynccontextmanager
async def show_progress(progress: Progress, refresh: Callable[[], None], *, quiet: bool) -> AsyncIterator[None]:
    """Show progress on standard error while the block runs."""
    if quiet:
        yield
        return
    task = asyncio.create_task(_bar(progress, refresh) if sys.stderr.isatty() else _lines(progress, refresh))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _lines(progress: Progress, refresh: Callable[[], None]) -> None:
    while True:
        await sleep(EVERY)
        refresh()
        sys.stderr.write(progress.format_line() + "\n")
        sys.stderr.flush()


async def _bar(progress: Progress, refresh: Callable[[], None]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("Sending"), BarColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=max(progress.wanted, 1))
        while True:
            refresh()
            bar.update(task, completed=progress.settled, description=progress.format_line())
            bar.refresh()
            await sleep(_REDRAW)
