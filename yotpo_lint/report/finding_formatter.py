"""Findings and the ledger as tables to read: with codes, names, messages and the cell before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.outcome.outcome import Outcome, Place

if TYPE_CHECKING:
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.readers.table import Damaged
    from yotpo_lint.rule import Problem
    from yotpo_lint.sources import ColumnMap

FINDINGS = pa.schema(
    [
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("field", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("severity", pa.string()),
        ("action", pa.string()),
        ("applicability", pa.string()),
        ("message", pa.string()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)
LEDGER = pa.schema(
    [
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("field", pa.string()),
        ("code", pa.string()),
        ("applicability", pa.string()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)
# Columns of the ledger with few distinct texts.
REPEATED_COLUMNS = ("field", "code", "applicability")


class FindingFormatter:
    """Turn the findings of a batch into tables to read."""

    def __init__(self, policy: Policy, mapping: ColumnMap) -> None:
        self._policy = policy
        self._column_of = mapping.column_of
        self._header_of = mapping.header_of
        standings = list(policy.problems.values())
        self._codes = pa.array([standing.problem.code for standing in standings])
        self._names = pa.array([standing.problem.name for standing in standings])
        self._severities = pa.array([standing.severity for standing in standings])
        self._applicabilities = pa.array([standing.applicability for standing in standings])
        self._problems = [standing.problem for standing in standings]

    @property
    def column_of(self) -> Mapping[str, str]:
        """Return the batch column of each mapped field."""
        return self._column_of

    @property
    def header_of(self) -> Mapping[str, str]:
        """Return the header that a person knows for each mapped field."""
        return self._header_of

    def format_findings(self, outcome: Outcome) -> pa.Table:
        """Return every finding of a batch, damaged lines included, sorted by record."""
        raw = outcome.findings
        code = raw.column("code").combine_chunks()
        before, after = self._before_and_after(outcome)
        columns = [
            *self._locations(outcome),
            self._names.take(code),
            self._severities.take(code),
            _ACTIONS.take(raw.column("action")),
            self._applicabilities.take(code),
            self._messages(code, raw.column("hint").combine_chunks(), after),
            before,
            _without_omitted(after, raw),
        ]
        table = pa.Table.from_arrays([_to_array(column) for column in columns], schema=FINDINGS)
        if not outcome.batch.damaged:
            return table
        combined = pa.concat_tables([table, self._format_damaged(outcome.batch.damaged)])
        # A stable sort keeps the order within a record, in which its cells were read.
        order = np.argsort(combined.column("row").to_numpy(), kind="stable")
        return combined.take(pa.array(order)).combine_chunks()

    def format_rejections(self, outcome: Outcome) -> pa.Table:
        """Return the findings of a batch that reject a record, damaged lines included, sorted by record."""
        rejects = pc.equal(outcome.findings.column("action"), Action.REJECTED)
        return self.format_findings(replace(outcome, findings=outcome.findings.filter(rejects)))

    def format_ledger(self, outcome: Outcome) -> pa.Table:
        """Return the ledger of a batch: every changed cell of an accepted record, and every merged record."""
        actions = outcome.findings.column("action")
        place = pa.array(outcome.place).take(outcome.findings.column("at").combine_chunks())
        changed = pc.or_(pc.equal(actions, Action.FIXED), pc.equal(actions, Action.OMITTED))
        wanted = pc.or_(
            pc.and_(changed, pc.equal(place, Place.ACCEPTED)),
            pc.and_(pc.equal(actions, Action.MERGED), pc.equal(place, Place.MERGED)),
        )
        outcome = replace(outcome, findings=outcome.findings.filter(wanted))
        locations, (before, after) = self._locations(outcome), self._before_and_after(outcome)
        raw = outcome.findings
        applicability = self._applicabilities.take(raw.column("code").combine_chunks())
        applicability = pc.if_else(pc.equal(raw.column("action"), Action.OMITTED), "omitted", applicability)
        columns = (*locations, applicability, before, _without_omitted(after, raw))
        return pa.Table.from_arrays([_to_array(column) for column in columns], schema=LEDGER)

    def _locations(self, outcome: Outcome) -> list[pa.Array]:
        """Return row, line, field and code of every finding."""
        raw = outcome.findings
        at, lines = raw.column("at").combine_chunks(), outcome.batch.lines
        return [
            outcome.batch.rows.take(at),
            pa.nulls(len(at), pa.int64()) if lines is None else lines.take(at),
            _FIELD_NAMES.take(pc.if_else(pc.less(raw.column("field"), 0), len(FIELDS), raw.column("field"))),
            self._codes.take(raw.column("code").combine_chunks()),
        ]

    def _before_and_after(self, outcome: Outcome) -> tuple[pa.Array, pa.Array]:
        """Return for each finding the text that was read, and the value that a fix gives or would give."""
        raw = outcome.findings
        at, field, action = (raw.column(name).to_numpy() for name in ("at", "field", "action"))
        order, before, after = [np.flatnonzero(field < 0)], [], []
        merged = action[order[0]] == Action.MERGED
        into = pa.array(outcome.into[at[order[0]]]).cast(pa.string())
        before.append(pc.if_else(merged, outcome.batch.rows.take(pa.array(at[order[0]])).cast(pa.string()), None))
        after.append(pc.if_else(merged, into, None))
        for number in np.unique(field[field >= 0]):
            name = FIELDS[number]
            here = np.flatnonzero(field == number)
            index = pa.array(at[here])
            column = self._column_of.get(name)
            source = (
                pa.nulls(len(here), pa.string())
                if column is None
                else dictionary_decode(outcome.batch.cells.column(column).take(index))
            )
            fixed = pa.array(action[here] == Action.FIXED)
            order.append(here)
            before.append(source)
            after.append(
                pc.if_else(
                    fixed,
                    dictionary_decode(outcome.clean[name].take(index)),
                    raw.column("suggestion").take(pa.array(here)),
                )
            )
        back = pa.array(np.argsort(np.concatenate(order), kind="stable"))
        return _concat_texts(before).take(back), _concat_texts(after).take(back)

    def _messages(self, code: pa.Array, hint: pa.Array, after: pa.Array) -> pa.Array:
        """Return the message of every finding; the findings of one problem are filled in together."""
        numbers = code.to_numpy(zero_copy_only=False)
        order, parts = [np.empty(0, np.int64)], [pa.array([], pa.string())]
        for number in np.unique(numbers):
            here = np.flatnonzero(numbers == number)
            order.append(here)
            parts.append(format_messages(self._problems[number], hint.take(pa.array(here)), after.take(pa.array(here))))
        return _concat_texts(parts).take(pa.array(np.argsort(np.concatenate(order), kind="stable")))

    def _format_damaged(self, damaged: Iterable[Damaged]) -> pa.Table:
        """Return one finding for each damaged line."""
        rows = []
        for record in damaged:
            standing = self._policy[record.problem.code]
            rows.append(
                {
                    "row": record.row,
                    "line": record.line,
                    "field": "",
                    "code": record.problem.code,
                    "name": record.problem.name,
                    "severity": "error",
                    "action": "rejected",
                    "applicability": standing.applicability,
                    "message": format_message(record.problem, record.hint),
                    "before": record.text,
                    "after": None,
                }
            )
        return pa.Table.from_pylist(rows, schema=FINDINGS)


_FIELD_NAMES = pa.array([*FIELDS, ""])
_ACTIONS = pa.array([action.name.lower() for action in Action])


# The placeholders of a message.
_PLACEHOLDERS = re.compile(r"(\{hint\}|\{after\})")


def format_message(problem: Problem, hint: str = "", after: str | None = None) -> str:
    """Fill a problem's message for one finding."""
    message = problem.message.replace("{hint}", hint)
    return message.replace("{after}", after if after is not None else "empty")


