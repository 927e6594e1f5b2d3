"""Law 8 under fault injection: a kill or a full disk at every system call of publishing mixes no two runs."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import subprocess
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from tests.sweeps import sweep
from yotpo_lint.errors import OutputError
from yotpo_lint.writers import publication
from yotpo_lint.writers.folder import stage_outputs
from yotpo_lint.writers.leftovers import STAGING_PREFIX

NAMES = ("customers.jsonl", "rejected.csv", "fixes.csv", "report.json")
Calls = list[tuple[ModuleType, str]]
# What may meet a full disk, and what else publishing calls.
WRITING: Calls = [(io, "open"), *((os, name) for name in ("open", "mkdir", "rename", "replace", "unlink", "fsync"))]
ALL_CALLS: Calls = [*WRITING, *((os, name) for name in ("close", "rmdir", "lstat", "stat", "scandir"))]
KILLED = 137


def write(folder: Path, text: str, names: tuple[str, ...] = NAMES) -> None:
    with stage_outputs(folder, NAMES, overwrite=True) as staging:
        for name in names:
            (staging / name).write_text(text)


def outputs(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text() for name in NAMES if (folder / name).exists()}


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def inject(calls: Calls, fail: Callable[[], object], turn: int, *, after: bool) -> None:
    """Let the system call number `turn` fail: before it is made, or after."""
    count = 0

    def wrap(call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            number = count
            if number == turn and not after:
                fail()
            try:
                return call(*arguments, **named)
            finally:
                if number == turn and after:
                    fail()

        return made

    for module, name in calls:
        setattr(module, name, wrap(getattr(module, name)))


def run_forked(
    work: Callable[[], object], turn: int, fail: Callable[[], object], *, after: bool = False, calls: Calls = WRITING
) -> int:
    """Do something in a copy of this process in which one system call fails; return its exit status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        leave = os._exit
        try:
            inject(calls, fail, turn, after=after)
            work()
        except OutputError as error:
            leave(2 if "\n" not in str(error) else 3)
        except BaseException:  # noqa: BLE001 -- nothing of the tests may go on in the copy
            leave(4)
        leave(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die() -> NoReturn:
    os._exit(KILLED)


def fill_disk() -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# The new run has other files than the old one: a mix would be seen in either direction.
NEW_NAMES = ("customers.jsonl", "fixes.csv", "report.json")


@pytest.mark.parametrize(
    ("after", "there_before"),
    sweep([(False, True), (True, False), (False, False), (True, True)], quick=1),
)
def test_a_kill_at_every_system_call_mixes_no_runs(tmp_path: Path, after: bool, there_before: bool) -> None:
    turns = 0
    status = KILLED
    while status == KILLED:
        turns += 1
        folder = tmp_path / str(turns)
        if there_before:
            write(folder, "old")
        status = run_forked(lambda: write(folder, "new", NEW_NAMES), turns, die, after=after, calls=ALL_CALLS)  # noqa: B023
        found = outputs(folder) if folder.exists() else {}
        assert len(set(found.values())) <= 1, f"two runs are mixed after a kill at call {turns}: {found}"
        if "report.json" in found:
            assert tuple(found) == (NEW_NAMES if found["report.json"] == "new" else NAMES)
        elif "rejected.csv" in found:
            assert found["rejected.csv"] == "old"
        write(folder, "newer")
        assert outputs(folder) == dict.fromkeys(NAMES, "newer")
        assert hidden(folder) == [], f"something is left after a kill at call {turns}"
    assert (status, turns > 12) == (0, True)


@pytest.mark.parametrize("there_before", [False, True], ids=["new", "old"])
def test_a_full_disk_at_every_write_ends_in_one_line(tmp_path: Path, there_before: bool) -> None:
    statuses = set[int]()
    # A failure that changes nothing, as to look up a process, ends in success; there are some 25 calls.
    for turn in range(1, 32):
        folder = tmp_path / str(turn)
        if there_before:
            write(folder, "old")
        statuses.add(run_forked(lambda: write(folder, "new", NEW_NAMES), turn, fill_disk))  # noqa: B023
        found = outputs(folder) if folder.exists() else {}
        assert len(set(found.values())) <= 1
        write(folder, "newer")
        assert outputs(folder) == dict.fromkeys(NAMES, "newer")
        assert hidden(folder) == []
    assert statuses == {0, 2}


@pytest.mark.parametrize(
    ("after", "there_before"),
    sweep([(False, True), (True, False), (False, False), (True, True)], quick=1),
)
def test_a_folder_that_vanishes_at_any_system_call_ends_in_one_line(
    tmp_path: Path, after: bool, there_before: bool
) -> None:
    """Another program removes the output folder: all outputs are there, or none, and the run says so."""
    statuses: Counter[int] = Counter()
    for turn in range(1, 60):
        folder = tmp_path / str(turn)
        if there_before:
            write(folder, "old")
        status = run_forked(
            lambda: write(folder, "new", NEW_NAMES),  # noqa: B023
            turn,
            lambda: shutil.rmtree(folder, ignore_errors=True),  # noqa: B023
            after=after,
            calls=ALL_CALLS,
        )
        statuses[status] += 1
        found = outputs(folder) if folder.exists() else {}
        assert found in ({}, dict.fromkeys(NEW_NAMES, "new")), f"a part is left after call {turn}: {found}"
        assert not found or status == 0
        write(folder, "newer")
        assert outputs(folder) == dict.fromkeys(NAMES, "newer")
        assert hidden(folder) == [], f"something is left after call {turn}"
    assert statuses.keys() == {0, 2}
    assert statuses[2] > 5


def test_the_staging_folder_of_a_running_process_stays(tmp_path: Path) -> None:
    with stage_outputs(tmp_path, NAMES, overwrite=True) as staging:
        assert stat.S_IMODE(staging.stat().st_mode) == 0o700
        write(tmp_path, "other")
        assert staging.is_dir()
        (staging / "report.json").write_text("mine")
    assert outputs(tmp_path) == {"report.json": "mine"}
    assert hidden(tmp_path) == []


def test_what_a_killed_run_left_is_removed_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def stop_midway() -> None:
        with stage_outputs(tmp_path, NAMES, overwrite=True) as staging:
            (staging / "customers.jsonl").write_text("half")
            die()

    assert run_forked(stop_midway, 0, die) == KILLED
    assert len(hidden(tmp_path)) == 1
    write(tmp_path, "new")
    assert hidden(tmp_path) == []
    assert "removed what a killed run left behind (1 staging folder" in caplog.text


def test_a_folder_of_another_machine_stays(tmp_path: Path) -> None:
    foreign = tmp_path / f"{STAGING_PREFIX}999999999-1-00000000-00000000"
    foreign.mkdir()
    write(tmp_path, "new")
    assert foreign.is_dir()


def test_a_second_run_waits_for_the_lock(tmp_path: Path) -> None:
    write(tmp_path, "old")
    with publication.lock_folder(tmp_path):
        second = threading.Thread(target=write, args=(tmp_path, "new"))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert outputs(tmp_path) == dict.fromkeys(NAMES, "old")
    second.join(20)
    assert outputs(tmp_path) == dict.fromkeys(NAMES, "new")


def test_a_lock_that_is_never_released_ends_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "MAX_WAIT", 0.1)
    with (
        publication.lock_folder(tmp_path),
        pytest.raises(OutputError, match="another run is writing there; run again once it is done"),
    ):
        write(tmp_path, "new")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_while_publishing_waits_until_it_is_done(tmp_path: Path, name: str) -> None:
    program = f"""
import os, pathlib, signal, sys
from yotpo_lint.writers.folder import stage_outputs
signal.signal(signal.{name}, lambda *_: sys.exit(7))
replace = os.replace
def interrupted(*arguments):
    os.kill(os.getpid(), signal.{name})
    replace(*arguments)
os.replace = interrupted
with stage_outputs(pathlib.Path(sys.argv[1]), {NAMES!r}, overwrite=True) as staging:
    for name in {NAMES!r}:
        (staging / name).write_text("new")
"""
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)  # noqa: S603 -- stands above
    assert done.returncode == 7
    assert outputs(tmp_path) == dict.fromkeys(NAMES, "new")
    assert hidden(tmp_path) == []
