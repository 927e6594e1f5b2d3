"""What the settings make of every problem: whether it is in force, how severe it is, whether its repair is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yotpo_lint.rule import Applicability, Problem, Severity
from yotpo_lint.settings.values import Override, Settings


@dataclass(frozen=True, slots=True)
class Standing:
    """One problem under the settings of a run; `mends` tells whether its repair is made."""

    problem: Problem
    active: bool
    severity: Severity
    applicability: Applicability
    mends: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """The standing of every problem by code, and the fields whose bad cells are left out."""

    standings: Mapping[str, Standing]
    omit: frozenset[str]

    def __getitem__(self, code: str) -> Standing:
        """Return the standing of a code; a rule that names a code it did not declare is a KeyError."""
        return self.standings[code]


def policy_of(problems: Mapping[str, Problem], settings: Settings) -> Policy:
    """Work out the standing of every problem under the settings, whose names were checked with them."""
    selected = _matching(problems, settings.select) if settings.select else set(problems)
    selected |= _matching(problems, settings.extend_select)
    selected -= _matching(problems, settings.ignore)
    return Policy(
        {
            code: _standing(problem, code in selected, settings.overrides.get(code, Override()), settings.unsafe_fixes)
            for code, problem in problems.items()
        },
        frozenset(settings.omit),
    )


def _standing(problem: Problem, active: bool, override: Override, unsafe_fixes: bool) -> Standing:
    applicability = override.applicability or problem.applicability
    mends = applicability == "safe" or (applicability == "unsafe" and unsafe_fixes)
    return Standing(problem, active, override.severity or problem.severity, applicability, mends)


def _matching(problems: Mapping[str, Problem], selectors: Iterable[str]) -> set[str]:
    """Return the codes that selectors (the beginning of codes, or ALL) stand for."""
    return {code for code in problems for selector in selectors if selector == "ALL" or code.startswith(selector)}
