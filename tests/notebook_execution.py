"""Run a notebook that ships, as the tests do that hold its outputs."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

_PROGRAM = """
import sys
import nbclient, nbformat
unrun, folder, ran, timeout = sys.argv[1:]
notebook = nbformat.read(unrun, as_version=4)
nbclient.NotebookClient(notebook, timeout=int(timeout), resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, ran)
"""


def execute_notebook(committed: Any, scratch: Path, *, timeout: int = 120) -> Any:
    """Run a copy with the interpreter that runs the tests; what the kernel writes for itself goes to `scratch`.

    `timeout` is in seconds, for each cell.
    """
    notebook = copy.deepcopy(committed)
    notebook.cells.append(nbformat.v4.new_code_cell("import sys\nprint(sys.executable)"))
    (scratch / "unrun.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    homes = ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
    # The kernel named python3 of this environment goes before any that the machine or the user has.
    environment = os.environ | {name: str(scratch / name) for name in homes} | {"JUPYTER_PREFER_ENV_PATH": "1"}
    # A process of its own: the warnings of Jupyter's libraries are not ours to turn into errors.
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", _PROGRAM, scratch / "unrun.ipynb", NOTEBOOKS, scratch / "run.ipynb", str(timeout)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ran = nbformat.read(scratch / "run.ipynb", as_version=4)
    assert ran.cells.pop().outputs[0].text.strip() == sys.executable
    return ran


def shown(cell: Any) -> list[dict[str, str]]:
    """Return what a cell shows, without the count of its executions.

    What is printed may arrive in several pieces, as the kernel happens to flush it; they are one text.
    """
    found: list[dict[str, str]] = []
    for each in cell.get("outputs", []):
        if "text" not in each:
            found.append(dict(each["data"]))
        elif found and found[-1].keys() == {"text"}:
            found[-1]["text"] += each["text"]
        else:
            found.append({"text": each["text"]})
    return found


def keep_outputs(name: str, committed: Any, executed: Any) -> None:
    """Write the outputs of a run into the notebook that ships."""
    for kept, fresh in zip(committed.cells, executed.cells, strict=True):
        if kept.cell_type == "code":
            kept.outputs, kept.execution_count = fresh.outputs, fresh.execution_count
    (NOTEBOOKS / name).write_text(nbformat.writes(committed) + "\n", encoding="utf-8")
