"""Copies of one customer: which of them stay, what they merge into, whose consent binds them.

Copies that were rejected for another reason still count: their consent binds the copies that stay, and
which of two differing copies is right is not known better because one of them is also damaged.

All customers of a piece are decided together, as columns of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from yotpo_lint.deduplication.groups import chosen
from yotpo_lint.deduplication.row_references import named, others_named
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.source_problems import ADDRESS_ASIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.groups import Copies
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import KeyRule
    from yotpo_lint.settings.values import Duplicates

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


class Told(NamedTuple):
    """One thing that is told of some records, because of their copies.

    Attributes:
        at: where these lie in the input.
        field: which of their fields it is about; empty for the whole row.
        code, action: what it is and what was done about it.
        hint, hints: for each record which of the texts is its hint.
        into: for each record the number of the one that it is merged into.
        value: for each record what the field is changed to.
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
class Fates:
    """What becomes of copies.

    Attributes:
        differing: which are told that they differ.
        refused: whether these are rejected for it.
        home: of each the index of the copy that it is merged into; -1 where it is not.
        stays: which come out as records of their own.
    """

    differing: Flags
    refused: bool
    home: Numbers
    stays: Flags


def fates(copies: Copies, rule: KeyRule, policy: Policy, duplicates: Duplicates) -> Fates:
    """Decide which copies of each customer stay."""
    index, alive = np.arange(len(copies.at)), copies.alive
    nowhere = len(index)
    if not nowhere:
        return Fates(alive, False, index, alive)
    first = np.minimum.reduceat(np.where(alive, index, nowhere), copies.starts)
    # Whoever has no copy alive is not decided about, so that it does not matter which is the first then.
    like_first = copies.content == copies.content[np.minimum(first, nowhere - 1)][copies.key]
    differ = ~np.logical_and.reduceat(alive & like_first, copies.starts)[copies.key]
    standing = policy[rule.conflict_problem.code]
    refused = standing.active and standing.severity == "error"
    differing = alive & differ & standing.active
    staying = alive
    if refused:
        kept = _kept(copies, duplicates)
        # What equals the one that is kept is not refused but merged into it.
        equal = copies.content == copies.content[kept][copies.key] if kept is not None else np.zeros(nowhere, np.bool_)
        differing &= ~equal
        staying = alive & (~differ | (index == kept[copies.key] if kept is not None else False))
        alive = alive & ~differing
    home = _homes(copies, staying)[copies.content]
    merges = (
        alive
        & (home != index)
        & np.where(copies.aside, _merges(ADDRESS_ASIDE.code, policy), _merges(rule.merge_problem.code, policy))
    )
    return Fates(differing, refused, np.where(merges, home, -1), alive & ~merges)


def _kept(copies: Copies, duplicates: Duplicates) -> Numbers | None:
    """Return by customer the index of the copy that is kept where they differ; None if none is."""
    if duplicates == "refuse":
        return None
    index = np.arange(len(copies.at))
    # Of the rows of one customer the one whose own address was taken stays.
    own = copies.alive & ~copies.aside
    eligible = np.where(np.logical_or.reduceat(own, copies.starts)[copies.key], own, copies.alive)
    if duplicates == "first":
        return np.minimum(np.minimum.reduceat(np.where(eligible, index, len(index)), copies.starts), len(index) - 1)
    return np.maximum(np.maximum.reduceat(np.where(eligible, index, -1), copies.starts), 0)


def _homes(copies: Copies, staying: Flags) -> Numbers:
    """Return by content the first of the staying copies that has it, one that is not aside if there is one."""
    homes = np.full(int(copies.content.max()) + 1, -1)
    for at in (np.flatnonzero(staying & copies.aside), np.flatnonzero(staying & ~copies.aside)):
        # Written backwards, so that the first is written last and stays.
        homes[copies.content[at[::-1]]] = at[::-1]
    return homes


def _merges(code: str, policy: Policy) -> bool:
    """Tell whether the policy lets a copy be merged into one that it equals."""
    return policy[code].active and policy[code].mends


def told_of_copies(copies: Copies, decided: Fates, rule: KeyRule) -> Iterator[Told]:
    """Yield what the fates of copies mean for each of them, in the order in which it is reported."""
    if decided.differing.any():
        at = np.flatnonzero(decided.differing)
        which, hints = others_named(copies.rows, copies.starts, copies.counts)
        action = Action.REJECTED if decided.refused else Action.WARNED
        yield Told(copies.at[at], "", rule.conflict_problem.code, action, which[at], hints)
    for aside, code in ((False, rule.merge_problem.code), (True, ADDRESS_ASIDE.code)):
        at = np.flatnonzero((decided.home >= 0) & (copies.aside == aside))
        if len(at):
            homes, which = np.unique(decided.home[at], return_inverse=True)
            into = copies.rows[homes]
            yield Told(copies.at[at], "", code, Action.MERGED, which, pa.array(into).cast(pa.string()), into[which])
    for name in rule.strictest_first:
        yield from _tightened(name, copies, decided.stays, rule)


def _tightened(name: str, copies: Copies, stays: Flags, rule: KeyRule) -> Iterator[Told]:
    """Give the staying copies the strictest consent of all. No setting switches this off (law 4)."""
    if not len(copies.at):
        return
    order, answers = rule.strictest_first[name], copies.answers[name]
    # What is neither yes nor no (a cell that the contract stopped) is no answer.
    strictest = np.minimum.reduceat(np.where(answers < 0, order.index(None), answers), copies.starts)
    binding = answers == strictest[copies.key]
    at = np.flatnonzero(stays & ~binding)
    if len(at):
        keys, which = np.unique(copies.key[at], return_inverse=True)
        counts = np.bincount(copies.key[binding], minlength=len(copies.starts))
        starts = np.cumsum(counts) - counts
        hints = named(copies.rows[binding], starts[keys], counts[keys])
        value = pa.array(order, pa.string()).take(pa.array(strictest[copies.key[at]]))
        yield Told(copies.at[at], name, rule.consent_problem.code, Action.FIXED, which, hints, value=value)


def warn_shared(name: str, copies: Copies, out: Flags, rule: KeyRule, policy: Policy) -> Iterator[Told]:
    """Warn of live records that share an e-mail, capitals aside, or a phone under several keys.

    `out` are the copies that do not come out on their own; the content of each is its key.
    """
    live = chosen(copies, copies.alive & ~out)
    if not len(live.at):
        return
    several = ~np.logical_and.reduceat(live.content == live.content[live.starts][live.key], live.starts)
    live = chosen(live, several[live.key])
    if len(live.at):
        shared = policy[rule.shared_contact_problem.code]
        action = Action.REJECTED if shared.severity == "error" else Action.WARNED
        yield Told(live.at, name, shared.problem.code, action, *others_named(live.rows, live.starts, live.counts))
