"""Measure with coverage.py which lines the tests of a part run."""

from __future__ import annotations

import fnmatch
import json
from collections import defaultdict
from pathlib import Path

import click

from tests.mutants.parts import PYTEST_ARGUMENTS, Part
from tests.mutants.tree import run_tool


def measure_coverage(part: Part, tree: Path) -> dict[str, tuple[int, int]]:
    """Return for each folder of the part how many lines its tests run, and of how many."""
    command = ("run", "--source=yotpo_lint,yotpo_lint_rules", "-m", "pytest", "-q", *PYTEST_ARGUMENTS, *part.tests)
    for arguments in (command, ("json", "--quiet", "-o", "coverage.json")):
        done = run_tool(tree, "coverage", *arguments)
        if done.returncode:
            raise click.ClickException(done.stdout + done.stderr)
    lines: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file, measured in json.loads((tree / "coverage.json").read_text(encoding="utf-8"))["files"].items():
        if any(fnmatch.fnmatch(file, each) for each in part.mutated):
            counts = lines[file.rpartition("/")[0]]
            counts[0] += measured["summary"]["covered_lines"]
            counts[1] += measured["summary"]["num_statements"]
    return {folder: (covered, total) for folder, (covered, total) in sorted(lines.items())}
