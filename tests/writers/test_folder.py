"""Law 8: outputs appear together under their final names, or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from yotpo_lint.errors import OutputError
from yotpo_lint.writers.folder import stage_outputs

NAMES = ("a.txt", "report.json")


def write(folder: Path, text: str, *, overwrite: bool = False) -> None:
    with stage_outputs(folder, NAMES, overwrite=overwrite) as staging:
        for name in NAMES:
            (staging / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_files_appear_under_their_names(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "out", "x")
    assert contents(tmp_path / "deep" / "out") == {"a.txt": "x", "report.json": "x"}


def test_a_folder_with_outputs_is_refused_unless_overwritten(tmp_path: Path) -> None:
    write(tmp_path, "old")
    with pytest.raises(OutputError, match=r"already holds a\.txt, report\.json; .*--overwrite"):
        write(tmp_path, "new")
    assert contents(tmp_path) == {"a.txt": "old", "report.json": "old"}
    write(tmp_path, "new", overwrite=True)
    assert contents(tmp_path) == {"a.txt": "new", "report.json": "new"}


def test_what_else_lies_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    write(tmp_path, "x")
    assert contents(tmp_path)["mine.txt"] == "mine"


@pytest.mark.parametrize("there_before", [True, False])
def test_a_failed_run_leaves_nothing(tmp_path: Path, there_before: bool) -> None:
    folder = tmp_path / "new" / "out"
    if there_before:
        write(folder, "old")

    def fail() -> None:
        with stage_outputs(folder, NAMES, overwrite=True) as staging:
            (staging / "a.txt").write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match="No space left on device"):
        fail()
    assert contents(folder) == {"a.txt": "old", "report.json": "old"} if there_before else not folder.parent.exists()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write(tmp_path / "out", "x")
    with pytest.raises(OutputError, match="cannot be created"):
        write(tmp_path / "out" / "below", "x")


def test_a_killed_run_leaves_no_output(tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from yotpo_lint.writers.folder import stage_outputs
        with stage_outputs(Path({str(tmp_path / "out")!r}), {NAMES!r}, overwrite=False) as staging:
            (staging / "a.txt").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 -- the program stands above
    assert done.returncode == -signal.SIGKILL
    assert not [path for path in (tmp_path / "out").iterdir() if path.is_file()]
    write(tmp_path / "out", "x")
    assert contents_of_files(tmp_path / "out") == {"a.txt": "x", "report.json": "x"}


def contents_of_files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
