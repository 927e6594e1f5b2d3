"""The commands that pages show without output: those in sentences, and those that upload, against a fake Yotpo."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.fake_yotpo.faults import Faults
from tests.fake_yotpo.server import SECRET, STORE_ID, FakeYotpo
from tests.test_readme import DOCUMENTS, ROOT, blocks, check_options, environment, write_file
from yotpo_lint.cli import main

INLINE = re.compile(r"(?<!`)`(yotpo-lint [^`]+)`(?!`)")
# A command that is only named: it needs arguments, a network or a browser, or ends with a person.
NAMED = {"check", "explain", "fix", "map", "open", "push", "verify"}
PLACEHOLDER = re.compile(r"\b(?:FILE|DIR|CODE|NAME|OUT)\b")


def inline_commands(name: str) -> list[str]:
    """Return the commands in the sentences of a page."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [command for command in INLINE.findall(text) if not command.startswith("yotpo-lint --")]


def is_run(command: str) -> bool:
    words = shlex.split(command)
    return not PLACEHOLDER.search(command) and words[1] != "open" and not (len(words) == 2 and words[1] in NAMED)


PAGES = [name for name in DOCUMENTS if inline_commands(name)]
RUNNING = [name for name in PAGES if any(map(is_run, inline_commands(name)))]


@pytest.mark.parametrize("name", PAGES)
def test_a_command_in_a_sentence_exists_with_its_options(name: str) -> None:
    for command in inline_commands(name):
        if "--help" not in command:
            check_options(command)


@pytest.mark.parametrize("name", RUNNING)
def test_a_command_in_a_sentence_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for document in ("README.md", name):
        for _, title, text in blocks(document):
            if title:
                write_file(title, text, tmp_path)
    for command in filter(is_run, inline_commands(name)):
        status = main(shlex.split(command)[1:], standalone_mode=False)
        assert status in (0, 1, None), (command, capsys.readouterr().err)


def test_there_are_such_commands() -> None:
    assert "rules/guide/tasks/repair-rejects.md" in RUNNING
    assert len(PAGES) > len(RUNNING) > 3


def test_the_group_has_its_options() -> None:
    for name in DOCUMENTS:
        for option in re.findall(r"`yotpo-lint (--\S+)`", (ROOT / name).read_text("utf-8")):
            assert option in {each for parameter in main.params for each in parameter.opts}, (name, option)
    assert isinstance(main, click.Group)


# Blocks that upload.


def shell_lines(name: str, *, with_word: str) -> list[str]:
    """Return the commands of the block of a page in which a word stands."""
    [block] = [text for language, _, text in blocks(name) if language == "sh" and with_word in text]
    return [line.partition(" #")[0].strip() for line in block.splitlines() if line.startswith("yotpo-lint ")]


def run_lines(lines: list[str], folder: Path, fake: FakeYotpo) -> list[int]:
    """Run commands against the fake, without verify's minute of patience; return their statuses."""
    upload = {"YOTPO_BASE_URL": fake.url, "YOTPO_STORE_ID": STORE_ID, "YOTPO_SECRET": SECRET}
    statuses = []
    for line in lines:
        words = [sys.executable, "-m", "yotpo_lint", *shlex.split(line)[1:]]
        words += ["--wait", "0"] if words[3] == "verify" else []
        done = subprocess.run(  # noqa: S603 -- the commands of our own documents
            words, cwd=folder, env=environment() | upload, capture_output=True, text=True, check=False
        )
        assert "error" not in done.stderr, (line, done.stderr)
        statuses.append(done.returncode)
    return statuses


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for _, title, text in blocks("README.md"):
        if title:
            write_file(title, text, tmp_path)
    return tmp_path


def test_fix_push_verify(folder: Path) -> None:
    """README goes on where the page about uploading begins: with the folder that `fix` wrote."""
    with FakeYotpo(Faults()) as fake:
        lines = shell_lines("rules/guide/tasks/push.md", with_word="push out --limit 10")
        assert [shlex.split(line)[1] for line in lines] == ["fix", "push", "push", "push", "verify"]
        # One of README's two rows is rejected, which is what `fix` answers.
        assert run_lines(lines, folder, fake) == [1, 0, 0, 0, 0]
        assert run_lines(shell_lines("README.md", with_word="yotpo-lint push out"), folder, fake) == [0, 0, 0]


def test_dead_letters_and_what_changed(folder: Path) -> None:
    push = ["yotpo-lint push out"]
    with FakeYotpo(Faults(refused={"1001": 422})) as fake:
        run_lines(["yotpo-lint fix customers.csv -o out -q"], folder, fake)
        assert run_lines(push, folder, fake) == [1]
    with FakeYotpo(Faults()) as fake:
        dead = shell_lines("rules/guide/tasks/push.md", with_word="dead_letters.jsonl")
        assert dead == ["yotpo-lint push out/dead_letters.jsonl"]
        assert run_lines(dead, folder, fake) == [0]
        run_lines(["yotpo-lint fix customers.csv -o monday -q", "yotpo-lint push monday"], folder, fake)
        tuesday = (folder / "customers.csv").read_text("utf-8").replace("female", "other")
        (folder / "tuesday.csv").write_text(tuesday, "utf-8")
        since = shell_lines("rules/guide/tasks/push.md", with_word="monday/journal.sqlite")
        assert run_lines(since, folder, fake) == [1, 0]
    assert (folder / "tuesday" / "customers.jsonl").read_text("utf-8").count("Other") == 1
