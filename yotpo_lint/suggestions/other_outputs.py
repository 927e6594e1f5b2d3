"""Suggest outputs by which a field reaches Yotpo that the endpoint of the profile does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.contract.problems import NOT_SENT
from yotpo_lint.humanize import plural

if TYPE_CHECKING:
    from yotpo_lint.outcome.run_outcome import RunOutcome


def suggest_outputs(run: RunOutcome) -> list[dict[str, Any]]:
    """Return the options that send what the requests leave out, each with the number of customers concerned."""
    number = run.kernel.codes.index(NOT_SENT.code)
    suggestions = []
    for field, option in run.kernel.profile.instead.items():
        count = sum(
            found for (code, place, _), found in run.tally.findings.items() if code == number and FIELDS[place] == field
        )
        if count:
            what = f"the {field} of {plural(count, 'customer')} is not sent"
            message = f"{what}; it goes with an explicit answer to e-mail or SMS: {option}"
            suggestions.append({"option": option, "rescues": count, "message": message[0].upper() + message[1:]})
    return suggestions
