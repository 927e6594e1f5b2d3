"""The rule vocabulary: everything that a pack imports to define its rules, problems and fixes."""

from __future__ import annotations

from yotpo_lint.rule.column_reading import ColumnReading, keep_where
from yotpo_lint.rule.columns import ColumnNote, ColumnProblem, ColumnRule, Evidence, ValueCounts
from yotpo_lint.rule.example import Example, RowExample, clears, fixes, keeps, refuses
from yotpo_lint.rule.facts import Context, DateOrder, Facts, TableEvidence
from yotpo_lint.rule.problem import Applicability, Note, Problem, Severity
from yotpo_lint.rule.problem_table import parse_problems
from yotpo_lint.rule.reading import Clean, Reading, Refused, clear, fix, keep, refuse
from yotpo_lint.rule.rules import CellRule, CellsReading, Columns, FieldRule, KeyRule, Pack, Row, RowNote, RowRule, Rule

__all__ = [
    "Applicability",
    "CellRule",
    "CellsReading",
    "Clean",
    "ColumnNote",
    "ColumnProblem",
    "ColumnReading",
    "ColumnRule",
    "Columns",
    "Context",
    "DateOrder",
    "Evidence",
    "Example",
    "Facts",
    "FieldRule",
    "KeyRule",
    "Note",
    "Pack",
    "Problem",
    "Reading",
    "Refused",
    "Row",
    "RowExample",
    "RowNote",
    "RowRule",
    "Rule",
    "Severity",
    "TableEvidence",
    "ValueCounts",
    "clear",
    "clears",
    "fix",
    "fixes",
    "keep",
    "keep_where",
    "keeps",
    "parse_problems",
    "refuse",
    "refuses",
]
