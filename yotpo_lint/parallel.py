"""Work on several batches at a time, with the results in the order of the batches.

Threads, because nearly all of the work is Arrow's and numpy's, which release Python's lock.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(function: Callable[[Item], Answer], items: Iterable[Item], jobs: int) -> Iterator[Answer]:
    """Yield the function's answers in the order of the items, while up to `jobs` of them are worked on.

    One item more than that is taken ahead, so that memory is bounded by the workers and not by the input. When the
    consumer stops or is interrupted, what has not begun is dropped.
    """
    if jobs <= 1:
        yield from map(function, items)
        return
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
