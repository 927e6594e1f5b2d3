"""The laws of the design, over tables of arbitrary text. Each test fails when its law is broken."""

from __future__ import annotations

import io
import json

import jsonschema
import pandas as pd
import pytest
from hypothesis import given

import yotpo_lint as yl
from tests.laws.tables import FIELDS, frames, many_rows, settings
from tests.sweeps import sweep
from yotpo_lint.contract.fields import ADDRESS_PREFIX, FLAG_FIELDS
from yotpo_lint.contract.json_schema import build_request_schema

# Written by hand and apart from the rules: all that may become `true`. A word that is missing here is not
# in the tables of these tests.
YES = {"true", "yes", "1", "opted_in"}


def flat(payload: dict[str, object]) -> dict[str, object]:
    record = dict(payload["customer"])  # type: ignore[call-overload]
    address = record.pop("address", {})
    return record | {ADDRESS_PREFIX + part: value for part, value in address.items()}


def text_of(value: object) -> str | None:
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value  # type: ignore[return-value]


def records(result: yl.Result) -> dict[int, dict[str, object]]:
    """Return the emitted records by row number."""
    return dict(zip(result.accepted.index.tolist(), map(flat, result.payloads()), strict=True))


@given(frames(), settings())
def test_law_1_every_row_comes_out_in_exactly_one_place(frame: pd.DataFrame, options: dict[str, object]) -> None:
    result = yl.lint(frame, **options)
    merged = result.fixes.loc[result.fixes["code"].isin(result.findings.query("action == 'merged'")["code"]), "row"]
    out = [*result.accepted.index, *result.rejected["_row"], *merged]
    assert sorted(out) == list(range(1, len(frame) + 1))
    counts = result.report["counts"]
    assert counts["rows"] == len(frame) == counts["accepted"] + counts["rejected"] + counts["merged"]


@given(frames(), settings())
def test_law_2_every_changed_cell_is_in_the_ledger(frame: pd.DataFrame, options: dict[str, object]) -> None:
    every_change_is_told(frame, options)


@pytest.mark.parametrize(
    "options", [{}, {"omit": ",".join(FIELDS[1:])}, {"unsafe_fixes": True, "region": "US"}], ids=str
)
def test_law_2_every_change_of_known_dirt_is_in_the_ledger(options: dict[str, object]) -> None:
    every_change_is_told(many_rows().fillna(""), {"duplicates": "first", **options})


def every_change_is_told(frame: pd.DataFrame, options: dict[str, object]) -> None:
    """Hold what came in against what goes out, cell by cell, and every difference against the ledger."""
    result = yl.lint(frame, **options)
    ledger = {(fix.row, fix.field): fix for fix in result.fixes.itertuples()}
    for row, record in records(result).items():
        for field in FIELDS:
            came = frame[field].iloc[row - 1] if field in frame else None
            came = came or None
            went = text_of(record.get(field))
            if came == went:
                assert (row, field) not in ledger, "the ledger tells of a change that was none"
                continue
            fix = ledger[row, field]
            assert (fix.before if fix.before is not pd.NA else None) == came or came is None
            assert (fix.after if fix.after is not pd.NA else None) == went
            assert fix.code


@given(frames(), settings())
def test_law_3_an_unsafe_repair_waits_for_leave(frame: pd.DataFrame, options: dict[str, object]) -> None:
    result = yl.lint(frame, **options)
    if not options.get("unsafe_fixes"):
        assert "unsafe" not in set(result.fixes["applicability"])


@given(frames(), settings())
def test_law_4_nothing_but_an_explicit_yes_becomes_true(frame: pd.DataFrame, options: dict[str, object]) -> None:
    result = yl.lint(frame, **options)
    for row, record in records(result).items():
        for field in FLAG_FIELDS:
            if record.get(field) is True:
                assert str(frame[field].iloc[row - 1]).strip().casefold() in YES


@given(frames(), settings())
def test_law_5_fixing_twice_changes_nothing(frame: pd.DataFrame, options: dict[str, object]) -> None:
    nothing_changes_twice(frame, options)


@pytest.mark.parametrize("options", [{}, {"unsafe_fixes": True, "region": "US", "date_order": "dmy"}], ids=str)
def test_law_5_fixing_every_known_dirt_twice_changes_nothing(options: dict[str, object]) -> None:
    assert nothing_changes_twice(many_rows(), {"duplicates": "first", **options}) >= 50


def nothing_changes_twice(frame: pd.DataFrame, options: dict[str, object]) -> int:
    """Fix a table and what comes out of it; return how many records that was."""
    emitted = list(yl.lint(frame, **options).payloads())
    if not emitted:
        return 0
    # Under no settings, and under the same. A rule that is not in force repairs nothing, so it is left out of force the
    # second time, too.
    for second in ({"ignore": options.get("ignore", ())}, options):
        again = yl.lint(pd.DataFrame([flat(payload) for payload in emitted], dtype=object), **second)
        assert list(again.payloads()) == emitted
        # Warnings speak of values that stay, so they may be given again; nothing else may.
        assert set(again.findings["action"]) <= {"warned"}
    return len(emitted)


@given(frames(), settings())
def test_law_6_what_is_emitted_is_valid_for_both_judges(frame: pd.DataFrame, options: dict[str, object]) -> None:
    result = yl.lint(frame, **options)
    judge = jsonschema.Draft202012Validator(build_request_schema("customer"))
    for payload in result.payloads():
        judge.validate(payload)
    yl.CustomerSchema.validate(result.accepted, lazy=True)


@given(frames(), settings())
def test_law_10_the_report_holds_no_values(frame: pd.DataFrame, options: dict[str, object]) -> None:
    text = json.dumps(yl.lint(frame, **options).report, ensure_ascii=False)
    for column in frame.columns.drop("shop note"):
        for value in frame[column].dropna():
            # Shorter and purely lower-case texts stand in the report for other reasons.
            if len(value) > 6 and "@" in value:
                assert value not in text


@pytest.mark.parametrize("size", sweep([7, 1, 2, 3, 1000], quick=1))
def test_law_7_batches_do_not_show(size: int, tmp_path: object) -> None:
    from yotpo_lint.executors.local import execute
    from yotpo_lint.readers.inputs import open_table
    from yotpo_lint.registry import load_registry
    from yotpo_lint.result import Result
    from yotpo_lint.settings.checks import validate_settings

    frame = many_rows()
    chosen = validate_settings(now=pd.Timestamp("2026-01-01", tz="UTC").to_pydatetime(), duplicates="first")
    result = Result(execute(open_table(frame, batch_size=size), load_registry(), chosen))
    whole = Result(execute(open_table(frame), load_registry(), chosen))
    folder, other = tmp_path / "parts", tmp_path / "whole"  # type: ignore[operator]
    result.write(folder)
    whole.write(other)
    for path in sorted(other.iterdir()):
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_table_of_dirt_survives_as_csv(tmp_path: object) -> None:
    path = tmp_path / "dirt.csv"  # type: ignore[operator]
    frame = many_rows()
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    assert list(yl.lint(path).payloads()) == list(yl.lint(frame).payloads())
