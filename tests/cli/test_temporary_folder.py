"""A temporary folder that cannot be written, is not there, or vanishes while a run works in it: one line, status 2."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.readers.formats import parquet, xlsx, zipped
from yotpo_lint.cli import main

TABLE = b"external_id,email\n" + b"".join(b"%d,a%d@example.com\n" % (number, number) for number in range(500))
# Each needs a file of its own in the temporary folder: for judged batches, for standard input, for what is packed.
RUNS = {
    "batches": ("t.csv", TABLE, ("--batch-size", "50")),
    "standard input": ("-", TABLE, ()),
    "a packed workbook": ("t.zip", zipped(**{"a.xlsx": xlsx()}), ()),
    "a packed Parquet file": ("t.zip", zipped(**{"a.parquet": parquet()}), ()),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOENT, errno.EACCES, errno.ENOSPC], ids=errno.errorcode.get)
def test_a_temporary_folder_that_takes_no_file_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise OSError(number, os.strerror(number), str(Path(tempfile.gettempdir(), "yotpo-lint-x")))

    path, content, more = RUNS[name]
    monkeypatch.chdir(tmp_path)
    if path != "-":
        Path(path).write_bytes(content)
    for each in ("TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, each, refuse)
    done = CliRunner().invoke(main, ["fix", path, "-o", "out", "-q", *more], input=content if path == "-" else None)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("yotpo-lint: error: ")
    assert os.strerror(number) in done.stderr
    assert "TMPDIR" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ([] if path == "-" else [path])
