"""How a run is carried out: jobs, batches, the bar that a person waiting sees, and Ctrl-C in the middle."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from yotpo_lint.workers.ordered_map import can_fork

COMMAND = [sys.executable, "-m", "yotpo_lint.cli"]

# What befalls a run comes while batches are being worked on.
BEFALLEN = """
import os, signal, sys
from yotpo_lint.kernel import kernel
work = kernel.Kernel.__call__
calls = []
def befallen(self, columns, rows):
    calls.append(rows)
    if len(calls) == 3:
        {what}
    return work(self, columns, rows)
kernel.Kernel.__call__ = befallen
from yotpo_lint.cli import main
main(sys.argv[1:])
"""
# As a terminal does it: everyone whom the command started is interrupted, too.
INTERRUPT = "os.killpg(os.getpgrp(), signal.SIGINT)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = "".join(f"{number},{'female' if number % 3 else 'F'}\n" for number in range(1, 2001))
    (tmp_path / "t.csv").write_text(f"external_id,gender\n{rows}", encoding="utf-8")
    return tmp_path


def on_a_terminal(folder: Path, *args: str) -> tuple[int, str]:
    """Run the command with its standard error on a terminal; return its status and what that showed."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, *args], cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # how Linux says that the other end was closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return done.wait(), shown.decode("utf-8")


def test_a_terminal_shows_how_far_the_run_is(folder: Path) -> None:
    status, shown = on_a_terminal(folder, "fix", "t.csv", "-o", "out", "--batch-size", "100")
    assert status == 0
    for word in ("Reading", "Writing", "2,000 rows", "rows/s"):
        assert word in shown


@pytest.mark.parametrize("args", [("check", "t.csv", "-q"), ("fix", "t.csv", "-o", "out", "-q")])
def test_quiet_shows_no_bar(folder: Path, args: tuple[str, ...]) -> None:
    _, shown = on_a_terminal(folder, *args)
    assert shown == ""


def test_a_pipe_shows_nothing(folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 -- our own command
        [*COMMAND, "fix", "t.csv", "-o", "out"], cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def befallen(folder: Path, what: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 -- the program stands above
        [
            *(sys.executable, "-c", BEFALLEN.format(what=what)),
            *("fix", "t.csv", "-o", "out", "--batch-size", "50", "--jobs", "2"),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
        start_new_session=True,
    )


def test_an_interrupt_in_the_middle_leaves_nothing(folder: Path) -> None:
    done = befallen(folder, INTERRUPT)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")
    assert [path.name for path in folder.iterdir()] == ["t.csv"]


@pytest.mark.skipif(not can_fork(), reason="workers are threads here, and end with the whole process")
def test_a_worker_that_is_killed_ends_the_run_in_one_line(folder: Path) -> None:
    done = befallen(folder, "os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == 2
    assert done.stderr == (
        b"yotpo-lint: error: a worker process was ended by SIGKILL before its work was done, as happens when memory "
        b"runs out; close other programs, or work on fewer rows at a time with --jobs 1 or a smaller --batch-size\n"
    )
    assert [path.name for path in folder.iterdir()] == ["t.csv"]


@pytest.mark.skipif(not can_fork(), reason="workers are threads here, and end with the whole process")
def test_workers_end_with_a_run_that_is_killed(folder: Path) -> None:
    # The pipe of standard output is closed when the last process that holds it has ended.
    done = befallen(folder, "os.kill(os.getppid(), signal.SIGKILL)")
    assert (done.returncode, done.stdout, done.stderr) == (-9, b"", b"")


def test_an_error_in_a_worker_is_one_line(folder: Path) -> None:
    done = befallen(folder, "raise LookupError('anna@example.com')")
    assert done.returncode == 2
    assert done.stderr.startswith(b"yotpo-lint: error: unexpected LookupError in `yotpo-lint fix`")
    assert done.stderr.count(b"\n") == 1
    assert b"anna" not in done.stderr


@pytest.mark.parametrize("option", ["--jobs", "--batch-size"])
def test_less_than_one_is_misuse(folder: Path, option: str) -> None:
    done = subprocess.run(  # noqa: S603 -- our own command
        [*COMMAND, "check", "t.csv", option, "0"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert option in done.stderr
