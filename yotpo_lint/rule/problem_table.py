"""Read the problems of a rule from a table of text."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any, Final

from yotpo_lint.rule.problem import Problem

_HEAD: Final = re.compile(r"(?P<code>[A-Z]{3}[0-9]{3}) (?P<name>[a-z0-9-]+)(?: \[(?P<marks>[a-z, ]+)\])?")
_MARKS: Final = {"safe": "applicability", "unsafe": "applicability", "warning": "severity"}
_KEY: Final = re.compile(r"(?P<key>why|general|remedies|open hint):\s*(?P<text>.*)")


def parse_problems(table: str) -> dict[str, Problem]:
    """Read the problems of a rule from a table, by their names.

    Each entry is a line with the code, the name and, in brackets, `safe` or `unsafe` for a problem with a fix of that
    applicability, `warning` for one that never rejects a row, or both. The indented lines below hold the message and,
    if needed, `why:`, `general:`, `remedies:` (a list with commas) and `open hint: yes`, which `Problem` explains. A
    long text continues on the next line.

    >>> table = parse_problems('''
    ...     GEN001 gender-word [safe]
    ...         The gender is written as a word; it becomes {after}.
    ...         why: Yotpo knows F, M and Other only.
    ... ''')
    >>> table["gender-word"].code, table["gender-word"].applicability
    ('GEN001', 'safe')

    Raises:
        ValueError: an entry has no code and name, or a name occurs twice; the message shows the line.
    """
    problems: dict[str, Problem] = {}
    for entry in re.split(r"\n(?=\S)", dedent(table).strip()):
        problem = _read_entry(entry)
        if problem.name in problems:
            raise ValueError(f"The problem {problem.name} occurs twice in its table")
        problems[problem.name] = problem
    return problems


def _read_entry(entry: str) -> Problem:
    """Read one entry: its first line, its message, its keys."""
    first, *rest = entry.splitlines()
    head = _HEAD.fullmatch(first.rstrip())
    if head is None:
        raise ValueError(f"Expected a code, a name and optionally [safe], [unsafe] or [warning], got {first!r}")
    texts: dict[str, list[str]] = {"message": []}
    current = "message"
    for line in map(str.strip, rest):
        if key := _KEY.fullmatch(line):
            current = key["key"]
            texts[current] = [key["text"]]
        else:
            texts[current].append(line)
    values: dict[str, Any] = {key: " ".join(lines) for key, lines in texts.items()}
    if "remedies" in values:
        values["remedies"] = tuple(values["remedies"].split(", "))
    if "open hint" in values:
        values["open_hint"] = values.pop("open hint") == "yes"
    for mark in head["marks"].split(", ") if head["marks"] else ():
        if mark not in _MARKS:
            raise ValueError(f"{head['code']}: expected [safe], [unsafe] or [warning], got [{mark}]")
        values[_MARKS[mark]] = mark
    return Problem(code=head["code"], name=head["name"], **values)
