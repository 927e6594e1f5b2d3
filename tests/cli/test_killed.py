"""A run that is ended from outside leaves no output, and nothing half-written either where it can help it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

# The run sends itself the signal at the moment at which all its outputs are staged and none has its final name.
KILLED = """
import os, pathlib, signal, sys
name = sys.argv.pop()
def replace(self, target):
    os.kill(os.getpid(), getattr(signal, name))
    return os.replace(self, target)
pathlib.Path.replace = replace
from yotpo_lint.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130), ("SIGKILL", -signal.SIGKILL)])
@pytest.mark.parametrize("there_before", [False, True], ids=["new folder", "old folder"])
def test_law_8_a_killed_run_leaves_no_output(tmp_path: Path, name: str, status: int, there_before: bool) -> None:
    (tmp_path / "t.csv").write_text("external_id,gender\n1,female\n2,1\n", "utf-8")
    out = tmp_path / "out"
    if there_before:
        out.mkdir()
        (out / "mine.txt").write_text("mine", "utf-8")
    done = subprocess.run(  # noqa: S603 -- the program stands above
        [sys.executable, "-c", KILLED, "fix", "t.csv", "-o", "out", name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (status, "", "")
    if name == "SIGKILL":
        # Nobody can clean up after that; but nothing there can be taken for an output.
        assert [path.name for path in out.iterdir() if path.is_file()] == ["mine.txt"] * there_before
    elif there_before:
        assert [path.name for path in out.iterdir()] == ["mine.txt"]
    else:
        assert not out.exists()
