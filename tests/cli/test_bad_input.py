"""Bad input, end to end: one clear line and status 2, or the damaged lines alone in the rejects.

Every case runs the real command with the real rules over a file that lies in an empty folder: whatever a failed run
leaves behind stands beside it. What concerns the process (permissions, the disk) runs in one of its own.
"""

from __future__ import annotations

import csv
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]
Process = subprocess.CompletedProcess[str]

GOOD = b"external_id,gender\n1,F\n2,1\n3,female\n"


def run(folder: Path, *args: str, **options: object) -> Process:
    """Run the command in a folder."""
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "yotpo_lint.cli", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
        **options,  # type: ignore[call-overload]
    )


def refused(answer: Process | Result, line: str) -> None:
    """Check that a run said this one line, nothing else, and ended with status 2."""
    assert answer.stderr == f"yotpo-lint: error: {line}\n"
    assert answer.stdout == ""
    assert (answer.exit_code if isinstance(answer, Result) else answer.returncode) == 2


def rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "out" / "rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def accepted(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "out" / "customers.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["customer"] for line in lines]


# What is no table at all.

NO_TABLE: list[tuple[str, bytes, str]] = [
    ("empty file", b"", "t.csv: the file is empty; export the table again"),
    ("blank lines", b"\n \n", "t.csv: the header names no column; write the fields' names into the first line"),
    ("header only", b"external_id,email\n", "t.csv: has a header but no rows; export the table again"),
    (
        "no Yotpo column",
        b"loyalty,shoe size\n1,2\n",
        (
            "t.csv: no source is known for this layout, and no column is surely the customer's e-mail, phone or id "
            '(the header reads "loyalty", "shoe size"); say which column is which with --map HEADER=FIELD, such as '
            '--map "loyalty"=email, or look at all of them with `yotpo-lint map t.csv`'
        ),
    ),
    (
        "repeated header",
        b"email,email\nana@example.com,bo@example.com\n",
        "t.csv: the header repeats 'email'; rename or remove one column of each name",
    ),
    (
        "two headers of one field",
        b"email,Email\nana@example.com,bo@example.com\n",
        "t.csv: the columns 'email' and 'Email' both mean email; rename or remove one of them",
    ),
    (
        "undecodable header",
        b"email,caf\xe9\nana@example.com,x\n\xc3\xa9,y\n\xc3\xa8,y\n",
        "t.csv: the header email,caf\\xe9 holds bytes that are not UTF-8; export the table as UTF-8",
    ),
    (
        "NUL byte in the header",
        b"email\0,first_name" + b"\nana@example.com,Ana" * 3,
        "t.csv: the header holds a NUL byte; export the table again",
    ),
    (
        "header of 5 MB",
        b"email," + b"x" * 5_000_000 + b"\nana@example.com,1\n",
        "t.csv: the first line is longer than a megabyte; this is not a table with a header",
    ),
    (
        "bytes at random",
        bytes(range(256)) * 40,
        (
            "t.csv: is a binary file and not a table of text; open it in the program it comes from and export "
            "the table "
            "as CSV (UTF-8)"
        ),
    ),
    (
        "half a workbook named .csv",
        b"PK\x03\x04\x14\0\x06\0" + bytes(200),
        "t.csv: the zip archive ends too early or is damaged; copy or download it again",
    ),
]


