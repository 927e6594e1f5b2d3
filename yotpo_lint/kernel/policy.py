"""What the settings make of every problem: whether it is in force, how severe it is, whether its repair is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yotpo_lint.rule import Applicability, Problem, Severity
from yotpo_lint.settings.values import Override, Settings


@dataclass(frozen=True, slots=True)
class ProblemPolicy:
    """One problem under the settings of a run; `mends` tells whether its repair is made."""

    problem: Problem
    active: bool
    severity: Severity
    applicability: Applicability
    applies_fix: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """The standing of every problem by code, and the fields whose bad cells are left out."""

    problems: Mapping[str, ProblemPolicy]
    omit: frozenset[str]

    def __getitem__(self, code: str) -> ProblemPolicy:
        """Return the standing of a code; a rule that names a code it did not declare is a KeyError."""
        return self.problems[code]


def build_policy(problems: Mapping[str, Problem], settings: Settings) -> Policy:
    """Work out the standing of every problem under the settings, whose names were checked with them."""
    selected = _match_codes(problems, settings.select) if settings.select else set(problems)
    selected |= _match_codes(problems, settings.extend_select)
    selected -= _match_codes(problems, settings.ignore)
    return Policy(
        {
            code: _build_problem_policy(
                problem, code in selected, settings.overrides.get(code, Override()), settings.unsafe_fixes
            )
            for code, problem in problems.items()
        },
        frozenset(settings.omit),
    )


def _build_problem_policy(problem: Problem, active: bool, override: Override, unsafe_fixes: bool) -> ProblemPolicy:
    applicability = override.applicability or problem.applicability
    applies_fix = applicability == "safe" or (applicability == "unsafe" and unsafe_fixes)
    return ProblemPolicy(problem, active, override.severity or problem.severity, applicability, applies_fix)


def _match_codes(problems: Mapping[str, Problem], selectors: Iterable[str]) -> set[str]:
    """Return the codes that selectors (the beginning of codes, or ALL) stand for."""
    return {code for code in problems for selector in selectors if selector == "ALL" or code.startswith(selector)}
