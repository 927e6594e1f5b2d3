"""Resolve duplicate groups: which records survive, what the others merge into, which consent applies.

Records that another rule rejected still count: their consent binds the survivors, and damage to one of two conflicting
records does not prove that the other is right.

All groups are resolved at once, as columns of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.deduplication.groups import filter_groups
from yotpo_lint.deduplication.row_references import format_other_rows, format_row_list
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.source_problems import ADDRESS_ASIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.groups import DuplicateGroups
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import KeyRule
    from yotpo_lint.settings.values import Duplicates

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


class DuplicateDecision(NamedTuple):
    """One finding on several records that follows from their duplicates.

    Attributes:
        at: the records' positions in the input.
        field: the field it concerns; empty for the whole row.
        code, action: the problem and what was done about it.
        hint, hints: each record's index into the hint texts, and these texts.
        into: the number of the record that each record is merged into.
        value: the field's new value for each record.
    """

    at: Numbers
    field: str
    code: str
    action: Action
    hint: Numbers
    hints: pa.Array
    into: Numbers | None = None
    value: pa.Array | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What becomes of the records of duplicate groups.

    Attributes:
        conflicting: which records are reported because their group's content differs.
        refused: whether conflicting records are rejected.
        target: the index of the record that each record is merged into; -1 where it is not merged.
        survives: which records come out as records of their own.
    """

    conflicting: Flags
    refused: bool
    target: Numbers
    survives: Flags


def resolve_duplicates(groups: DuplicateGroups, rule: KeyRule, policy: Policy, duplicates: Duplicates) -> Resolution:
    """Decide which records of each group survive and what the others merge into."""
    index, accepted = np.arange(len(groups.at)), groups.accepted
    count = len(index)
    if not count:
        return Resolution(accepted, False, index, accepted)
    first = np.minimum.reduceat(np.where(accepted, index, count), groups.starts)
    # A group without an accepted record is not resolved, so any index will do.
    like_first = groups.content == groups.content[np.minimum(first, count - 1)][groups.key]
    differ = ~np.logical_and.reduceat(accepted & like_first, groups.starts)[groups.key]
    conflict = policy[rule.conflict_problem.code]
    refused = conflict.active and conflict.severity == "error"
    conflicting = accepted & differ & conflict.active
    staying = accepted
    if refused:
        kept = _choose_survivors(groups, duplicates)
        # A record that equals the survivor is merged into it, not refused.
        equal = groups.content == groups.content[kept][groups.key] if kept is not None else np.zeros(count, np.bool_)
        conflicting &= ~equal
        staying = accepted & (~differ | (index == kept[groups.key] if kept is not None else False))
        accepted = accepted & ~conflicting
    target = _find_merge_targets(groups, staying)[groups.content]
    merges = (
        accepted
        & (target != index)
        & np.where(
            groups.address_only, _applies_fix(ADDRESS_ASIDE.code, policy), _applies_fix(rule.merge_problem.code, policy)
        )
    )
    return Resolution(conflicting, refused, np.where(merges, target, -1), accepted & ~merges)


def _choose_survivors(groups: DuplicateGroups, duplicates: Duplicates) -> Numbers | None:
    """Return for each group the index of the record that survives a conflict; None if none does."""
    if duplicates == "refuse":
        return None
    index = np.arange(len(groups.at))
    # Prefer the row whose own address was taken to one that holds a further address.
    own = groups.accepted & ~groups.address_only
    eligible = np.where(np.logical_or.reduceat(own, groups.starts)[groups.key], own, groups.accepted)
    if duplicates == "first":
        return np.minimum(np.minimum.reduceat(np.where(eligible, index, len(index)), groups.starts), len(index) - 1)
    return np.maximum(np.maximum.reduceat(np.where(eligible, index, -1), groups.starts), 0)


def _find_merge_targets(groups: DuplicateGroups, staying: Flags) -> Numbers:
    """Return for each content its first surviving record, preferably one with the customer's own address."""
    targets = np.full(int(groups.content.max()) + 1, -1)
    for at in (np.flatnonzero(staying & groups.address_only), np.flatnonzero(staying & ~groups.address_only)):
        # Write in reverse order, so that the first record is written last and remains.
        targets[groups.content[at[::-1]]] = at[::-1]
    return targets


def _applies_fix(code: str, policy: Policy) -> bool:
    """Return whether the policy applies the fix of a problem."""
    return policy[code].active and policy[code].applies_fix


def iterate_decisions(groups: DuplicateGroups, decided: Resolution, rule: KeyRule) -> Iterator[DuplicateDecision]:
    """Yield the findings of a resolution in the order in which they are reported."""
    if decided.conflicting.any():
        at = np.flatnonzero(decided.conflicting)
        which, hints = format_other_rows(groups.rows, groups.starts, groups.counts)
        action = Action.REJECTED if decided.refused else Action.WARNED
        yield DuplicateDecision(groups.at[at], "", rule.conflict_problem.code, action, which[at], hints)
    for address_only, code in ((False, rule.merge_problem.code), (True, ADDRESS_ASIDE.code)):
        at = np.flatnonzero((decided.target >= 0) & (groups.address_only == address_only))
        if len(at):
            targets, which = np.unique(decided.target[at], return_inverse=True)
            into = groups.rows[targets]
            yield DuplicateDecision(
                groups.at[at], "", code, Action.MERGED, which, pa.array(into).cast(pa.string()), into[which]
            )
    for name in rule.strictest_first:
        yield from _tighten_consent(name, groups, decided.survives, rule)


def _tighten_consent(name: str, groups: DuplicateGroups, survives: Flags, rule: KeyRule) -> Iterator[DuplicateDecision]:
    """Give survivors the strictest consent of their group. No setting switches this off (law 4)."""
    if not len(groups.at):
        return
    order, consents = rule.strictest_first[name], groups.consents[name]
    # A text that is neither yes nor no (a cell that the contract stopped) counts as no answer.
    strictest = np.minimum.reduceat(np.where(consents < 0, order.index(None), consents), groups.starts)
    binding = consents == strictest[groups.key]
    at = np.flatnonzero(survives & ~binding)
    if len(at):
        keys, which = np.unique(groups.key[at], return_inverse=True)
        counts = np.bincount(groups.key[binding], minlength=len(groups.starts))
        starts = np.cumsum(counts) - counts
        hints = format_row_list(groups.rows[binding], starts[keys], counts[keys])
        value = pa.array(order, pa.string()).take(pa.array(strictest[groups.key[at]]))
        yield DuplicateDecision(groups.at[at], name, rule.consent_problem.code, Action.FIXED, which, hints, value=value)


def warn_shared_contacts(
    name: str, groups: DuplicateGroups, withdrawn: Flags, rule: KeyRule, policy: Policy
) -> Iterator[DuplicateDecision]:
    """Warn of accepted records that share an e-mail, ignoring case, or a phone under several customer keys.

    `withdrawn` marks the records that do not come out on their own; the content of each record is its customer key.
    """
    live = filter_groups(groups, groups.accepted & ~withdrawn)
    if not len(live.at):
        return
    several = ~np.logical_and.reduceat(live.content == live.content[live.starts][live.key], live.starts)
    live = filter_groups(live, several[live.key])
    if len(live.at):
        shared = policy[rule.shared_contact_problem.code]
        action = Action.REJECTED if shared.severity == "error" else Action.WARNED
        yield DuplicateDecision(
            live.at, name, shared.problem.code, action, *format_other_rows(live.rows, live.starts, live.counts)
        )
