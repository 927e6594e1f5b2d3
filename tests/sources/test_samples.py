"""One small export of every source goes through without an option, and what comes out was written by hand."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

import yotpo_lint as yl

EXPECTED = sorted(Path(__file__).with_name("expected").glob("*.toml"))
SAMPLES = Path(__file__).parents[2] / "notebooks" / "data" / "sources"


def sample_of(expectation: Path) -> Path:
    return next(path for path in SAMPLES.iterdir() if path.stem == expectation.stem)


def expectation_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_sample_comes_out_as_it_must(path: Path, tmp_path: Path) -> None:
    expected = expectation_of(path)
    join = {"join": SAMPLES / expected["join"]} if "join" in expected else {}
    result = yl.lint(sample_of(path), **join)
    result.write(tmp_path)
    upload = (tmp_path / "customers.jsonl").read_text(encoding="utf-8")
    assert upload.splitlines() == expected["customers"].strip().splitlines()
    ledger = rows_of(tmp_path / "fixes.csv")
    assert [[int(e["row"]), e["field"], e["code"], e["before"], e["after"]] for e in ledger] == expected["ledger"]
    rejected = {row["_row"]: row["_codes"] for row in rows_of(tmp_path / "rejected.csv")}
    assert rejected == expected["rejected"]
    warned = result.findings[result.findings["action"] == "warned"]
    assert warned[["row", "field", "code"]].to_numpy().tolist() == expected.get("warned", [])
    report = result.report
    assert report["source"]["name"] == expected.get("source", path.stem)
    assert report["source"]["detected"] is True
    assert report["unmapped_columns"] == expected["unmapped"]
    assert [each["column"] for each in report["source"]["withheld"]] == expected.get("withheld", [])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_sample_shows_what_is_kept_repaired_and_refused(path: Path) -> None:
    expected = expectation_of(path)
    upload = expected["customers"].strip().splitlines()
    merged = [entry for entry in expected["ledger"] if not entry[1]]
    assert len(upload) + len(expected["rejected"]) + len(merged) >= 8
    assert upload
    assert expected["rejected"]
    assert len(expected["ledger"]) > len(merged)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_what_is_withheld_stands_in_no_output(path: Path, tmp_path: Path) -> None:
    expected = expectation_of(path)
    join = {"join": SAMPLES / expected["join"]} if "join" in expected else {}
    yl.lint(sample_of(path), **join).write(tmp_path)
    secrets = sample_of(path).read_text(encoding="utf-8").count("secret")
    assert bool(secrets) == bool(expected.get("withheld"))
    for output in tmp_path.iterdir():
        assert "secret" not in output.read_text(encoding="utf-8"), output.name


def test_every_sample_has_its_expectation_and_every_source_a_sample() -> None:
    from yotpo_lint.registry import load_registry
    from yotpo_lint.sources.source_file import installed

    joined = {expectation_of(path).get("join") for path in EXPECTED}
    assert {path.stem for path in SAMPLES.iterdir() if path.name not in joined} == {path.stem for path in EXPECTED}
    assert {expectation_of(path).get("source", path.stem) for path in EXPECTED} == set(installed(load_registry()))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
