"""A file that several workers write has its parts in order, whichever worker finishes first."""

import errno
import time
from pathlib import Path

import pytest

from yotpo_lint.errors import OutputError
from yotpo_lint.workers.ordered_map import can_fork, ordered_map
from yotpo_lint.writers.folder import stage_outputs
from yotpo_lint.writers.shared_file import SharedFile, cancel_part_on_failure

PARTS = 12
KINDS = [(1, False), (3, False), pytest.param(3, True, marks=pytest.mark.skipif(not can_fork(), reason="no fork here"))]


def part(number: int) -> bytes:
    return str(number).encode() * (number * 1000 % 3001)


@pytest.mark.parametrize(("jobs", "forked"), KINDS)
def test_parts_are_in_order_whichever_worker_finishes_first(tmp_path: Path, jobs: int, forked: bool) -> None:
    with SharedFile(tmp_path / "file", PARTS, b"header\n") as file:

        def write(number: int) -> None:
            time.sleep(0.01 * (number % 3 == 0))
            file.write(number, [part(number)[:7], part(number)[7:]])

        assert list(ordered_map(write, range(PARTS), jobs, forked=forked)) == [None] * PARTS
    assert (tmp_path / "file").read_bytes() == b"header\n" + b"".join(map(part, range(PARTS)))


@pytest.mark.parametrize(("jobs", "forked"), KINDS)
def test_no_worker_waits_for_a_part_that_failed(tmp_path: Path, jobs: int, forked: bool) -> None:
    with SharedFile(tmp_path / "file", PARTS) as file:

        def write(number: int) -> None:
            with cancel_part_on_failure([file], number):
                if number == 1:
                    time.sleep(0.05)
                    raise ValueError("part 1")
                file.write(number, [part(number)[:7], part(number)[7:]])

        with pytest.raises(ValueError, match="part 1"):
            list(ordered_map(write, range(PARTS), jobs, forked=forked))
    assert (tmp_path / "file").read_bytes() == part(0)


def test_a_full_disk_is_reported_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    def written() -> None:
        with (
            stage_outputs(tmp_path / "out", ["file"], overwrite=False) as staging,
            SharedFile(staging / "file", 1) as file,
        ):
            monkeypatch.setattr("os.pwrite", full)
            file.write(0, [b"text"])

    with pytest.raises(OutputError, match=r"cannot be written .No space left on device"):
        written()
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_without_pwrite_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.pwrite")
    with SharedFile(tmp_path / "file", 2, b"header\n") as file:
        file.write(0, [b"first\n"])
        file.write(1, [b"sec", b"ond\n"])
    assert (tmp_path / "file").read_bytes() == b"header\nfirst\nsecond\n"
