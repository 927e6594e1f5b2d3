"""The library's one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yotpo_lint.accessor  # noqa: F401  registers `frame.yotpo`
from yotpo_lint.run import lint as run_lint
from yotpo_lint.settings_checks import validated

if TYPE_CHECKING:
    import os

    import pandas as pd

    from yotpo_lint.result import Result


def lint(source: str | os.PathLike[str] | pd.DataFrame, /, **settings: Any) -> Result:
    """Lint a customer table: a file or a DataFrame, as a shop or a tool exports it.

    Args:
        source: a path to a CSV or JSON file, or a DataFrame, which is never changed.
        settings: the options of the command under the same names with underscores: `region`, `timezone`,
            `date_order`, `tag_separator`, `identify_by`, `duplicates`, `omit`, `select`, `extend_select`,
            `ignore`, `unsafe_fixes`, `rules`, `source` (a name, a file, or `auto`), `map` (header to field),
            `join` (the path of an export's second file), and `overrides` (by code). No configuration file is read.

    Returns:
        The result: `accepted`, `rejected`, `fixes`, `findings`, `report`, `payloads()`, `write(folder)`.

    Raises:
        YotpoLintError: the input, a setting or a rule pack is wrong; its text is one line that says what to do.
    """
    return run_lint(source, validated(**settings))
