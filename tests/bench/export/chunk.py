"""Some thousand rows on their way to becoming a table: their cells, and what their customers are beneath these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench.export.countries import COUNTRIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Texts = NDArray[np.object_]
    Rows = NDArray[np.integer[Any]]

Weights = Mapping[str, float]


@dataclass
class Draw:
    """Chances: what is drawn comes from a generator of the chunk's own, and how often from the habits of the table."""

    rng: np.random.Generator
    habits: np.random.Generator | None
    """None: weights count as they stand."""

    def weights(self, weights: Weights) -> dict[str, float]:
        """Return shares that sum to 1; a table of habits of its own has others each time it is asked."""
        moved = {
            name: weight * (1.0 if self.habits is None else float(self.habits.uniform(0.4, 2.5)))
            for name, weight in weights.items()
        }
        return {name: weight / sum(moved.values()) for name, weight in moved.items()}

    def choose(self, weights: Weights, rows: int) -> Texts:
        """Draw one of the words for each row, by their weights."""
        shares = self.weights(weights)
        return texts(list(shares))[self.rng.choice(len(shares), rows, p=list(shares.values()))]

    def pick(self, pool: Sequence[str], rows: int) -> Texts:
        """Draw one of the texts for each row, all alike."""
        return texts(pool)[self.rng.integers(0, len(pool), rows)]

    def rows(self, share: float, rows: int) -> Rows:
        """Draw a share of the rows."""
        return np.flatnonzero(self.rng.random(rows) < share)

    def digits(self, count: int, rows: int) -> Texts:
        """Draw as many digits for each row, the first of them not 0 or 1."""
        return self.rng.integers(2 * 10 ** (count - 1), 10**count, rows).astype(str).astype(object)


@dataclass
class Chunk:
    """Rows as columns of text, and the facts that several of their cells are written from."""

    start: int
    cells: dict[str, Texts]
    country: Texts
    national: Texts
    """The customers' phone numbers as digits, without a prefix."""

    created: NDArray[np.datetime64]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.country)

    def of_country(self, attribute: str) -> Texts:
        """Return for every row what its country has."""
        return mapped(self.country, {name: str(getattr(each, attribute)) for name, each in COUNTRIES.items()})


def texts(values: Sequence[str]) -> Texts:
    """Return texts as an array of objects, whose sum is their concatenation."""
    return np.array(values, dtype=object)


def mapped(keys: Texts, words: Mapping[str, str]) -> Texts:
    """Return the word of every key."""
    return texts([words[key] for key in keys])
