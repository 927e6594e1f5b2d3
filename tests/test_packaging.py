"""What brings the command to a machine: the Dockerfile, the GitHub Action, shell completion, one version.

`.ci/run` builds the wheel and the sdist, has twine check them and runs the wheel with pipx and uvx. It builds the image
where there is a Docker daemon.
"""

from __future__ import annotations

import fnmatch
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

import yotpo_lint
from yotpo_lint import cli

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TABLE = "external_id,email,gender\n1,ada@example.com,female\n2,ben@example.com,F\n"
BAD = TABLE.replace("F\n", "Mrs\n")


def options_of(name: str) -> dict[str, click.Option]:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    options = [each for each in command.params if isinstance(each, click.Option)]
    return {each.opts[0].removeprefix("--"): each for each in options}


# One version.


def test_the_version_has_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"] == {"path": "yotpo_lint/_version.py"}
    assert importlib.metadata.version("yotpo-lint") == yotpo_lint.__version__
    for name in ("pyproject.toml", "Dockerfile", "action.yml", "Makefile"):
        assert yotpo_lint.__version__ not in (ROOT / name).read_text(encoding="utf-8"), name


# The Dockerfile. Docker itself is not asked: what it would be told is held to the tree.


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def test_the_image_copies_what_the_wheel_is_built_from() -> None:
    """Hatchling needs the readme and the licences that pyproject.toml names, and the packages."""
    copied = {
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    project = PROJECT["project"]
    needed = {
        "pyproject.toml",
        project["readme"],
        *project["license-files"],
        *PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"],
        PROJECT["tool"]["hatch"]["version"]["path"],
    }
    assert {each for each in needed if each.split("/")[0] not in copied} == set()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert ignored[1] == "*"
    assert let_in == copied
    assert any(fnmatch.fnmatch("rules/__pycache__", line) for line in ignored)


def test_the_image_runs_the_command_as_nobody() -> None:
    last = instructions()[max(at for at, (word, _) in enumerate(instructions()) if word == "FROM") :]
    told = dict(last)
    assert json.loads(told["ENTRYPOINT"]) == ["yotpo-lint"]
    assert "yotpo-lint" in PROJECT["project"]["scripts"]
    user = re.fullmatch(r"(\d+):(\d+)", told["USER"])
    assert user
    assert min(map(int, user.groups())) > 999
    assert "PYTHONDONTWRITEBYTECODE=1" in told["ENV"]


def test_the_command_writes_nothing_outside_its_folders(tmp_path: Path) -> None:
    """In a read-only container there are /tmp and /data; a home, a cache and the packages cannot be written."""
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    (tmp_path / "tmp").mkdir()
    watch = (
        "import sys\n"
        "def watch(event, args):\n"
        "    if event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+'):\n"
        "        print('WRITES', args[0], file=sys.__stderr__)\n"
        "    if event in ('os.mkdir', 'os.rename'):\n"
        "        print('WRITES', args[0], file=sys.__stderr__)\n"
        "sys.addaudithook(watch)\n"
        "from yotpo_lint.cli import main\n"
        "main(['fix', 't.csv', '-o', 'out', '-q'])\n"
    )
    done = subprocess.run(  # noqa: S603 -- the program is above
        [sys.executable, "-c", watch],
        cwd=tmp_path,
        env=os.environ | {"HOME": "/nonexistent", "TMPDIR": str(tmp_path / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    written = [line.removeprefix("WRITES ") for line in done.stderr.splitlines() if line.startswith("WRITES ")]
    assert any("out" in each for each in written)
    outside = [each for each in written if Path(each).is_absolute() and not each.startswith(str(tmp_path))]
    assert [each for each in outside if not each.startswith("/dev/")] == []


# The GitHub Action.


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def test_the_inputs_are_the_options() -> None:
    inputs = action()["inputs"]
    options = options_of("check")
    assert list(inputs) == ["files", "python-version", *options]
    for name, option in options.items():
        assert inputs[name]["description"] == option.help, name


def run_action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step as a runner does: every input is there, as text."""
    step = action()["runs"]["steps"][-1]
    assert step["shell"] == "python"
    assert "${{" not in step["run"]
    command = folder / "yotpo-lint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m yotpo_lint "$@"\n', "utf-8")
    command.chmod(0o755)
    given = {name: inputs.pop(name, each.get("default", "")) for name, each in action()["inputs"].items()}
    assert inputs == {}
    return subprocess.run(  # noqa: S603 -- our own action
        [sys.executable, "-c", step["run"]],
        cwd=folder,
        env=os.environ | {"COMMAND": str(command), "INPUTS": json.dumps(given), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_action_annotates_and_fails(tmp_path: Path) -> None:
    (tmp_path / "week 1.csv").write_text(TABLE, "utf-8")
    (tmp_path / "week 2.csv").write_text(BAD, "utf-8")
    done = run_action(tmp_path, files="week*.csv\n")
    assert done.returncode == 1
    assert done.stdout.startswith("::")
    assert "file=week 2.csv" in done.stdout
    assert "GEN004" in done.stdout
    assert run_action(tmp_path, files="week*.csv", **{"max-rejected": "50%"}).returncode == 0
    assert run_action(tmp_path, files="week*.csv", **{"max-rejected": "49%"}).returncode == 1


def test_the_action_passes_every_kind_of_option(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(BAD, "utf-8")
    inputs = {"map": "email=email\ngender=", "unsafe-fixes": "false", "quiet": "true", "exit-zero": "false"}
    assert run_action(tmp_path, files="t.csv", **inputs).returncode == 0
    settings = run_action(tmp_path, files="t.csv", **inputs, **{"show-settings": "true", "output-format": "json"})
    shown = json.dumps(json.loads(settings.stdout))
    assert '"gender": ""' in shown
    refused = run_action(tmp_path, files="t.csv", quiet="yes")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not true or false" in refused.stderr


def test_an_input_is_never_a_script_and_never_another_option(tmp_path: Path) -> None:
    done = run_action(tmp_path, files="--exit-zero\n$(touch here)")
    assert done.returncode == 2
    assert "--exit-zero" in done.stderr
    assert not (tmp_path / "here").exists()


def test_the_switches_of_the_action_are_the_switches_of_the_command() -> None:
    script = action()["runs"]["steps"][-1]["run"]
    found = {name: set(re.findall(r'"([\w-]+)"', words)) for name, words in re.findall(r"(\w+) = \{(.+)\}", script)}
    flags = {name: option for name, option in options_of("check").items() if option.is_flag}
    assert found["SWITCHES"] == set(flags)
    assert found["WITH_NO"] == {name for name, option in flags.items() if option.secondary_opts}


# Shell completion. bash is asked itself; zsh and fish through what their scripts call.


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, and the command on the path."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "yotpo-lint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m yotpo_lint "$@"\n', "utf-8")
    command.chmod(0o755)
    (tmp_path / "customers.csv").write_text(TABLE, "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


BASH = """
eval "$(_YOTPO_LINT_COMPLETE=bash_source yotpo-lint)"
compopt() { echo "compopt $*"; }
COMP_WORDS=({words}) COMP_CWORD={at}
_yotpo_lint_completion yotpo-lint
printf '%s\\n' "${{COMPREPLY[@]}}"
complete -p yotpo-lint
"""


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        ("yotpo-lint f", 1, "fix"),
        ("yotpo-lint fix --date-order ''", 3, "mdy dmy ymd"),
        ("yotpo-lint check --output-format g", 3, "github gitlab"),
        ("yotpo-lint fix --fixes-format p", 3, "parquet"),
        ("yotpo-lint fix cu", 2, "compopt -o default"),
        ("yotpo-lint fix customers.csv -o ''", 4, "compopt -o default"),
    ],
)
def test_bash_completes(shell: Path, words: str, at: int, offered: str) -> None:
    script = BASH.replace("compopt() { ", "compopt() {{ ").replace('"; }', '"; }}').format(words=words, at=at)
    done = subprocess.run(  # noqa: S603 -- the script is above
        ["bash", "-c", script],  # noqa: S607 -- the bash of whoever runs the tests
        capture_output=True,
        text=True,
        check=True,
    )
    *found, registered = done.stdout.splitlines()
    assert " ".join(each for each in found if each) == offered
    assert registered.endswith(" -F _yotpo_lint_completion yotpo-lint")


@pytest.mark.parametrize(
    ("name", "words", "offered"),
    [
        ("zsh", {"COMP_WORDS": "yotpo-lint fix --date-order", "COMP_CWORD": "3"}, ["plain", "mdy", "_"]),
        ("zsh", {"COMP_WORDS": "yotpo-lint fix cu", "COMP_CWORD": "2"}, ["file", "cu", "_"]),
        ("fish", {"COMP_WORDS": "yotpo-lint fix cu", "COMP_CWORD": "cu"}, ["file,cu"]),
        ("fish", {"COMP_WORDS": "yotpo-lint verif", "COMP_CWORD": "verif"}, ["plain,verify"]),
    ],
)
def test_zsh_and_fish_are_answered(shell: Path, name: str, words: dict[str, str], offered: list[str]) -> None:
    def ask(what: str, **more: str) -> str:
        return subprocess.run(
            ["yotpo-lint"],  # noqa: S607 -- the one of the fixture
            env=os.environ | {"_YOTPO_LINT_COMPLETE": f"{name}_{what}", **more},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert ask("source").count("yotpo-lint") > 1
    found = ask("complete", **words).splitlines()
    assert [line.partition("\t")[0] for line in found[: len(offered)]] == offered


def test_installed_shells_take_the_script(shell: Path) -> None:
    """bash is always there; zsh and fish judge their scripts where they are installed."""
    found = [name for name in ("bash", "zsh", "fish") if shutil.which(name)]
    assert "bash" in found
    for name in found:
        script = subprocess.run(
            ["yotpo-lint"],  # noqa: S607 -- the one of the fixture
            env=os.environ | {"_YOTPO_LINT_COMPLETE": f"{name}_source"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        (shell / f"script.{name}").write_text(script, "utf-8")
        done = subprocess.run([name, "-n", f"script.{name}"], capture_output=True, text=True, check=False)  # noqa: S603
        assert (done.returncode, done.stderr) == (0, ""), name
