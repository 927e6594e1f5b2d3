"""The hook for pre-commit: what it runs is there, and takes the files that pre-commit gives it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Command = Callable[..., Result]

HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


def test_the_hook_runs_a_command_on_several_files(command: Command, tmp_path: Path) -> None:
    hook = dict(re.findall(r"^[- ] (\w+): (.*)$", HOOKS.read_text("utf-8"), re.MULTILINE))
    assert hook["id"] == "yotpo-lint"
    assert (hook["language"], hook["require_serial"], hook["types_or"]) == ("python", "true", "[csv, tsv]")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "yotpo-lint"
    for name, gender in (("a.csv", "F"), ("b.tsv", "M"), ("c.csv", "1")):
        separator = "\t" if name.endswith("tsv") else ","
        (tmp_path / name).write_text(f"external_id{separator}gender\n1{separator}{gender}\n", "utf-8")
    assert command(*arguments, "a.csv", "b.tsv").exit_code == 0
    assert command(*arguments, "a.csv", "b.tsv", "c.csv").exit_code == 1
