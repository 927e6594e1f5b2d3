"""report.json against its published schema: real reports of every kind of input and run."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

import yotpo_lint as yl
from tests.laws.tables import many_rows

SCHEMA = json.loads(files("yotpo_lint").joinpath("schemas", "report.schema.json").read_text("utf-8"))
JUDGE = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
RECORDS = [{"external_id": "1", "gender": "female", "note": "x"}, {"external_id": "2", "gender": "1"}]
CSV = "external_id,gender,note\n1,female,x\n2,1\n3,M,\n"

INPUTS = {
    "t.csv": CSV,
    "semicolons.csv": CSV.replace(",", ";"),
    "t.json": json.dumps(RECORDS),
    "t.jsonl": "".join(f"{json.dumps(record)}\n" for record in RECORDS) + "{broken\n",
    "all rejected.csv": "external_id,gender\n1,1\n",
    "all accepted.csv": "external_id,gender\n1,F\n",
}


def written(source: Any, folder: Path, **options: Any) -> dict[str, Any]:
    """Return what stands in report.json after a run."""
    yl.lint(source, **options).write(folder)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return report


@pytest.mark.parametrize("name", INPUTS)
def test_the_report_of_a_file_is_as_published(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(INPUTS[name], "utf-8")
    JUDGE.validate(written(tmp_path / name, tmp_path / "out"))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"region": "US", "date_order": "mdy", "unsafe_fixes": True, "duplicates": "last", "tag_separator": ";"},
        {"omit": "gender,zip", "identify_by": "email", "ignore": "PHN", "timezone": "Europe/Berlin"},
        {"select": "GEN,IDN", "extend_select": "email-domain-case"},
        {"overrides": {"GEN001": {"severity": "warning"}, "PHN004": {"applicability": "safe"}}},
    ],
    ids=str,
)
def test_the_report_of_every_setting_is_as_published(tmp_path: Path, options: dict[str, Any]) -> None:
    report = written(many_rows(), tmp_path / "out", **options)
    JUDGE.validate(report)
    assert report["by_code"]
    assert report["by_field"]


def test_the_report_of_nothing_is_as_published(tmp_path: Path) -> None:
    report = written(pd.DataFrame({"external_id": []}), tmp_path / "out")
    JUDGE.validate(report)
    assert report["counts"]["rows"] == 0


# Objects whose keys are what the table or the configuration named: codes, headers, fields.
BY_NAME = (("settings", "rule"), ("settings", "map"), ("source", "fields"))


def test_every_key_is_published_and_every_published_key_is_there(tmp_path: Path) -> None:
    """A key more or less, in whatever depth, is a change of the schema."""
    report = written(many_rows(), tmp_path / "out", omit="gender", overrides={"GEN001": {"severity": "warning"}})
    places = list(objects(report, ()))
    assert len(places) > 50
    for path in places:
        more, parent = at(report, path)
        parent["surprise"] = 1
        if path not in BY_NAME[:2]:  # their keys are codes and headers
            assert not JUDGE.is_valid(more), path
        for key in at(report, path)[1]:
            if path[:2] in BY_NAME:
                continue
            less, parent = at(report, path)
            del parent[key]
            assert not JUDGE.is_valid(less), (*path, key)


def objects(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every object in a report."""
    if isinstance(value, dict):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from objects(child, (*path, key))


def at(report: dict[str, Any], path: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a copy of a report and the object at a path in it."""
    whole = copy.deepcopy(report)
    place: Any = whole
    for key in path:
        place = place[key]
    return whole, place


# Outputs without a row still say what their columns are.


def test_a_table_without_rejects_still_has_a_header(tmp_path: Path) -> None:
    written(pd.DataFrame({"external_id": ["1"], "note": ["x"]}), tmp_path / "out")
    assert (tmp_path / "out" / "rejected.csv").read_text("utf-8") == (
        '"_row","_line","_codes","_reasons","external_id","note"\n'
    )


@pytest.mark.parametrize("fixes_format", ["csv", "parquet", "none"])
def test_a_frame_without_rows_still_has_headers(tmp_path: Path, fixes_format: Any) -> None:
    result = yl.lint(pd.DataFrame({"external_id": [], "note": []}))
    assert list(result.rejected.columns) == ["_row", "_line", "_codes", "_reasons", "external_id", "note"]
    result.write(tmp_path / "out", fixes_format=fixes_format)
    assert (tmp_path / "out" / "customers.jsonl").read_bytes() == b""
    assert (tmp_path / "out" / "rejected.csv").read_text("utf-8") == (
        '"_row","_line","_codes","_reasons","external_id","note"\n'
    )
    if fixes_format == "csv":
        assert (tmp_path / "out" / "fixes.csv").read_text("utf-8").count("\n") == 1


# What `--omit` may leave out.


@pytest.mark.parametrize("omit", ["email", "email,phone_number"])
def test_an_omitted_identifier_leaves_no_row_without_one(omit: str) -> None:
    frame = pd.DataFrame(
        {
            "external_id": ["1", None, None, None],
            "email": ["no address", "no address", "no address", "ana@example.com"],
            "phone_number": [None, None, "+12025550143", None],
        },
        dtype=object,
    )
    result = yl.lint(frame, omit=omit)
    assert list(result.payloads("none")) == [
        {"external_id": "1"},
        {"phone_number": "+12025550143"},
        {"email": "ana@example.com"},
    ]
    assert result.rejected["_row"].tolist() == [2]
