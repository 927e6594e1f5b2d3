"""The notebook that ships runs on Spark, and what it shows is what comes out."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default", "ignore::ResourceWarning")]

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "on_spark.ipynb"


def shown(notebook: Any) -> list[str]:
    """Return what the cells show as text."""
    outputs = [
        output for cell in notebook.cells for output in cell.get("outputs", ()) if output.get("name") != "stderr"
    ]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


def test_it_shows_what_comes_out() -> None:
    committed = nbformat.read(NOTEBOOK, as_version=4)
    executed = copy.deepcopy(committed)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    place = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(executed, timeout=240, resources=place).execute()
    assert shown(executed) == shown(committed)
    assert len(shown(committed)) >= 8
