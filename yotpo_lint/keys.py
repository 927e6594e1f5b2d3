"""Duplicates over the whole input: the only step that sees more than one batch.

Two records are copies of one customer when their keys are equal: the first identity field that is present.
Copies that were rejected for another reason still count: their consent binds the copies that stay, and
which of two differing copies is right is not known better because one of them is also damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.judge import Action, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.kernel import Judged
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import KeyRule
    from yotpo_lint.settings import Duplicates

# How many record numbers a message names before it counts the rest.
NAMED_ROWS = 5


@dataclass(slots=True)
class Decision:
    """What its copies mean for one record."""

    findings: list[tuple[str, Finding]] = field(default_factory=list)
    changes: dict[str, str | None] = field(default_factory=dict)
    merged_into: int = 0
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """One record of a customer who has several: its number, whether it is still alive, its clean values."""

    row: int
    alive: bool
    values: tuple[str | None, ...]


class Keys:
    """Every record's key, gathered batch by batch."""

    def __init__(self, rule: KeyRule, policy: Policy) -> None:
        self._rule = rule
        self._policy = policy
        self._batches: list[tuple[NDArray[np.int64], Judged]] = []

    def add(self, rows: NDArray[np.int64], judged: Judged) -> None:
        """Remember the keys of a batch whose records bear the numbers `rows`."""
        self._batches.append((rows, judged))

    def resolve(self, duplicates: Duplicates) -> dict[int, Decision]:
        """Return a decision for every record that a copy of it affects, by record number."""
        decisions: dict[int, Decision] = {}
        for copies in self._groups():
            _resolve_group(copies, self._rule, self._policy, duplicates, decisions)
        self._warn_shared(decisions)
        return decisions

    def _groups(self) -> Iterable[list[Copy]]:
        """Yield the records of every key that more than one record bears, in order of first appearance."""
        if not self._batches:
            return
        keys = pa.concat_arrays([_keys(judged.clean, self._rule.identity) for _, judged in self._batches])
        numbers = _repeated(keys)
        members: dict[int, list[Copy]] = {}
        for at, copy in self._picked(np.flatnonzero(numbers >= 0)):
            members.setdefault(int(numbers[at]), []).append(copy)
        yield from members.values()

    def _picked(self, wanted: NDArray[np.int64]) -> Iterable[tuple[int, Copy]]:
        """Yield the records at the wanted positions of the whole input."""
        start = 0
        for rows, judged in self._batches:
            here = wanted[(wanted >= start) & (wanted < start + len(rows))] - start
            index = pa.array(here)
            columns = [judged.clean[name].take(index).to_pylist() for name in FIELDS]
            for at, *values in zip(here.tolist(), *columns, strict=True):
                yield start + at, Copy(int(rows[at]), not judged.rejected[at], tuple(values))
            start += len(rows)

    def _warn_shared(self, decisions: dict[int, Decision]) -> None:
        """Warn of an e-mail or a phone that stands under several keys of the strongest kind."""
        shared = self._policy[self._rule.shared.code]
        if not shared.active or not self._batches:
            return
        action = Action.REJECTED if shared.severity == "error" else Action.WARNED
        strongest = self._rule.identity[0]
        for name in self._rule.shared_fields:
            values = pa.concat_arrays(
                [
                    pc.if_else(pc.is_valid(judged.clean[strongest]), judged.clean[name], pa.scalar(None, pa.string()))
                    for _, judged in self._batches
                ]
            )
            numbers = _repeated(values)
            members: dict[int, list[Copy]] = {}
            for at, copy in self._picked(np.flatnonzero(numbers >= 0)):
                members.setdefault(int(numbers[at]), []).append(copy)
            for copies in members.values():
                live = [copy for copy in copies if copy.alive and not _is_out(decisions, copy.row)]
                if len({copy.values[FIELDS.index(strongest)] for copy in live}) < 2:  # noqa: PLR2004  two make a pair
                    continue
                for copy in live:
                    hint = _named([other.row for other in live if other is not copy])
                    decision = decisions.setdefault(copy.row, Decision())
                    decision.findings.append((name, Finding(shared.problem.code, action, hint)))
                    decision.rejected |= action is Action.REJECTED


