"""The race: everyone in turn, round by round, so that whatever else the machine does meets all alike; then medians.

Each round has an order of its own: whoever comes after a large program finds more memory at hand, for instance.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from tests.bench.contestants import Contestant
from tests.bench.measuring import Cost, FailedError, run

_BLOCK = 1 << 24


def race(
    runners: Sequence[Contestant], rounds: int, logs: Path, say: Callable[[str], None]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Run everyone; return the figures and, of whoever failed, why."""
    logs.mkdir(parents=True, exist_ok=True)
    costs: dict[str, list[Cost]] = {each.name: [] for each in runners}
    counts: dict[str, dict[str, int]] = {}
    failed: dict[str, str] = {}
    # The first start of a program compiles what it imports; that is not what a person waits for each day.
    for each in runners:
        if each.runs > 1:
            run(each.command, logs / _log(each), each.folder)
    for number in range(rounds):
        # The same orders each time the race is run.
        for each in Random(number).sample(runners, len(runners)):  # noqa: S311 -- nothing is to be kept secret
            if each.name in failed:
                continue
            for _ in range(each.runs):
                _take_away(each.output)
                _take_up(each.command)
                try:
                    cost, printed = run(each.command, logs / _log(each), each.folder)
                except FailedError as error:
                    failed[each.name] = str(error)
                    break
                costs[each.name].append(cost)
            else:
                if each.count is not None:
                    counts[each.name] = _conserved(each, each.count(printed, each.output))
                say(f"round {number + 1} of {rounds}: {each.name}: {costs[each.name][-1].seconds:.2f} s")
    return {
        each.name: _figures(each, costs[each.name], counts.get(each.name))
        for each in runners
        if each.name not in failed
    }, failed


def add_ratios(measured: dict[str, dict[str, Any]]) -> None:
    """Add to each contestant how many times its baseline it took, in time and in CPU time."""
    for each in measured.values():
        baseline = measured.get(each["baseline"])
        for name, figure in (("ratio", "seconds"), ("cpu_ratio", "cpu_seconds")):
            each[name] = None if baseline is None else round(each[figure] / baseline[figure], 3)


def _figures(each: Contestant, costs: Sequence[Cost], counts: dict[str, int] | None) -> dict[str, Any]:
    return {
        "table": each.table,
        "command": " ".join(each.command),
        "baseline": each.baseline,
        "note": each.note,
        "scale": each.scale,
        "runs": [round(cost.seconds, 4) for cost in costs],
        "seconds": round(median(cost.seconds for cost in costs) * each.scale, 4),
        "cpu_seconds": round(median(cost.cpu_seconds for cost in costs) * each.scale, 4),
        "peak_mb": round(median(cost.peak_mb for cost in costs), 1),
        "counts": counts,
    }


def _conserved(each: Contestant, counts: dict[str, int]) -> dict[str, int]:
    """Hold the counts against each other: whoever loses rows is not measured, the benchmark is wrong."""
    kept = counts["accepted"] + counts["rejected"] + counts.get("merged", 0)
    if kept != counts["rows"]:
        raise AssertionError(f"{each.name}: {counts['rows']} rows went in and {kept} came out")
    return counts


def _log(each: Contestant) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in each.name)


def _take_up(command: Sequence[str]) -> None:
    """Read the table that a command reads: whoever comes after a larger one would wait for the disk, and others not."""
    for path in (Path(word) for word in command if word.endswith(".csv")):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(_BLOCK):
                    pass


def _take_away(output: Path | None) -> None:
    if output is None:
        return
    if output.is_dir():
        shutil.rmtree(output)
    else:
        output.unlink(missing_ok=True)
