"""The recipe of the guide: what DuckDB reads is linted without a file in between."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError

TEXT = "external_id,email,country,gender\n1001,ada@example.com,US,female\n1002,ben@example.com,DE,M\n1003,x,US,M\n"


def test_a_relation_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(TEXT, encoding="utf-8")
    relation = duckdb.read_csv(str(tmp_path / "*.csv")).filter("country = 'US'")
    result = yl.lint(relation, region="US")
    assert [each["customer"]["external_id"] for each in result.payloads()] == ["1001"]
    assert result.to_arrow().rejected["_codes"].to_pylist()[0].startswith("EML")


def test_a_query_that_fails_midway_is_told_in_one_line() -> None:
    cell = "case when i < 5000 then i::varchar else error('the disk is gone') end"
    query = f"select {cell} as external_id from range(9000) t(i)"  # noqa: S608 -- the query is above
    with pytest.raises(InputError, match=r"the disk is gone") as told:
        yl.lint(duckdb.sql(query))
    assert "\n" not in str(told.value)
