"""No reading takes more than linear time, whatever its cell holds: ten times the text takes no hundred times as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest

from yotpo_lint.registry import load_registry
from yotpo_lint.rule import Context, Facts

REGISTRY = load_registry()
READERS = [(rule, field) for field, rules in REGISTRY.fields.items() for rule in rules]
# What makes patterns go back and try again: runs of one kind, runs of two kinds in turn, and an end that fits nothing.
PIECES = ["a", " ", "0", "+", "-", ".", ",", "(", '"', "@", "a@", "a.", "1 ", "1-", "é", "Ã©", "&amp;", "\u200b", "T0", "<b>"]
SHORT, LONG = 10_000, 100_000
# Linear time takes ten times as long, quadratic time a hundred times; what takes less than this many seconds of CPU is
# not worth comparing.
MAX_RATIO, NEGLIGIBLE = 35, 0.02


def seconds(run: Callable[[], object]) -> float:
    """Return the CPU time of a call, the median of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return median(taken)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "field"), READERS, ids=[f"{rule.name}-{field}" for rule, field in READERS])
def test_a_reading_takes_linear_time(rule: object, field: str) -> None:
    for piece in PIECES:
        for end in ("", "!"):
            texts = [(piece * (size // len(piece))) + end for size in (SHORT, LONG)]
            context = Context(field, Facts(region="US"), dict.fromkeys(rule.needs))  # type: ignore[attr-defined]
            short, long = (seconds(lambda text=text: rule.read(text, context)) for text in texts)  # type: ignore[attr-defined, misc]
            assert long < max(NEGLIGIBLE, MAX_RATIO * short), (piece, end, short, long)