def _is_out(decisions: Mapping[int, Decision], row: int) -> bool:
    decision = decisions.get(row)
    return decision is not None and (decision.rejected or decision.merged_into > 0)


def _keys(clean: Mapping[str, pa.Array], identity: Sequence[str]) -> pa.Array:
    """Return each record's key: the name and the value of its first present identity field, or null."""
    rank = [pc.binary_join_element_wise(name, clean[name], "=") for name in identity]
    return pc.coalesce(*rank)


def _repeated(values: pa.Array) -> NDArray[np.int64]:
    """Return a number for every value that occurs more than once, the same for equal ones; -1 for the others."""
    encoded = values.dictionary_encode()
    numbers = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(encoded.dictionary))
    repeated = np.append(counts > 1, False)
    return np.where(repeated[numbers], numbers, -1)


def _resolve_group(
    copies: list[Copy], rule: KeyRule, policy: Policy, duplicates: Duplicates, decisions: dict[int, Decision]
) -> None:
    """Decide which copies of one customer stay, and tighten the consent of those that do."""
    alive = [copy for copy in copies if copy.alive]
    if not alive:
        return
    differ = len(alive) < len(copies) or len({copy.values for copy in alive}) > 1
    differing = policy[rule.differing.code]
    staying = alive
    if differ and differing.active and differing.severity == "error":
        kept = {"refuse": None, "first": alive[0], "last": alive[-1]}[duplicates]
        staying = [kept] if kept else []
        for copy in alive:
            if kept and copy.values == kept.values:
                continue
            hint = _named([other.row for other in copies if other is not copy])
            decision = decisions.setdefault(copy.row, Decision())
            decision.rejected = True
            decision.findings.append(("", Finding(rule.differing.code, Action.REJECTED, hint)))
        alive = [copy for copy in alive if kept and copy.values == kept.values]
    elif differ and differing.active:
        for copy in alive:
            hint = _named([other.row for other in copies if other is not copy])
            decisions.setdefault(copy.row, Decision()).findings.append(
                ("", Finding(rule.differing.code, Action.WARNED, hint))
            )
    staying = _merge(alive, staying, rule, policy, decisions)
    _tighten(staying, copies, rule, decisions)


def _merge(
    alive: list[Copy], staying: list[Copy], rule: KeyRule, policy: Policy, decisions: dict[int, Decision]
) -> list[Copy]:
    """Merge every copy into the staying one that it equals; return those that stay."""
    if not (policy[rule.merged.code].active and policy[rule.merged.code].mends):
        return alive
    homes: dict[tuple[str | None, ...], Copy] = {}
    for copy in staying:
        homes.setdefault(copy.values, copy)
    for copy in alive:
        home = homes[copy.values]
        if home is not copy:
            decision = decisions.setdefault(copy.row, Decision())
            decision.merged_into = home.row
            decision.findings.append(("", Finding(rule.merged.code, Action.MERGED, str(home.row))))
    return list(homes.values())


def _tighten(staying: list[Copy], copies: list[Copy], rule: KeyRule, decisions: dict[int, Decision]) -> None:
    """Give the staying copies the strictest consent of all. No setting switches this off (law 4)."""
    for name, order in rule.stricter.items():
        column = FIELDS.index(name)
        # What is neither yes nor no (a cell that the contract stopped) is no answer.
        answers = [copy.values[column] if copy.values[column] in order else None for copy in copies]
        strictest = min(answers, key=order.index)
        for copy in staying:
            if copy.values[column] != strictest:
                decision = decisions.setdefault(copy.row, Decision())
                decision.changes[name] = strictest
                hint = _named([other.row for other in copies if other.values[column] == strictest])
                decision.findings.append((name, Finding(rule.tightened.code, Action.FIXED, hint)))


def _named(rows: list[int]) -> str:
    """Name record numbers in a message: `3, 17 and 4 more`."""
    shown = ", ".join(map(str, rows[:NAMED_ROWS]))
    return shown if len(rows) <= NAMED_ROWS else f"{shown} and {len(rows) - NAMED_ROWS} more"
