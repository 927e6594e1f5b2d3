"""The library's one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yotpo_lint.accessor  # noqa: F401  registers `frame.yotpo`
from yotpo_lint.errors import SettingsError
from yotpo_lint.executors.local import Execution
from yotpo_lint.executors.local import lint as run_lint
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.settings.checks import validated
from yotpo_lint.workers.ordered_map import can_fork

if TYPE_CHECKING:
    import os

    import pandas as pd

    from yotpo_lint.result import Result


def lint(
    source: str | os.PathLike[str] | pd.DataFrame,
    /,
    *,
    encoding: str | None = None,
    sheet: str | int | None = None,
    member: str | None = None,
    jobs: int | None = None,
    batch_size: int | None = None,
    forked: bool = False,
    **settings: Any,
) -> Result:
    """Lint a customer table: a file or a DataFrame, as a shop or a tool exports it.

    Args:
        source: a path (CSV and its like, Excel, Parquet, JSON, JSON Lines or XML, also in .gz or .zip; `-` for
            standard input), or a DataFrame, which is never changed.
        encoding: the encoding of a file of text, where it is known; otherwise it is found.
        sheet: the sheet of a workbook, by name or by number from 1; needed if several hold anything.
        member: the file in a zip archive; needed if it holds several.
        jobs: how many batches are worked on at a time; as many as there are cores, and no more than 4.
        batch_size: the most rows in a batch, 65,536.
        forked: whether they are worked on by forked processes, as the command does it, instead of threads: for long
            tables, on Linux, in programs that have no threads of their own. None of the three changes a byte of what
            comes out.
        settings: the options of the command under the same names with underscores: `region`, `timezone`,
            `date_order`, `tag_separator`, `identify_by`, `duplicates`, `omit`, `select`, `extend_select`,
            `ignore`, `unsafe_fixes`, `rules`, `source` (a name, a file, or `auto`), `map` (header to field),
            `join` (the path of an export's second file), and `overrides` (by code). No configuration file is read.

    Returns:
        The result: `accepted`, `rejected`, `fixes`, `findings`, `report`, `payloads()`, `write(folder)`.

    Raises:
        YotpoLintError: the input, a setting or a rule pack is wrong; its text is one line that says what to do.
    """
    options = FileOptions(encoding=encoding, sheet=None if sheet is None else str(sheet), member=member)
    counts = {"jobs": jobs, "batch_size": batch_size}
    chosen: dict[str, Any] = {name: _count(value, name) for name, value in counts.items() if value is not None}
    if forked and not can_fork():
        raise SettingsError("forked: processes can be forked on Linux only; leave it out")
    execution = Execution(**chosen, forked=forked)
    return run_lint(source, validated(**settings), options, execution)


def _count(value: object, name: str) -> int:
    """Check a number of rows or of batches: by none at a time nothing would ever be read."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SettingsError(f"{name}: {value!r} is not a whole number from 1 on")
    return value
