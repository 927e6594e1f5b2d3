"""Findings of a table gathered by code: how many, of which fields, where the first one stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.cli.tally import fix_of
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.cli.formats.checked import Checked

KEYS: Final = ["code", "name", "severity", "field", "action", "applicability"]


@dataclass(slots=True)
class Group:
    """All findings of one code in one table; `first` is the first of them, whole."""

    path: str
    first: dict[str, Any]
    count: int = 0
    rejecting: int = 0
    fixable: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def code(self) -> str:
        """Return the code."""
        return str(self.first["code"])

    @property
    def is_error(self) -> bool:
        """Tell whether the code counts as an error, by its severity or because it rejects rows."""
        return self.first["severity"] == "error" or self.rejecting > 0

    def where(self) -> str:
        """Name the fields that it was met in, most frequent first; a finding on the whole row has none."""
        ranked = sorted(self.fields, key=lambda name: (-self.fields[name], name))
        return ", ".join(name or "the row" for name in ranked)

    def sentence(self, redaction: Redaction) -> str:
        """Say in one line what was found how often, where first, and what a fix does about it."""
        fields = "" if set(self.fields) == {""} else f" in {self.where()}"
        first = f", the first in row {self.first['row']:,}" if self.count > 1 else f", row {self.first['row']:,}"
        fixable = f" {self.fixable:,} fixable with `yotpo-lint fix`." if self.fixable else ""
        message = make_visible(redaction.message(self.first))
        return f"{plural(self.count, 'finding')}{fields}{first}. {message}{fixable}"


def groups_of(checked: Checked) -> list[Group]:
    """Gather the findings of a table by code: those that reject rows first, then the most frequent."""
    groups: dict[str, Group] = {}
    for batch in checked.batches():
        _add(groups, checked.path, batch)
    return sorted(groups.values(), key=lambda group: (-group.rejecting, -group.count, group.code))


def _add(groups: dict[str, Group], path: str, batch: pa.Table) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    for counted in batch.group_by(KEYS).aggregate([([], "count_all")]).to_pylist():
        code, count = counted["code"], counted["count_all"]
        if code not in groups:
            at = pc.index(batch.column("code"), pa.scalar(code)).as_py()
            groups[code] = Group(path, batch.slice(at, 1).to_pylist()[0])
        group = groups[code]
        group.count += count
        group.rejecting += count * (counted["action"] == "rejected")
        group.fixable += count * (fix_of(counted) == "now")
        group.fields[counted["field"]] += count


def total(groups: Iterable[Group]) -> int:
    """Return the number of findings in all groups."""
    return sum(group.count for group in groups)
