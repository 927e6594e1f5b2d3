"""What a reading gets besides its own cell: declared facts and clean neighbours."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final, Literal

DateOrder = Literal["mdy", "dmy", "ymd"]


@dataclass(frozen=True, slots=True)
class TableEvidence:
    """Counts over the first records of a table, made before any of its cells is judged.

    Attributes:
        records: how many records were counted.
        is_complete: whether these are all records of the table.
        counts: the sums of what the cell rules counted, by names of their choice.
    """

    records: int = 0
    is_complete: bool = False
    counts: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the user declares about the whole table, and what its first records show.

    Attributes:
        region: two-letter country of rows without a country (`--region`), or None.
        timezone: IANA zone of times without a zone (`--timezone`).
        date_order: how to read 03/04/2021 (`--date-order`), or None where it is not declared.
        tag_separator: `;` or `|` where tags are not separated by commas, or None.
        identify_by: which of `email` and `phone_number` stays when a row has both and no external_id.
        identified_by: the fields each of which identifies a customer alone, by the profile of the run.
        or_exactly_one_of: the fields of which a row without any of `identified_by` must have exactly one.
        now: the moment of the run, in UTC; a later date lies in the future.
        evidence: what the cell rules counted in the first records, see `CellRule.count_evidence`.
    """

    region: str | None = None
    timezone: str = "UTC"
    date_order: DateOrder | None = None
    tag_separator: str | None = None
    identify_by: Literal["email", "phone_number"] | None = None
    identified_by: tuple[str, ...] = ("external_id",)
    or_exactly_one_of: tuple[str, ...] = ("email", "phone_number")
    now: datetime = dataclasses.field(default_factory=lambda: datetime.now(UTC))
    evidence: TableEvidence = dataclasses.field(default_factory=TableEvidence)


# Every fact that a rule can declare, by name.
FACT_NAMES: Final = frozenset(field.name for field in dataclasses.fields(Facts))


class UndeclaredFactError(RuntimeError):
    """A rule uses a fact that it does not declare, so the suggestions would count wrongly what a setting changes."""


def restrict_facts(facts: Facts, names: frozenset[str]) -> Facts:
    """Return facts that give access to the declared names only; any other raises `UndeclaredFactError`."""
    if names >= FACT_NAMES:
        return facts
    restricted = object.__new__(_build_restricted_class(names))
    for name in names:
        object.__setattr__(restricted, name, getattr(facts, name))
    return restricted


@cache
def _build_restricted_class(names: frozenset[str]) -> type[Facts]:
    """Return a class of facts whose other names raise; access to the given names costs no more than before."""

    def withhold(name: str) -> property:
        def refuse(_facts: Facts) -> None:
            raise UndeclaredFactError(f"a rule uses the fact {name!r} and does not list it in its `facts`")

        return property(refuse)

    withheld = {name: withhold(name) for name in sorted(FACT_NAMES - names)}
    return type("DeclaredFacts", (Facts,), {"__slots__": (), **withheld})


@dataclass(frozen=True, slots=True)
class Context:
    """What a reading gets besides the text of its cell.

    `context["address.country_code"]` is the clean value of a neighbour that the rule lists in `needs`,
    or None where that neighbour is absent or was refused.
    """

    field: str
    facts: Facts
    neighbours: Mapping[str, str | None] = dataclasses.field(default_factory=dict)

    def __getitem__(self, name: str) -> str | None:
        """Return the clean neighbour; a name that the rule did not list in `needs` is a KeyError."""
        return self.neighbours[name]
