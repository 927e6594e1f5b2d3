"""The settings of a run: the same names in the library, on the command line and in the configuration file.

`settings.checks` validates what a user writes and makes settings of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Final, Literal

from yotpo_lint.contract.profiles import CORE, PROFILES
from yotpo_lint.rule import Applicability, DateOrder, Facts, Problem, Severity

Duplicates = Literal["refuse", "first", "last"]
IdentifyBy = Literal["email", "phone_number"]
TagSeparator = Literal[";", "|"]


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
        source: what the table comes from: a source's name, the path of a source file, or `auto` (the headers tell).
        profile: the endpoint that the table is made ready for, a name of `contract.profiles`.
        map: by header, the field that a column feeds; over what the source says. No field: the column is left out.
        join: the second file of an export that has two.
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
    profile: str = CORE.name
    source: str = "auto"
    map: Mapping[str, str] = field(default_factory=dict)
    join: str | None = None
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
            identified_by=PROFILES[self.profile].identified_by,
            or_exactly_one_of=PROFILES[self.profile].or_exactly_one_of,
            now=self.now,
        )


# Every name of a setting, in the order in which `--show-settings` prints them.
NAMES: Final = tuple(entry.name for entry in fields(Settings))

# Headers decide; what `--source` is without being given.
AUTO: Final = "auto"

# What `--map` writes where one column holds the whole name and is to be split.
WHOLE_NAME: Final = "first_name+last_name"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that resembles `word` most, whatever its case.

    >>> nearest("date_ordr", ["omit", "date-order"])
    'date-order'
    """
    import difflib  # only a mistake needs it

    by_fold = {candidate.casefold(): candidate for candidate in known}
    return by_fold[difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.0)[0]]


def code_of(word: str, problems: Mapping[str, Problem]) -> str | None:
    """Return the code that a word names, be it the code or the problem's name; None when there is none."""
    if word in problems:
        return word
    return next((code for code, problem in problems.items() if problem.name == word), None)
