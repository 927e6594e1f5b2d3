"""The state of the one session: the uploaded table, what a person decided about it, and what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yotpo_lint.app.comparison import Comparison
from yotpo_lint.app.raw_table import RawTable
from yotpo_lint.app.rejected_cells import RejectedCells
from yotpo_lint.app.task import RAW, Task
from yotpo_lint.app.worker import Worker

# What the library calls the source of a table that only a mapping by hand makes sense of.
BY_HAND = "map"
AUTO = "auto"


class BusyError(Exception):
    """A task is going on; only one is carried out at a time."""


@dataclass(slots=True, kw_only=True)
class Decisions:
    """What a person decided.

    Attributes:
        reading: how the file is read: `encoding`, `sheet`, `member`.
        source: the name of the source, or `auto`.
        column_map: by header, the field that a column feeds, where it is not as the source has it.
        settings: the settings that answer the questions.
        edits: the cells that were repaired by hand: the new text by row and column.
    """

    reading: dict[str, str] = field(default_factory=dict)
    source: str = AUTO
    column_map: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    edits: dict[int, dict[str, str]] = field(default_factory=dict)

    def as_settings(self) -> dict[str, Any]:
        """Return the settings of `yotpo_lint.lint`."""
        return {**self.settings, "source": self.source, "map": dict(self.column_map)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run that is done: its report, its folder, and the repaired cells that it knew of."""

    report: Mapping[str, Any]
    folder: Path
    edits: Mapping[int, Mapping[str, str]]
    settings: Mapping[str, Any]
    comparison: Comparison | None
    cells: RejectedCells

    @property
    def outputs(self) -> Path:
        """Return the folder of the files to download."""
        return self.folder / "outputs"


class Workspace:
    """One table at a time, from the upload to the download."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker = Worker(folder)
        self._numbers = 0
        self._task: Task | None = None
        self._forget()

    def _forget(self) -> None:
        self.table: Path | None = None
        self.decisions = Decisions()
        self.raw: RawTable | None = None
        self.run: Run | None = None
        self.base_fields: dict[str, list[str]] = {}
        self.error = ""

    @property
    def busy(self) -> bool:
        """Tell whether a task is going on."""
        return self._task is not None

    @property
    def step(self) -> int:
        """Return the number of the step that is being done."""
        return self._worker.progress.step if self._worker.progress else 0

    @property
    def fields(self) -> tuple[str, ...]:
        """Return Yotpo's fields."""
        return self._worker.known().fields

    @property
    def sources(self) -> dict[str, str]:
        """Return the titles of the known sources by name."""
        return self._worker.known().sources

    def warm_up(self) -> None:
        """Load the library in the background."""
        self._worker.start()

    def new_folder(self) -> Path:
        """Make a folder that no other task has."""
        self._numbers += 1
        folder = self._folder / f"{self._numbers}"
        folder.mkdir()
        return folder

    def take(self, table: Path) -> None:
        """Take an uploaded table in place of the one before, and lint it."""
        self._refuse_busy()
        before = self.table
        self._remove_run()
        if before is not None:
            shutil.rmtree(before.parent, ignore_errors=True)
        (self._folder / RAW).unlink(missing_ok=True)
        self._forget()
        self.table = table
        self.start()

    def read_again(self, reading: Mapping[str, str]) -> None:
        """Read the table in another way; what was decided about its columns and cells no longer holds."""
        self._refuse_busy()
        (self._folder / RAW).unlink(missing_ok=True)
        self._remove_run()
        table = self.table
        self._forget()
        self.table, self.decisions.reading = table, dict(reading)
        self.start()

    def start(self) -> None:
        """Lint the table as it was decided."""
        self._refuse_busy()
        if self.table is None:
            return
        decisions, run = self.decisions, self.run
        settings = decisions.as_settings()
        alike = run is not None and run.settings == settings and run.edits != decisions.edits
        rows = changed_rows(run.edits, decisions.edits) if run is not None and alike else frozenset[int]()
        source = run.report["source"]["name"] if run is not None and decisions.source == AUTO else decisions.source
        self._task = Task(
            table=self.table,
            reading=dict(decisions.reading),
            settings=settings,
            known_source=None if source in {AUTO, BY_HAND} else source,
            edits={row: dict(cells) for row, cells in decisions.edits.items()},
            folder=self.new_folder(),
            session=self._folder,
            previous=run.folder if run is not None and alike else None,
            repaired_rows=rows,
        )
        self.error = ""
        self._worker.submit(self._task)

    def advance(self) -> None:
        """Take in what the worker has done meanwhile."""
        done = self._worker.poll()
        task, self._task = self._task, None if done else self._task
        if done is None or task is None:
            return
        self.raw = done.raw or self.raw
        self.error = done.error
        if done.report is None:
            self._give_up(task)
            return
        self._remove_run()
        if not task.settings["map"]:
            self.base_fields = dict(done.report["source"]["fields"])
        cells = RejectedCells(task.folder, done.report["source"]["fields"])
        self.run = Run(
            report=done.report,
            folder=task.folder,
            edits=task.edits,
            settings=task.settings,
            comparison=done.comparison,
            cells=cells,
        )

    def cancel(self) -> None:
        """End the task; what was there before it stays."""
        task, self._task = self._task, None
        if task is not None:
            self._worker.cancel()
            self._give_up(task)
            self.error = "You stopped the check before it was done."

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def _give_up(self, task: Task) -> None:
        """Go back to what was decided when the table was linted last; the repaired cells stay."""
        shutil.rmtree(task.folder, ignore_errors=True)
        if self.run is not None:
            settings = dict(self.run.settings)
            self.decisions.source, self.decisions.column_map = settings.pop("source"), settings.pop("map")
            self.decisions.settings = settings

    def _refuse_busy(self) -> None:
        if self.busy:
            raise BusyError

    def _remove_run(self) -> None:
        if self.run is not None:
            shutil.rmtree(self.run.folder, ignore_errors=True)
            self.run = None


def changed_rows(before: Mapping[int, Mapping[str, str]], after: Mapping[int, Mapping[str, str]]) -> frozenset[int]:
    """Return the rows whose repaired cells are not the same."""
    return frozenset(row for row in {*before, *after} if before.get(row) != after.get(row))
