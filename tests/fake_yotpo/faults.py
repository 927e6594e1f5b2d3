"""What the fake does wrong, and how often."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

# Every fault that a request for a customer can meet by chance.
KINDS = (
    "429",  # with headers, as the guidelines say
    "429 without headers",  # as a gateway does
    "500",
    "502 HTML",  # a page instead of JSON
    "503 Retry-After",
    "200 HTML",  # a page of something in between
    "slow",
    "cut before",  # the connection ends before the record is stored
    "cut after",  # the record is stored and nobody hears of it
    "lost",  # 200, and nothing is stored; documented for v1 orders
)


@dataclass(slots=True)
class Faults:
    """The faults of a run.

    Attributes:
        chances: how likely each kind is for a request.
        rate: requests a second beyond which 429 is answered; None for no limit.
        token_uses: requests after which a token expires; None for never.
        refused: identifiers that get a 4xx, with its status.
        poisoned: identifiers that always get a 500.
        liars: identifiers that get a 200 whose body tells of an error.
        reads_fail: whether reading is answered with a 500.
        read_delay: seconds until a stored record can be read.
        latency: seconds that an answer takes at the most; they come out of order.
        echo: whether error bodies repeat the request's headers and body, as debug pages do.
    """

    chances: Mapping[str, float] = field(default_factory=dict)
    rate: float | None = None
    token_uses: int | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    poisoned: frozenset[str] = frozenset()
    liars: frozenset[str] = frozenset()
    reads_fail: bool = False
    read_delay: float = 0.0
    latency: float = 0.0
    echo: bool = False
    seed: int = 0
    by_chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.by_chance = random.Random(self.seed)  # noqa: S311 -- faults, no secret

    def draw(self) -> str | None:
        """Draw the fault of the next request."""
        place = self.by_chance.random()
        for kind, chance in self.chances.items():
            if place < chance:
                return kind
            place -= chance
        return None
