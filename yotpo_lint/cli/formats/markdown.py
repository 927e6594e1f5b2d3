"""`markdown`: a summary for a pull request's comment or a job's page ($GITHUB_STEP_SUMMARY)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import click

from yotpo_lint.cli.formats.checked import Checked, Manner
from yotpo_lint.cli.formats.groups import Group, groups_of
from yotpo_lint.escaping import make_visible, quote_cell
from yotpo_lint.humanize import plural, share, summarize_counts
from yotpo_lint.report.redaction import Redaction

# What Markdown, with tables and formulas as GitHub has them, may take for markup inside a line.
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#|~&$])")
_EXAMPLE_CHARACTERS: Final = 40


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print a section for each table: the verdict, where the rows went, the problems by code, the next steps."""
    for number, each in enumerate(checked):
        if number:
            click.echo()
        click.echo("\n".join(_section(each, manner.redaction)))


def _section(checked: Checked, redaction: Redaction) -> Iterator[str]:
    counts = checked.counts
    yield f"## yotpo-lint: {escaped(checked.path)}"
    yield ""
    yield f"**{escaped(summarize_counts(counts))}**"
    yield ""
    places = ("accepted", "rejected", "merged")
    yield from _table(
        ["rows", *places, "cells repaired"],
        [[f"{counts['rows']:,}", *(_part(counts, place) for place in places), f"{counts['fixed_cells']:,}"]],
        numbers=range(5),
    )
    groups = groups_of(checked)
    if groups:
        yield "### What was found"
        yield ""
        yield from _found(groups, redaction)
    damages = checked.report["columns"]
    if damages:
        yield "### Damaged columns"
        yield ""
        for each in damages:
            where = code(each["column"]) if each["column"] else "the whole table"
            undo, again = (_spans(each[name]) for name in ("undo", "again"))
            yield f"- **{where}**: {escaped(each['message'])} Can it be undone? {undo} Next time: {again}"
        yield ""
    steps = checked.report["next_steps"]
    if steps:
        yield "### Next steps"
        yield ""
        for step in steps:
            before, _, after = step["message"].partition(step["option"])
            yield f"- {escaped(before)}`{step['option']}`{escaped(after)}"
        yield ""
    columns = checked.report["unmapped_columns"]
    if columns:
        named = ", ".join(code(name) for name in columns)
        yield f"{plural(len(columns), 'column')} not uploaded: {named}"
        yield ""
    yield "`yotpo-lint explain CODE` says what a code means and how to repair it."


def _found(groups: Sequence[Group], redaction: Redaction) -> Iterator[str]:
    """Yield the table of problems; where values may be shown, with the first cell of each."""
    heads = ["code", "problem", "severity", "in", "findings", "rejecting", "fixable", "first row"]
    rows = []
    for group in groups:
        row = [
            group.code,
            escaped(group.first["name"]),
            group.first["severity"],
            escaped(group.where()),
            *(f"{count:,}" for count in (group.count, group.rejecting, group.fixable, group.first["row"])),
        ]
        before = group.first["before"]
        example = "" if before is None or group.first["action"] == "merged" else quote_cell(before, _EXAMPLE_CHARACTERS)
        rows.append(row if redaction.masked else [*row, escaped(example)])
    yield from _table(heads if redaction.masked else [*heads, "first cell"], rows, numbers=range(4, 8))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Iterable[int]) -> Iterator[str]:
    right = set(numbers)
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---:' if at in right else '---' for at in range(len(heads)))} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _part(counts: Mapping[str, int], place: str) -> str:
    return f"{counts[place]:,} ({share(counts[place], counts['rows'])})"


def _spans(text: str) -> str:
    """Write the catalogue's text, whose code spans are Markdown already."""
    return "".join(part if part.startswith("`") else escaped(part) for part in re.split("(`[^`]+`)", text))


def code(text: str) -> str:
    """Write a name as code; in code, GitHub takes no `@name` for a person who is to be told.

    >>> print(code("@customer-no"), code("a`b"))
    `@customer-no` `` a`b ``
    """
    shown = make_visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown or not shown.strip() else f"{fence}{shown}{fence}"


def escaped(text: str) -> str:
    r"""Write text so that Markdown shows it as it is.

    >>> print(escaped("<b> | *x*"))
    \<b\> \| \*x\*
    """
    return _MARKUP.sub(r"\\\1", make_visible(text))
