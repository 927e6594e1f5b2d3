"""What the accelerators of several rules come to, cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from tests import toy
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.accelerators import run_accelerators
from yotpo_lint.kernel.findings import FindingsCollector
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.kernel.row_stage import RowStage
from yotpo_lint.rule import ColumnReading, Facts, Refused, refuse
from yotpo_lint.settings.values import Settings

FIELD = "address.province_code"
FACTS = Facts(region="US")


def test_nothing_is_settled_where_one_rule_has_no_accelerator() -> None:
    found = run_accelerators((toy.CELLS, replace(toy.CODE, accelerate=None)), pa.array(["CA", "ON"]), FIELD, {}, FACTS)
    assert (found.rows.tolist(), found.values.to_pylist(), found.answer.tolist()) == ([], [], [])
    assert found.answers == [()]


def test_a_repair_and_a_refusal_have_the_hint_that_the_accelerator_gives() -> None:
    def settle(column: pa.Array, neighbours: object, facts: object) -> ColumnReading:
        return ColumnReading(
            pa.array(["CA", "x", "ON", "QC"]),
            pa.array([1, 2, 2, 0], pa.int8()),
            ((), (toy.ODD, toy.LOWER), refuse(toy.BAD, "of the set")),
            pa.array(["a hint", "its own", None, None]),
        )

    cells = pa.array([" ca", "!x", "!y", "QC"])
    found = run_accelerators((toy.CELLS, replace(toy.CODE, accelerate=settle)), cells, FIELD, {}, FACTS)
    assert found.values.to_pylist() == ["CA", "x", "ON", "QC"]
    said = [found.answers[number] for number in found.answer.tolist()]
    assert said == [
        (toy.BLANKS.note(), toy.ODD.note(), toy.LOWER.note("a hint")),
        Refused(toy.BAD.note("its own")),
        Refused(toy.BAD.note("of the set")),
        (),
    ]


def test_the_accelerator_of_a_field_gets_the_neighbours_of_the_cells_that_are_left_and_the_facts() -> None:
    asked = []

    def settle(column: pa.Array, neighbours: dict[str, pa.Array], facts: Facts) -> ColumnReading:
        asked.append((column.to_pylist(), {name: each.to_pylist() for name, each in neighbours.items()}, facts))
        return ColumnReading(column)

    rule = replace(toy.CODE, accelerate=settle, needs=("address.country_code",))
    # The cell rule leaves the second cell to the reading, so the field's rule is not asked about it.
    neighbours = {"address.country_code": pa.array(["US", "FR", "CA"])}
    run_accelerators((toy.CELLS, rule), pa.array(["CA", "é", " ON"]), FIELD, neighbours, FACTS)
    assert asked == [(["CA", "ON"], {"address.country_code": ["US", "CA"]}, FACTS)]


def test_the_accelerator_of_a_row_rule_gets_the_facts_and_chooses_the_rows_that_are_read() -> None:
    read, asked = [], []

    def accelerate(columns: dict[str, pa.Array], facts: Facts) -> pa.Array:
        asked.append(facts)
        return pa.array([row == 7 for row in range(300)])

    rule = replace(
        toy.IDENTITY, accelerate=accelerate, read=lambda row, facts: read.append((row["external_id"], facts)) or ()
    )
    policy = build_policy(toy.registry().problems, Settings())
    clean = {name: pa.array([str(row) for row in range(300)]) for name in FIELDS}
    collector = FindingsCollector(FIELDS, tuple(toy.registry().problems))
    rejects = RowStage(rule, policy, FACTS).run(clean, np.zeros(300, np.bool_), {}, collector)
    assert not rejects.any()
    assert (asked, read) == ([FACTS], [("7", FACTS)])
