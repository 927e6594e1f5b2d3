"""Run a program as a whole process and say what it cost.

Wall time is from the fork to the end of the process, start-up and imports included. CPU time is user and system time
of the process and of all children that it waited for. Peak memory is, of a single process, the kernel's `ru_maxrss`;
a process takes over the peak of whoever forks it, so this module and whatever imports it stay small: the standard
library and nothing else. Of a process with children it is the most that all of them together were seen to have:
what several share counts once, which Linux tells as the proportional set size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

# Linux counts ru_maxrss in kilobytes, macOS in bytes.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
MEGABYTE = 1_000_000

# Seconds between two looks at how much memory a process and its children have; a look takes some milliseconds.
LOOK = 0.1


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


class FailedError(Exception):
    """A contestant ended with another status than 0."""


def run(command: Sequence[str], log: Path, folder: Path = ROOT) -> tuple[Cost, str]:
    """Run a command from a folder; return its cost and what it printed."""
    printed, complained = log.with_suffix(".out"), log.with_suffix(".err")
    with printed.open("wb") as out, complained.open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 -- our own contestants
            command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
        family = _Family(process.pid)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            family.ended.set()
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = complained.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise FailedError(f"ended with status {process.returncode}: {' '.join(last)}")
    peak = max(usage.ru_maxrss * MAXRSS_UNIT, family.peak)
    cost = Cost(seconds, usage.ru_utime + usage.ru_stime, peak / MEGABYTE)
    return cost, printed.read_text(encoding="utf-8")


def environment() -> dict[str, str]:
    """Return the environment without what would change a contestant's settings or say where Python looks."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("YOTPO_LINT", "PYTHON"))} | {
        "PYTHONUTF8": "1"
    }


class _Family(threading.Thread):
    """Watches how much memory a process has together with its children, while it has any."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.ended = threading.Event()
        self._process = process
        self.start()

    def run(self) -> None:
        """Look until the process has ended."""
        while not self.ended.wait(LOOK):
            members = _with_children(self._process)
            if len(members) > 1:
                self.peak = max(self.peak, sum(map(_proportional, members)))


def _with_children(process: int) -> list[int]:
    """Return a process and all that descend from it; only Linux tells."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return [process]
    return [process, *(each for child in children for each in _with_children(int(child)))]


def _proportional(process: int) -> int:
    """Return the bytes that a process has, with its share of what others have as well; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
