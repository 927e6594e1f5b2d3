"""Apply the settings to every problem: whether it is active, its severity, whether its fix is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.rule import Applicability, Problem, Severity
from yotpo_lint.settings.values import Override, Settings


@dataclass(frozen=True, slots=True)
class ProblemPolicy:
    """One problem under the settings of a run; `applies_fix` is true where its fix is applied."""

    problem: Problem
    active: bool
    severity: Severity
    applicability: Applicability
    applies_fix: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of every problem by code, and the fields whose bad cells are omitted."""

    problems: Mapping[str, ProblemPolicy]
    omit: frozenset[str]

    def __getitem__(self, code: str) -> ProblemPolicy:
        """Return the policy of a code; raises KeyError for a code that no rule declares."""
        return self.problems[code]


def build_policy(problems: Mapping[str, Problem], settings: Settings) -> Policy:
    """Return the policy of every problem under the settings."""
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
        # A field that the profile does not send never rejects a row.
        frozenset((*settings.omit, *PROFILES[settings.profile].unsent)),
    )


def _build_problem_policy(problem: Problem, active: bool, override: Override, unsafe_fixes: bool) -> ProblemPolicy:
    applicability = override.applicability or problem.applicability
    applies_fix = applicability == "safe" or (applicability == "unsafe" and unsafe_fixes)
    return ProblemPolicy(problem, active, override.severity or problem.severity, applicability, applies_fix)


def _match_codes(problems: Mapping[str, Problem], selectors: Iterable[str]) -> set[str]:
    """Return the codes that match any selector: a prefix of codes, or ALL."""
    return {code for code in problems for selector in selectors if selector == "ALL" or code.startswith(selector)}
