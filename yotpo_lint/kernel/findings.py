"""The findings of one batch as columns: positions, fields, codes, actions, hints and suggested values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.verdict import Finding

# position of the record in its batch, index of the field (-1: the whole row), index of the code, Action
SCHEMA = pa.schema(
    [
        ("at", pa.int32()),
        ("field", pa.int16()),
        ("code", pa.int16()),
        ("action", pa.int8()),
        ("hint", pa.string()),
        ("suggestion", pa.string()),
    ]
)


class _Part(NamedTuple):
    """Findings of one field: their positions, codes, actions, and indices into the collector's texts."""

    at: NDArray[np.int32]
    field: int
    codes: NDArray[np.int16]
    actions: NDArray[np.int8]
    texts: NDArray[np.integer]


class FindingsCollector:
    """Collects the findings of one batch; rows that share a verdict are added together."""

    def __init__(self, fields: Sequence[str], codes: Sequence[str]) -> None:
        self._fields = {name: index for index, name in enumerate(fields)}
        self._codes = {code: index for index, code in enumerate(codes)}
        self._parts: list[_Part] = []
        self._hints: list[str | None] = []
        self._suggestions: list[str | None] = []

    def add(self, at: NDArray[np.integer], field: str, findings: Sequence[Finding]) -> None:
        """Add the same findings for every position in `at`."""
        for finding in findings:
            self._append(at, field, [finding], np.zeros(len(at), np.intp))

    def add_by_verdict(
        self, at: NDArray[np.integer], field: str, verdict: NDArray[np.integer], findings: Sequence[Sequence[Finding]]
    ) -> None:
        """Add, for the position `at[i]`, the findings of verdict number `verdict[i]`."""
        counts = np.fromiter((len(each) for each in findings), np.intp, len(findings))
        for rank in range(int(counts.max(initial=0))):
            has = counts > rank
            ranked = [each[rank] for each in findings if len(each) > rank]
            rows = np.flatnonzero(has.take(verdict))
            renumbered = np.cumsum(has) - 1
            self._append(at[rows], field, ranked, renumbered[verdict[rows]])

    def reject(self, at: NDArray[np.integer], field: str, errors: Sequence[str]) -> None:
        """Let the omitted cells of a field with one of these codes, at the positions `at`, reject their rows."""
        codes = [self._codes[code] for code in errors]
        for part in self._parts:
            if part.field == self._fields[field]:
                omitted = np.isin(part.at, at) & (part.actions == Action.OMITTED) & np.isin(part.codes, codes)
                part.actions[omitted] = Action.REJECTED

    def _append(
        self, at: NDArray[np.integer], field: str, findings: Sequence[Finding], which: NDArray[np.integer]
    ) -> None:
        """Add, for the position `at[i]`, the finding number `which[i]`."""
        if not len(at):
            return
        codes = np.array([self._codes[finding.code] for finding in findings], np.int16)
        actions = np.array([finding.action for finding in findings], np.int8)
        number, texts = self._fields.get(field, -1), which + len(self._hints)
        self._parts.append(_Part(at.astype(np.int32), number, codes[which], actions[which], texts))
        self._hints += [finding.hint or None for finding in findings]
        self._suggestions += [finding.suggestion for finding in findings]

    def table(self) -> pa.Table:
        """Return all findings, sorted by record, then field; those of one cell in the order of their notes."""
        if not self._parts:
            return SCHEMA.empty_table()
        ats, fields, codes, actions, texts = zip(*self._parts, strict=True)
        at = np.concatenate(ats)
        field = np.repeat(np.array(fields, np.int16), [len(each) for each in ats])
        order = _get_sort_order(at, field)
        which = pa.array(np.concatenate(texts)[order])
        columns = [
            *(pa.array(each[order]) for each in (at, field, np.concatenate(codes), np.concatenate(actions))),
            *(pa.array(each, pa.string()).take(which) for each in (self._hints, self._suggestions)),
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)


def sort_findings(findings: pa.Table) -> pa.Table:
    """Sort findings by record, then field, keeping the order within a cell."""
    order = _get_sort_order(*(findings.column(name).to_numpy() for name in ("at", "field")))
    # Combine first: taking texts out of many chunks is several times slower.
    return findings.combine_chunks().take(pa.array(order))


def _get_sort_order(at: NDArray[np.int32], field: NDArray[np.int16]) -> NDArray[np.intp]:
    # The findings on the whole row (-1) come after those on its cells.
    return np.lexsort((np.where(field < 0, np.iinfo(np.int16).max, field), at))
