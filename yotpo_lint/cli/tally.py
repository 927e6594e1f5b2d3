"""How much was found: findings counted by code, severity and whether a fix exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import pyarrow as pa

Fix = Literal["now", "unsafe", "none"]

# What `fix` does about a finding under the settings of the run.
DONE: Final = frozenset(("fixed", "omitted", "merged"))


@dataclass(slots=True)
class CodeCount:
    """How often a code was met, and how many of those findings a fix takes care of."""

    name: str
    count: int = 0
    fixable: int = 0


@dataclass(slots=True)
class Tally:
    """All findings of a run, counted.

    Attributes:
        errors, warnings: findings by severity.
        fixable: findings that `fix` takes care of.
        rejecting: findings that reject their row, whatever severity the configuration gave them.
        hidden: findings that it would take care of under `--unsafe-fixes`.
        by_code: the counts of every code that was met.
    """

    errors: int = 0
    warnings: int = 0
    fixable: int = 0
    rejecting: int = 0
    hidden: int = 0
    by_code: dict[str, CodeCount] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Tell whether there is no error and no row that would be rejected."""
        return not self.errors and not self.rejecting

    def add(self, other: Tally) -> None:
        """Add the counts of another table."""
        for name in ("errors", "warnings", "fixable", "rejecting", "hidden"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, each in other.by_code.items():
            mine = self.by_code.setdefault(code, CodeCount(each.name))
            mine.count += each.count
            mine.fixable += each.fixable

    def most_frequent(self) -> list[tuple[str, CodeCount]]:
        """Return the codes, most frequent first."""
        return sorted(self.by_code.items(), key=lambda item: (-item[1].count, item[0]))


def fix_of(finding: Mapping[str, Any]) -> Fix:
    """Tell whether a fix takes care of a finding: now, under `--unsafe-fixes`, or never."""
    if finding["action"] in DONE:
        return "now"
    return "unsafe" if finding["action"] == "rejected" and finding["applicability"] == "unsafe" else "none"


def tally_of(batches: Iterable[pa.Table]) -> Tally:
    """Count the findings of batches at column speed."""
    keys = ["code", "name", "severity", "action", "applicability"]
    return tally_of_groups(
        {**group, "count": group["count_all"]}
        for batch in batches
        for group in batch.group_by(keys).aggregate([([], "count_all")]).to_pylist()
    )


def tally_of_groups(groups: Iterable[Mapping[str, Any]]) -> Tally:
    """Count findings of which some were counted already, as `Result.problems_met` has them."""
    tally = Tally()
    for group in groups:
        count = group["count"]
        fix = fix_of(group)
        tally.errors += count * (group["severity"] == "error")
        tally.warnings += count * (group["severity"] == "warning")
        tally.rejecting += count * (group["action"] == "rejected")
        tally.fixable += count * (fix == "now")
        tally.hidden += count * (fix == "unsafe")
        code = tally.by_code.setdefault(group["code"], CodeCount(group["name"]))
        code.count += count
        code.fixable += count * (fix == "now")
    return tally
