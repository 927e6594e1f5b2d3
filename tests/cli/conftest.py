"""A run whose findings are known, so that what is printed of them can be tested to the letter."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from yotpo_lint.cli import main
from yotpo_lint.errors import OutputError
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.rule import Context, FieldRule, Problem, Reading, fixes, keep, keeps, refuses
from yotpo_lint.settings.values import Settings
from yotpo_lint.workers.execution import Execution

WORD = Problem(
    code="GEN001",
    name="gender-word",
    applicability="safe",
    message="The gender is written as a word; it becomes {after}.",
    why="Yotpo knows three spellings.",
)
EXTENSION = Problem(
    code="PHN004", name="phone-extension", applicability="unsafe", message="The number has an extension ({hint})."
)
UNREADABLE = Problem(
    code="GEN005", name="gender-unreadable", message="Write F, M or Other.", remedies=("region", "date-order")
)
TYPO = Problem(code="EML009", name="email-typo", severity="warning", message="Perhaps {hint} was meant.")
RAGGED = Problem(code="FIL050", name="ragged-record", message="The line has {hint}.", why="A cell is missing.")
PROBLEMS = {problem.code: problem for problem in (TYPO, RAGGED, WORD, UNREADABLE, EXTENSION)}


def read(text: str, context: Context) -> Reading:
    return keep(text)


RULE = FieldRule(
    name="gender",
    doc="Gender: `F`, `M` or `Other`.\n\nYotpo takes exactly these.\n",
    fields=("gender",),
    problems=(WORD, UNREADABLE),
    read=read,
    examples=(
        keeps("F"),
        fixes("female", "F", "GEN001"),
        refuses("1", "GEN005", neighbours={"address.country_code": "US"}, region="US"),
    ),
)
REGISTRY = SimpleNamespace(
    problems=PROBLEMS, rules=(RULE,), owner_of=lambda code: RULE if code in ("GEN001", "GEN005") else None
)

COLUMNS = "row line field code name severity action applicability message before after".split()
FINDINGS = [
    (1, 2, "gender", WORD, "fixed", "The gender is written as a word; it becomes F.", "female", "F"),
    (2, 3, "email", TYPO, "warned", "Perhaps gmail.com was meant.", "zoe@gmial.com", None),
    (2, 3, "gender", WORD, "omitted", "The gender is written as a word; it becomes empty.", "none", None),
    (3, 4, "phone_number", EXTENSION, "rejected", "The number has an extension (x12).", "+1 x12", "+1"),
    (4, 5, "gender", UNREADABLE, "rejected", "Write F, M or Other.", "\x1b[2J1", None),
    (5, 6, "", RAGGED, "rejected", "The line has 3 cells.", "a,b,c", None),
]
COUNTS = {"rows": 6, "accepted": 3, "rejected": 3, "merged": 0, "fixed_cells": 1, "omitted_cells": 1}


class FakeResult:
    """What the commands use of a result."""

    def __init__(self, findings: list[Any], counts: dict[str, int]) -> None:
        self.rows = findings
        self.input: dict[str, Any] = {"encoding": "utf-8", "encoding_guessed": False}
        self.report: dict[str, Any] = {
            "version": "0.1.0",
            "counts": counts,
            "by_code": [
                entry("GEN001", "gender-word", fixed=1, omitted=1),
                entry("EML009", "email-typo", warned=1),
                entry("FIL050", "ragged-record", rejected=1),
                entry("GEN005", "gender-unreadable", rejected=1),
                entry("PHN004", "phone-extension", rejected=1),
            ]
            if findings
            else [],
            "by_field": [],
            "columns": [
                {
                    "code": "TOY050",
                    "name": "toy-damage",
                    "field": "gender",
                    "column": "sex\x1b[2J",
                    "cells": 2,
                    "message": "A toy broke 2 of 6 cells.",
                    "undo": "No.",
                    "again": "Play with care.",
                }
            ]
            if findings
            else [],
            "unmapped_columns": ["loyalty points", "note\x1b[2J"] if findings else [],
            "upload": {"requests": counts["accepted"], "seconds": counts["accepted"] // 3},
            "next_steps": [
                {
                    "option": "--omit gender",
                    "rescues": 1,
                    "message": "1 row would be accepted if you leave the unreadable gender cells out of the upload: "
                    "--omit gender",
                }
            ]
            if findings
            else [],
        }

    @property
    def counts(self) -> dict[str, int]:
        return self.report["counts"]

    @property
    def problems_met(self) -> list[dict[str, Any]]:
        names = ("code", "name", "severity", "action", "applicability")
        met = Counter((p.code, p.name, p.severity, action, p.applicability) for _, _, _, p, action, *_ in self.rows)
        return [{**dict(zip(names, group, strict=True)), "count": count} for group, count in met.items()]

    def findings_batches(self) -> Iterator[Any]:
        import pyarrow as pa

        rows = [
            (row, line, field, p.code, p.name, p.severity, action, p.applicability, message, before, after)
            for row, line, field, p, action, message, before, after in self.rows
        ]
        # Two batches and an empty one, as a run may have them.
        for part in (rows[:3], [], rows[3:]):
            columns = list(zip(*part, strict=True)) or [()] * len(COLUMNS)
            types = [pa.int64(), pa.int64(), *[pa.string()] * 9]
            yield pa.table(
                {name: pa.array(column, kind) for name, column, kind in zip(COLUMNS, columns, types, strict=True)}
            )

    def write(self, directory: Path, *, overwrite: bool, **how: Any) -> list[Path]:
        directory.mkdir(parents=True, exist_ok=True)
        if (directory / "report.json").exists() and not overwrite:
            raise OutputError(f"{directory}: taken")
        names = ["customers.jsonl", "rejected.csv", "report.json"]
        if how["fixes_format"] != "none":
            names.insert(2, f"fixes.{how['fixes_format']}")
        for name in names:
            (directory / name).write_text(json.dumps({"envelope": how["envelope"]}))
        return [directory / name for name in names]


def entry(code: str, name: str, **actions: int) -> dict[str, Any]:
    counted = {action: actions.get(action, 0) for action in ("fixed", "omitted", "rejected", "warned", "merged")}
    return {"code": code, "name": name, "findings": sum(actions.values()), **counted}


class FakeRun:
    """Stand in for the engine; remember what it was asked."""

    def __init__(self) -> None:
        self.result: Any = FakeResult(FINDINGS, COUNTS)
        self.settings: Settings | None = None
        self.options: FileOptions | None = None
        self.execution: Execution | None = None
        self.source: object = None
        self.error: BaseException | None = None

    def lint(self, source: object, settings: Settings, options: FileOptions, execution: Execution) -> Any:
        self.source, self.settings, self.options, self.execution = source, settings, options, execution
        if self.error is not None:
            raise self.error
        return self.result

    def find(self, findings: list[Any], **counts: int) -> None:
        """Let the run find these, of a table in which every row is accepted unless the counts say otherwise."""
        rows = counts.get("rows", 1)
        whole = {"rows": rows, "accepted": rows, "rejected": 0, "merged": 0, "fixed_cells": 0, "omitted_cells": 0}
        self.result = FakeResult(findings, whole | counts)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> FakeRun:
    fake = FakeRun()
    monkeypatch.setitem(sys.modules, "yotpo_lint.api", SimpleNamespace(lint_table=fake.lint))
    monkeypatch.setattr("yotpo_lint.registry.load_registry", lambda rules=(): REGISTRY)
    return fake


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str) -> Result:
        return CliRunner().invoke(main, args)

    return invoke
