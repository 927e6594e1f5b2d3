"""Which row and line of the table a line of a payload file comes from, as `fix` wrote it down."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROWS_SUFFIX: Final = ".rows.csv"


def find_source_rows(payload_file: Path, lines: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return row and line of the table for some lines of a file, in ascending order; none where nobody wrote it down.

    `fix` writes customers.rows.csv, and dead_letters.csv goes with dead_letters.jsonl; line by line each.
    """
    for path in (payload_file.with_suffix(ROWS_SUFFIX), payload_file.with_suffix(".csv")):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                if not {"row", "line"} <= set(reader.fieldnames or ()):
                    continue
                wanted, found = set(lines), dict[int, tuple[str, str]]()
                for number, entry in enumerate(reader, 1):
                    if number in wanted:
                        found[number] = (entry["row"] or "", entry["line"] or "")
                return found
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
    return {}
