"""How a run is carried out: how many batches at a time, how large, and what a person waiting sees of it.

Nothing here changes a byte of what comes out.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from yotpo_lint.workers.execution import Execution

NAMES: Final = ("jobs", "batch_size")
OPTIONS: Final = (
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1, 256),
        help="Batches worked on at a time, at most 4 a core.  [default: one a core, at most 4]",
    ),
    click.option(
        "--batch-size", type=click.IntRange(1, 10_000_000), help="Rows in a batch at the most.  [default: 65536]"
    ),
)

# Seconds after which a worker that holds Python's lock is asked to hand it over. Workers let go of it by themselves
# whenever Arrow or numpy works; to ask ten times as often as this, which is Python's default, takes 7 % more time.
SWITCH_INTERVAL: Final = 0.05


@contextlib.contextmanager
def execution_of(params: dict[str, Any]) -> Iterator[Execution]:
    """Give the execution that the options ask for; while it lasts a terminal shows how far the run is."""
    from yotpo_lint.workers.execution import Execution
    from yotpo_lint.workers.ordered_map import can_fork

    _return_memory_early()
    _answer_interrupts_ourselves()
    sys.setswitchinterval(SWITCH_INTERVAL)
    chosen: dict[str, Any] = {name: params[name] for name in NAMES if params[name] is not None}
    chosen["forked"] = can_fork()
    if params["quiet"] or not sys.stderr.isatty():
        yield Execution(**chosen)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]} rows, {task.fields[speed]} rows/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, rows: int, share: float | None) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1 if share is not None else None, rows="", speed="")
            task = tasks[what]
            elapsed = bar.tasks[task].elapsed or 0
            speed = f"{rows / elapsed:,.0f}" if elapsed > 0 else "?"
            bar.update(task, completed=share or 0, rows=f"{rows:,}", speed=speed)

        yield Execution(**chosen, progress=show)


def _answer_interrupts_ourselves() -> None:
    """Keep pyarrow from answering Ctrl-C while it reads a block: now and then it loses one that comes at its end."""
    import pyarrow as pa

    pa.enable_signal_handlers(False)


def _return_memory_early() -> None:
    """Let Arrow take its memory from jemalloc, which holds on to less of it; a library may not decide that, we may."""
    import pyarrow as pa

    if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        # Arrow is built without it on Windows.
        with contextlib.suppress(NotImplementedError):
            pa.set_memory_pool(pa.jemalloc_memory_pool())
