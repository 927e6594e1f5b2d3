"""The same table in any format and encoding gives the same bytes out as its UTF-8 CSV twin."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import yotpo_lint as yl
from tests.readers.formats import CSV, ROWS, TWINS, delimited, write

SCHEMA = json.loads(files("yotpo_lint").joinpath("schemas", "report.schema.json").read_text("utf-8"))
OUTPUTS = ("customers.jsonl", "rejected.csv", "fixes.csv")
# What tells where a row stood in its file, and not what became of it.
LINES = {"rejected.csv": "_line", "fixes.csv": "line"}


def outputs(path: Path, folder: Path, **options: Any) -> dict[str, bytes]:
    result = yl.lint(path, **options)
    result.write(folder)
    Draft202012Validator(SCHEMA).validate(result.report)
    assert result.report["input"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert result.report["input"]["bytes"] == path.stat().st_size
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


def without_lines(name: str, content: bytes) -> object:
    """Return an output without the column of lines."""
    if name not in LINES:
        return content
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    at = rows[0].index(LINES[name])
    return [[cell for place, cell in enumerate(row) if place != at] for row in rows]


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("twin")
    return outputs(write(folder, "table.csv", CSV), folder / "out")


def test_the_twin_has_every_kind_of_row(twin: dict[str, bytes]) -> None:
    assert len(twin["customers.jsonl"].splitlines()) == 4
    assert "Zoë" in twin["customers.jsonl"].decode()
    assert '"zip":"02134"' in twin["customers.jsonl"].decode()
    assert "Jürgen" in twin["rejected.csv"].decode()
    assert len(twin["fixes.csv"].splitlines()) > 3
    assert len(ROWS) == 6


@pytest.mark.parametrize("name", TWINS)
def test_the_same_bytes_come_out(name: str, twin: dict[str, bytes], tmp_path: Path) -> None:
    content, has_lines = TWINS[name]
    made = outputs(write(tmp_path, name, content), tmp_path / "out")
    for output in OUTPUTS:
        if has_lines:
            assert made[output] == twin[output]
        else:
            assert without_lines(output, made[output]) == without_lines(output, twin[output])


DECLARED = ["cp1252", "mac-roman", "latin-1", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "cp850", "utf-8", "utf-7"]


@pytest.mark.parametrize("encoding", DECLARED)
def test_a_declared_encoding_is_taken(encoding: str, twin: dict[str, bytes], tmp_path: Path) -> None:
    path = write(tmp_path, "table.csv", delimited(",").encode(encoding))
    assert outputs(path, tmp_path / "out", encoding=encoding) == twin
