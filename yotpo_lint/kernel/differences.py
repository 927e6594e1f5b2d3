"""How the settings of two kernels differ, and which fields that bears on: told by what the rules declare."""

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
    """What two kernels of one registry do not have in common.

    Attributes:
        facts: the names of the facts that are declared otherwise.
        guesses: the codes of the problems whose repair was held back because it needs a guess, and is made now. A
            cell that has one was stopped, and has a finding of it.
        codes: the codes of the other problems of which the settings make something else.
        omitted: the fields whose bad cells only the second kernel leaves out.
        restored: the fields whose bad cells only the first leaves out.
    """

    facts: frozenset[str]
    guesses: frozenset[str]
    codes: frozenset[str]
    omitted: frozenset[str]
    restored: frozenset[str]

    def bear_on_facts(self, names: Collection[str] | None) -> bool:
        """Tell whether a rule that declares these facts (None: it may look at any) may answer otherwise."""
        return bool(self.facts) if names is None else not self.facts.isdisjoint(names)

    def bear_on_reading(self, kernel: Kernel, field: str) -> bool:
        """Tell whether a cell of the field may be read otherwise than before, whatever stands in it."""
        return field in self.restored or any(
            self.bear_on_facts(stage.fact_names) or not self.codes.isdisjoint(stage.codes)
            for stage in kernel.stages[field]
        )

    def bear_on_doubtful(self, rule: CellRule) -> bool:
        """Tell whether the cells that only their row can decide may be decided otherwise."""
        codes = self.codes | self.guesses
        return self.bear_on_facts(rule.doubtful_facts) or any(problem.code in codes for problem in rule.problems)

    def may_read_again(self, kernel: Kernel) -> bool:
        """Tell whether any cell can get another value; else only rows are judged."""
        return (
            bool(self.guesses)
            or any(self.bear_on_reading(kernel, field) for field in kernel.stages)
            or any(map(self.bear_on_doubtful, list_doubtful_rules(kernel)))
        )


def list_doubtful_rules(kernel: Kernel) -> list[CellRule]:
    """Return the rules that read cells by their row or their table."""
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
