"""The recipes of the guide are run: each block of Python as it stands, with the customers of README.

polars and duckdb are installed for it. Airflow, Dagster and dbt are hundreds of packages: of these, small stand-ins
are here, which call a task, an asset or a model with what it asks for; what the recipe does is done for real.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import sys
import types
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import yotpo_lint as yl

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "rules" / "guide"
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PAGES = sorted(path.name for path in (GUIDE / "recipes").glob("*.md"))


def blocks(page: Path) -> dict[str, str]:
    return {title: text for _, title, text in FENCE.findall(page.read_text(encoding="utf-8")) if title}


def text_of(page: str, title: str) -> str:
    """Return a block of a page, the file that it stands for."""
    return blocks(GUIDE / page)[title]


def run_block(page: str, title: str) -> dict[str, Any]:
    """Run a block of a page as the file that it stands for."""
    names: dict[str, Any] = {"__name__": Path(title).stem}
    exec(compile(blocks(GUIDE / page)[title], f"{page}: {title}", "exec"), names)  # noqa: S102 -- our own document
    return names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with README's customers, of which one is accepted and one rejected."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers.csv").write_text(blocks(ROOT / "README.md")["customers.csv"], encoding="utf-8")
    return tmp_path


def make_hopeless(folder: Path) -> None:
    """Break every row of the table."""
    table = folder / "customers.csv"
    table.write_text(table.read_text("utf-8").replace("female", "Mrs"), "utf-8")


def modules(monkeypatch: pytest.MonkeyPatch, **found: dict[str, Any]) -> None:
    for name, content in found.items():
        module = types.ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name.replace("__", "."), module)


def test_each_recipe_is_run_here() -> None:
    assert PAGES == ["airflow.md", "dagster.md", "dbt-duckdb.md", "pandas.md", "polars.md"]
    source = Path(__file__).read_text("utf-8")
    for page in PAGES:
        for title in blocks(GUIDE / "recipes" / page):
            assert f'"recipes/{page}", "{title}"' in source, (page, title)


# pandas and Polars, the real ones.


def test_pandas(folder: Path) -> None:
    frame = pd.read_csv("customers.csv", dtype=str)
    with contextlib.closing(sqlite3.connect("shop.db")) as connection:
        frame.to_sql("customers", connection, index=False)
    load = run_block("recipes/pandas.md", "load_customers.py")["load_customers"]
    with pytest.raises(yl.TooManyRejectsError, match=r"^1 of 2 rows rejected \(50 %\), more than max=1%; .* PHN011 "):
        load("shop.db", "upload")
    assert (folder / "upload" / "rejected.csv").read_text("utf-8").count("\n") == 2
    with contextlib.closing(sqlite3.connect("shop.db")) as connection:
        frame.head(1).to_sql("customers", connection, index=False, if_exists="replace")
    assert load("shop.db", "upload").counts["accepted"] == 1
    assert (folder / "upload" / "customers.jsonl").read_text("utf-8").count("\n") == 1


def test_polars(folder: Path) -> None:
    clean = run_block("recipes/polars.md", "clean_customers.py")["clean_customers"]
    accepted, rejected = clean("customers.csv")
    assert isinstance(accepted, pl.DataFrame)
    assert accepted.select("row", "phone_number", "accepts_sms_marketing").rows() == [(1, "+14155550123", True)]
    assert rejected.select("_row", "_codes").rows() == [(2, "PHN011")]


# dbt-duckdb: DuckDB is real; of dbt, `config` and `ref` are here.


class Dbt:
    """What dbt passes to a Python model."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.settings: dict[str, str] = {}

    def config(self, **settings: str) -> None:
        self.settings |= settings

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.connection.table(name)


def test_dbt_duckdb(folder: Path) -> None:
    with contextlib.closing(duckdb.connect()) as connection:
        connection.execute("CREATE TABLE customers AS " + text_of("recipes/dbt-duckdb.md", "models/customers.sql"))
        dbt = Dbt(connection)
        clean = run_block("recipes/dbt-duckdb.md", "models/yotpo_customers.py")["model"](dbt, connection)
        assert dbt.settings == {"materialized": "table"}
        # As dbt-duckdb stores what a model returns.
        connection.register("model", clean)
        connection.execute("CREATE TABLE yotpo_customers AS FROM model")
        stored = connection.execute(
            'SELECT "row", email, "address.country_code", accepts_sms_marketing FROM yotpo_customers'
        )
        assert stored.fetchall() == [(1, "Ada.Jones@example.com", "US", True)]
        rejected = run_block("recipes/dbt-duckdb.md", "models/yotpo_rejected.py")["model"](dbt, connection)
        connection.register("rejects", rejected)
        assert connection.execute("SELECT _row, _codes, external_id FROM rejects").fetchall() == [(2, "PHN011", "1002")]
    assert (folder / "target" / "yotpo" / "report.json").exists()