def format_messages(problem: Problem, hint: pa.Array, after: pa.Array) -> pa.Array:
    """Fill a problem's message for many findings, as `format_message` does for one."""
    uses_hint, uses_after = "{hint}" in problem.message, "{after}" in problem.message
    if not uses_hint and not uses_after:
        return pa.array([problem.message]).take(pa.array(np.zeros(len(hint), np.int64)))
    if uses_hint and pc.any(pc.match_substring(hint, "{after}")).as_py():
        afters = after.to_pylist() if uses_after else [None] * len(hint)
        filled = [format_message(problem, h or "", a) for h, a in zip(hint.to_pylist(), afters, strict=True)]
        return pa.array(filled, pa.string())
    values = {"{hint}": hint.fill_null(""), "{after}": after.fill_null("empty")}
    parts = [values.get(part, part) for part in _PLACEHOLDERS.split(problem.message) if part]
    return pc.binary_join_element_wise(*parts, "")


def _to_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _without_omitted(after: pa.Array, findings: pa.Table) -> pa.Array:
    """Return the values after the fix, with null for cells that are left out."""
    return pc.if_else(pc.equal(findings.column("action").combine_chunks(), Action.OMITTED), None, after)


def _concat_texts(parts: list[pa.Array]) -> pa.Array:
    """Concatenate columns as text."""
    return pa.concat_arrays([_to_array(part).cast(pa.string()) for part in parts])
