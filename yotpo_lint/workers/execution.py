"""How a run uses this machine: workers, batch size, progress. No setting here changes a byte of the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from yotpo_lint.workers.ordered_map import get_default_jobs, ordered_map

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Receives the name of the step, the number of records it has handled, and the share of the whole (None if unknown).
Progress = Callable[[str, int, "float | None"], None]


def _show_nothing(_step: str, _rows: int, _share: float | None) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Execution:
    """Describe how a run uses this machine.

    Attributes:
        jobs: how many batches are processed at the same time.
        forked: whether workers are forked processes instead of threads. Processes are faster on long tables; they
            need Linux and a program without threads of its own.
        batch_size: the largest number of records in a batch; None leaves it to the reader.
        progress: called after each batch.
    """

    jobs: int = field(default_factory=get_default_jobs)
    forked: bool = False
    batch_size: int | None = None
    progress: Progress = _show_nothing

    def map(self, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the function's answers in the order of the items while up to `jobs` of them are processed."""
        return ordered_map(function, items, self.jobs, forked=self.forked)
