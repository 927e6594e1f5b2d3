"""The system says no: one line, status 2, nothing left, and never a defect of ours."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from yotpo_lint.cli.app import COMMANDS
from yotpo_lint.cli.system_limits import NO_THREADS, OUT_OF_MEMORY, STDOUT_CLOSED, describe_refusal
from yotpo_lint.workers.ordered_map import MAX_WORKERS_PER_CORE, bound_jobs, count_cores

TABLE = "external_id,email\n1,ada@example.com\n2,bob@example.com\n"
# The commands that open no connection, each with what it is called with.
CALLS = {
    "baseline": ("t.csv", "-o", "b.json"),
    "check": ("t.csv",),
    "explain": ("CNS001",),
    "fix": ("t.csv", "-o", "out"),
    "map": ("t.csv",),
    "new-rule": ("customer-number",),
    "rules": (),
    "schema": (),
    "sources": (),
}


def start(folder: Path, *arguments: str, program: str = "from yotpo_lint.cli import main; main()", **more: Any) -> Any:
    """Run a program in a folder with a table."""
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        **more,
    )


@pytest.mark.parametrize("name", CALLS)
def test_a_closed_standard_output_is_one_line(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, name, *CALLS[name], stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (2, f"yotpo-lint: error: {STDOUT_CLOSED}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_both_streams_closed_is_status_2(tmp_path: Path) -> None:
    done = start(tmp_path, "fix", "t.csv", "-o", "out", preexec_fn=lambda: os.closerange(1, 3))
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_a_closed_standard_error_takes_nothing_from_a_run(tmp_path: Path) -> None:
    """No file of the run may take its number: what is printed there would land in it."""
    done = start(tmp_path, "fix", "t.csv", "-o", "out", stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
    assert done.returncode == 0
    assert (tmp_path / "out" / "customers.jsonl").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), OUT_OF_MEMORY),
        (ImportError("libarrow.so: failed to map segment from shared object"), OUT_OF_MEMORY),
        (ImportError("libx.so: cannot allocate memory in static TLS block"), OUT_OF_MEMORY),
        (RuntimeError("can't start new thread"), NO_THREADS),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "Too many open files"),
        (OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "Resource temporarily unavailable"),
    ],
)
def test_a_refusal_is_one_line_and_no_defect(command: Any, run: Any, error: Exception, line: str) -> None:
    run.error = error
    answer = command("check", "t.csv")
    assert answer.stderr == f"yotpo-lint: error: {line}\n"
    assert (answer.stdout, answer.exit_code) == ("", 2)


def test_a_refusal_is_found_behind_another_error() -> None:
    behind = ValueError("no reader")
    behind.__cause__ = MemoryError()
    assert describe_refusal(behind) == OUT_OF_MEMORY
    assert describe_refusal(ValueError("no reader")) is None
    assert describe_refusal(ImportError("No module named 'pandas'")) is None


REFUSED_FORK = """
import errno, os
def refuse():
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
os.fork = refuse
from yotpo_lint.cli import main
main()
"""


def test_refused_processes_are_one_line(tmp_path: Path) -> None:
    arguments = ("fix", "t.csv", "-o", "out", "--jobs", "2", "--batch-size", "1")
    done = start(tmp_path, *arguments, program=REFUSED_FORK, capture_output=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "yotpo-lint: error: the system starts no more worker processes (Resource temporarily unavailable); close "
        "other programs, or use --jobs 1\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_many_jobs_start_a_few_workers_a_core() -> None:
    assert bound_jobs(1) == 1
    assert bound_jobs(256) == min(256, MAX_WORKERS_PER_CORE * count_cores())


HUNG_UP = textwrap.dedent(
    """
    import os, pathlib, signal
    make = pathlib.Path.mkdir
    def hang_up(path, *arguments, **named):
        make(path, *arguments, **named)
        if path.name.startswith(".yotpo-lint-"):
            os.kill(os.getpid(), signal.SIGHUP)
    pathlib.Path.mkdir = hang_up
    from yotpo_lint.cli import main
    main()
    """
)


def test_a_closed_terminal_leaves_nothing(tmp_path: Path) -> None:
    done = start(tmp_path, "fix", "t.csv", "-o", "out", program=HUNG_UP, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (129, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_nohup_keeps_its_word(tmp_path: Path) -> None:
    ignore = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    done = start(tmp_path, "fix", "t.csv", "-o", "out", "-q", program=ignore + HUNG_UP, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "report.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", range(150, 1150, 50))
def test_little_memory_is_one_line_or_enough(tmp_path: Path, megabytes: int) -> None:
    limit = megabytes << 20
    done = start(
        tmp_path,
        *("fix", "t.csv", "-o", "out", "-q"),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert "this is a defect" not in done.stderr
    assert done.returncode in (0, 2), done.stderr
    if done.returncode == 2:
        # The allocator of pyarrow may print a line of its own before ours.
        assert done.stderr.splitlines()[-1].startswith("yotpo-lint: error: ")
        assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("handles", [6, 9, 12])
def test_few_file_handles_are_one_line_or_enough(tmp_path: Path, handles: int) -> None:
    done = start(
        tmp_path,
        *("fix", "t.csv", "-o", "out", "-q"),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles)),
    )
    assert "this is a defect" not in done.stderr
    assert done.returncode in (0, 2), done.stderr
    if done.returncode == 2:
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "out").exists()


def test_every_command_is_tried() -> None:
    assert COMMANDS.keys() - CALLS.keys() == {"open", "push", "verify"}, "those that open a connection"


def test_the_status_of_each_signal_is_that_of_a_shell() -> None:
    assert 128 + signal.SIGHUP == 129
