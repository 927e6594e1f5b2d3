"""Cells that only their row or the first records of the table can decide."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest

from tests import toy
from yotpo_lint.executors.local import execute
from yotpo_lint.kernel import evidence
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.readers.inputs import open_table
from yotpo_lint.registry import build_registry, load_installed_packs
from yotpo_lint.rule import CellRule, CellsReading, Pack, Problem, TableEvidence, clear, keep, refuse
from yotpo_lint.settings.values import Override, Settings

GUESSED = Problem(code="SHP001", name="shop-missing", applicability="safe", message="It is left out.")
REFUSED = Problem(code="SHP002", name="shop-refused", message="Correct it.")
CITY = "address.city"


def count(columns, facts):
    return {"dashes": pa.compute.sum(pa.compute.equal(columns[CITY].cast(pa.string()), "??")).as_py() or 0}


def read(columns, facts):
    """Leave `??` out where the first records have two of them, refuse it elsewhere."""
    rows = pa.array([row for row, text in enumerate(columns[CITY].to_pylist()) if text == "??"], pa.int64())
    answer = clear(GUESSED) if facts.evidence.counts.get("dashes", 0) > 1 else refuse(REFUSED)
    return [CellsReading(CITY, rows, "??", answer)] if len(rows) else []


CELLS = replace(
    toy.CELLS, problems=(*toy.CELLS.problems, GUESSED, REFUSED), count_evidence=count, read_doubtful_cells=read
)
REGISTRY = build_registry([Pack(name="toy", rules=(CELLS, *toy.PACK.rules[1:]))])

MARKS = CellRule(
    name="marks",
    doc="Two question marks.",
    problems=(GUESSED, REFUSED),
    read=lambda text, context: keep(text),
    examples=(),
    count_evidence=count,
    read_doubtful_cells=read,
)
WITH_SOURCES = build_registry([*load_installed_packs(), Pack(name="shop", rules=(MARKS,))])


def judge(dashes: int, **settings: object):
    kernel = Kernel(replace(REGISTRY, evidence=TableEvidence(9, True, {"dashes": dashes})), Settings(**settings))  # type: ignore[arg-type]
    columns = {"external_id": pa.array(["1", "2"]), CITY: pa.array(["Oslo", "??"])}
    return kernel(columns, 2), kernel


def test_a_cell_is_judged_by_the_evidence_of_the_table():
    judged, kernel = judge(2)
    assert judged.clean[CITY].to_pylist() == ["Oslo", None]
    assert [kernel.codes[code] for code in judged.findings["code"].to_pylist()] == ["SHP001"]
    assert judged.rejected.tolist() == [False, False]


def test_a_refused_cell_rejects_its_row():
    judged, kernel = judge(1)
    assert [kernel.codes[code] for code in judged.findings["code"].to_pylist()] == ["SHP002"]
    assert judged.rejected.tolist() == [False, True]
    assert judge(1, omit=(CITY,))[0].rejected.tolist() == [False, False]


def test_a_problem_that_is_not_in_force_leaves_the_cell_alone():
    judged, _ = judge(2, ignore=("SHP001",))
    assert judged.clean[CITY].to_pylist() == ["Oslo", "??"]
    unsafe = {"SHP001": Override(applicability="unsafe")}
    assert judge(2, overrides=unsafe)[0].rejected.tolist() == [False, True]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(("looked_at", "dashes"), [(4, 1), (5, 2)])
def test_the_first_records_are_the_same_whatever_the_batch_size(size, looked_at, dashes, monkeypatch):
    monkeypatch.setattr("yotpo_lint.executors.first_records.EVIDENCE_RECORDS", looked_at)
    cities = ["??", "Oslo", "Rome", "Bonn", "??", "Wien", "Bern"]
    frame = pd.DataFrame({"external_id": list("1234567"), CITY: cities})
    run = execute(open_table(frame, batch_size=size), WITH_SOURCES, Settings())
    assert (run.tally.rows, run.kernel.facts.evidence.is_complete) == (7, False)
    assert run.kernel.facts.evidence.counts == {"dashes": dashes}
    assert run.kernel.facts.evidence.records == looked_at


def test_a_table_of_just_so_many_records_is_complete(monkeypatch):
    monkeypatch.setattr("yotpo_lint.executors.first_records.EVIDENCE_RECORDS", 2)
    frame = pd.DataFrame({"external_id": ["1", "2"], CITY: ["Oslo", "Rome"]})
    run = execute(open_table(frame, batch_size=1), WITH_SOURCES, Settings())
    assert run.kernel.facts.evidence.is_complete
    assert evidence.EVIDENCE_RECORDS == 10_000
