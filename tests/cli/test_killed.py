"""A run that is ended from outside leaves no output or all of it, and nothing half-written where it can help it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sweeps import sweep

# The run sends itself the signal when all its outputs are staged: before it publishes them, or between two of them.
KILLED = """
import os, pathlib, signal, sys
from yotpo_lint.writers import folder
moment, name = sys.argv.pop(), sys.argv.pop()
def killed_before(call):
    def made(*arguments):
        os.kill(os.getpid(), getattr(signal, name))
        return call(*arguments)
    return made
if moment == "staged":
    folder.publish = killed_before(folder.publish)
else:
    pathlib.Path.replace = killed_before(pathlib.Path.replace)
from yotpo_lint.cli import main
main(sys.argv[1:])
"""


STATUS = {"SIGTERM": 143, "SIGINT": 130, "SIGHUP": 129, "SIGKILL": -signal.SIGKILL}
# Signal, moment, and whether the folder was there before; the first eight have each of them.
KILLS = [
    *((name, moment, moment == "publishing") for name in STATUS for moment in ("staged", "publishing")),
    *((name, moment, moment == "staged") for name in STATUS for moment in ("staged", "publishing")),
]


@pytest.mark.parametrize(("name", "moment", "there_before"), sweep(KILLS, quick=8))
def test_law_8_a_killed_run_leaves_no_output_or_all(tmp_path: Path, name: str, moment: str, there_before: bool) -> None:
    (tmp_path / "t.csv").write_text("external_id,gender\n1,female\n2,1\n", "utf-8")
    out = tmp_path / "out"
    mine = {"mine.txt"} if there_before else set[str]()
    if there_before:
        out.mkdir()
        (out / "mine.txt").write_text("mine", "utf-8")
    done = subprocess.run(  # noqa: S603 -- the program stands above
        [sys.executable, "-c", KILLED, "fix", "t.csv", "-o", "out", name, moment],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (STATUS[name], "", "")
    found = {path.name for path in out.iterdir()} if out.exists() else set()
    if name == "SIGKILL":
        # Nobody can clean up after that; but nothing there can be taken for an output.
        assert {path.name for path in out.iterdir() if path.is_file()} == mine
    elif moment == "publishing":
        # A moment that is not divided: the signal waits until all outputs are there.
        assert found > mine | {"customers.jsonl", "rejected.csv", "report.json"}
        assert not [each for each in found if each.startswith(".")]
    else:
        assert found == mine
        assert out.exists() == there_before
