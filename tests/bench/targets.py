"""The targets, as ratios of medians of one run (two cores, a million rows), and whether they were reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.bench.contestants import BARE_CLICK, PANDAS_AND_PANDERA


class Target(NamedTuple):
    """A contestant's figure divided by another's, and what it may be at the most."""

    what: str
    name: str
    by: str
    at_most: float
    figure: str = "seconds"


# A peak in megabytes is divided by nothing.
ALONE = ""
TARGETS = (
    Target("fix, ledger parquet / floor", "fix, ledger parquet", "floor", 3.0),
    Target("fix, ledger csv / floor", "fix, ledger csv", "floor", 4.0),
    Target("fix, ledger csv / plain script (15 times faster)", "fix, ledger csv", "plain", 1 / 15),
    Target("check / dataframely filter", "check --statistics", "dataframely", 1.0),
    Target("fix, clean table / floor", "fix, clean", "floor, clean", 2.0),
    Target("fix, worst case / plain script", "fix, worst", "plain, worst", 1.0),
    Target("fix, big table / fix, mixed: time", "fix, big", "fix, ledger parquet", 10.5),
    Target("fix, big table / fix, mixed: peak memory", "fix, big", "fix, ledger parquet", 1.2, "peak_mb"),
    Target("fix, big table: peak memory in MB", "fix, big", ALONE, 600.0, "peak_mb"),
    Target("--help / import click", "--help", BARE_CLICK, 2.0),
    Target("rules / import click", "rules", BARE_CLICK, 2.0),
    Target("explain / import click", "explain PHN002", BARE_CLICK, 2.0),
    Target("check of ten rows / import pandas and pandera", "check, ten rows", PANDAS_AND_PANDERA, 1.3),
)


def judged(measured: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each target with what was measured; both are None where one of the two did not run."""
    found: list[dict[str, Any]] = []
    for target in TARGETS:
        ratio = None
        if target.name in measured and (target.by == ALONE or target.by in measured):
            divisor = 1 if target.by == ALONE else measured[target.by][target.figure]
            ratio = round(measured[target.name][target.figure] / divisor, 3)
        reached = None if ratio is None else ratio <= target.at_most
        found.append(
            {"target": target.what, "at_most": round(target.at_most, 3), "measured": ratio, "reached": reached}
        )
    return found
