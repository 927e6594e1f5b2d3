"""Short ids: customer numbers that were filled up with zeros, and lost them in part of the column.

A shop that writes 00042 writes five digits always. Where a spreadsheet or a join of two tables has made 42 of some of
them, no cell shows it: 42 is a good id, of nobody or of somebody else. Only the column shows it, and only while part of
it still has its zeros; where all are gone, nothing is left to see.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final

from yotpo_lint.rule import ColumnNote, ColumnProblem, ColumnRule, Evidence, Facts, ValueCounts

FIELD: Final = "external_id"

# One id with a zero in front may be anything; three of one length are a form.
_FEWEST: Final = 3

SHORT = ColumnProblem(
    code="COL011",
    name="column-of-short-ids",
    message="A program that takes 00042 for a number has eaten the zeros at the beginning of {hint}.",
    why="Yotpo takes 42 and 00042 for two customers, and the orders that name one of them miss the other.",
    undo="Not here: a short id may be another customer's. Take the column from the shop again.",
    prevention=(
        "Lint the shop's own file before a spreadsheet opens it; or open it with Data > From Text/CSV and set the "
        "column to Text."
    ),
)


def count(columns: Mapping[str, ValueCounts], facts: Facts) -> Mapping[str, int]:
    """Count the ids of digits alone by their length, those that begin with a zero apart."""
    import numpy as np

    from yotpo_lint_rules.columns.spans import build_byte_table, spans

    if FIELD not in columns:
        return {}
    ids = spans(columns[FIELD].values)
    times = columns[FIELD].counts.to_numpy()
    are_numbers = (ids.counts > 0) & ~ids.contain_any(build_byte_table(string.digits, value=0, rest=1))
    are_filled_up = ids.byte(0) == ord("0")
    counted = dict[str, int]()
    for kind, chosen in (("filled up", are_numbers & are_filled_up), ("bare", are_numbers & ~are_filled_up)):
        lengths, which = np.unique(ids.counts[chosen], return_inverse=True)
        counts = np.bincount(which, times[chosen], minlength=len(lengths)).astype(int).tolist()
        counted |= {f"{kind} {length}": count for length, count in zip(lengths.tolist(), counts, strict=True)}
    return counted


def judge(evidence: Evidence, facts: Facts) -> tuple[ColumnNote, ...]:
    """Tell of short ids where all that begin with a zero have one length, and none is longer."""
    by_kind: dict[str, dict[int, int]] = {"filled up": {}, "bare": {}}
    for name, found in evidence.counts.items():
        kind, _, digits = name.rpartition(" ")
        by_kind[kind][int(digits)] = found
    filled_up, bare = by_kind["filled up"], by_kind["bare"]
    # The id 0 alone is not a padded id.
    filled_up.pop(1, None)
    if len(filled_up) != 1 or sum(filled_up.values()) < _FEWEST:
        return ()
    (length,) = filled_up
    short = sum(found for shown, found in bare.items() if shown < length)
    if not short or max(bare) > length:
        return ()
    hint = f"{short:,} of {evidence.filled_cells.get(FIELD, 0):,} cells, while others have {length} digits with theirs"
    return (ColumnNote(SHORT, FIELD, short, hint),)


RULE = ColumnRule(name="short_ids", doc=__doc__, problems=(SHORT,), fields=(FIELD,), count=count, judge=judge)
