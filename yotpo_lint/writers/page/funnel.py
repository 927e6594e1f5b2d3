"""The funnel: one band of rows that splits into accepted, rejected and merged, in pixels from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PLACES: Final = ("accepted", "rejected", "merged")
HEIGHT: Final = 190
WIDTH: Final = 400
NODE: Final = 12
GAP: Final = 16
# A place with any rows is visible, however few they are.
MIN_HEIGHT: Final = 3
# The height of a label: two lines of text beside each band.
LABEL: Final = 52


@dataclass(frozen=True, slots=True)
class Band:
    """One place: its band from the left edge to the right edge, and the position of its label."""

    place: str
    count: int
    path: str
    top: float
    height: float
    label: float


def compute_bands(counts: Mapping[str, int]) -> list[Band]:
    """Return the bands of the places that have rows, from top to bottom."""
    present = [place for place in PLACES if counts[place]]
    if not present:
        return []
    room = HEIGHT - GAP * (len(present) - 1)
    raw_heights = [max(room * counts[place] / counts["rows"], MIN_HEIGHT) for place in present]
    heights = [room * height / sum(raw_heights) for height in raw_heights]
    left = (HEIGHT - room) / 2
    right = 0.0
    bands: list[Band] = []
    label_end = 0.0
    for number, (place, height) in enumerate(zip(present, heights, strict=True)):
        # Leave room for the labels of the bands below.
        lowest = HEIGHT - LABEL * (len(present) - number)
        label = min(max(right + height / 2 - LABEL / 2, label_end), lowest)
        label_end = label + LABEL
        bands.append(Band(place, counts[place], _draw_outline(left, right, height), right, height, label))
        left += height
        right += height + GAP
    return bands


def _draw_outline(left: float, right: float, height: float) -> str:
    """Return the SVG path of a band that starts at `left` and ends at `right`."""
    start, end, middle = NODE, WIDTH - NODE, WIDTH / 2
    return (
        f"M{start} {left:.1f}C{middle:.0f} {left:.1f} {middle:.0f} {right:.1f} {end} {right:.1f}"
        f"V{right + height:.1f}C{middle:.0f} {right + height:.1f} {middle:.0f} {left + height:.1f} "
        f"{start} {left + height:.1f}Z"
    )
