"""Publish staged files as one: a kill at any moment leaves outputs of one run only, and the next run completes them.

One rename makes the staging folder the journal; from then on the run counts as complete. What it replaces is removed
before the first new file appears, the report first, and the report is the last to appear. So a folder without a
report and with a journal is one whose publishing was interrupted, and never holds files of two runs.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

from yotpo_lint.errors import OutputError

# The staging folder of a complete run, while its files move to their names.
JOURNAL: Final = ".yotpo-lint-publishing"
# Which files the run has; it tells files that have moved from those of the run before.
MANIFEST: Final = ".names.json"

# Seconds that a run waits for another one to publish, which takes a few milliseconds.
MAX_WAIT: Final = 30.0
_POLL_SECONDS: Final = 0.05

_LOG: Final = logging.getLogger("yotpo_lint")


@contextlib.contextmanager
def lock_folder(directory: Path) -> Iterator[None]:
    """Hold the lock of an output folder, which the system releases when the process ends, however it ends.

    Raises:
        OutputError: another run holds it for too long.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = os.open(directory, os.O_RDONLY)
    try:
        deadline = time.monotonic() + MAX_WAIT
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                    break  # a file system without locks
                if time.monotonic() > deadline:
                    raise OutputError(
                        f"{directory}: another run is writing there; run again once it is done"
                    ) from error
                time.sleep(_POLL_SECONDS)
            else:
                break
        yield
    finally:
        os.close(folder)


def publish(staging: Path, directory: Path, names: Sequence[str]) -> None:
    """Move the staged files to their final names; interrupts wait until that is done.

    Raises:
        OSError: the files cannot be written or moved.
    """
    (staging / MANIFEST).write_text(json.dumps([name for name in names if (staging / name).exists()]), encoding="utf-8")
    for path in staging.iterdir():
        _sync(path)
    _sync(staging)
    with _defer_signals():
        staging.rename(directory / JOURNAL)
        _sync(directory)
        _complete(directory, names)


def complete_interrupted(directory: Path, names: Sequence[str]) -> bool:
    """Complete the publishing that a killed run began in `directory`, if there is one, and tell whether there was."""
    if not (directory / JOURNAL).is_dir():
        return False
    with _defer_signals():
        _complete(directory, names)
    _LOG.warning("%s: completed the outputs of a run that was killed while it published them", directory)
    return True


def _complete(directory: Path, names: Sequence[str]) -> None:
    """Replace the outputs in `directory` by those of its journal, wherever this was interrupted before."""
    journal = directory / JOURNAL
    manifest = journal / MANIFEST
    # The manifest goes last: without it all files have moved.
    published = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else []
    if published:
        for name in reversed(names):
            if name not in published or (journal / name).exists():
                (directory / name).unlink(missing_ok=True)
        for name in names:
            if (journal / name).exists():
                (journal / name).replace(directory / name)
        _sync(directory)
        manifest.unlink()
    journal.rmdir()


def _sync(path: Path) -> None:
    """Have the disk keep a file or a folder, should the machine stop."""
    if not hasattr(os, "O_DIRECTORY") and path.is_dir():  # Windows opens no folders
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        # Some file systems know no such thing.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
            raise
    finally:
        os.close(opened)


@contextlib.contextmanager
def _defer_signals() -> Iterator[None]:
    """Let what ends the process wait; publishing takes a moment, and stopped midway it would have to be completed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A handler that Python did not set cannot be put back.
    numbers = [number for number in numbers if signal.getsignal(number) is not None]
    before: dict[int, Any] = {number: signal.signal(number, remember) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)
