"""The results as tables of Markdown, which a terminal shows as well.

python -m tests.bench.markdown out/bench/results.json    prints what README carries
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def render_results(results: dict[str, Any]) -> str:
    """Return both tables under one line that says what was measured, when and on what, and what is to be known."""
    costs = render_table(
        ("what", "rows", "rejected", "times the baseline", "in CPU", "seconds", "CPU seconds", "peak MB"),
        [*(_row(name, each) for name, each in results["contestants"].items()), *_missing(results["missing"])],
    )
    noted = {f"{name}: {each['note']}": None for name, each in results["contestants"].items() if each["note"]}
    notes = "\n".join(f"- {note}." for note in [*noted, *map(": ".join, results["missing"].items())])
    targets = render_table(
        ("target", "at most", "measured", "reached"),
        (
            (each["target"], f"{each['at_most']:g}", _number(each["measured"], 3), _answer(each["reached"]))
            for each in results["targets"]
        ),
    )
    return "\n\n".join(part for part in (_heading(results), costs, notes, targets) if part) + "\n"


def _heading(results: dict[str, Any]) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    rounds = f"{results['rounds']} round" + ("s" if results["rounds"] > 1 else "")
    return (
        f"{results['date']}, {results['cores']} cores, Python {results['python']}, medians of {rounds}. "
        "Every figure is of a whole process, start-up and imports included; "
        f"peak memory is that of a process with its children. Tables of seed {results['seed']}. {libraries}."
    )


def _row(name: str, each: dict[str, Any]) -> tuple[str, ...]:
    counts, baseline = each["counts"], each["baseline"]
    rows, rejected = (f"{counts['rows']:,}", f"{counts['rejected'] / counts['rows']:.1%}") if counts else ("", "")
    against = "" if baseline in {name, ""} else f" ({baseline})"
    ratios = (_number(each["ratio"], 2) + against, _number(each["cpu_ratio"], 2)) if baseline else ("", "")
    seconds, cpu = _number(each["seconds"], 2), _number(each["cpu_seconds"], 2)
    return name, rows, rejected, *ratios, seconds, cpu, f"{each['peak_mb']:,.0f}"


def _missing(missing: dict[str, str]) -> Iterable[tuple[str, ...]]:
    return ((name, "", "", "not measured", "", "", "", "") for name in missing)


def _number(value: float | None, places: int) -> str:
    return "not measured" if value is None else f"{value:,.{places}f}"


def _answer(reached: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[reached]


def render_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns stand below each other."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(header))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(f'{cell:<{width}}' for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )


if __name__ == "__main__":
    sys.stdout.write(render_results(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
