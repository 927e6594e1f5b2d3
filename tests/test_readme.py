"""The documents are true: their files are written, their commands run, their output compared line by line."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yotpo_lint_rules

import yotpo_lint
from yotpo_lint import cli

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "rules" / "guide"
# A page of the guide that is added is tested without being named here.
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in GUIDE.rglob("*.md")),
)

# A fenced block: its language, the file that it stands for, if any, and its text.
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")
# Commands that a document shows and no test runs as they stand.
NOT_RUN = re.compile(
    r"make |pip install |pipx install '\.|pipx run --spec \. yotpo-lint |uvx --from \. yotpo-lint |"
    r"docker (?:build|run) |(?:UPDATE_CASES=1 )?python -m pytest |export YOTPO_[A-Z_]+="
)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def blocks(name: str) -> list[tuple[str, str, str]]:
    return FENCE.findall((ROOT / name).read_text(encoding="utf-8"))


RUNNING = tuple(name for name in DOCUMENTS if any(block[0] in {"console", "pycon"} for block in blocks(name)))


def write_file(title: str, text: str, folder: Path) -> None:
    path = folder / title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def environment() -> dict[str, str]:
    """Put the interpreter's own commands first, and take away what changes output."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YOTPO_LINT", "COLUMNS"))}
    return kept | {"PATH": path, "PYTHONUTF8": "1", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def sessions(text: str) -> list[tuple[str, list[str]]]:
    """Split a console block into commands, each with the lines it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def run_console(text: str, folder: Path) -> None:
    for command, expected in sessions(text):
        done = subprocess.run(  # noqa: S603  the commands are our own documents'
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stdout.splitlines() == expected, command


def run_python(text: str, globs: dict[str, object], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(text, globs, name, name, 0)
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
    globs.update(test.globs)
    assert not told, "".join(told)


@pytest.mark.parametrize("name", RUNNING)
def test_the_document_is_true_line_for_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    globs: dict[str, object] = {}
    # The guide goes on with README's tables.
    for _, title, text in blocks("README.md"):
        if title:
            write_file(title, text, tmp_path)
    for language, title, text in blocks(name):
        if title:
            write_file(title, text, tmp_path)
        elif language == "console":
            run_console(text, tmp_path)
        elif language == "pycon":
            run_python(text, globs, name)


def test_each_kind_of_document_shows_what_runs() -> None:
    """A fence that the pattern does not find would be held true by nobody."""
    assert {"README.md", "rules/guide/tasks/first-run.md", "rules/guide/reference/python.md"} <= set(RUNNING)
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(blocks(name)), name


def check_options(line: str) -> None:
    """Hold a line of `yotpo-lint` that is not run to the commands and options that there are."""
    words = shlex.split(line, comments=True)
    command = cli.main.get_command(click.Context(cli.main), words[1]) if len(words) > 1 else None
    assert command is not None, line
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words[2:] if word.startswith("-")} <= known, line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_is_run_or_is_about_make_installing_or_uploading(name: str) -> None:
    """A block in another language would look like an example and never be held true."""
    for language, title, text in blocks(name):
        # The tree of folders is `text`; test_layout.py compares it with them.
        if not title and language not in {"console", "pycon", "text"}:
            assert language == "sh", f"{name} has a block of {language} that nothing runs:\n{text}"
            for line in text.splitlines():
                if line.startswith("yotpo-lint "):
                    check_options(line)
                else:
                    assert NOT_RUN.match(line), line


def test_an_option_that_does_not_exist_is_found() -> None:
    with pytest.raises(AssertionError):
        check_options("yotpo-lint fix customers.csv --no-such-option")
    with pytest.raises(AssertionError):
        check_options("yotpo-lint no-such-command")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_targets_of_make_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(
        r"\bmake (demo|[a-z]+(?=`|$| +#))", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert f"\n{target}:" in makefile, f"{name} speaks of `make {target}`"


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in HEADING.findall(text)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target, anchor in LINK.findall((ROOT / name).read_text(encoding="utf-8")):
        inside = Path(os.path.normpath(Path(name).parent / target)).as_posix() if target else name
        # The wheel is tested without its sources beside the documents: a package lies where it is installed.
        folder, _, rest = inside.removeprefix("rules/").partition("/")
        package = {"yotpo_lint": yotpo_lint, "yotpo_lint_rules": yotpo_lint_rules}.get(folder)
        path = Path(package.__file__).parent / rest if package else ROOT / inside
        assert path.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor[1:] in anchors(path.read_text(encoding="utf-8")), f"{name} links to {target}{anchor}"


def test_the_index_leads_to_each_page() -> None:
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    shops = (GUIDE / "shops" / "index.md").read_text(encoding="utf-8")
    for path in GUIDE.glob("*/*.md"):
        if path.parent.name == "shops" and path.name != "index.md":
            assert f"({path.name})" in shops, path.name
        else:
            assert f"({path.parent.name}/{path.name})" in index, path.name


def test_the_page_of_exports_lists_every_source() -> None:
    page = (GUIDE / "reference" / "exports.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[`(\w+)`\]\(\.\./shops/\1\.md\) \| (.+) \|$", page, re.MULTILINE)
    files = sorted((Path(yotpo_lint_rules.__file__).parent / "sources").glob("*.toml"))
    assert listed == [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))["title"]) for path in files]
    assert f"[{len(listed)} layouts]" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_screen_shows_what_goes_in_and_what_comes_out() -> None:
    """A reader sees the table, the upload, the reject and the ledger before anything else."""
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:60])
    for shown in ("customers.csv", "customers.jsonl", "rejected.csv", "fixes.csv", "make demo", "make test"):
        assert shown in screen, shown


def test_no_document_names_a_machine() -> None:
    for name in (
        *DOCUMENTS,
        "CHANGELOG.md",
        "notebooks/clean_a_customer_table.ipynb",
        "notebooks/explore_the_findings.ipynb",
        "notebooks/from_a_shop_export.ipynb",
    ):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"/(?:home|root|Users|tmp|work)/|site-packages", text), name
