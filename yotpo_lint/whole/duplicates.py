"""Copies of one customer: which of them stay, what they merge into, whose consent binds them.

Copies that were rejected for another reason still count: their consent binds the copies that stay, and
which of two differing copies is right is not known better because one of them is also damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.judge import Action, Finding
from yotpo_lint.source_problems import ADDRESS_ASIDE

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import KeyRule
    from yotpo_lint.settings.values import Duplicates

# How many record numbers a message names before it counts the rest.
NAMED_ROWS = 5


@dataclass(slots=True)
class Decision:
    """What its copies mean for one record; there may be millions, so each holds little of its own.

    Attributes:
        findings: fields (empty: the whole row) and what was found.
        changes: fields and the values that they get.
        merged_into: the number of the record that it was merged into; 0 if it was not.
        rejected: whether it is.
    """

    findings: tuple[tuple[str, Finding], ...] = ()
    changes: tuple[tuple[str, str | None], ...] = ()
    merged_into: int = 0
    rejected: bool = False

    def tell(self, field: str, code: str, action: Action, hint: str) -> None:
        """Add a finding."""
        self.findings += (_told(field, code, action, hint),)


@lru_cache(maxsize=1024)
def _told(field: str, code: str, action: Action, hint: str) -> tuple[str, Finding]:
    """Return what is told of a field: the same object for the copies of which the same is told."""
    return field, Finding(code, action, hint)


@dataclass(frozen=True, slots=True)
class Copy:
    """One record of a customer who has several: its number, whether it is still alive, its clean values.

    `aside` tells that its own address does not count, and another record's was taken.
    """

    row: int
    alive: bool
    values: tuple[str | None, ...]
    aside: bool = False


def resolve_group(
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
        # Of the rows of one customer the one whose own address was taken stays.
        eligible = [copy for copy in alive if not copy.aside] or alive
        kept = {"refuse": None, "first": eligible[0], "last": eligible[-1]}[duplicates]
        staying = [kept] if kept else []
        for copy in alive:
            if kept and copy.values == kept.values:
                continue
            hint = _others(copies, copy)
            decision = decisions.setdefault(copy.row, Decision())
            decision.rejected = True
            decision.tell("", rule.differing.code, Action.REJECTED, hint)
        alive = [copy for copy in alive if kept and copy.values == kept.values]
    elif differ and differing.active:
        for copy in alive:
            decision = decisions.setdefault(copy.row, Decision())
            decision.tell("", rule.differing.code, Action.WARNED, _others(copies, copy))
    staying = _merge(alive, staying, partial(_merges, rule, policy), decisions)
    _tighten(staying, copies, rule, decisions)


def _merges(rule: KeyRule, policy: Policy, copy: Copy) -> str | None:
    """Return the code under which a copy is merged into one that it equals; None where the policy lets it stay."""
    code = ADDRESS_ASIDE.code if copy.aside else rule.merged.code
    return code if policy[code].active and policy[code].mends else None


def _merge(
    alive: list[Copy], staying: list[Copy], merges: Callable[[Copy], str | None], decisions: dict[int, Decision]
) -> list[Copy]:
    """Merge every copy into the staying one that it equals; return those that stay."""
    homes: dict[tuple[str | None, ...], Copy] = {}
    for copy in sorted(staying, key=lambda copy: copy.aside):
        homes.setdefault(copy.values, copy)
    left = []
    for copy in alive:
        home = homes[copy.values]
        code = merges(copy)
        if home is copy or code is None:
            left.append(copy)
            continue
        decision = decisions.setdefault(copy.row, Decision())
        decision.merged_into = home.row
        decision.tell("", code, Action.MERGED, str(home.row))
    return left


def _tighten(staying: list[Copy], copies: list[Copy], rule: KeyRule, decisions: dict[int, Decision]) -> None:
    """Give the staying copies the strictest consent of all. No setting switches this off (law 4)."""
    for name, order in rule.stricter.items():
        column = FIELDS.index(name)
        # What is neither yes nor no (a cell that the contract stopped) is no answer.
        answers = [copy.values[column] if copy.values[column] in order else None for copy in copies]
        strictest = min(answers, key=order.index)
        binding = [copy.row for copy in copies if copy.values[column] == strictest]
        for copy in staying:
            if copy.values[column] != strictest:
                decision = decisions.setdefault(copy.row, Decision())
                decision.changes += ((name, strictest),)
                hint = _named(binding[:NAMED_ROWS], len(binding))
                decision.tell(name, rule.tightened.code, Action.FIXED, hint)


def _others(copies: Sequence[Copy], copy: Copy) -> str:
    """Name the numbers of the other copies; looks at no more of them than it names, for there may be a million."""
    first = [other.row for other in copies[: NAMED_ROWS + 1] if other is not copy]
    return _named(first, len(copies) - 1)


def _named(rows: Sequence[int], count: int) -> str:
    """Name the first record numbers of so many: `3, 17 and 4 more`."""
    shown = ", ".join(map(str, rows[:NAMED_ROWS]))
    return shown if count <= NAMED_ROWS else f"{shown} and {count - NAMED_ROWS} more"


def warn_shared(name: str, copies: list[Copy], rule: KeyRule, policy: Policy, decisions: dict[int, Decision]) -> None:
    """Warn of live records that share an e-mail, capitals aside, or a phone under several keys."""
    shared = policy[rule.shared.code]
    action = Action.REJECTED if shared.severity == "error" else Action.WARNED
    places = [FIELDS.index(each) for each in rule.identity]
    live = [copy for copy in copies if copy.alive and not is_out(decisions, copy.row)]
    keys = {next(((at, copy.values[at]) for at in places if copy.values[at] is not None), None) for copy in live}
    if len(keys) < 2:  # noqa: PLR2004  two make a pair
        return
    for copy in live:
        hint = _others(live, copy)
        decision = decisions.setdefault(copy.row, Decision())
        decision.tell(name, shared.problem.code, action, hint)
        decision.rejected |= action is Action.REJECTED


def is_out(decisions: Mapping[int, Decision], row: int) -> bool:
    """Tell whether a record does not come out on its own: rejected as a copy, or merged into one."""
    decision = decisions.get(row)
    return decision is not None and (decision.rejected or decision.merged_into > 0)
