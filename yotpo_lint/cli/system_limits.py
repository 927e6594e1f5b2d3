"""What the system may refuse a run, each in a sentence: no stream, no memory, no thread, no process."""

from __future__ import annotations

import os
import sys
from typing import Final

from yotpo_lint.errors import OutputError

OUT_OF_MEMORY: Final = (
    "memory ran out; close other programs, or work on fewer rows at a time with --jobs 1 or a smaller --batch-size"
)
NO_THREADS: Final = "the system starts no more threads or processes; close other programs, or use --jobs 1"
STDOUT_CLOSED: Final = "standard output is closed; leave it open, or send it to /dev/null"

# What the dynamic loader and numpy say where a library finds no memory; Python makes an ImportError of it.
_LOADER_MESSAGES: Final = ("failed to map segment", "cannot allocate memory", "cannot create shared object descriptor")
_THREAD_MESSAGES: Final = ("can't start new thread", "resource temporarily unavailable")


def open_missing_streams() -> None:
    """Open the null device for each standard stream that is closed.

    Otherwise the next file that is opened would take its number, and what is printed would land in that file.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDONLY if name == "stdin" else os.O_WRONLY)
            setattr(sys, name, os.fdopen(null, "r" if name == "stdin" else "w", encoding="utf-8"))


def refuse_closed_output() -> None:
    """Refuse to run where nobody can see what is printed.

    Raises:
        OutputError: standard output was closed when the program began.
    """
    if sys.__stdout__ is None:
        raise OutputError(STDOUT_CLOSED)


def use_one_library_thread() -> None:
    """Let numpy's library start no threads of its own: nothing here multiplies matrices, and threads may be refused."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def describe_refusal(error: BaseException) -> str | None:
    """Say what the system refused, if an error, or one that led to it, comes of that; else return None."""
    seen = set[int]()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        text = str(each).casefold()
        if isinstance(each, MemoryError) or (isinstance(each, ImportError) and _holds_any(text, _LOADER_MESSAGES)):
            return OUT_OF_MEMORY
        if isinstance(each, RuntimeError) and _holds_any(text, _THREAD_MESSAGES):
            return NO_THREADS
        each = each.__cause__ or each.__context__
    return None


def _holds_any(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)
