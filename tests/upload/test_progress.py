"""What a person sees of a push: a line each minute where there is no terminal, and nothing with --quiet."""

from __future__ import annotations

import asyncio

import pytest

from yotpo_lint.upload import progress
from yotpo_lint.upload.progress import Progress, show_progress


def make_progress() -> Progress:
    return Progress(total=100, sent=40, dead=2, wanted=60, rate=5, settled=10, requests=13)


def test_the_line_has_counts_speed_and_time_left() -> None:
    shown = make_progress()
    assert shown.format_line().startswith("40 sent, 2 dead, 50 left, 3 retried; ")
    assert "waiting" not in shown.format_line()
    shown.paused_for = 12.0
    assert shown.format_line().endswith(" left, waiting 12 s as Yotpo asks")


@pytest.mark.parametrize(("quiet", "lines"), [(False, 3), (True, 0)])
def test_a_pipe_gets_plain_lines(
    quiet: bool, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refreshed = []
    waited = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) > 3:
            await asyncio.Event().wait()

    monkeypatch.setattr(progress, "sleep", wait)

    async def main() -> None:
        async with show_progress(make_progress(), lambda: refreshed.append(1), quiet=quiet):
            for _ in range(20):
                await asyncio.sleep(0)

    asyncio.run(main())
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == len(refreshed) == lines
    assert set(waited) <= {60.0}
