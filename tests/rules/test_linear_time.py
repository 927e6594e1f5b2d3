"""No reading takes more than linear time: ten times the text takes about ten times as long, whatever it holds."""

from __future__ import annotations

import time
from statistics import median

import pytest

from yotpo_lint.registry import load_registry
from yotpo_lint.rule import Context, Facts, FieldRule

REGISTRY = load_registry()
READERS = [(rule, field) for field, rules in REGISTRY.fields.items() for rule in rules]
# What makes patterns go back and try again: runs of one kind, runs of two kinds in turn, and an end that fits nothing.
PIECES = [
    "a",
    " ",
    "0",
    "+",
    "-",
    ".",
    ",",
    "(",
    '"',
    "@",
    "a@",
    "a.",
    "1 ",
    "1-",
    "é",
    "Ã©",
    "&amp;",
    "\u200b",
    "T0",
    "<b>",
]
SHORT, LONG = 10_000, 100_000
# Linear time takes ten times as long, quadratic time a hundred times; what takes less than this many seconds of CPU is
# not worth comparing.
MAX_RATIO, NEGLIGIBLE = 35, 0.02


def seconds(rule: FieldRule, text: str, context: Context) -> float:
    """Return the CPU time of a reading, the median of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        rule.read(text, context)
        taken.append(time.process_time() - start)
    return median(taken)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "field"), READERS, ids=[f"{rule.name}-{field}" for rule, field in READERS])
def test_a_reading_takes_linear_time(rule: FieldRule, field: str) -> None:
    for piece in PIECES:
        for end in ("", "!"):
            context = Context(field, Facts(region="US"), dict.fromkeys(rule.needs))
            short, long = (seconds(rule, piece * (size // len(piece)) + end, context) for size in (SHORT, LONG))
            assert long < max(NEGLIGIBLE, MAX_RATIO * short), (piece, end, short, long)
