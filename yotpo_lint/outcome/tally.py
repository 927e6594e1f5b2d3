"""Count the outcome of a run batch by batch; the report is built from the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.dictionary_columns import get_codes
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a batch or of a run.

    Attributes:
        places: by `Place`, the number of records that could be read.
        damaged: by code, the number of lines that could not be read.
        findings: by index of code, index of field, and action, the number of findings.
        cells: by action (fixed, omitted), the number of cells of accepted records; a cell counts once.
        countries: by country code, the number of records with this country in their address.
    """

    places: tuple[int, ...] = (0,) * len(Place)
    damaged: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    cells: Counter[Action] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """Return the number of records that were read."""
        return sum(self.places) + self.damaged.total()

    def by_place(self) -> dict[str, int]:
        """Return the number of records by place; damaged lines count as rejected."""
        extra = {Place.REJECTED: self.damaged.total()}
        return {place.name.lower(): self.places[place] + extra.get(place, 0) for place in Place}


def tally_outcome(outcome: Outcome) -> Tally:
    """Count the outcome of one batch."""
    findings = outcome.findings
    at, code, number, action = (findings.column(name).to_numpy() for name in ("at", "code", "field", "action"))
    return Tally(
        tuple(np.bincount(outcome.place, minlength=len(Place)).tolist()),
        Counter(each.problem.code for each in outcome.batch.damaged),
        _count_kinds(code, number, action),
        _count_cells(at, number, action, outcome.place),
        _count_texts(outcome.clean["address.country_code"]),
    )


def _count_texts(column: pa.Array) -> Counter[str]:
    """Count the cells of a column by their text."""
    cells = column.drop_null().dictionary_encode()
    counts = np.bincount(get_codes(cells), minlength=len(cells.dictionary)).tolist()
    by_text = Counter[str]()
    for text, count in zip(cells.dictionary.to_pylist(), counts, strict=True):
        by_text[text] += count
    return +by_text


def sum_tallies(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    total = Tally()
    places = np.zeros(len(Place), np.int64)
    for each in tallies:
        places += each.places
        total.damaged.update(each.damaged)
        total.findings.update(each.findings)
        total.cells.update(each.cells)
        total.countries.update(each.countries)
    return Tally(tuple(places.tolist()), total.damaged, total.findings, total.cells, total.countries)


def _count_kinds(
    code: NDArray[np.int16], number: NDArray[np.int16], action: NDArray[np.int8]
) -> Counter[tuple[int, int, int]]:
    # Encode each combination as a number and count the numbers; a finding on the whole row has field -1.
    fields, actions = len(FIELDS) + 1, len(Action)
    counts = np.bincount((code.astype(np.int64) * fields + number + 1) * actions + action)
    occurring = np.flatnonzero(counts)
    kinds = zip(
        (occurring // actions // fields).tolist(),
        (occurring // actions % fields - 1).tolist(),
        (occurring % actions).tolist(),
        strict=True,
    )
    return Counter(dict(zip(kinds, counts[occurring].tolist(), strict=True)))


def _count_cells(
    at: NDArray[np.int32], number: NDArray[np.int16], action: NDArray[np.int8], place: NDArray[np.int8]
) -> Counter[Action]:
    accepted = place[at] == Place.ACCEPTED
    counts = Counter[Action]()
    for kind in (Action.FIXED, Action.OMITTED):
        chosen = accepted & (action == kind)
        # The findings are sorted by record, then field, so those of one cell are adjacent.
        cells = at[chosen].astype(np.int64) << 16 | (number[chosen].astype(np.int64) & 0xFFFF)
        counts[kind] = int(np.count_nonzero(np.diff(cells))) + int(len(cells) > 0)
    return counts
