"""Prepare the tree that mutmut mutates, and run tools in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutants.parts import Part, write_settings

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
