"""The problems of the contract, the last check before the upload.

Most of them occur only where the rule that would fix or explain a cell is switched off or has a defect.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem, parse_problems

PROBLEM: Final = parse_problems(
    """
    SCH001 contract-length
        The value is longer than Yotpo's limit of {hint} characters; shorten it.
        why: The contract is the schema of the clean table and the last gate before the upload. It knows nothing of
        how a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force.
    SCH002 contract-format
        Yotpo expects {hint} here; correct the cell, or switch the field's rule on again.
        why: The contract is the schema of the clean table and the last gate before the upload. It knows nothing of
        how a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force.
    SCH003 contract-flag
        A consent must be true or false; write one of them, or empty the cell.
        why: The contract is the schema of the clean table and the last gate before the upload. It knows nothing of
        how a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force.
    SCH004 contract-identity
        A customer without external_id must have exactly one of email and phone_number; add an external_id or keep one.
        why: The contract is the schema of the clean table and the last gate before the upload. It knows nothing of
        how a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force.
    SCH005 contract-left-out
        The cell cannot be read, and cannot be left out either, because {hint}.
        why: A record without the cell would be filled by the setting as soon as it is read again, and so say what
        nobody said. A setting speaks for cells that are empty, not for one that says something else.
        general: The cell cannot be read, and cannot be left out either, because a declared setting would then speak for
        it; correct the cell, or do without the setting.
        open hint: yes
    SCH006 contract-identifier
        The record has no {hint}, which the endpoint needs to identify a customer; fill it in.
        why: The contract is the schema of the clean table and the last gate before the upload. It knows nothing of
        how a value became clean; it stops what Yotpo's documentation does not allow, whatever rules are in force.
    SCH007 field-not-sent [warning]
        The request leaves this field out, because {hint}.
        why: `--profile` says which endpoint, and which edition of its documentation, the table is made ready for. The
        cell is read and checked all the same, for duplicates, consent and other outputs depend on it.
        general: The request leaves this field out, because the endpoint that `--profile` names does not take it.
        open hint: yes
    """
)
TOO_LONG: Final = PROBLEM["contract-length"]
FORMAT: Final = PROBLEM["contract-format"]
FLAG: Final = PROBLEM["contract-flag"]
IDENTITY: Final = PROBLEM["contract-identity"]
LEFT_OUT: Final = PROBLEM["contract-left-out"]
IDENTIFIER: Final = PROBLEM["contract-identifier"]
NOT_SENT: Final = PROBLEM["field-not-sent"]

# In the order of their codes.
PROBLEMS: Final[tuple[Problem, ...]] = tuple(PROBLEM.values())
