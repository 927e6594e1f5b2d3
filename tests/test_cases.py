"""Golden cases: an input, its settings, and every output as it must be.

`UPDATE_CASES=1 pytest tests/test_cases.py` writes the outputs anew; read the difference before you keep it.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl

CASES = sorted(path.parent for path in Path(__file__).with_name("cases").glob("*/settings.toml"))
OUTPUTS = ("customers.jsonl", "rejected.csv", "fixes.csv", "findings.csv", "columns.csv")
COLUMNS = ("code", "field", "column", "cells", "message")


def outputs_of(case: Path, folder: Path) -> dict[str, str]:
    settings = tomllib.loads((case / "settings.toml").read_text(encoding="utf-8"))
    result = yl.lint(next(case.glob("input.*")), **settings)
    result.write(folder)
    findings = result.findings.drop(columns=["name", "line"]).to_csv(index=False, lineterminator="\n")
    (folder / "findings.csv").write_bytes(findings.encode("utf-8"))
    columns = pd.DataFrame(result.report["columns"], columns=COLUMNS).to_csv(index=False, lineterminator="\n")
    (folder / "columns.csv").write_bytes(columns.encode("utf-8"))
    return {name: (folder / name).read_bytes().decode("utf-8") for name in OUTPUTS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_comes_out_as_it_must(case: Path, tmp_path: Path) -> None:
    outputs = outputs_of(case, tmp_path / "out")
    if os.environ.get("UPDATE_CASES"):
        for name, text in outputs.items():
            (case / name).write_bytes(text.encode("utf-8"))
    expected = {name: (case / name).read_bytes().decode("utf-8") for name in OUTPUTS}
    assert outputs == expected


def test_there_are_cases() -> None:
    assert len(CASES) > 20
