"""Opening: any input becomes a `Table`."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.tables.source import BLOCK, FileSource

if TYPE_CHECKING:
    import pandas as pd

    from yotpo_lint.tables.table import Table

JSON: Final = frozenset((".json",))
JSON_LINES: Final = frozenset((".jsonl", ".ndjson"))

BATCH: Final = 65_536


def open_table(
    source: str | os.PathLike[str] | pd.DataFrame, *, batch_size: int = BATCH, block_size: int = BLOCK
) -> Table:
    """Open a file or a DataFrame as a table of text, of which nothing is inferred.

    A name that ends in `.jsonl` or `.ndjson` holds JSON Lines, in `.json` JSON; any other is delimited text.

    Args:
        source: a path or a pandas DataFrame, which is never changed.
        batch_size: the most records in a batch.
        block_size: the bytes of a file that are read at a time.

    Raises:
        InputError: the source is not a table; one line says what it is, where, and what to do.
    """
    if not isinstance(source, str | os.PathLike):
        return _open_frame(source, batch_size)
    kind = PurePath(os.fspath(source)).suffix.lower()
    file = FileSource(source, block_size)
    if kind in JSON_LINES:
        from yotpo_lint.tables.json_lines import JsonLinesTable

        return JsonLinesTable(file, batch_size=batch_size)
    if kind in JSON:
        from yotpo_lint.tables.json_document import JsonTable

        return JsonTable(file, batch_size=batch_size)
    from yotpo_lint.tables.delimited import DelimitedTable

    return DelimitedTable(file, batch_size=batch_size)


def _open_frame(source: object, batch_size: int) -> Table:
    """Open a DataFrame, or say what it is that was passed."""
    import pandas as pd

    from yotpo_lint.tables.frame import FrameTable

    if not isinstance(source, pd.DataFrame):
        kind = type(source).__name__
        raise InputError(f"A {kind} is no table; pass the path of a file or a pandas DataFrame")
    return FrameTable(source, batch_size=batch_size)
