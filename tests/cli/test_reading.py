"""The options that say how a file is read, standard input, and what is said of a guess."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.readers.formats import CSV, TWINS, delimited, parquet, records, xlsx, zipped
from yotpo_lint.cli import main
from yotpo_lint.readers import files
from yotpo_lint.readers.file_options import FileOptions

Command = Callable[..., Result]

OUTPUTS = ("customers.jsonl", "rejected.csv", "fixes.csv")


def report() -> dict[str, object]:
    found: dict[str, object] = json.loads(Path("out/report.json").read_text("utf-8"))["input"]
    return found


@pytest.mark.parametrize(
    "content",
    [CSV, gzip.compress(CSV), zipped(table=CSV), xlsx(), parquet(), json.dumps(records()).encode()]
    + [TWINS[name][0] for name in ("utf16.csv", "table.jsonl", "table.xml", "table.xls")],
    ids="csv gzip zip xlsx parquet json utf-16 jsonl xml xls".split(),
)
def test_standard_input_is_told_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(main, ["fix", "-", "-o", "out"], input=content)
    assert answer.exit_code == 1
    assert answer.stdout.startswith("standard input\n")
    assert report()["name"] == "standard input"
    assert report()["bytes"] == len(content)
    Path("t.csv").write_bytes(CSV)
    CliRunner().invoke(main, ["fix", "t.csv", "-o", "twin"])
    assert Path("out/customers.jsonl").read_bytes() == Path("twin/customers.jsonl").read_bytes()


@pytest.mark.parametrize(
    "content",
    [CSV, parquet(), b"", b"PK\3\4", gzip.compress(parquet())],
    ids=["csv", "parquet", "empty", "broken", "packed"],
)
def test_standard_input_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yotpo_lint.cli", "check", "-"],
        input=content,
        capture_output=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
    )
    assert done.returncode in (1, 2), done
    assert (b"\nstandard input:3:email: " in done.stdout) == (done.returncode == 1), done
    assert done.stderr.startswith(b"yotpo-lint: error: standard input: ") == (done.returncode == 2), done
    assert list(tmp_path.iterdir()) == [], done


def test_a_killed_process_leaves_no_copy_of_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yotpo_lint.cli", "check", "-"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:  # noqa: S603 -- our own command
        assert process.stdin
        # A pipe holds 64 kB: once this is written, the command has begun to copy.
        process.stdin.write(CSV + b"x" * 1_000_000)
        process.stdin.flush()
        process.kill()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_keeps_its_name_where_the_system_opens_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("yotpo_lint.readers.files._remove_name", lambda file, path: None)
    copy = files._write_temporary_file([b"a", b"bc"], "copy")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"abc"]
    assert list(copy.blocks()) == [b"abc"]
    del copy
    assert list(tmp_path.iterdir()) == []


def test_a_copy_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    copy = files._write_temporary_file([b"a", b"bc"], "copy")
    assert list(tmp_path.iterdir()) == []
    assert list(copy.blocks()) == list(copy.blocks()) == [b"abc"]
    open_files = Path("/proc/self/fd")
    before = len(list(open_files.iterdir()))
    del copy
    assert len(list(open_files.iterdir())) == before - 1


def test_a_guess_is_said(command: Command) -> None:
    Path("t.csv").write_bytes(delimited(",").encode("cp1252"))
    note = (
        "yotpo-lint: note: t.csv: read as cp1252, which is a guess; if names look wrong, declare the encoding with "
        "--encoding\n"
    )
    assert command("check", "t.csv").stderr == note
    assert command("fix", "t.csv", "-o", "out").stderr == note
    assert (report()["encoding"], report()["encoding_guessed"]) == ("cp1252", True)
    assert command("check", "t.csv", "-q").stderr == ""
    assert command("fix", "t.csv", "-o", "out", "--overwrite", "--encoding", "windows-1252").stderr == ""
    assert (report()["encoding"], report()["encoding_guessed"]) == ("cp1252", False)


def test_a_wrong_declaration_does_not_pass(command: Command) -> None:
    """UTF-8 read as cp1252 is found as what it is, cp1252 read as UTF-8 is set aside."""
    Path("t.csv").write_bytes(CSV)
    assert "FIL010" in command("check", "t.csv", "--encoding", "cp1252").stdout
    Path("t.csv").write_bytes(delimited(",").encode("cp1252"))
    assert "FIL051" in command("check", "t.csv", "--encoding", "utf-8").stdout
    Path("t.csv").write_bytes(CSV)
    assert "FIL051" in command("check", "t.csv", "--encoding", "ascii").stdout


def test_a_declaration_that_the_mark_contradicts(command: Command) -> None:
    Path("t.csv").write_bytes(CSV.decode().encode("utf-16"))
    assert command("check", "t.csv", "--encoding", "utf-16-le").exit_code == 1
    assert command("check", "t.csv", "--encoding", "cp1252").stderr == (
        "yotpo-lint: error: t.csv: begins with the byte order mark of UTF-16, and cp1252 is declared; "
        "leave --encoding out\n"
    )


def workbook(**sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_only_sheet_that_is_shown_and_filled_is_taken(command: Command) -> None:
    table: list[list[object]] = [["email"], ["ada@example.com"]]
    Path("t.xlsx").write_bytes(workbook(empty=[[None], ["  "]], People=table, hidden=table))
    assert command("fix", "t.xlsx", "-o", "out").exit_code == 0
    assert report()["sheet"] == "People"
    assert report()["encoding"] is None


def test_several_sheets_are_named(command: Command) -> None:
    ada, ben = [["email"], ["ada@example.com"]], [["email"], ["ben@example.com"]]
    Path("t.xlsx").write_bytes(workbook(Cover=[], A=ada, B=ben))
    assert command("fix", "t.xlsx", "-o", "out").stderr == (
        "yotpo-lint: error: t.xlsx: holds several sheets: 2 'A', 3 'B'; "
        "choose one with --sheet NAME or --sheet NUMBER\n"
    )
    for number, wanted in enumerate(["B", "3", "b "]):
        assert command("fix", "t.xlsx", "-o", f"out{number}", "--sheet", wanted).exit_code == 0
        assert "ben@example.com" in Path(f"out{number}/customers.jsonl").read_text("utf-8")
    assert command("check", "t.xlsx", "--sheet", "C").stderr == (
        "yotpo-lint: error: t.xlsx: has no sheet 'C'; it has 1 'Cover', 2 'A', 3 'B'\n"
    )
    assert command("check", "t.xlsx", "--sheet", "Cover").stderr == (
        "yotpo-lint: error: t.xlsx: the sheet 'Cover' is empty; choose another\n"
    )


def test_a_member_is_chosen(command: Command) -> None:
    Path("t.zip").write_bytes(zipped(**{"deep/a.csv": CSV, "b.csv": b"email\nben@example.com\n"}))
    assert command("fix", "t.zip", "-o", "out", "--member", "b.csv").exit_code == 0
    assert report()["packed"] == ["zip: b.csv"]
    assert command("check", "t.zip", "--member", "a.csv").exit_code == 1


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("t.csv", CSV, ["--sheet", "1"], "sheet: the input is not an Excel workbook; leave --sheet out"),
        ("t.csv", CSV, ["--member", "a"], "member: the input is not a zip archive; leave --member out"),
        ("t.xlsx", xlsx(), ["--member", "a"], "member: the input is not a zip archive; leave --member out"),
        (
            "t.xlsx",
            xlsx(),
            ["--encoding", "utf-8"],
            "encoding: a workbook is not text and has its own encoding; leave --encoding out",
        ),
        (
            "t.parquet",
            parquet(),
            ["--encoding", "utf-8"],
            "encoding: a Parquet file is not text and has its own encoding; leave --encoding out",
        ),
        *(
            (
                "t.csv",
                CSV,
                ["--encoding", word],
                f"encoding: {word!r} is not a known encoding; name one such as utf-8, cp1252, mac-roman or utf-16",
            )
            for word in ("latin-17", "rot13", "base64", "idna", "unicode_escape", "")
        ),
    ],
    # A workbook bears the time at which it is made, and the name of a test must not.
    ids=lambda value: "file" if isinstance(value, bytes) else None,
)
def test_an_option_that_means_nothing_is_refused(
    command: Command, name: str, content: bytes, options: list[str], message: str
) -> None:
    Path(name).write_bytes(content)
    answer = command("check", name, *options)
    assert answer.stderr == f"yotpo-lint: error: {message}\n"
    assert answer.exit_code == 2


def test_the_page_says_how_to_repeat_the_run(command: Command) -> None:
    Path("t.zip").write_bytes(zipped(**{"a.xlsx": workbook(A=[["email"], ["x@example.com"]]), "b.csv": CSV}))
    assert command("fix", "t.zip", "-o", "out", "--member", "a.xlsx", "--sheet", "A").exit_code == 0
    assert report()["declared"] == {"sheet": "A", "member": "a.xlsx"}
    page = Path("out/report.html").read_text("utf-8")
    assert "yotpo-lint fix t.zip -o out --sheet A --member a.xlsx" in page


def test_the_engine_gets_the_options(command: Command, run: object) -> None:
    command("check", "t.csv", "--encoding", "latin-1", "--sheet", "2", "--member", "x")
    assert run.options == FileOptions(encoding="iso8859-1", sheet="2", member="x")  # type: ignore[attr-defined]
