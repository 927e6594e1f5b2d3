"""Count evidence in the first records of a table before the first cell is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import TableEvidence

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts

# Records that are counted, whatever the batch size: enough to show what a program writes for a missing value, and few
# enough to read before the first batch is judged, even from a pipe.
EVIDENCE_RECORDS: Final = 10_000


def count_evidence(registry: Registry, columns: Mapping[str, pa.Array], facts: Facts) -> Counter[str]:
    """Count the evidence that the cell rules need; the counts of several batches can be added."""
    counts: Counter[str] = Counter()
    for rule in registry.cell_rules:
        if rule.count_evidence is not None:
            counts.update(rule.count_evidence(columns, facts))
    return counts


def sum_evidence(counts: Iterable[Counter[str]], records: int, *, is_complete: bool) -> TableEvidence:
    """Return the evidence of a table from the counts of its first records."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return TableEvidence(records, is_complete, dict(total))
