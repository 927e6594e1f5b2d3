"""Memory: what is held does not grow with the file, for a million lines are an ordinary one."""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

from tests.fake_yotpo.server import STORE_ID
from yotpo_lint.upload.payload_file import find_payload_files
from yotpo_lint.upload.push import PushOptions, open_plan

from .conftest import customer, write_folder


def peak_of(folder: Path, customers: int) -> int:
    """Return the bytes that judging all lines, working out their order and going through them takes at the most."""
    write_folder(folder, [customer(number, accepts_sms_marketing=number % 10 > 0) for number in range(customers)])
    options = PushOptions("https://api.yotpo.com")
    tracemalloc.start()
    try:
        with contextlib.ExitStack() as stack:
            plan = open_plan(find_payload_files([folder]), options, STORE_ID, stack)
            assert sum(item is not None for item in plan.items()) == customers
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_times_the_lines_take_no_more_memory(tmp_path: Path) -> None:
    # What is kept for a moment, such as a block of lines, is filled by the smaller file already.
    peak_of(tmp_path / "warm", 100)
    small, large = peak_of(tmp_path / "small", 11_000), peak_of(tmp_path / "large", 55_000)
    # A line is some 90 bytes; to keep one reference for each would take 350 kB more.
    assert large - small < 200_000
