"""The notebook on Spark runs, and what it shows is what comes out."""

from __future__ import annotations

import os
import re
from typing import Any

import nbformat
import pytest

from tests.notebook_execution import NOTEBOOKS, execute_notebook, keep_outputs, shown

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

NAME = "on_spark.ipynb"


@pytest.fixture(scope="module")
def committed() -> Any:
    return nbformat.read(NOTEBOOKS / NAME, as_version=4)


@pytest.fixture(scope="module")
def executed(committed: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        ran = execute_notebook(committed, tmp_path_factory.mktemp("jupyter"), timeout=400)
    for cell in ran.cells:
        # What Java logs when it starts tells of this machine and not of the notebook.
        cell.outputs = [each for each in cell.get("outputs", []) if each.get("name") != "stderr"]
    return ran


def test_its_outputs_are_what_comes_out(committed: Any, executed: Any) -> None:
    """`UPDATE_CASES=1 pytest -m spark tests/spark/test_spark_notebook.py` writes them anew; look at them."""
    if os.environ.get("UPDATE_CASES"):
        keep_outputs(NAME, committed, executed)
    assert not [each for cell in executed.cells for each in cell.outputs if each["output_type"] == "error"]
    for kept, fresh in zip(committed.cells, executed.cells, strict=True):
        assert shown(kept) == shown(fresh), kept.source


def test_it_shows_accepted_rejected_and_report(committed: Any) -> None:
    outputs = [each for cell in committed.cells for each in shown(cell)]
    text = "".join(each.get("text", "") + each.get("text/plain", "") for each in outputs)
    assert "<yotpo_lint.spark.SparkResult: 9 rows, 6 accepted, 2 rejected, 1 merged>" in text
    assert '{"external_id":"' in text
    assert " would be accepted if you " in text
    assert "['customers', 'fixes', 'rejected', 'report']" in text


def test_it_names_no_machine() -> None:
    text = (NOTEBOOKS / NAME).read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|Users|tmp|work|private)/|site-packages|[A-Z]:\\\\", text)
