"""Batches worked on at a time: in order, in threads and in forked processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import yotpo_lint as yl
from yotpo_lint.workers.ordered_map import can_fork, ordered_map

FORKED = pytest.param(True, marks=pytest.mark.skipif(not can_fork(), reason="no processes are forked here"))


class OwnError(Exception):
    """An error that cannot be copied, for its class wants two arguments and keeps one."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what + where)


@pytest.mark.parametrize("forked", [False, FORKED])
@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_answers_come_in_the_order_of_the_items(count: int, jobs: int, forked: bool) -> None:
    assert list(ordered_map(lambda item: item * 2, range(count), jobs, forked=forked)) == [2 * n for n in range(count)]


@pytest.mark.parametrize("forked", [False, FORKED])
def test_columns_come_back_as_they_are(forked: bool) -> None:
    long = pa.array(["Anna", None, "", "Żółć" * 500_000])
    items = [
        pa.RecordBatch.from_pydict({"a": long, "b": pa.array(["x", "y", "x", None]).dictionary_encode()}),
        long.slice(1, 2),
        pa.table({"n": pa.array([1, None])}),
        np.arange(3_000_000),
        (),
    ]
    for item, answer in zip(items, ordered_map(lambda item: item, items, 2, forked=forked), strict=True):
        assert type(answer) is type(item)
        assert np.array_equal(answer, item) if isinstance(item, np.ndarray) else answer == item


@pytest.mark.skipif(not can_fork(), reason="no processes are forked here")
def test_of_a_slice_only_its_own_cells_are_sent() -> None:
    whole = pa.array(["x" * 100] * 10_000)
    items = [whole.slice(start, 2) for start in range(0, 20, 2)]
    sizes = list(ordered_map(lambda item: item.get_total_buffer_size(), items, 2, forked=True))
    assert max(sizes) < 1_000


@pytest.mark.parametrize("forked", [False, FORKED])
def test_few_items_are_taken_ahead(forked: bool) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    for number, _ in enumerate(ordered_map(lambda item: item, items(), 2, forked=forked)):
        assert len(taken) <= number + 1 + 3 * 2


@pytest.mark.parametrize("forked", [False, FORKED])
@pytest.mark.parametrize(
    ("error", "raised"),
    [(lambda: ValueError("seven"), ValueError), (lambda: OwnError("se", "ven"), (OwnError, RuntimeError))],
)
def test_an_error_is_raised_here(forked: bool, error: Callable[[], Exception], raised: type[Exception]) -> None:
    def fails_at_seven(item: int) -> int:
        if item == 7:
            raise error()
        return item

    answers = []
    with pytest.raises(raised) as caught:
        answers.extend(ordered_map(fails_at_seven, range(20), 2, forked=forked))
    if forked:
        assert "fails_at_seven" in caught.value.__notes__[-1]


@pytest.mark.skipif(not can_fork(), reason="no processes are forked here")
def test_no_process_outlives_its_consumer() -> None:
    answers = ordered_map(lambda _: os.getpid(), range(100), 3, forked=True)
    workers = {next(answers) for _ in range(10)}
    assert os.getpid() not in workers
    answers.close()
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


@pytest.mark.skipif(not can_fork(), reason="no processes are forked here")
def test_a_frame_is_linted_alike_in_forked_processes() -> None:
    frame = pd.DataFrame(
        {"external_id": [f"C{number}" for number in range(500)], "gender": ["female", "F", "m.", "?"] * 125}
    )
    alone, forked = yl.lint(frame, jobs=1), yl.lint(frame, jobs=2, batch_size=60, forked=True)
    for one, other in zip(
        *((each.accepted, each.rejected, each.fixes, each.findings) for each in (alone, forked)), strict=True
    ):
        pd.testing.assert_frame_equal(one, other)
    assert list(alone.payloads()) == list(forked.payloads())


def test_forked_is_refused_where_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(yl.YotpoLintError, match="forked: processes can be forked on Linux only; leave it out"):
        yl.lint(pd.DataFrame({"external_id": ["C1"]}), forked=True)
