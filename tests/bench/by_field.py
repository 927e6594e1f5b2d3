"""What each field costs: CPU seconds for a million cells, and how many of them were read in which way.

Cells that are repeated are read once and count as remembered, as do those that an earlier batch had. The accelerator's
are `settled`, and each cell that is read one by one is a call of the field's reading, which takes the longest.

python -m tests.bench.by_field TABLE    measures one table, in one process with one job
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.contestants import Tables
from tests.bench.markdown import render_table
from tests.bench.measuring import ROOT, environment

Figures = dict[str, dict[str, float]]


def measure_fields(tables: Tables, python: Path, out: Path, say: Callable[[str], None]) -> str:
    """Measure the tables of a run; write by_field.json and return Markdown."""
    parts, measured = [], {}
    for name in (*(f"{each:g} %" for each in tables.shares), "clean", "worst"):
        say(f"{name}: field by field")
        command = [str(python), "-m", "tests.bench.by_field", str(tables.paths[name])]
        done = subprocess.run(  # noqa: S603 -- our own
            command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=True
        )
        measured[name] = json.loads(done.stdout.splitlines()[-1])
        parts.append(f"{name}:\n\n{_render(measured[name])}")
    (out / "by_field.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return "\n\n".join(parts) + "\n"


def measure(table: str) -> Figures:
    """Lint a table and return the figures of each field that it has, the most expensive first."""
    import yotpo_lint as yl
    from yotpo_lint.kernel import field_stage

    cpu, cells, settled, read = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    run, accelerate, read_through = field_stage.FieldStage.run, field_stage.Accelerator.__call__, field_stage.read_cell

    def timed(stage: Any, column: Any, *others: Any) -> Any:
        began = time.thread_time()
        answer = run(stage, column, *others)
        cpu[stage.name] += time.thread_time() - began
        cells[stage.name] += len(column)
        return answer

    def counted(accelerator: Any, *arguments: Any) -> Any:
        answer = accelerate(accelerator, *arguments)
        settled[accelerator.field] += int(answer.settled.sum())
        return answer

    def called(text: str, given: Any, *others: Any) -> Any:
        read[given.field] += 1
        return read_through(text, given, *others)

    field_stage.FieldStage.run = timed  # type: ignore[method-assign]
    field_stage.Accelerator.__call__ = counted  # type: ignore[method-assign]
    field_stage.read_cell = called
    try:
        yl.lint(table, jobs=1)
    finally:
        field_stage.FieldStage.run = run  # type: ignore[method-assign]
        field_stage.Accelerator.__call__ = accelerate  # type: ignore[method-assign]
        field_stage.read_cell = read_through
    return {
        name: {"cells": cells[name], "cpu": seconds, "settled": settled[name], "read": read[name]}
        for name, seconds in cpu.most_common()
    }


def _render(figures: Figures) -> str:
    return render_table(
        ("field", "cells", "CPU seconds", "a million cells", "settled", "remembered", "one by one"),
        (
            (
                *(name, f"{each['cells']:,.0f}", f"{each['cpu']:.2f}"),
                f"{each['cpu'] / each['cells'] * 1e6:.2f}" if each["cells"] else "",
                *(f"{share:.1%}" for share in _shares(each)),
            )
            for name, each in figures.items()
        ),
    )


def _shares(each: dict[str, float]) -> tuple[float, float, float]:
    """Return the shares of the cells that were settled, remembered and read one by one."""
    cells = each["cells"] or 1
    return each["settled"] / cells, (cells - each["settled"] - each["read"]) / cells, each["read"] / cells


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
