"""The targets, as ratios of medians of one run (two cores, a million rows), and whether they were reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tests.bench.contestants import Tables

# A peak in megabytes, and a start in seconds, is divided by nothing.
ALONE = ""
# What `fix` may take, as a multiple of the floor, by the percentage of rejected rows.
FIX = {2.0: 3.0, 20.0: 3.5, 60.0: 4.5}
CHECK = 2.0
# A target that holds on one table only is not reached: tables of other seeds and shares may take so much more.
ELSEWHERE = 1.2


class Target(NamedTuple):
    """A contestant's figure divided by another's, and what it may be at the most."""

    what: str
    name: str
    by: str
    at_most: float
    figure: str = "seconds"


def targets(tables: Tables) -> tuple[Target, ...]:
    """Return the targets of the benchmark's tables; those of other seeds and shares follow from them."""
    lowest, middle = tables.lowest, tables.middle

    def allowed(share: float, at_most: float) -> float:
        return at_most if tables.is_published and share in FIX else at_most * ELSEWHERE

    return (
        *(
            Target(
                f"fix, {each:g} % rejected / floor",
                f"fix, {each:g} %",
                f"floor, {each:g} %",
                allowed(each, _of_share(each)),
            )
            for each in tables.shares
        ),
        Target(
            f"check, {lowest:g} % rejected / floor",
            f"check, {lowest:g} %",
            f"floor, {lowest:g} %",
            allowed(lowest, CHECK),
        ),
        Target("fix, clean / floor", "fix, clean", "floor, clean", 2.0),
        Target("fix, worst / plain script", "fix, worst", "plain, worst", 0.1),
        Target("fix, big: time / time of a tenth", "fix, big", f"fix, {middle:g} %", 10.5),
        Target("fix, big: peak memory in MB", "fix, big", ALONE, 600.0, "peak_mb"),
        Target("rules: seconds", "rules", ALONE, 0.5),
        Target("explain: seconds", "explain PHN002", ALONE, 0.5),
    )


def judge_targets(measured: Mapping[str, Mapping[str, Any]], tables: Tables) -> list[dict[str, Any]]:
    """Return each target with what was measured; both are None where one of the two did not run."""
    found: list[dict[str, Any]] = []
    for target in targets(tables):
        ratio = None
        if target.name in measured and (target.by == ALONE or target.by in measured):
            divisor = 1 if target.by == ALONE else measured[target.by][target.figure]
            ratio = round(measured[target.name][target.figure] / divisor, 3)
        reached = None if ratio is None else ratio <= target.at_most
        found.append(
            {"target": target.what, "at_most": round(target.at_most, 3), "measured": ratio, "reached": reached}
        )
    return found


def _of_share(share: float) -> float:
    """Return what `fix` may take at a share of rejected rows: as published, and on the straight line between those."""
    known: Sequence[tuple[float, float]] = sorted(FIX.items())
    if share <= known[0][0]:
        return known[0][1]
    for (below, low), (above, high) in pairwise(known):
        if share <= above:
            return low + (high - low) * (share - below) / (above - below)
    return known[-1][1]
