"""The worker: one process beside the server, so that the page answers while a long table is linted.

A process can be ended when a person cancels, which a thread cannot, and it gives back its memory then.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from yotpo_lint.app.session_folder import remove_folder
from yotpo_lint.app.task import Done, Task, carry_out

# Seconds that a worker gets to end by itself.
PATIENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What the installed library knows: Yotpo's fields, and the sources by name with their titles."""

    fields: tuple[str, ...]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: the number of the step that is being done."""

    step: int = 0


class Worker:
    """Carries out one task at a time in a process of its own."""

    def __init__(self, session: Path) -> None:
        self._session = session
        self._known: Known | None = None
        self._progress: Progress | None = None
        self._running: tuple[Connection, SpawnProcess] | None = None

    def start(self) -> tuple[Connection, SpawnProcess]:
        """Start the process if it does not run; it loads the library at once, while the person looks for a file."""
        if self._running is None:
            # Spawned, for a forked process would share the server's sockets.
            context = mp.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, self._session), daemon=True)
            process.start()
            theirs.close()
            self._running = ours, process
        return self._running

    @property
    def progress(self) -> Progress | None:
        """Return how far the task is, or None when there is none."""
        return self._progress

    def submit(self, task: Task) -> None:
        """Give the worker a task; it has none."""
        self._progress = Progress()
        self.start()[0].send(task)

    def poll(self) -> Done | None:
        """Take in what the worker has sent since; return what came of the task if it is done."""
        if self._running is None:
            return None
        connection, process = self._running
        try:
            while connection.poll():
                message = connection.recv()
                if isinstance(message, Known):
                    self._known = message
                elif isinstance(message, Progress):
                    self._progress = message
                elif isinstance(message, Done):
                    self._progress = None
                    return message
        except (EOFError, OSError):
            return self._ended()
        return self._ended() if not process.is_alive() and not connection.poll() else None

    def known(self) -> Known:
        """Return what the library knows; it is there before the first task is done."""
        connection, process = self.start()
        while self._known is None and process.is_alive():
            connection.poll(PATIENCE)
            self.poll()
        return self._known or Known((), {})

    def cancel(self) -> None:
        """End the task with its process; the next task starts a new one."""
        self.close()
        self._progress = None

    def close(self) -> None:
        """End the process, if it runs."""
        if self._running is None:
            return
        connection, process = self._running
        process.terminate()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        connection.close()
        self._running = None

    def _ended(self) -> Done | None:
        """Clear away a process that ended by itself; without a task nobody need know."""
        busy = self._progress is not None
        self.cancel()
        return Done(error=DIED) if busy else None


DIED: Final = (
    "The check ended before its work was done; the computer may be short of memory. Try again, or repair the table "
    "with `yotpo-lint fix`, which needs less."
)
DEFECT: Final = "unexpected {name}: this is a defect of yotpo-lint; please report it with this line"


def work(connection: Connection, session: Path) -> None:
    """Carry out tasks until the server ends; without a server nobody else removes the session's folder."""
    # Ctrl-C goes to every process of a terminal; the server ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the library keeps meanwhile is customers' data as well.
    tempfile.tempdir = str(session)
    try:
        connection.send(what_is_known())
        while True:
            task = connection.recv()
            connection.send(_carried_out(task, connection))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        remove_folder(session)


def _carried_out(task: Task, connection: Connection) -> Done:
    try:
        return carry_out(task, lambda step: connection.send(Progress(step)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001 -- the last resort, as in the command: its own text may quote a customer
        return Done(error=DEFECT.format(name=type(error).__name__))


def what_is_known() -> Known:
    """Load the library, and ask its command for the sources."""
    import yotpo_lint as yl

    fields = tuple(str(name) for name in yl.CustomerSchema.columns)
    command = [sys.executable, "-m", "yotpo_lint.cli", "sources", "--output-format", "json"]
    listed = subprocess.run(command, capture_output=True, check=False, cwd=tempfile.gettempdir())  # noqa: S603 -- all ours
    # Where it fails a rule pack is broken, and the first table's run says so.
    sources = json.loads(listed.stdout) if listed.returncode == 0 else []
    return Known(fields, {each["name"]: each["title"] for each in sources})
