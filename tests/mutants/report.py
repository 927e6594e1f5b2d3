"""Print what a run found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.mutants.equivalents import Equivalent, find_equivalent
from tests.mutants.parts import is_critical
from tests.mutants.verdicts import Mutant


def render_shares(title: str, counts: Mapping[str, tuple[int, int]]) -> str:
    """Return a table of shares by folder, with their sum.

    >>> print(render_shares("Lines", {"a": (1, 2), "b": (2, 2)}))
    Lines
         1 of     2   50 %  a
         2 of     2  100 %  b
         3 of     4   75 %  all
    """
    total = tuple(map(sum, zip(*counts.values(), strict=True)))
    rows = [*counts.items(), ("all", total)]
    return "\n".join(
        [title, *(f"{some:6,} of {of:5,} {round(100 * some / of):4} %  {name}" for name, (some, of) in rows)]
    )


def count_killed(tried: Iterable[Mutant]) -> dict[str, tuple[int, int]]:
    """Return for each folder how many mutants were killed, of how many that were tried."""
    tried = list(tried)
    total = Counter(each.package for each in tried)
    killed = Counter(each.package for each in tried if not each.survived)
    return {package: (killed[package], total[package]) for package in sorted(total)}


def render_survivors(tried: Iterable[Mutant], diffs: Mapping[str, str], equivalents: list[Equivalent]) -> str:
    """Return the diff of each survivor, those that need a test first; equivalent mutants are left out."""
    survivors = [
        each for each in tried if each.survived and not find_equivalent(each.file, diffs[each.name], equivalents)
    ]
    return "\n".join(
        f"{'NEEDS A TEST ' if is_critical(each.file) else ''}{diffs[each.name]}"
        for each in sorted(survivors, key=lambda each: not is_critical(each.file))
    )


def find_failures(tried: Iterable[Mutant], diffs: Mapping[str, str], equivalents: list[Equivalent]) -> list[str]:
    """Return a sentence for each survivor that needs a test, and for each line of the table that is wrong."""
    failures = []
    for each in tried:
        equivalent = find_equivalent(each.file, diffs[each.name], equivalents) if each.name in diffs else None
        if each.survived and equivalent is None and is_critical(each.file):
            failures.append(f"{each.name} survives: add a test, or a line in equivalent.toml")
        if equivalent is not None and not each.survived:
            failures.append(f"{each.name} is killed: remove its line from equivalent.toml: {equivalent.after}")
    return failures
