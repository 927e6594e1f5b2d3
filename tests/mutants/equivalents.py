"""Mutants that no test can kill, because they change no behaviour: equivalent.toml, each with its reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("equivalent.toml")


class Equivalent(NamedTuple):
    """A change of the lines of a function that changes no behaviour; `file` as in the prepared tree."""

    file: str
    before: str
    after: str
    reason: str


def read_equivalents(path: Path = TABLE) -> list[Equivalent]:
    """Return the entries of the table."""
    return [Equivalent(**each) for each in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]]


def read_change(diff: str) -> tuple[str, str]:
    r"""Return the lines that a mutant's diff removes and adds, each stripped and joined by a line break.

    >>> read_change("--- a\n+++ b\n@@ -1 +1 @@\n def f():\n-    return 1\n+    return 2")
    ('return 1', 'return 2')
    """
    body = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    before, after = ([line[1:].strip() for line in body if line.startswith(sign)] for sign in "-+")
    return "\n".join(before), "\n".join(after)


def find_equivalent(file: str, diff: str, equivalents: list[Equivalent]) -> Equivalent | None:
    """Return the entry of the table that is this mutant, if there is one."""
    change = read_change(diff)
    return next((each for each in equivalents if (each.file, each.before, each.after) == (file, *change)), None)
