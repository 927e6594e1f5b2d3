"""Counts of a run, batch by batch: what the report is made of, small enough to keep."""

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
    """How often each thing happened.

    Attributes:
        places: by `Place`, the records that could be read.
        damaged: by code, the records that could not.
        findings: by numbers of code, field and action, as in the findings.
        cells: by action (fixed, omitted), the cells of accepted records; one with several repairs is one cell.
        countries: by country code, the records whose address names it.
    """

    places: tuple[int, ...] = (0,) * len(Place)
    damaged: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    cells: Counter[Action] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """Return how many records came in."""
        return sum(self.places) + self.damaged.total()

    def by_place(self) -> dict[str, int]:
        """Count the records of every place; damaged lines are rejected."""
        extra = {Place.REJECTED: self.damaged.total()}
        return {place.name.lower(): self.places[place] + extra.get(place, 0) for place in Place}


def tally_outcome(outcome: Outcome) -> Tally:
    """Count what became of one batch."""
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
    found = Counter[str]()
    for text, count in zip(cells.dictionary.to_pylist(), counts, strict=True):
        found[text] += count
    return +found


def sum_tallies(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    whole = Tally()
    places = np.zeros(len(Place), np.int64)
    for each in tallies:
        places += each.places
        whole.damaged.update(each.damaged)
        whole.findings.update(each.findings)
        whole.cells.update(each.cells)
        whole.countries.update(each.countries)
    return Tally(tuple(places.tolist()), whole.damaged, whole.findings, whole.cells, whole.countries)


def _count_kinds(
    code: NDArray[np.int16], number: NDArray[np.int16], action: NDArray[np.int8]
) -> Counter[tuple[int, int, int]]:
    # Few kinds are possible, so each is a number and the numbers are counted; a finding on the whole row has field -1.
    fields, actions = len(FIELDS) + 1, len(Action)
    counts = np.bincount((code.astype(np.int64) * fields + number + 1) * actions + action)
    met = np.flatnonzero(counts)
    kinds = zip(
        (met // actions // fields).tolist(),
        (met // actions % fields - 1).tolist(),
        (met % actions).tolist(),
        strict=True,
    )
    return Counter(dict(zip(kinds, counts[met].tolist(), strict=True)))


def _count_cells(
    at: NDArray[np.int32], number: NDArray[np.int16], action: NDArray[np.int8], place: NDArray[np.int8]
) -> Counter[Action]:
    accepted = place[at] == Place.ACCEPTED
    counts = Counter[Action]()
    for kind in (Action.FIXED, Action.OMITTED):
        chosen = accepted & (action == kind)
        # Sorted by record, then field, so the findings of one cell lie side by side.
        cells = at[chosen].astype(np.int64) << 16 | (number[chosen].astype(np.int64) & 0xFFFF)
        counts[kind] = int(np.count_nonzero(np.diff(cells))) + int(len(cells) > 0)
    return counts
