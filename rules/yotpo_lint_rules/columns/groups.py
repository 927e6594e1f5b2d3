"""The rows of a column by what they hold: what a country's cells have in common is asked of all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


def rows_by_text(column: pa.Array) -> Iterator[tuple[str | None, NDArray[np.int64]]]:
    """Yield each distinct text of a column, None for its nulls, with the rows that hold it in ascending order."""
    import numpy as np

    coded = column.dictionary_encode()
    texts = [*coded.dictionary.to_pylist(), None]
    numbers = coded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)
    order = np.argsort(numbers, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
        if len(rows):
            yield texts[numbers[rows[0]]], rows
