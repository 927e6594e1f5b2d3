"""The cells that reject rows, page by page: what stands there, why it is refused, and what may be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.app.raw_table import LINE, OWN_COLUMNS, ROW, TEXT

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

PAGE: Final = 25

# What tells a person whose row it is; the first that hold anything are shown.
TELLING: Final = ("external_id", "email", "first_name", "last_name", "phone_number")
TOLD: Final = 3

# A reason that names an option of the command; here it is one of the questions.
OPTION: Final = re.compile(r"--[a-z]")


class RejectedCells:
    """The rejected rows of a run. The tables are read when they are first asked for, and stay."""

    def __init__(self, folder: Path, fields: Mapping[str, Sequence[str]]) -> None:
        self._folder = folder
        self._fields = fields

    @cached_property
    def _rejecting(self) -> pa.Table:
        import pyarrow.parquet as pq

        return pq.read_table(self._folder / "rejecting.parquet").combine_chunks()

    @cached_property
    def _rows(self) -> pa.Table:
        import pyarrow.parquet as pq

        return pq.read_table(self._folder / "rejected.parquet").combine_chunks()

    @cached_property
    def _numbers(self) -> NDArray[np.int64]:
        """Return the numbers of the rejected rows, ascending."""
        numbers: NDArray[np.int64] = self._rows.column(ROW).to_numpy()
        return numbers

    @property
    def columns(self) -> list[str]:
        """Return the columns of the file."""
        return [name for name in self._rows.column_names if name not in OWN_COLUMNS]

    @cached_property
    def codes(self) -> list[tuple[str, int]]:
        """Return the codes that reject rows with their numbers of cells, the most frequent first."""
        counted = self._rejecting.column("code").value_counts().to_pylist()
        return sorted(((each["values"], each["counts"]) for each in counted), key=lambda pair: (-pair[1], pair[0]))

    def page(self, number: int, *, code: str = "", words: str = "") -> dict[str, Any]:
        """Return one page of the cells that bear a code and whose row or reason holds some words."""
        matches = self._matching(code, words)
        count = len(matches)
        pages = max(1, -(-count // PAGE))
        number = min(max(1, number), pages)
        chosen = matches[(number - 1) * PAGE : number * PAGE]
        cells = self._rejecting.take(chosen).to_pylist()
        return {"page": number, "pages": pages, "count": count, "cells": [self._shown(cell) for cell in cells]}

    def row(self, number: int) -> dict[str, Any] | None:
        """Return a rejected row with all of its cells, or None if the row is not rejected."""
        import numpy as np

        at = int(np.searchsorted(self._numbers, number))
        if at >= len(self._numbers) or self._numbers[at] != number:
            return None
        row = self._rows.slice(at, 1).to_pylist()[0]
        return {
            "row": number,
            "line": row[LINE],
            "reasons": row["_reasons"],
            "text": row.get(TEXT),
            "cells": {column: row[column] or "" for column in self.columns},
        }

    def _matching(self, code: str, words: str) -> pa.Array:
        """Return where the findings are that match."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self._rejecting
        chosen = pa.array([True]).take(pa.array([0] * len(table), pa.int64()))
        if code:
            chosen = pc.and_(chosen, pc.equal(table.column("code"), code))
        for word in words.split():
            chosen = pc.and_(chosen, pc.is_in(table.column("row"), value_set=self._rows_with(word)))
        return pc.indices_nonzero(chosen)

    def _rows_with(self, word: str) -> pa.Array:
        """Return the numbers of the rejected rows that hold a word anywhere."""
        import pyarrow as pa
        import pyarrow.compute as pc

        numbers = self._rows.column(ROW)
        found = pc.equal(pc.cast(numbers, pa.string()), word)
        for name in self._rows.column_names:
            column = self._rows.column(name)
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                here = pc.match_substring(column, word, ignore_case=True).fill_null(False)
                found = pc.or_(found, here)
        return numbers.filter(found)

    def _shown(self, cell: Mapping[str, Any]) -> dict[str, Any]:
        row = self.row(cell["row"])
        cells = row["cells"] if row else {}
        fed = [column for column in self._fields.get(cell["field"], ()) if column in cells]
        column = next((each for each in fed if cells[each].strip()), fed[0] if fed else None)
        return {
            "row": cell["row"],
            "line": cell["line"],
            "field": cell["field"],
            "column": column,
            "text": cells[column] if column else "",
            "code": cell["code"],
            "reason": cell["message"],
            "question": OPTION.search(cell["message"]) is not None,
            "suggestion": cell["after"],
            "customer": self._customer(cells),
        }

    def _customer(self, cells: Mapping[str, str]) -> str:
        texts = [cells.get(column, "").strip() for field in TELLING for column in self._fields.get(field, ())[:1]]
        return ", ".join([text for text in texts if text][:TOLD])
