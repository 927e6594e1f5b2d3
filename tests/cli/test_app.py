"""The program: status, one line of error, and what starting it costs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from yotpo_lint._version import __version__
from yotpo_lint.cli import app, main
from yotpo_lint.cli.app import COMMANDS
from yotpo_lint.errors import ConservationError, InputError, OutputError, PackError

Command = Callable[..., Result]


@pytest.mark.parametrize("kind", [InputError, OutputError, PackError, ConservationError])
def test_our_errors_are_one_line(command: Command, run: Any, kind: type[Exception]) -> None:
    run.error = kind("t.csv: is\nno table; \x1b[2Jname a table")
    answer = command("check", "t.csv")
    assert answer.stderr == "yotpo-lint: error: t.csv: is\\nno table; \\x1b[2Jname a table\n"
    assert (answer.stdout, answer.exit_code) == ("", 2)


def test_a_defect_is_one_line_without_the_customer(command: Command, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run.error = KeyError("zoe@example.com")
    monkeypatch.setattr(sys, "argv", ["yotpo-lint", "check", "t.csv"])
    answer = command("check", "t.csv")
    assert answer.stderr == (
        f"yotpo-lint: error: unexpected KeyError in `yotpo-lint check`, version {__version__}: this is a bug in "
        "yotpo-lint; please report this line, which contains no customer data, but not the table "
        "(YOTPO_LINT_DEBUG=1 shows where it happened)\n"
    )
    assert (answer.stdout, answer.exit_code) == ("", 2)


def test_the_debug_variable_shows_where(command: Command, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run.error = KeyError("x")
    monkeypatch.setenv("YOTPO_LINT_DEBUG", "1")
    answer = command("check", "t.csv")
    assert "Traceback (most recent call last)" in answer.stderr
    assert answer.exit_code == 2


@pytest.mark.parametrize(
    ("error", "status", "stderr"),
    [
        (OSError(28, "No space left on device"), 2, "yotpo-lint: error: No space left on device\n"),
        (PermissionError(13, "Permission denied", "t.csv"), 2, "yotpo-lint: error: t.csv: Permission denied\n"),
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (MemoryError(), 2, None),
    ],
)
def test_other_ends(command: Command, run: Any, error: BaseException, status: int, stderr: str | None) -> None:
    run.error = error
    answer = command("check", "t.csv")
    assert answer.exit_code == status
    assert stderr is None or answer.stderr == stderr


def test_an_interrupt(command: Command, run: Any) -> None:
    run.error = KeyboardInterrupt()
    assert command("check", "t.csv").exit_code == 130


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("chekc",),
        ("check",),
        ("check", "t.csv", "--regoin", "US"),
        ("check", "t.csv", "--output-format", "xml"),
        ("explain",),
    ],
)
def test_misuse_is_two(command: Command, run: Any, args: tuple[str, ...]) -> None:
    answer = command(*args)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("--date-order", "dym"), "--date-order: 'dym' is not one of mdy, dmy, ymd; did you mean ymd?"),
        (("--select", "PNH"), "--select: no rule has the code or name 'PNH'; did you mean PHN?"),
        (
            ("--ignore", "gender-wrod"),
            "--ignore: no rule has the code or name 'gender-wrod'; did you mean gender-word?",
        ),
        (("--omit", "gendre"), "--omit: 'gendre' is not a Yotpo field; did you mean gender?"),
        (
            ("--config", "no.toml"),
            "no.toml: cannot be read as a configuration: No such file or directory; check --config",
        ),
    ],
)
def test_a_wrong_setting_names_the_option_and_the_nearest(
    command: Command, run: Any, args: tuple[str, ...], line: str
) -> None:
    answer = command("check", "t.csv", *args)
    assert answer.stderr == f"yotpo-lint: error: {line}\n"
    assert (answer.exit_code, run.source) == (2, None)


def test_version(command: Command) -> None:
    answer = command("--version")
    assert (answer.stdout, answer.exit_code) == (f"yotpo-lint {__version__}\n", 0)


HEAVY = {"pandas", "pyarrow", "numpy", "pandera", "rich", "jinja2", "phonenumbers", "pycountry", "openpyxl"}


@pytest.mark.parametrize(
    ("args", "start"),
    [
        (["--help"], "Usage: yotpo-lint [OPTIONS] COMMAND [ARGS]...\n"),
        (["check", "--help"], "Usage: yotpo-lint check [OPTIONS] FILE...\n"),
        (["fix", "--help"], "Usage: yotpo-lint fix [OPTIONS] [FILE]\n"),
        (["rules"], "code "),
        (["explain", "PHN002"], "# PHN002 "),
        (["schema"], "{\n"),
    ],
)
def test_what_reads_no_table_imports_nothing_heavy(args: list[str], start: str) -> None:
    code = (
        "import sys\n"
        "from yotpo_lint.cli import main\n"
        f"assert main({args!r}, standalone_mode=False) == 0\n"
        f"heavy = {HEAVY!r} & sys.modules.keys()\n"
        "assert not heavy, heavy\n"
    )
    answer = subprocess.run(  # noqa: S603 -- the code stands above
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(start)


def test_help_loads_no_command() -> None:
    code = (
        "import sys\n"
        "from yotpo_lint.cli import app\n"
        "assert app.main(['--help'], standalone_mode=False) == 0\n"
        "loaded = {f'yotpo_lint.cli.{name}' for name in app.COMMANDS} & sys.modules.keys()\n"
        "assert not loaded, loaded\n"
    )
    answer = subprocess.run(  # noqa: S603 -- the code stands above
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    for name, says in COMMANDS.items():
        assert f"  {name:<8}  {says}\n" in answer.stdout


def test_every_command_is_listed_and_every_listed_one_is_there() -> None:
    folder = Path(app.__file__).parent
    with_command = {
        path.stem.replace("_", "-")
        for path in folder.glob("*.py")
        if "\n@click.command" in path.read_text(encoding="utf-8")
    }
    assert with_command == COMMANDS.keys()
    for name in COMMANDS:
        found = main.get_command(click.Context(main), name)
        assert found is not None
        assert found.name == name
    assert main.get_command(click.Context(main), "app") is None


def test_as_a_module_and_with_a_closed_pipe(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        answer = subprocess.run(
            [sys.executable, "-m", "yotpo_lint.cli", "schema"], stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (answer.returncode, answer.stderr) == (141, b"")


def test_what_a_pipe_cannot_write_is_escaped(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    answer = subprocess.run(
        [sys.executable, "-m", "yotpo_lint.cli", "check", "t.csv", "--omit", "größe→"],
        capture_output=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith(
        b"yotpo-lint: error: --omit: 'gr\xf6\xdfe\\u2192' is not a Yotpo field; did you mean "
    )
