"""The documents are true: their files are written, their commands run, their output compared line by line."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yotpo_lint_rules

import yotpo_lint

ROOT = Path(__file__).parents[1]
EXTENDING = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rules" / "guide" / "extending").glob("*.md"))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "rules/guide/reference/extension-api.md", *EXTENDING)
# Documents with commands whose output they show.
RUNNING = ("README.md", "rules/guide/extending/rule.md", "rules/guide/extending/source.md")

# A fenced block: its language, the file that it stands for, if any, and its text.
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def blocks(name: str) -> list[tuple[str, str, str]]:
    return FENCE.findall((ROOT / name).read_text(encoding="utf-8"))


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
    ran = 0
    for language, title, text in blocks(name):
        if title:
            path = tmp_path / title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif language == "console":
            run_console(text, tmp_path)
            ran += 1
        elif language == "pycon":
            run_python(text, globs, name)
            ran += 1
    assert ran, f"{name} shows nothing that runs"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_is_run_or_is_about_make_or_installing(name: str) -> None:
    """A block in another language would look like an example and never be held true."""
    for language, title, text in blocks(name):
        # The tree of folders is `text`; test_layout.py compares it with them.
        if not title and language not in {"console", "pycon", "text"}:
            assert language == "sh", f"{name} has a block of {language} that nothing runs:\n{text}"
            for line in text.splitlines():
                assert re.match(r"make |pip install |(?:UPDATE_CASES=1 )?python -m pytest ", line), line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_targets_of_make_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(
        r"\bmake (demo|[a-z]+(?=`|$| +#))", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert f"\n{target}:" in makefile, f"{name} speaks of `make {target}`"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in LINK.findall((ROOT / name).read_text(encoding="utf-8")):
        # The wheel is tested without its sources beside the documents: a package lies where it is installed.
        inside = Path(os.path.normpath(Path(name).parent / target)).as_posix()
        folder, _, rest = inside.removeprefix("rules/").partition("/")
        package = {"yotpo_lint": yotpo_lint, "yotpo_lint_rules": yotpo_lint_rules}.get(folder)
        path = Path(package.__file__).parent / rest if package else ROOT / inside
        assert path.exists(), f"{name} links to {target}"


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
