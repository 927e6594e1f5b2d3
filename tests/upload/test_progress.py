"""What a person sees of a push: a bar, a line each minute where there is no terminal, and nothing with --quiet."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_yotpo.server import FakeYotpo
from yotpo_lint.upload import progress
from yotpo_lint.upload.progress import Progress, show_progress

from .conftest import customer, environment_of, write_folder


def make_progress() -> Progress:
    return Progress(total=100, sent=40, dead=2, wanted=60, rate=5, settled=10, requests=13)


def test_the_line_has_counts_speed_and_time_left() -> None:
    shown = make_progress()
    assert shown.format_line().startswith("40 sent, 2 dead, 50 left, 3 retried; ")
    assert "waiting" not in shown.format_line()
    shown.paused_for = 12.0
    assert shown.format_line().endswith(" left, waiting 12 s as Yotpo asks")


def test_a_terminal_gets_a_bar(start_fake: Callable[..., FakeYotpo], tmp_path: Path) -> None:
    import pexpect

    fake = start_fake(latency=1.0)
    write_folder(tmp_path / "out", [customer(number) for number in range(30)])
    child = pexpect.spawn(
        sys.executable,
        ["-m", "yotpo_lint.cli", "push", str(tmp_path / "out"), "--rate", "20"],
        env=environment_of(fake.url) | {"TERM": "xterm", "COLUMNS": "160"},
        encoding="utf-8",
        dimensions=(24, 160),
        timeout=60,
    )
    child.expect(r"Sending .* [0-9]+ sent, 0 dead, [0-9]+ left, 0 retried; [0-9.]+ a second")
    child.expect("30 customers: 30 sent, 0 dead letters, 0 left")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


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
