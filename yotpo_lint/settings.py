"""The settings of a run: the same names in the library, on the command line and in the configuration file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from yotpo_lint.rule import Applicability, DateOrder, Facts, Severity

Duplicates = Literal["refuse", "first", "last"]
IdentifyBy = Literal["email", "phone_number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A severity or an applicability that the configuration gives to a problem; None leaves it as the rule has it."""

    severity: Severity | None = None
    applicability: Applicability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that decides what becomes of a row. Two runs with equal settings and input give equal bytes.

    Attributes:
        region, timezone, date_order, tag_separator, identify_by, now: the declared facts, see `Facts`.
        duplicates: which of several differing rows of one customer stays: `refuse` (none), `first` or `last`.
        omit: fields whose bad cells are left out instead of rejecting the row.
        select: code prefixes or names of the rules in force; empty means all.
        extend_select: added to `select`.
        ignore: code prefixes or names taken away from it.
        unsafe_fixes: whether repairs that need a guess are made.
        rules: paths of rule files or folders, besides the installed packs.
        overrides: by code, what the configuration changes of a problem.
    """

    region: str | None = None
    timezone: str = "UTC"
    date_order: DateOrder | None = None
    tag_separator: str | None = None
    identify_by: IdentifyBy | None = None
    duplicates: Duplicates = "refuse"
    omit: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    rules: tuple[str, ...] = ()
    overrides: Mapping[str, Override] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def facts(self) -> Facts:
        """Return the part of the settings that readings may know."""
        return Facts(
            region=self.region,
            timezone=self.timezone,
            date_order=self.date_order,
            tag_separator=self.tag_separator,
            identify_by=self.identify_by,
            now=self.now,
        )
