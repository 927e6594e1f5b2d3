"""What the contract stops: the last gate's own problems.

They are met when a rule that would have repaired or explained a cell is not in force, or has a defect; the last of
them, when a cell was to be left out that does not stay left out.
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
LEFT_OUT: Final = Problem(
    code="SCH005",
    name="contract-left-out",
    message="The cell cannot be read, and cannot be left out either, for {hint}.",
    general=(
        "The cell cannot be read, and cannot be left out either, for a declared setting would then speak for it; "
        "correct the cell, or do without the setting."
    ),
    open_hint=True,
    why=(
        "A record without the cell would be filled by the setting as soon as it is read again, and so say what nobody "
        "said. A setting speaks for cells that are empty, not for one that says something else."
    ),
)

PROBLEMS: Final = (TOO_LONG, FORMAT, FLAG, IDENTITY, LEFT_OUT)
