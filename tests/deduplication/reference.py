"""Copies of one customer decided one by one, in plain Python: what the engine decides in columns must be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yotpo_lint.kernel.policy import Policy
from yotpo_lint.rule import KeyRule
from yotpo_lint.settings.values import Duplicates
from yotpo_lint.source_problems import ADDRESS_ASIDE


@dataclass(frozen=True)
class Copy:
    row: int
    accepted: bool
    address_only: bool
    clean: dict[str, str | None]

    @property
    def values(self) -> tuple[str | None, ...]:
        return tuple(self.clean.values())


@dataclass
class Decision:
    told: list[tuple[str, str, str, str]] = field(default_factory=list)
    into: int = 0
    changes: dict[str, str | None] = field(default_factory=dict)


def decided(copies: list[Copy], rule: KeyRule, policy: Policy, duplicates: Duplicates) -> dict[int, Decision]:  # noqa: C901
    """Decide which copies of one customer stay, and tighten the consent of those that do."""
    decisions: dict[int, Decision] = {}

    def tell(copy: Copy, field: str, code: str, action: str, hint: str) -> Decision:
        decision = decisions.setdefault(copy.row, Decision())
        decision.told.append((field, code, action, hint))
        return decision

    alive = [copy for copy in copies if copy.accepted]
    if not alive:
        return {}
    differ = len(alive) < len(copies) or any(copy.values != alive[0].values for copy in alive)
    differing = policy[rule.conflict_problem.code]
    staying = alive
    if differ and differing.active and differing.severity == "error":
        eligible = [copy for copy in alive if not copy.address_only] or alive
        kept = {"refuse": None, "first": eligible[0], "last": eligible[-1]}[duplicates]
        for copy in alive:
            if kept is None or copy.values != kept.values:
                tell(copy, "", rule.conflict_problem.code, "REJECTED", others(copies, copy))
        staying = [kept] if kept else []
        alive = [copy for copy in alive if kept and copy.values == kept.values]
    elif differ and differing.active:
        for copy in alive:
            tell(copy, "", rule.conflict_problem.code, "WARNED", others(copies, copy))
    left = []
    for copy in alive:
        home = next(each for each in sorted(staying, key=lambda each: each.address_only) if each.values == copy.values)
        code = ADDRESS_ASIDE.code if copy.address_only else rule.merge_problem.code
        if home is copy or not (policy[code].active and policy[code].applies_fix):
            left.append(copy)
        else:
            tell(copy, "", code, "MERGED", str(home.row)).into = home.row
    for name, order in rule.strictest_first.items():
        strictest = min((copy.clean[name] for copy in copies), key=order.index)
        binding = [copy.row for copy in copies if copy.clean[name] == strictest]
        for copy in left:
            if copy.clean[name] != strictest:
                decision = tell(copy, name, rule.consent_problem.code, "FIXED", named(binding))
                decision.changes[name] = strictest
    return decisions


def others(copies: Sequence[Copy], copy: Copy) -> str:
    return named([other.row for other in copies if other is not copy])


def named(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:5]))
    return shown if len(rows) <= 5 else f"{shown} and {len(rows) - 5} more"