@pytest.mark.parametrize(("raw", "line"), [each[1:] for each in NO_TABLE], ids=[each[0] for each in NO_TABLE])
def test_what_is_no_table_is_refused_in_one_line(command: Command, tmp_path: Path, raw: bytes, line: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    refused(command("check", "t.csv"), line)
    refused(command("fix", "t.csv", "-o", "out"), line)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("t.csv", "t.csv: there is no such file; check the name and the folder"),
        ("folder.csv", "folder.csv: is a directory; pass one file of it"),
        ("folder.csv/none/t.csv", "folder.csv/none/t.csv: there is no such file; check the name and the folder"),
        ("x" * 300, f"{'x' * 300}: is not the path of a file; check the name and the folder"),
    ],
    ids=["missing", "directory", "missing folder", "too long a name"],
)
def test_what_is_no_file_is_refused_in_one_line(command: Command, tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    refused(command("check", name), line)
    refused(run(tmp_path, "fix", name, "-o", "out"), line)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


# Damaged lines among good ones.

DAMAGED: list[tuple[str, bytes, list[tuple[str, ...]], list[str]]] = [
    (
        "ragged lines",
        b'external_id,gender\n1,F\n2\n3,M,x\n"4",\n5,F\n',
        [
            ("2", "3", "FIL050", "1 cell instead of 2", "2"),
            ("3", "4", "FIL050", "3 cells instead of 2", "3,M,x"),
        ],
        ["1", "4", "5"],
    ),
    (
        "undecodable bytes",
        "external_id,first_name\n1,Zoë\n".encode() + b"2,Jos\xe9\n" + "3,Éva\n4,Björn\n".encode(),
        [("2", "3", "FIL051", "the bytes \\xe9", "2,Jos\\xe9")],
        ["1", "3", "4"],
    ),
    (
        "NUL bytes",
        b"external_id,first_name\n1,Ann\n2,B\0b\n3,Cy\n",
        [("2", "3", "FIL052", "a NUL byte", "2,B\\x00b")],
        ["1", "3"],
    ),
    (
        "an unclosed quotation mark",
        b'external_id,first_name\n1,Ann\n2,"Bo\n3,"Cy"\n',
        [("2", "3", "FIL053", "never closed", '2,"Bo')],
        ["1", "3"],
    ),
    (
        "line breaks within cells",
        b'external_id,address1\n1,"A\nB"\n2\n3,C\n',
        [("2", "4", "FIL050", "1 cell instead of 2", "2")],
        ["1", "3"],
    ),
]


@pytest.mark.parametrize(("raw", "damaged", "sound"), [each[1:] for each in DAMAGED], ids=[each[0] for each in DAMAGED])
def test_damaged_lines_are_rejected_with_their_numbers_and_the_rest_is_processed(
    command: Command, tmp_path: Path, raw: bytes, damaged: list[tuple[str, ...]], sound: list[str]
) -> None:
    (tmp_path / "t.csv").write_bytes(raw)
    answer = command("fix", "t.csv", "-o", "out", "-q")
    assert (answer.stdout, answer.stderr, answer.exit_code) == ("", "", 1)
    assert [each["external_id"] for each in accepted(tmp_path)] == sound
    assert len(rejects(tmp_path)) == len(damaged)
    for reject, (row, line, code, reason, text) in zip(rejects(tmp_path), damaged, strict=True):
        assert (reject["_row"], reject["_line"], reject["_codes"], reject["_text"]) == (row, line, code, text)
        assert reason in reject["_reasons"]
    checked = command("check", "t.csv")
    assert (checked.stderr, checked.exit_code) == ("", 1)
    for row, _, code, *_ in damaged:
        assert f"t.csv:{row}: {code} " in checked.stdout


def test_a_cell_of_5_mb_is_refused_or_carried_like_any_other(command: Command, tmp_path: Path) -> None:
    long = "y" * 5_000_000
    table = f'external_id,first_name,note\n1,Ann,x\n2,{long},x\n3,Cy,"{long}"\n4,Di,x\n'
    (tmp_path / "t.csv").write_text(table, "utf-8")
    answer = command("fix", "t.csv", "-o", "out", "-q")
    assert (answer.stdout, answer.stderr, answer.exit_code) == ("", "", 1)
    assert [each["external_id"] for each in accepted(tmp_path)] == ["1", "3", "4"]
    csv.field_size_limit(10_000_000)
    (reject,) = rejects(tmp_path)
    assert (reject["_row"], reject["_line"], reject["_codes"]) == ("2", "3", "NAM002")
    # The source's own text, whole; but no message quotes it.
    assert reject["first_name"] == long
    assert len(reject["_reasons"]) < 200
    checked = command("check", "t.csv")
    assert (checked.exit_code, checked.stderr) == (1, "")
    assert len(checked.stdout) < 2000


# No permission. Root may read and write everything by two capabilities, which a run as root gives up first. It stays
# the owner of its files, so that it still finds its own program wherever that is installed.

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def without_privileges() -> None:
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


@pytest.fixture
def as_owner(tmp_path: Path) -> Callable[..., Process]:
    def invoke(*args: str) -> Process:
        return run(tmp_path, *args, preexec_fn=without_privileges)

    return invoke


@pytest.mark.parametrize("args", [("check", "t.csv"), ("fix", "t.csv", "-o", "out")], ids=["check", "fix"])
def test_a_file_that_may_not_be_read(tmp_path: Path, as_owner: Callable[..., Process], args: tuple[str, ...]) -> None:
    (tmp_path / "t.csv").write_bytes(GOOD)
    (tmp_path / "t.csv").chmod(0o000)
    refused(as_owner(*args), "t.csv: may not be read; give yourself permission to read the file")
    assert not (tmp_path / "out").exists()
    # It is the permission that was missing, and nothing else.
    (tmp_path / "t.csv").chmod(0o644)
    assert as_owner("check", "t.csv").returncode == 1


def test_a_folder_that_may_not_be_written(tmp_path: Path, as_owner: Callable[..., Process]) -> None:
    (tmp_path / "good.csv").write_bytes(GOOD)
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    denied = "(Permission denied)"
    refused(as_owner("fix", "good.csv", "-o", "locked"), f"locked: cannot be written {denied}; nothing was left there")
    refused(
        as_owner("fix", "good.csv", "-o", "locked/out"),
        f"locked/out: cannot be created {denied}; choose another folder",
    )
    assert list(locked.iterdir()) == []
    locked.chmod(0o755)
    assert as_owner("fix", "good.csv", "-o", "locked", "-q").returncode == 1
    assert (locked / "customers.jsonl").is_file()


# A full disk. A limit on the size of files fails a write as a full disk does, in the middle and for anyone.


def limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize(("fixes", "size"), [("csv", 0), ("csv", 120), ("csv", 1000), ("parquet", 300), ("none", 300)])
def test_a_full_disk_leaves_no_output(tmp_path: Path, fixes: str, size: int) -> None:
    (tmp_path / "t.csv").write_bytes(GOOD)
    answer = run(tmp_path, "fix", "t.csv", "-o", "new/out", "--fixes-format", fixes, preexec_fn=limited(size))
    refused(answer, "new/out: cannot be written (File too large); nothing was left there")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_a_full_disk_spares_the_outputs_of_an_earlier_run(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(GOOD)
    assert run(tmp_path, "fix", "t.csv", "-o", "out", "-q").returncode == 1
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    answer = run(tmp_path, "fix", "t.csv", "-o", "out", "--overwrite", preexec_fn=limited(300))
    refused(answer, "out: cannot be written (File too large); nothing was left there")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_full_disk_behind_standard_output_is_no_bad_data(tmp_path: Path, form: str) -> None:
    (tmp_path / "t.csv").write_bytes(GOOD)
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "yotpo_lint.cli", "check", "t.csv", "--output-format", form],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert answer.stderr == b"yotpo-lint: error: No space left on device\n"
    assert answer.returncode == 2
