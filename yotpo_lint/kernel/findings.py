"""Findings of one batch, column-wise: positions, fields, codes, actions, hints and suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.kernel.judge import Action

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.judge import Finding

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


class Collector:
    """Gather the findings of one batch; rows that share a verdict are added in one piece."""

    def __init__(self, fields: Sequence[str], codes: Sequence[str]) -> None:
        self._fields = {name: index for index, name in enumerate(fields)}
        self._codes = {code: index for index, code in enumerate(codes)}
        self._parts: list[pa.Table] = []

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
            renumbered = np.cumsum(has) - 1
            mask = has[verdict]
            self._append(at[mask], field, ranked, renumbered[verdict[mask]])

    def reject(self, at: NDArray[np.integer], field: str, errors: Sequence[str]) -> None:
        """Tell of cells of a field that some codes left out, at the positions `at`, that these reject their rows."""
        codes = [self._codes[code] for code in errors]
        for number, part in enumerate(self._parts):
            where, fields, code, actions = (part.column(name).to_numpy() for name in ("at", "field", "code", "action"))
            here = (fields == self._fields[field]) & np.isin(where, at)
            changed = here & (actions == Action.OMITTED) & np.isin(code, codes)
            if changed.any():
                place = SCHEMA.get_field_index("action")
                actions = pa.array(np.where(changed, np.int8(Action.REJECTED), actions))
                self._parts[number] = part.set_column(place, SCHEMA.field(place), actions)

    def _append(
        self, at: NDArray[np.integer], field: str, findings: Sequence[Finding], which: NDArray[np.integer]
    ) -> None:
        if not len(at):
            return
        index = pa.array(which, pa.int64())
        columns = [
            pa.array(at, pa.int32()),
            pa.array(np.full(len(at), self._fields.get(field, -1)), pa.int16()),
            pa.array([self._codes[finding.code] for finding in findings], pa.int16()).take(index),
            pa.array([int(finding.action) for finding in findings], pa.int8()).take(index),
            pa.array([finding.hint or None for finding in findings], pa.string()).take(index),
            pa.array([finding.suggestion for finding in findings], pa.string()).take(index),
        ]
        self._parts.append(pa.Table.from_arrays(columns, schema=SCHEMA))

    def table(self) -> pa.Table:
        """Return all findings, sorted by record, then field; those of one cell in the order of their notes."""
        return in_order(pa.concat_tables(self._parts) if self._parts else SCHEMA.empty_table())


def in_order(findings: pa.Table) -> pa.Table:
    """Sort findings by record, then field, keeping the order within a cell."""
    at, field = (findings.column(name).to_numpy() for name in ("at", "field"))
    # The row itself (-1) comes after its cells: what is wrong with a row is read after its cells.
    order = np.lexsort((np.where(field < 0, np.iinfo(np.int16).max, field), at))
    # Put together first: to take texts out of many chunks is several times slower.
    return findings.combine_chunks().take(pa.array(order))
