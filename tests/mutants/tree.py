"""Prepare the tree that mutmut mutates, and run tools in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.parts import PYTEST_ARGUMENTS, Part, write_settings

ROOT = Path(__file__).parents[2]
# mutmut derives a module's name from its path, so the pack lies beside the engine here, not in rules/.
FOLDERS = {"yotpo_lint": "yotpo_lint", "rules/yotpo_lint_rules": "yotpo_lint_rules", "tests": "tests"}
# The folder in the tree where mutmut keeps the mutated copy, its verdicts and its statistics.
MUTATED = "mutants"


def prepare_tree(part: Part, tree: Path) -> None:
    """Copy packages, tests and pyproject.toml side by side; what mutmut knows of unchanged functions stays."""
    tree.mkdir(parents=True, exist_ok=True)
    for source, target in FOLDERS.items():
        # mutmut compares times of change, which copytree keeps.
        shutil.copytree(
            ROOT / source, tree / target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", ".*")
        )
    shutil.copy2(ROOT / "pyproject.toml", tree / "pyproject.toml")
    write_settings(part, tree)


def run_tool(tree: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the tree and return its status with what it printed."""
    command = [str(Path(sys.executable).with_name(tool)), *arguments]
    return subprocess.run(command, cwd=tree, check=False, text=True, capture_output=True)  # noqa: S603 - our own tools


def run_tests_on_mutant(tree: Path, mutant: str, tests: Sequence[str]) -> int:
    """Return pytest's status for these tests in a fresh process in which the mutant is active."""
    mutated = tree / MUTATED
    environment = {**os.environ, "MUTANT_UNDER_TEST": mutant, "PYTHONPATH": str(mutated.absolute())}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--rootdir=.", *PYTEST_ARGUMENTS, *tests]
    return subprocess.run(  # noqa: S603 - our own tests
        command, cwd=mutated, check=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ).returncode
