"""The rule vocabulary: all that a pack needs to import to say what is right, what is wrong and what is repaired."""

from __future__ import annotations

from yotpo_lint.rule.columns import ColumnNote, ColumnRule, ColumnTexts, Damage, Evidence
from yotpo_lint.rule.example import Example, RowExample, fixed, kept, left_out, refused
from yotpo_lint.rule.facts import DateOrder, Facts, Given
from yotpo_lint.rule.problem import Applicability, Note, Problem, Severity
from yotpo_lint.rule.problem_table import problems
from yotpo_lint.rule.reading import Clean, Reading, Refused, absent, fix, keep, refuse
from yotpo_lint.rule.rules import CellRule, Change, Columns, FieldRule, KeyRule, Pack, Row, RowRule, Rule
from yotpo_lint.rule.settled import Settled, settled_where

__all__ = [
    "Applicability",
    "CellRule",
    "Change",
    "Clean",
    "ColumnNote",
    "ColumnRule",
    "ColumnTexts",
    "Columns",
    "Damage",
    "DateOrder",
    "Evidence",
    "Example",
    "Facts",
    "FieldRule",
    "Given",
    "KeyRule",
    "Note",
    "Pack",
    "Problem",
    "Reading",
    "Refused",
    "Row",
    "RowExample",
    "RowRule",
    "Rule",
    "Settled",
    "Severity",
    "absent",
    "fix",
    "fixed",
    "keep",
    "kept",
    "left_out",
    "problems",
    "refuse",
    "refused",
    "settled_where",
]
