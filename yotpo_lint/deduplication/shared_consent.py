"""Consent between records that share a contact: a refusal of one binds all of them, and the records stay apart.

E-mails that differ only in capitals are one mailbox in practice, and one e-mail or phone number under several ids
reaches one person. A refusal travels from record to record: A shares its e-mail with B, and B its phone number with C.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.deduplication.resolution import DuplicateDecision
from yotpo_lint.deduplication.row_references import format_row_list
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from yotpo_lint.deduplication.groups import DuplicateGroups
    from yotpo_lint.rule import KeyRule

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

REFUSED = "false"
AGREED = "true"


class Sharing(NamedTuple):
    """Records that share a key or a contact, group by group.

    Attributes:
        at: the records' positions in the input.
        rows: their numbers.
        starts: the index of the first record of each group.
    """

    at: Numbers
    rows: Numbers
    starts: Numbers


class SharedConsents:
    """Collects the records that share a key or a contact, and finds the consents that a refusal takes away."""

    def __init__(self, rule: KeyRule, count: int) -> None:
        """Prepare for an input of `count` records."""
        self._rule = rule
        self._groups: list[Sharing] = []
        self._refuses = {name: np.zeros(count, np.bool_) for name in rule.strictest_first}
        self._agrees = {name: np.zeros(count, np.bool_) for name in rule.strictest_first}
        self._settled = {name: np.zeros(count, np.bool_) for name in rule.strictest_first}

    def add(self, groups: DuplicateGroups) -> None:
        """Add records that share a key or a contact, with their own answers; rejected records refuse as well."""
        if not len(groups.at):
            return
        self._groups.append(Sharing(groups.at, groups.rows, groups.starts))
        for name, order in self._rule.strictest_first.items():
            self._refuses[name][groups.at[groups.consents[name] == order.index(REFUSED)]] = True
            agrees = groups.accepted & (groups.consents[name] == order.index(AGREED))
            self._agrees[name][groups.at[agrees]] = True

    def settle(self, decisions: Sequence[DuplicateDecision]) -> None:
        """Mark the consents that the duplicates of a customer have already taken away."""
        for each in decisions:
            if each.action is Action.FIXED and each.field in self._settled:
                self._settled[each.field][each.at] = True

    def iterate_decisions(self, emitted: Flags) -> Iterator[DuplicateDecision]:
        """Yield the consents of emitted records that a refusal takes away. No setting switches this off."""
        for name, refuses in self._refuses.items():
            spreads = bool(refuses.any())
            while spreads:
                spreads = False
                for group in self._groups:
                    reached = find_reached(group, refuses)
                    if len(reached):
                        spreads = True
                        eligible = self._agrees[name] & ~self._settled[name] & emitted
                        yield from build_refusals(
                            name, group, reached, refuses=refuses, eligible=eligible, rule=self._rule
                        )
                        refuses[group.at[reached]] = True


def find_reached(group: Sharing, refuses: Flags) -> Numbers:
    """Return the indices of the records that the refusal of another record of their group binds."""
    bound = np.logical_or.reduceat(refuses[group.at], group.starts)
    lengths = np.diff(group.starts, append=len(group.at))
    return np.flatnonzero(np.repeat(bound, lengths) & ~refuses[group.at])


def build_refusals(
    name: str, group: Sharing, reached: Numbers, *, refuses: Flags, eligible: Flags, rule: KeyRule
) -> Iterator[DuplicateDecision]:
    """Yield the refusals of the reached records that are eligible, with the numbers of the records that refuse."""
    at = reached[eligible[group.at[reached]]]
    if not len(at):
        return
    refusing = refuses[group.at]
    number = np.searchsorted(group.starts, np.arange(len(group.at)), side="right") - 1
    groups, which = np.unique(number[at], return_inverse=True)
    counts = np.bincount(number[refusing], minlength=len(group.starts))
    starts = np.cumsum(counts) - counts
    hints = format_row_list(group.rows[refusing], starts[groups], counts[groups])
    value = pa.array([REFUSED] * len(at), pa.string())
    yield DuplicateDecision(
        group.at[at], name, rule.shared_consent_problem.code, Action.FIXED, which, hints, value=value
    )
