"""The laws over a file that streams: any batch size, any number of workers, in memory or through the temporary file."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.laws.tables import many_rows
from yotpo_lint.api import lint_table
from yotpo_lint.deduplication import chunks as pieces
from yotpo_lint.deduplication import decisions
from yotpo_lint.deduplication import hashing as digests
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.settings.values import Settings
from yotpo_lint.storage import spool
from yotpo_lint.workers.execution import Execution
from yotpo_lint.workers.ordered_map import can_fork
from yotpo_lint.writers import row_groups

HEADER = "external_id,email,phone_number,gender,accepts_sms_marketing,accepts_email_marketing,country_code,note"

# Every area has a hundred numbers for fiction, and every customer a number of his own.
AREAS = (202, 212, 213, 214)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table of dirt, with copies of customers far apart and a few damaged lines."""
    folder = tmp_path_factory.mktemp("stream")
    many_rows().to_csv(folder / "dirt.csv", index=False)
    lines = [HEADER]
    for number in range(900):
        customer = number % 400
        sms = "yes" if number < 800 else "no"
        gender = "F" if customer % 7 else ("F" if number < 400 else "M")
        lines.append(
            f"C{customer},,({AREAS[customer // 100]}) 555-01{customer % 100:02},{gender},{sms},true,US,row {number}"
        )
        if number % 301 == 300:
            lines.append("ragged,line")
        if number % 97 == 0:
            lines.append(f",c{number % 3}@Example.com,,female,1,,,")
    (folder / "copies.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def settings(duplicates: str) -> Settings:
    return validate_settings(now=datetime(2026, 1, 1, tzinfo=UTC), duplicates=duplicates, region="US")


def outputs(path: Path, out: Path, duplicates: str, execution: Execution) -> dict[str, bytes]:
    result = lint_table(path, settings(duplicates), None, execution)
    result.write(out)
    result.write(out / "parquet", fixes_format="parquet", rejected_format="parquet")
    result.write(out / "xlsx", fixes_format="none", rejected_format="xlsx")
    return {str(each.relative_to(out)): each.read_bytes() for each in sorted(out.rglob("*.*"))}


# Jobs, rows of a batch, bytes that are kept in memory, and whether the jobs are processes.
SOME_WAYS = [(2, 64, 0, False), (2, 300, 20_000, True)]
OTHER_WAYS = [
    *[(1, 13, 0, False), (4, 9, None, False), (3, 250, 20_000, False)],
    *[(2, 64, None, True), (3, 9, 0, True), (2, 700, 20_000, True)],
]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("copies.csv", SOME_WAYS),
        pytest.param("copies.csv", OTHER_WAYS, marks=pytest.mark.slow),
        pytest.param("dirt.csv", [*SOME_WAYS, *OTHER_WAYS], marks=pytest.mark.slow),
    ],
)
def test_law_7_neither_batches_nor_workers_nor_the_spool_show(
    table: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    ways: list[tuple[int, int, int | None, bool]],
) -> None:
    duplicates = "last" if name == "copies.csv" else "refuse"
    monkeypatch.setattr(row_groups, "ROWS", 100)
    expected = outputs(table / name, tmp_path / "whole", duplicates, Execution(jobs=1, batch_size=1_000_000))
    grid = [way for way in ways if can_fork() or not way[-1]]
    for jobs, batch_size, held, forked in grid:
        with monkeypatch.context() as patch:
            if held is not None:
                # Everything past this many bytes goes through the temporary files.
                patch.setattr(spool, "MAX_BYTES_IN_MEMORY", held)
                patch.setattr(digests, "MAX_HASHES_IN_MEMORY", 50)
                patch.setattr(digests, "_MAX_COMPARED", 40)
                patch.setattr(decisions, "MAX_BYTES_IN_MEMORY", held // 100)
                patch.setattr(pieces, "MAX_RECORDS", 20)
            execution = Execution(jobs=jobs, batch_size=batch_size, forked=forked)
            found = outputs(table / name, tmp_path / f"{jobs}-{batch_size}-{forked}", duplicates, execution)
        assert found.keys() == expected.keys()
        for file in expected:
            assert found[file] == expected[file], (file, execution)


def test_law_7_holds_for_the_examples_of_the_page(tmp_path: Path) -> None:
    # Alike up to where a run has tried enough of them, and different from there on, in each of several batches.
    cells = ["male"] * 70 + ["female", "woman", "man"] * 30
    path = tmp_path / "table.csv"
    path.write_text("external_id,gender\n" + "".join(f"{number},{cell}\n" for number, cell in enumerate(cells)))

    def page(execution: Execution) -> str:
        lint_table(path, settings("refuse"), None, execution).write(tmp_path / "out", redact=False, overwrite=True)
        return (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    whole = page(Execution(jobs=1, batch_size=1_000_000))
    assert "male" in whole
    assert "woman" not in whole
    for jobs, size, forked in [(1, 60, False), (1, 7, False), (3, 20, False), *([(2, 60, True)] if can_fork() else [])]:
        assert page(Execution(jobs, forked, size)) == whole, (jobs, size, forked)


def test_law_7_holds_for_what_changed_since_an_earlier_run(table: Path, tmp_path: Path) -> None:
    lint_table(table / "copies.csv", settings("first")).write(tmp_path / "earlier")
    grid = [Execution(jobs=1), Execution(jobs=3, batch_size=40)]
    if can_fork():
        grid.append(Execution(jobs=2, batch_size=40, forked=True))
    found = []
    for number, execution in enumerate(grid):
        out = tmp_path / str(number)
        lint_table(table / "copies.csv", settings("last"), None, execution).write(out, since=tmp_path / "earlier")
        found.append({each.name: each.read_bytes() for each in out.iterdir()})
    assert {"customers.jsonl", "snapshot.jsonl", "vanished.csv"} <= found[0].keys()
    assert all(each == found[0] for each in found)


def test_laws_1_to_6_hold_for_what_streams(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MAX_BYTES_IN_MEMORY", 0)
    result = lint_table(table / "copies.csv", settings("last"), None, Execution(jobs=2, batch_size=50))
    result.write(tmp_path / "out")
    counts = result.counts
    lines = (tmp_path / "out" / "customers.jsonl").read_text(encoding="utf-8").splitlines()
    bodies = [json.loads(line)["customer"] for line in lines]
    # 1: every row in exactly one place.
    assert counts["rows"] == counts["accepted"] + counts["rejected"] + counts["merged"]
    assert (len(bodies), len(result.rejected)) == (counts["accepted"], counts["rejected"])
    assert counts["merged"] > 0
    # 2: merged rows and changed cells are in the ledger.
    ledger = Counter(result.fixes["code"])
    assert ledger["IDN030"] == counts["merged"]
    # 4: those who said no in one of their copies far away do not get a yes.
    refused = {f"C{number % 400}" for number in range(800, 900)}
    answers = {body["external_id"]: body["accepts_sms_marketing"] for body in bodies if "external_id" in body}
    assert {customer for customer, yes in answers.items() if not yes} == refused & answers.keys()
    # 5: read back, nothing is found and nothing changes.
    again = lint_table(tmp_path / "out" / "customers.jsonl", settings("last"), None, Execution(jobs=2, batch_size=50))
    assert [body["customer"] for body in again.payloads()] == bodies
    assert set(again.findings["action"]) <= {"warned"}
