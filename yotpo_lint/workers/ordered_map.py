"""Work on several batches at a time, with the results in the order of the batches.

In threads, which cost nothing to start and may run anywhere; nearly half of the work is Arrow's and numpy's, which
release Python's lock. Or in forked processes, which share no lock: they inherit everything by being copies of this
one, so that only batches and answers pass between them.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


# One process reads the file, hands out batches and writes what comes back; with more workers than this it is the one
# that all others wait for, and each of them takes memory.
MAX_WORKERS: Final = 4


def get_default_jobs() -> int:
    """Return how many batches it is worth working on at a time: one for each core that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_WORKERS)


def can_fork() -> bool:
    """Tell whether processes may be forked: macOS has `fork`, but its own libraries fail in the copy."""
    return sys.platform == "linux"


def ordered_map(
    function: Callable[[Item], Answer], items: Iterable[Item], jobs: int, *, forked: bool = False
) -> Iterator[Answer]:
    """Yield the function's answers in the order of the items, while up to `jobs` of them are worked on.

    Few items more than that are taken ahead, so that memory is bounded by the workers and not by the input. When the
    consumer stops or is interrupted, what has not begun is dropped.

    Args:
        function: called in a worker; where that is a process, what it changes is lost, and only its answer counts.
        items: what it is called with, one at a time.
        jobs: how many workers there are.
        forked: whether these are forked processes; one item alone is not worth one.
    """
    iterator = iter(items)
    first = list(itertools.islice(iterator, 1 if jobs <= 1 else 2))
    items = itertools.chain(first, iterator)
    if jobs <= 1 or len(first) == 1:
        yield from map(function, items)
    elif forked:
        from yotpo_lint.workers.processes import map_in_processes

        yield from map_in_processes(function, items, jobs)
    else:
        yield from _map_in_threads(function, items, jobs)


def _map_in_threads(function: Callable[[Item], Answer], items: Iterable[Item], jobs: int) -> Iterator[Answer]:
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="yotpo-lint")
    waiting: deque[Future[Answer]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
