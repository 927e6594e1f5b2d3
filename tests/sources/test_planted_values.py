"""Values planted in a table of any format are in no output that travels, and secrets are in no output at all."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from click.testing import CliRunner

import yotpo_lint
from tests.sources.test_secrets import FORMATS, MARKS, PERSONAL, SECRETS, find_planted, write_table
from yotpo_lint.cli import main
from yotpo_lint.errors import YotpoLintError

Record = dict[str, str]
# The second one is accepted, so that an upload is written, too.
RECORDS: list[Record] = [{**PERSONAL, **SECRETS}, {**dict.fromkeys(PERSONAL, ""), "external_id": "OK-1", **SECRETS}]
HIDDEN = list(SECRETS.values())
PLANTED = [*MARKS, *HIDDEN]
# What a person looks at: the customer's own cells belong there, secrets do not.
OWN_CELLS = ("customers", "rejected", "fixes")
BROKEN = {
    "jsonl": lambda content: content + content[: len(content) // 3],
    "csv": lambda content: content + b'"x",' + content.splitlines()[1] * 2 + b"\n",
    "json": lambda content: content[:-20],
    "xlsx": lambda content: content[: len(content) // 2],
    "xls": lambda content: content[: len(content) // 2],
    "parquet": lambda content: content[: len(content) // 2],
}


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ([*RECORDS[0]], *([*record.values()] for record in RECORDS)):
        book.active.append(row)
    book.save(path)


def write_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("customers")
    for number, row in enumerate(([*RECORDS[0]], *([*record.values()] for record in RECORDS))):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(str(path))


WRITERS: dict[str, Callable[[Path], object]] = {
    "csv": lambda path: write_table(path.parent).rename(path),
    "json": lambda path: path.write_text(json.dumps(RECORDS), encoding="utf-8"),
    "jsonl": lambda path: path.write_text("".join(json.dumps(each) + "\n" for each in RECORDS), encoding="utf-8"),
    "xlsx": write_xlsx,
    "xls": write_xls,
    "parquet": lambda path: pq.write_table(pa.Table.from_pylist(RECORDS), path),
}


@pytest.fixture(params=WRITERS)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"planted.{request.param}"
    WRITERS[request.param](path)
    return path


def read_text(path: Path) -> str:
    """Return all that a file holds; of binary ones the cells and headers, of which the bytes show nothing."""
    if path.suffix == ".parquet":
        found = pq.read_table(path)
        return json.dumps([found.schema.metadata and str(found.schema.metadata), found.to_pylist()], default=str)
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return json.dumps([[str(cell.value) for row in sheet.rows for cell in row] for sheet in sheets])
    return path.read_text(encoding="utf-8")


def test_what_binary_files_hold_is_read(tmp_path: Path) -> None:
    for name in ("xlsx", "parquet"):
        WRITERS[name](tmp_path / f"t.{name}")
        assert find_planted(read_text(tmp_path / f"t.{name}"), HIDDEN) == HIDDEN


@pytest.mark.parametrize(
    ("rejected_format", "fixes_format"), [("csv", "csv"), ("xlsx", "parquet"), ("parquet", "parquet")]
)
def test_written_files(
    table: Path,
    rejected_format: Literal["csv", "xlsx", "parquet"],
    fixes_format: Literal["csv", "parquet"],
) -> None:
    out = table.parent / "out"
    yotpo_lint.lint(table).write(out, rejected_format=rejected_format, fixes_format=fixes_format)
    names = {path.name for path in out.iterdir()}
    assert names >= {"customers.jsonl", f"rejected.{rejected_format}", f"fixes.{fixes_format}", "report.html"}
    for path in out.iterdir():
        own = path.stem in OWN_CELLS
        assert find_planted(read_text(path), HIDDEN if own else PLANTED) == [], path.name
    assert find_planted(read_text(out / f"rejected.{rejected_format}"), MARKS), "nothing was planted"


@pytest.mark.parametrize("way", [*FORMATS, "text", "diff", "statistics"])
def test_what_check_prints(table: Path, way: str) -> None:
    options = [f"--{way}"] if way in ("diff", "statistics") else ["--output-format", way]
    done = CliRunner().invoke(main, ["check", str(table), *options, "--log-format", "json"])
    assert done.exit_code == 1, done.output
    assert find_planted(done.stdout, PLANTED if way in FORMATS else HIDDEN) == []
    assert find_planted(done.stderr, PLANTED) == []
    assert all(json.loads(line)["event"] for line in done.stderr.splitlines())


@pytest.mark.parametrize("log", ["text", "json"])
def test_what_fix_logs(table: Path, log: str) -> None:
    arguments = ["fix", str(table), "-o", str(table.parent / "out"), "--log-format", log, "--max-rejected", "0"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1, done.output
    assert done.stderr
    assert find_planted(done.stderr, PLANTED) == []
    assert find_planted(done.stdout, HIDDEN) == []


@pytest.mark.parametrize(
    "settings", [{"map": {"ssn": "no_such_field"}}, {"source": "nowhere"}, {"map": {"password": "email"}}]
)
def test_settings_that_are_refused(table: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(YotpoLintError) as stopped:
        yotpo_lint.lint(table, **settings)
    assert find_planted("".join(traceback.format_exception(stopped.value, limit=0)), PLANTED) == []


def test_a_broken_file(table: Path) -> None:
    damage = BROKEN[table.suffix[1:]]
    table.write_bytes(damage(table.read_bytes()))
    done = CliRunner().invoke(main, ["check", str(table)])
    assert done.exit_code in (1, 2), done.output
    assert find_planted(done.stderr, PLANTED) == []
    assert find_planted(done.stdout, HIDDEN) == []
