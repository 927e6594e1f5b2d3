"""The files to download: what the library wrote, what was repaired by hand, and all of it in one archive."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yotpo_lint.app.raw_table import LINE, ROW, Edits

if TYPE_CHECKING:
    import pandas as pd

REPAIRS: Final = "repairs.csv"
ARCHIVE: Final = "yotpo-lint.zip"

# What may be downloaded, and what it is.
DOWNLOADS: Final[Mapping[str, str]] = {
    "customers.jsonl": "The upload for Yotpo: one request a line, accepted rows only.",
    "rejected.csv": "The rejected rows as they came, with the reasons.",
    "fixes.csv": "Every cell that was changed in an accepted row, before and after.",
    REPAIRS: "Every cell that you repaired by hand, before and after.",
    "report.html": "The report as a page. Customers’ data is masked in it, so that it may be passed on.",
    "report.json": "The report for programs.",
    ARCHIVE: "All of these in one archive.",
}


def write_repairs(outputs: Path, raw: pd.DataFrame, edits: Edits, rejected: pd.DataFrame, fixes: pd.DataFrame) -> None:
    """Write what was repaired by hand, and the rejects and the ledger with the lines of the file."""
    import pandas as pd

    by_row = raw.set_index(ROW)
    lines = [
        {"row": row, "line": by_row.loc[row, LINE], "column": column, "before": by_row.loc[row, column], "after": text}
        for row, cells in sorted(edits.items())
        for column, text in cells.items()
    ]
    frame = pd.DataFrame(lines).astype({"row": "Int64", "line": "Int64", "before": "string", "after": "string"})
    for name, table in {REPAIRS: frame, "rejected.csv": rejected, "fixes.csv": fixes}.items():
        _write_csv(table, outputs / name)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as the library writes its own: texts in quotes, numbers bare."""
    import pyarrow as pa
    import pyarrow.csv

    pyarrow.csv.write_csv(pa.Table.from_pandas(table, preserve_index=False), path)


def pack(outputs: Path) -> None:
    """Put all outputs into one archive beside them."""
    with zipfile.ZipFile(outputs / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in DOWNLOADS:
            if name != ARCHIVE and (outputs / name).exists():
                archive.write(outputs / name, name)
