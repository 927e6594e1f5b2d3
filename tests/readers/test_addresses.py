"""Addresses: a file of this machine is read, any other place is refused with what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError

REASON = "and nothing but push and verify opens a connection"


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "new customers.csv"
    path.write_text("external_id\n1001\n", encoding="utf-8")
    assert list(yl.lint(path.as_uri()).payloads()) == [{"customer": {"external_id": "1001"}}]


@pytest.mark.parametrize("address", ["https://ada:secret@example.com/customers.csv", "HTTP://example.com/a.csv"])
def test_a_web_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(InputError) as told:
        yl.lint(address)
    scheme = address.partition(":")[0].lower()
    assert str(told.value) == f"{scheme}://: is a web address, {REASON}; download the file and pass its path"


@pytest.mark.parametrize("scheme", ["s3", "gs", "abfs", "hdfs"])
def test_a_store_is_refused_with_a_way_that_works(scheme: str) -> None:
    with pytest.raises(InputError) as told:
        yl.lint(f"{scheme}://lake/customers.parquet")
    assert str(told.value) == (
        f"{scheme}://: is the address of a store, {REASON}; copy the file, or read it with Polars, DuckDB or Spark "
        "and pass the table to yotpo_lint.lint"
    )
