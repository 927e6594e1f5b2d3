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
    """A severity or an applicability that the configuration sets for a problem; None keeps that of the rule."""

    severity: Severity | None = None
    applicability: Applicability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a run. Two runs with equal settings and equal input write equal bytes.

    Attributes:
        region, timezone, date_order, tag_separator, identify_by, now: the declared facts, see `Facts`.
        duplicates: which of several differing rows of one customer survives: `refuse` (none), `first` or `last`.
        omit: the fields whose bad cells are omitted instead of rejecting the row.
        select: prefixes of codes, or names, of the active problems; empty means all.
        extend_select: prefixes or names to add to `select`.
        ignore: prefixes or names to remove from it.
        unsafe_fixes: whether fixes that need a guess are applied.
        rules: paths of rule files or folders, in addition to the installed packs.
        overrides: by code, the configuration's changes to a problem.
        source: the table's source: a name, the path of a source file, or `auto` to detect it by the headers.
        profile: the endpoint of the upload, by its name in `contract.profiles`.
        map: by header, the field that the column feeds, whatever the source says; an empty field omits the column.
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
        """Return the part of the settings that readings may use."""
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

# The default of `--source`: the headers decide.
AUTO: Final = "auto"

# The target of `--map` for a column that holds the whole name and is to be split.
WHOLE_NAME: Final = "first_name+last_name"


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most similar to `word`, ignoring case.

    >>> find_nearest("date_ordr", ["omit", "date-order"])
    'date-order'
    """
    import difflib  # only an error message needs it

    by_fold = {candidate.casefold(): candidate for candidate in known}
    return by_fold[difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.0)[0]]


def find_code(word: str, problems: Mapping[str, Problem]) -> str | None:
    """Return the code for a problem's code or name; None if no problem has it."""
    if word in problems:
        return word
    return next((code for code, problem in problems.items() if problem.name == word), None)
