"""Process several batches in parallel and return the results in input order.

Threads cost nothing to start and run anywhere; nearly half of the work is in Arrow and numpy, which release the GIL.
Forked processes share no GIL and inherit the rules and settings, so only batches and results pass between them.
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


# One process reads the file, hands out batches and writes the results. With more workers than this, they wait for it,
# and each of them takes memory.
MAX_WORKERS: Final = 4

# However many workers are asked for: 256 processes on one core took 45 seconds for a short table (2026-11-27).
MAX_WORKERS_PER_CORE: Final = 4


def get_default_jobs() -> int:
    """Return the default number of workers: one for each core that this process may use, at most `MAX_WORKERS`."""
    return min(count_cores(), MAX_WORKERS)


def bound_jobs(jobs: int) -> int:
    """Return how many workers are started where so many are asked for; more than a few for each core only wait."""
    return min(jobs, MAX_WORKERS_PER_CORE * count_cores())


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Return whether processes may be forked; macOS has `fork`, but its system libraries fail after it."""
    return sys.platform == "linux"


def ordered_map(
    function: Callable[[Item], Answer], items: Iterable[Item], jobs: int, *, forked: bool = False
) -> Iterator[Answer]:
    """Yield the function's results in the order of the items, with up to `jobs` workers.

    Only a few items are taken ahead, so memory depends on the number of workers and not on the input. When the consumer
    stops or is interrupted, pending items are dropped.

    Args:
        function: called in a worker; state that it changes in a worker process is lost.
        items: the arguments, one for each call.
        jobs: the number of workers; at most a few for each core are started.
        forked: use forked processes instead of threads; a single item is processed in this process.
    """
    jobs = bound_jobs(jobs)
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
