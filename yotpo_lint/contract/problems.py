"""What the contract stops: the last gate's own problems.

They are met when a rule that would have repaired or explained a cell is not in force, or has a defect.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem

_WHY: Final = (
    "The contract is the schema of the clean table and the last gate before the upload. It knows nothing of how "
    "a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force."
)

TOO_LONG: Final = Problem(
    code="SCH001",
    name="contract-length",
    message="The value is longer than Yotpo's limit of {hint} characters; shorten it.",
    why=_WHY,
)
FORMAT: Final = Problem(
    code="SCH002",
    name="contract-format",
    message="The value is not what Yotpo takes here ({hint}); repair it, or put the field's rule in force again.",
    why=_WHY,
)
FLAG: Final = Problem(
    code="SCH003",
    name="contract-flag",
    message="A consent is true or false and nothing else; write one of them, or empty the cell.",
    why=_WHY,
)
IDENTITY: Final = Problem(
    code="SCH004",
    name="contract-identity",
    message="A customer without external_id has exactly one of email and phone_number; add an external_id or keep one.",
    why=_WHY,
)

PROBLEMS: Final = (TOO_LONG, FORMAT, FLAG, IDENTITY)
