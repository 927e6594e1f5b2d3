"""Run a program as a whole process and say what it cost.

Wall time is from the fork to the end of the process, start-up and imports included. CPU time is user and system time
of the process and of all children that it waited for. Peak memory is the kernel's `ru_maxrss`: the largest resident
set of any one process of that tree, not their sum. A process takes over the peak of whoever forks it, so this
module and whatever imports it stay small: the standard library and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

# Linux counts ru_maxrss in kilobytes, macOS in bytes.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
MEGABYTE = 1_000_000


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


class FailedError(Exception):
    """A contestant ended with another status than 0."""


def run(command: Sequence[str], log: Path) -> tuple[Cost, str]:
    """Run a command from the root of the repository; return its cost and what it printed."""
    printed, complained = log.with_suffix(".out"), log.with_suffix(".err")
    with printed.open("wb") as out, complained.open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 -- our own contestants
            command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = complained.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise FailedError(f"ended with status {process.returncode}: {' '.join(last)}")
    cost = Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT / MEGABYTE)
    return cost, printed.read_text(encoding="utf-8")


def environment() -> dict[str, str]:
    """Return the environment without what would change a contestant's settings or say where Python looks."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("YOTPO_LINT", "PYTHON"))} | {
        "PYTHONUTF8": "1"
    }
