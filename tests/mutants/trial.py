"""Make the mutants of a part, and try those of the sample."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tests.mutants.parts import PYTEST_ARGUMENTS, Part
from tests.mutants.tree import MUTATED
from tests.mutants.verdicts import SURVIVED, Mutant, store_status

# What `mutmut run` does before it runs all tests to see which reach what.
MAKE = "from mutmut.__main__ import *; makedirs('mutants', exist_ok=True); copy_src_dir(); copy_also_copy_files(); "
MAKE += "create_mutants(max_children=1)"


def make_mutants(tree: Path) -> None:
    """Let mutmut write the mutants of every function that is new or has changed."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", MAKE], cwd=tree, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise click.ClickException(done.stdout[-2_000:] + done.stderr[-2_000:])


def try_mutants(tree: Path, part: Part, mutants: Sequence[Mutant]) -> None:
    """Run the tests on each mutant and store pytest's exit status."""
    mutated = tree / MUTATED
    command = [sys.executable, str(Path(__file__).with_name("fork_server.py"))]
    environment = {**os.environ, "PYTHONPATH": str(mutated.absolute())}
    with subprocess.Popen(  # noqa: S603 - our own code
        command, cwd=mutated, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the server has no pipes")

        def ask(name: str, tests: list[str]) -> int:
            request = {"name": name, "tests": [*PYTEST_ARGUMENTS, *tests]}
            print(json.dumps(request), file=server.stdin, flush=True)
            return int(server.stdout.readline())

        # A server that cannot run any test would kill every mutant. All tests were run when coverage was measured.
        smallest = min((tree / part.tests[0]).glob("test_*.py"), key=lambda path: path.stat().st_size)
        if mutants and ask("", [smallest.relative_to(tree).as_posix()]):
            raise click.ClickException(f"{smallest.name}: fails without a mutant")
        for mutant in mutants:
            # The status of the first that fails, or of the last.
            for tests in find_tests(tree, part, mutant.file):
                status = ask(mutant.name, tests)
                if status not in SURVIVED:
                    break
            store_status(tree, mutant, status)
            click.echo(f"{'survived' if mutant._replace(status=status).survived else 'killed':8}  {mutant.name}")
        server.stdin.close()


def find_tests(tree: Path, part: Part, file: str) -> list[list[str]]:
    """Return the tests that should notice a mutant of a file, in the order in which they are tried.

    For the engine these are all tests of the part. A rule is tested by the files named like it, and a form by those of
    the rules that import it, too.
    """
    folder, stem = Path(file).parent.name, Path(file).stem
    if part.name == "engine":
        own = f"tests/{folder}"
        named = _list_tests(tree, f"{own}/test_{stem}*.py")
        steps = [named, [own], [each for each in part.tests if each != own]]
    else:
        steps = [_list_tests(tree, f"tests/rules/test_{each}*.py") for each in find_importers(tree, stem)]
    return [step for step in steps if step] or [list(part.tests)]


def _list_tests(tree: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(tree).as_posix() for path in tree.glob(pattern))


def find_importers(tree: Path, stem: str) -> list[str]:
    """Return the name of a module of the pack and those of the modules that import it, directly or not."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((tree / "yotpo_lint_rules").rglob("*.py"))
        if path.stem != "__init__"
    }
    found = [stem]
    for name in found:
        imports = re.compile(rf"from yotpo_lint_rules[.\w]*(?:\.{name} import| import [^\n]*\b{name}\b)")
        found += [other for other, text in texts.items() if other not in found and imports.search(text)]
    return found