# Airflow: a task is its function, a dag runs when it is called, `>>` is order.


class Ran:
    """What a task gives when the dag calls it; `>>` only says which comes first."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __rshift__(self, other: Ran) -> Ran:
        return other


class AirflowFailException(Exception):  # noqa: N818 -- Airflow's own name
    pass


def stand_in_for_airflow(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    ran: list[tuple[str, Any]] = []

    def task(function: Callable[..., Any]) -> Callable[..., Ran]:
        def run(*args: Any, **kwargs: Any) -> Ran:
            ran.append((function.__name__, function(*args, **kwargs)))
            return Ran(ran[-1][1])

        return run

    task.bash = task  # type: ignore[attr-defined]

    def dag(**settings: Any) -> Callable[[Callable[[], None]], Callable[[], None]]:
        assert settings == {"schedule": "@daily", "catchup": False}
        return lambda function: function

    modules(
        monkeypatch,
        airflow={},
        airflow__sdk={"dag": dag, "task": task},
        airflow__sdk__exceptions={"AirflowFailException": AirflowFailException},
    )
    return ran


def test_airflow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = stand_in_for_airflow(monkeypatch)
    run_block("recipes/airflow.md", "dags/yotpo_customers.py")
    report = json.loads((folder / "upload" / "report.json").read_text("utf-8"))
    assert ran == [
        ("lint", {**report["counts"], "run": report["run"]["id"]}),
        ("push", "yotpo-lint push upload --quiet --log-format json"),
    ]
    assert "example.com" not in json.dumps(ran)


def test_airflow_does_not_try_a_bad_table_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_hopeless(folder)
    ran = stand_in_for_airflow(monkeypatch)
    with pytest.raises(AirflowFailException, match=r"^2 of 2 rows rejected \(100 %\), more than max=50%"):
        run_block("recipes/airflow.md", "dags/yotpo_customers.py")
    assert ran == []


# Dagster: an asset is its function, results and failures hold what they are given.


class Failure(Exception):  # noqa: N818 -- Dagster's own name
    def __init__(self, description: str, *, metadata: dict[str, Any], allow_retries: bool) -> None:
        super().__init__(description)
        self.metadata, self.allow_retries = metadata, allow_retries


class MaterializeResult:
    def __init__(self, *, metadata: dict[str, Any]) -> None:
        self.metadata = metadata


def stand_in_for_dagster(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    found = {
        "asset": lambda function: function,
        "Failure": Failure,
        "MaterializeResult": MaterializeResult,
        "Definitions": lambda assets: assets,
    }
    modules(monkeypatch, dagster=found)
    [asset] = run_block("recipes/dagster.md", "yotpo_assets.py")["defs"]
    materialize: Callable[[], Any] = asset
    return materialize


def test_dagster(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = stand_in_for_dagster(monkeypatch)().metadata
    report = json.loads((folder / "upload" / "report.json").read_text("utf-8"))
    assert metadata == {
        **report["counts"],
        "run": report["run"]["id"],
        "input_sha256": report["input"]["sha256"],
    }


def test_dagster_does_not_try_a_bad_table_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_hopeless(folder)
    with pytest.raises(Failure, match=r"^2 of 2 rows rejected \(100 %\)") as caught:
        stand_in_for_dagster(monkeypatch)()
    assert not caught.value.allow_retries
    assert caught.value.metadata["GEN004"] == 1
    assert caught.value.metadata["PHN011"] == 1


# OpenLineage.


def test_the_lineage_event(folder: Path) -> None:
    result = yl.lint("customers.csv", region="US")
    result.write("upload")
    event = run_block("reference/report.md", "lineage.py")["complete_event"]("upload", "shop")
    assert event["eventTime"] >= result.run["started"].removesuffix("Z")
    assert str(uuid.UUID(event["run"]["runId"])) == result.run["id"]
    [read] = event["inputs"]
    assert (read["name"], read["facets"]["version"]["datasetVersion"]) == ("customers.csv", result.input["sha256"])
    assert event["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 1
