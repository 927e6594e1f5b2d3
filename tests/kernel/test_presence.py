"""Fields of which a row rule asks only whether they are there: read once, whatever they hold."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel.findings import FindingsCollector
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.kernel.row_stage import RowStage
from yotpo_lint.rule import Facts, Problem, Row, RowNote, RowRule
from yotpo_lint.settings.values import Settings

UNTAGGED = Problem(code="TOY001", name="no-tags", severity="warning", message="Tag this customer.")


def test_a_rule_reads_once_for_all_that_is_there() -> None:
    rows: list[Row] = []

    def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
        rows.append(row)
        return (RowNote(UNTAGGED.note(), "tags"),) if row["email"] is not None and row["tags"] is None else ()

    rule = RowRule(
        name="toy",
        doc="Toy.",
        problems=(UNTAGGED,),
        needs=("email", "tags"),
        presence_only=("email",),
        read=read,
        examples=(),
    )
    clean = {
        "email": pa.array(["a@example.com", "b@example.com", None, ""]),
        "tags": pa.array([None, None, None, "VIP"]),
    }
    findings = FindingsCollector(FIELDS, ("TOY001",))
    stage = RowStage(rule, build_policy({"TOY001": UNTAGGED}, Settings()), Facts())
    assert not stage.run(dict(clean), np.zeros(4, np.bool_), {}, findings).any()
    assert [(row["email"] is not None, row["tags"]) for row in rows] == [(True, None), (False, None), (True, "VIP")]
    assert findings.table().column("at").to_pylist() == [0, 1]
