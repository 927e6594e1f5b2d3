"""The picture of where the rows went: one band that parts into three, drawn in pixels from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PLACES: Final = ("accepted", "rejected", "merged")
HEIGHT: Final = 190
WIDTH: Final = 400
NODE: Final = 12
GAP: Final = 16
# A place that holds anything is seen, however few it holds.
THINNEST: Final = 3
# Two lines of text beside each band.
LABEL: Final = 52


@dataclass(frozen=True, slots=True)
class Band:
    """One place: its share of the left edge, its own place on the right, and where its label stands."""

    place: str
    count: int
    path: str
    top: float
    height: float
    label: float


def bands(counts: Mapping[str, int]) -> list[Band]:
    """Return the bands of the places that hold rows, from top to bottom."""
    present = [place for place in PLACES if counts[place]]
    if not present:
        return []
    room = HEIGHT - GAP * (len(present) - 1)
    raw = [max(room * counts[place] / counts["rows"], THINNEST) for place in present]
    heights = [room * each / sum(raw) for each in raw]
    left = (HEIGHT - room) / 2
    right = 0.0
    found: list[Band] = []
    below = 0.0
    # The least room that the labels of the places further down will need.
    for number, (place, height) in enumerate(zip(present, heights, strict=True)):
        lowest = HEIGHT - LABEL * (len(present) - number)
        label = min(max(right + height / 2 - LABEL / 2, below), lowest)
        below = label + LABEL
        found.append(Band(place, counts[place], _path(left, right, height), right, height, label))
        left += height
        right += height + GAP
    return found


def _path(left: float, right: float, height: float) -> str:
    """Return the outline of a band that leaves at `left` and arrives at `right`."""
    start, end, middle = NODE, WIDTH - NODE, WIDTH / 2
    return (
        f"M{start} {left:.1f}C{middle:.0f} {left:.1f} {middle:.0f} {right:.1f} {end} {right:.1f}"
        f"V{right + height:.1f}C{middle:.0f} {right + height:.1f} {middle:.0f} {left + height:.1f} "
        f"{start} {left + height:.1f}Z"
    )
