"""Which row and line of the table a line of a payload file comes from, as `fix` wrote it down."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Final

ROWS_SUFFIX: Final = ".rows.csv"
UNKNOWN: Final = ("", "")


@contextmanager
def open_source_rows(payload_file: Path) -> Iterator[Callable[[int], tuple[str, str]]]:
    """Give a function that returns row and line of the table for lines of a file, asked for in ascending order.

    `fix` writes customers.rows.csv, and dead_letters.csv goes with dead_letters.jsonl; line by line each. Both are
    blank where nobody wrote them down.
    """
    for path in (payload_file.with_suffix(ROWS_SUFFIX), payload_file.with_suffix(".csv")):
        with suppress(OSError), path.open(encoding="utf-8", newline="", errors="replace") as file:
            reader = csv.DictReader(file)
            if not {"row", "line"} <= set(reader.fieldnames or ()):
                continue
            numbered = enumerate(reader, 1)
            at = 0

            def find(number: int) -> tuple[str, str]:
                nonlocal at
                entry = next(islice(numbered, number - at - 1, None), None)  # noqa: B023 -- the loop ends here
                at = number
                return UNKNOWN if entry is None else (entry[1]["row"] or "", entry[1]["line"] or "")

            yield find
            return
    yield lambda _: UNKNOWN
