"""Compare the settings of two kernels, and find the fields that the differences affect by what the rules declare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yotpo_lint.rule.facts import FACT_NAMES

if TYPE_CHECKING:
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.rule import CellRule


@dataclass(frozen=True, slots=True)
class Differences:
    """How the settings of two kernels of one registry differ.

    Attributes:
        facts: the names of the facts whose values differ.
        guesses: the codes of the problems whose unsafe fix only the second kernel applies. A cell with such a problem
            was blocked by the first kernel and has a finding for it.
        codes: the codes of the other problems with different policies.
        omitted: the fields whose bad cells only the second kernel omits.
        restored: the fields whose bad cells only the first kernel omits.
    """

    facts: frozenset[str]
    guesses: frozenset[str]
    codes: frozenset[str]
    omitted: frozenset[str]
    restored: frozenset[str]

    def affect_facts(self, names: Collection[str] | None) -> bool:
        """Return whether a rule that declares these facts (None: it may use any) can read a cell differently."""
        return bool(self.facts) if names is None else not self.facts.isdisjoint(names)

    def affect_field(self, kernel: Kernel, field: str) -> bool:
        """Return whether any cell of the field can be read differently, whatever its text."""
        return field in self.restored or any(
            self.affect_facts(stage.fact_names) or not self.codes.isdisjoint(stage.codes)
            for stage in kernel.stages[field]
        )

    def affect_doubtful_cells(self, rule: CellRule) -> bool:
        """Return whether the rule can read a doubtful cell differently."""
        codes = self.codes | self.guesses
        return self.affect_facts(rule.doubtful_facts) or any(problem.code in codes for problem in rule.problems)

    def may_read_again(self, kernel: Kernel) -> bool:
        """Return whether any cell can get another value; if not, only the rows are judged again."""
        return (
            bool(self.guesses)
            or any(self.affect_field(kernel, field) for field in kernel.stages)
            or any(map(self.affect_doubtful_cells, list_doubtful_rules(kernel)))
        )


def list_doubtful_rules(kernel: Kernel) -> list[CellRule]:
    """Return the rules that read doubtful cells, by their row or their table."""
    return [rule for rule in kernel.registry.cell_rules if rule.read_doubtful_cells is not None]


def compare_kernels(before: Kernel, after: Kernel) -> Differences:
    """Return how the settings of two kernels of one registry differ."""
    codes = {code for code, policy in before.policy.problems.items() if after.policy[code] != policy}
    guesses = {
        code
        for code in codes
        if before.policy[code].active
        and before.policy[code].applicability == "unsafe"
        and replace(before.policy[code], applies_fix=True) == after.policy[code]
    }
    return Differences(
        frozenset(name for name in FACT_NAMES if getattr(before.facts, name) != getattr(after.facts, name)),
        frozenset(guesses),
        frozenset(codes - guesses),
        after.policy.omit - before.policy.omit,
        before.policy.omit - after.policy.omit,
    )
