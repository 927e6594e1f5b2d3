"""The laws of the design where a property over tables cannot show them: a run that breaks, copies, disks, packs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import yotpo_lint as yl
from tests.laws.tables import DIRT, FIELDS, many_rows
from yotpo_lint.cli import main
from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.executors import local as engine
from yotpo_lint.outcome.run_outcome import RunOutcome
from yotpo_lint.outcome.tally import Tally
from yotpo_lint.readers.delimited import DelimitedTable
from yotpo_lint.readers.table import Batch

TABLE = "external_id,gender,Loyalty,shoe size\n1,female,7,38\n2,1,8,39\n3,M,9,40\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


# Law 1. The check of a run is itself checked: a reader that loses or repeats a record is found out.


def without(batch: Batch, at: int) -> Batch:
    """Lose the record at a position."""
    keep = pa.array([index for index in range(len(batch.rows)) if index != at])
    lines = batch.lines.take(keep) if batch.lines is not None else None
    return replace(batch, rows=batch.rows.take(keep), lines=lines, cells=batch.cells.take(keep))


def twice(batch: Batch) -> Batch:
    """Number two records alike."""
    return replace(batch, rows=pa.array([*batch.rows.to_pylist()[:-1], 1], pa.int64()))


@pytest.mark.parametrize("broken", [lambda batch: without(batch, 1), twice], ids=["lost", "repeated"])
def test_law_1_a_run_that_loses_or_repeats_a_record_fails_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Batch], Batch]
) -> None:
    read = DelimitedTable.batches

    def batches(self: DelimitedTable) -> Iterator[Batch]:
        yield from map(broken, read(self))

    monkeypatch.setattr(DelimitedTable, "batches", batches)
    answer = run("fix", "t.csv", "-o", "out")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert re.fullmatch(r"yotpo-lint: error: .*record.*please report this\n", answer.stderr)
    assert [path.name for path in folder.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("place", ["counted", "written"])
def test_law_1_a_run_that_loses_a_record_on_its_way_fails_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "counted":
        # One record fewer is accepted, and none is rejected or merged for it.
        sum_tallies = engine.sum_tallies

        def fewer(tallies: list[Tally]) -> Tally:
            whole = sum_tallies(tallies)
            return replace(whole, places=(whole.places[0] - 1, *whole.places[1:]))

        monkeypatch.setattr(engine, "sum_tallies", fewer)
    else:
        map_outcomes = RunOutcome.map_outcomes
        monkeypatch.setattr(RunOutcome, "map_outcomes", lambda *given: iter([*map_outcomes(*given)][:-1]))
    answer = run("fix", "t.csv", "-o", "out")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert re.fullmatch(r"yotpo-lint: error: 3 records .* nothing was written, please report this\n", answer.stderr)
    assert [path.name for path in folder.iterdir()] == ["t.csv"]


def test_law_1_rows_are_known_by_position_and_never_by_label() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2", "3", "4"], "gender": ["F", "1", "M", "2"]}, index=[7, "x", 7, "x"])
    result = yl.lint(frame)
    assert [payload["customer"]["external_id"] for payload in result.payloads()] == ["1", "3"]
    assert result.rejected["_row"].tolist() == [2, 4]
    assert result.rejected.index.tolist() == ["x", "x"]
    assert result.rejected["external_id"].tolist() == ["2", "4"]


def test_law_1_each_place_counts_its_own() -> None:
    frame = pd.DataFrame({"external_id": ["1", "2", "1", "3"], "gender": ["F", "1", "female", "M"]})
    result = yl.lint(frame)
    counts = result.report["counts"]
    assert (counts["accepted"], counts["rejected"], counts["merged"]) == (2, 1, 1)
    assert (len(list(result.payloads())), len(result.rejected)) == (2, 1)


# Law 2.


def test_law_2_columns_that_are_left_out_are_announced(folder: Path) -> None:
    answer = run("fix", "t.csv", "-o", "out")
    assert "\nColumns not uploaded\n  Loyalty, shoe size\n" in answer.stdout
    report = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    assert report["unmapped_columns"] == ["Loyalty", "shoe size"]


def test_law_2_a_list_that_is_cut_says_so(folder: Path) -> None:
    count = 2_000
    (folder / "t.csv").write_text("external_id,gender\n" + "".join(f"{n},{n}\n" for n in range(1, count + 1)), "utf-8")
    lines = run("check", "t.csv").stdout.splitlines()
    shown = [line for line in lines if line.startswith("t.csv:")]
    assert 0 < len(shown) < count
    assert any(f"{count - len(shown):,}" in line for line in lines if line not in shown)


def test_law_2_a_merged_record_and_a_tightened_consent_are_in_the_ledger() -> None:
    frame = pd.DataFrame(
        {"external_id": ["1", "1", "2", "2"], "accepts_sms_marketing": ["true", "false", "true", "true"]}, dtype=object
    )
    fixes = yl.lint(frame, duplicates="first").fixes
    assert fixes[["row", "code", "before", "after"]].to_numpy().tolist() == [
        [1, "IDN032", "true", "false"],
        [4, "IDN030", "4", "3"],
    ]


# Law 4. Between copies of one customer the stricter answer wins, in whatever order and whatever else is wrong.

ANSWERS = ["true", "yes", "false", "never_subscribed", "pending", "maybe", "", None]
YES, NO = {"true", "yes"}, {"false", "never_subscribed"}
copies = st.lists(
    st.fixed_dictionaries(
        {"external_id": st.sampled_from(["1", "2"]), "gender": st.sampled_from(["F", "M", "1", None])}
        | dict.fromkeys(FLAG_FIELDS, st.sampled_from(ANSWERS))
    ),
    min_size=2,
    max_size=7,
)


@given(copies, st.sampled_from(["refuse", "first", "last"]), st.sampled_from([(), ("gender",), FLAG_FIELDS]))
def test_law_4_between_copies_the_stricter_consent_wins(
    rows: list[dict[str, str | None]], duplicates: str, omit: tuple[str, ...]
) -> None:
    result = yl.lint(pd.DataFrame(rows, dtype=object), duplicates=duplicates, omit=omit)
    for payload in result.payloads():
        customer = payload["customer"]
        for field in FLAG_FIELDS:
            said = {row[field] for row in rows if row["external_id"] == customer["external_id"]}
            if customer.get(field) is True:
                assert said <= YES
            if said & NO:
                assert customer.get(field) is False


# Law 7. Sets and dictionaries of texts have another order in every process.

SAME = """
import sys
from datetime import UTC, datetime
import yotpo_lint as yl
yl.lint("dirt.csv", now=datetime(2026, 1, 1, tzinfo=UTC), omit="gender").write(sys.argv[1])
"""


def test_law_7_every_process_writes_the_same_bytes(tmp_path: Path) -> None:
    many_rows().to_csv(tmp_path / "dirt.csv", index=False)
    for seed in ("1", "2"):
        subprocess.run(  # noqa: S603 -- the program stands above
            [sys.executable, "-c", SAME, seed], cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, check=True
        )
    written = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert written == sorted(NAMES)
    for name in written:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


# Law 8. (Full disks, kills and forbidden folders: tests/cli/test_bad_input.py, tests/cli/test_killed.py.)


@pytest.mark.parametrize("there_before", [True, False])
def test_law_8_no_output_has_its_final_name_before_the_run_is_complete(
    folder: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    """Until every file is staged, the outputs of the run before stand untouched; then each new one comes complete."""
    out = folder / "out"
    if there_before:
        assert run("fix", "t.csv", "-o", "out", "-q").exit_code == 1
    before = contents(out)
    staged: list[Path] = []
    moved: dict[str, bytes] = {}
    rename, replace_file = Path.rename, Path.replace

    def watched_rename(self: Path, target: Path) -> Path:
        assert contents(out) == before
        assert {path.name for path in self.iterdir()} >= {*NAMES}
        staged.append(self)
        return rename(self, target)

    def watched_replace(self: Path, target: Path) -> Path:
        # None of the run before stands beside the new ones.
        assert contents(out) == moved
        moved[Path(target).name] = self.read_bytes()
        return replace_file(self, target)

    monkeypatch.setattr(Path, "rename", watched_rename)
    monkeypatch.setattr(Path, "replace", watched_replace)
    assert run("fix", "t.csv", "-o", "out", "-q", "--overwrite").exit_code == 1
    assert len(staged) == 1
    assert contents(out) == moved
    # The report, by which a reader knows that the outputs are there, comes last.
    assert list(moved)[-1] == "report.json"
    assert set(moved) == {*NAMES}


def contents(out: Path) -> dict[str, bytes]:
    """Return the outputs that stand under their final names."""
    return {name: (out / name).read_bytes() for name in NAMES if (out / name).exists()}


NAMES = ("customers.jsonl", "customers.rows.csv", "rejected.csv", "fixes.csv", "report.html", "report.json")

# Law 9. (Broken, empty and missing packs: tests/test_plugins.py.)


def test_law_9_two_owners_of_a_code_stop_the_run_and_are_both_named(folder: Path) -> None:
    (folder / "mine.py").write_text(
        "from yotpo_lint.rule import FieldRule, Problem, keep\n"
        'PROBLEM = Problem(code="GEN001", name="my-own", severity="warning", message="Mine.")\n'
        'RULE = FieldRule(name="mine", doc="Mine.", fields=("tags",), problems=(PROBLEM,),\n'
        "                 read=lambda text, given: keep(text), examples=())\n",
        "utf-8",
    )
    answer = run("fix", "t.csv", "-o", "out", "--rules", "mine.py")
    assert answer.exit_code == 2
    assert re.fullmatch(r"yotpo-lint: error: .*GEN001.*\n", answer.stderr)
    assert "mine.py" in answer.stderr
    assert "gender" in answer.stderr.replace("mine.py", "")
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [("RULE = 1\n", "mine.py"), ("import nothing_of_that_name\n", "nothing_of_that_name"), ("", "mine.py")],
    ids=["no rule", "cannot be imported", "empty"],
)
def test_law_9_a_broken_rule_file_stops_the_run(folder: Path, text: str, named: str) -> None:
    (folder / "mine.py").write_text(text, "utf-8")
    answer = run("check", "t.csv", "--rules", "mine.py")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert re.fullmatch(rf"yotpo-lint: error: .*{named}.*\n", answer.stderr)


# Law 10.

# Texts of cells that no message, code or setting could hold for another reason.
TELLING = [
    value
    for field, values in DIRT.items()
    for value in values
    if field not in FLAG_FIELDS and len(value) >= 7 and re.search(r"[@\d,]|Spring|&", value)
]


@pytest.mark.parametrize(
    "args",
    [
        ("check", "t.csv", "--output-format", "json"),
        ("check", "t.csv", "--output-format", "json", "--statistics"),
        ("check", "t.csv", "--redact"),
        ("check", "t.csv", "--redact", "--diff"),
        ("fix", "t.csv", "-o", "out", "--output-format", "json"),
        ("fix", "t.csv", "-o", "out"),
    ],
    ids=" ".join,
)
def test_law_10_what_travels_shows_no_value(folder: Path, args: tuple[str, ...]) -> None:
    many_rows().to_csv(folder / "t.csv", index=False)
    answer = run(*args)
    assert answer.exit_code == 1
    assert len(answer.stdout) > 300
    assert len(TELLING) >= 20
    assert [value for value in TELLING if value in answer.stdout] == []


def test_law_10_an_unmasked_answer_must_be_asked_for(folder: Path) -> None:
    many_rows().to_csv(folder / "t.csv", index=False)
    assert "ana@gmail,com" in run("check", "t.csv", "--output-format", "json", "--no-redact").stdout


def test_every_field_has_dirt() -> None:
    """A field without an entry would be tested with arbitrary text alone."""
    assert set(DIRT) == set(FIELDS)
