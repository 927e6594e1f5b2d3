"""Mutants and their verdicts, as mutmut stores them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.mutants.tree import MUTATED

# pytest's exit statuses: no test failed, no test was found. All others are kills: a failed test (1), an import that
# fails (2), a crash, or no end within the time.
SURVIVED = frozenset({0, 5})


class Mutant(NamedTuple):
    """A mutant by mutmut's name, the file it changes, and pytest's status; None if it was not tried."""

    name: str
    file: str
    status: int | None

    @property
    def was_tried(self) -> bool:
        """Return whether there is a verdict."""
        return self.status is not None

    @property
    def survived(self) -> bool:
        """Return whether tests were run and none failed."""
        return self.status in SURVIVED

    @property
    def package(self) -> str:
        """Return the folder of the file, by which the score is counted."""
        return self.file.rpartition("/")[0]


def read_mutants(tree: Path) -> list[Mutant]:
    """Return all mutants that mutmut made in the tree, sorted by name."""
    mutated = tree / MUTATED
    return sorted(
        Mutant(name, path.relative_to(mutated).with_suffix("").as_posix(), status)
        for path in mutated.rglob("*.meta")
        for name, status in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items()
    )


def store_status(tree: Path, mutant: Mutant, status: int) -> None:
    """Replace the status of a mutant where mutmut keeps it."""
    path = tree / MUTATED / f"{mutant.file}.meta"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["exit_code_by_key"][mutant.name] = status
    path.write_text(json.dumps(stored, indent=4), encoding="utf-8")


def draw_sample(names: Iterable[str], count: int, seed: int) -> set[str]:
    """Return `count` of the names, or all if there are fewer; the same names for the same seed.

    >>> draw_sample(["a", "b", "c"], 2, 1) == draw_sample(["c", "b", "a"], 2, 1)
    True
    >>> len(draw_sample(["a", "b", "c"], 2, 1)), len(draw_sample(["a"], 2, 1))
    (2, 1)
    """
    candidates = sorted(names)
    return set(random.Random(seed).sample(candidates, min(count, len(candidates))))  # noqa: S311 - chooses a sample
