"""Make the mutants of a part, and try those of the sample."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from tests.mutants.tree import MUTATED, ROOT, run_tests_on_mutant, run_tool
from tests.mutants.verdicts import read_mutants, store_status


def make_mutants(tree: Path, jobs: int) -> None:
    """Let mutmut write the mutants and note which test reaches which function."""
    if (tree / MUTATED / "mutmut-stats.json").exists():
        return
    # It does both before it looks for the name.
    done = run_tool(tree, "mutmut", "run", "--max-children", str(jobs), "no-such-mutant")
    if "nothing matches" not in done.stderr:
        raise click.ClickException(done.stdout + done.stderr)


def try_mutants(tree: Path, names: Collection[str], jobs: int) -> None:
    """Run the tests that reach each mutant, then the test file of its name on those that survived.

    mutmut notes a test where it calls the function. Behind a cache that is the first test alone, in whatever file.
    """
    if not names:
        return
    done = run_tool(tree, "mutmut", "run", "--max-children", str(jobs), *sorted(names))
    if done.returncode:
        raise click.ClickException(done.stdout[-2_000:] + done.stderr[-2_000:])
    for mutant in read_mutants(tree):
        if mutant.name in names and mutant.survived:
            tests = find_test_files(mutant.file)
            if tests:
                store_status(tree, mutant, run_tests_on_mutant(tree, mutant.name, tests))


def find_test_files(file: str) -> list[str]:
    """Return the test files that are named like a file of the part.

    >>> find_test_files("yotpo_lint_rules/zip.py")
    ['tests/rules/test_zip.py']
    >>> find_test_files("yotpo_lint/kernel/cell.py")
    []
    """
    found = (ROOT / "tests").rglob(f"test_{Path(file).stem}.py")
    return sorted(path.relative_to(ROOT).as_posix() for path in found)
