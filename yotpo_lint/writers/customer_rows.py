"""customers.rows.csv: the row and the line of the table from which each line of customers.jsonl comes, in its order.

A request body names neither, and who reads Yotpo's answer to one looks for the row to repair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from yotpo_lint.writers.delimited import format_csv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yotpo_lint.outcome.outcome import Outcome

CUSTOMER_ROWS: Final = "customers.rows.csv"
SCHEMA: Final = pa.schema([("row", pa.int64()), ("line", pa.int64())])
HEADER: Final = format_csv(SCHEMA.empty_table(), header=True)


def format_rows(outcome: Outcome, at: NDArray[np.integer]) -> bytes:
    """Return row and line of the records at these positions of a batch, as CSV; a DataFrame has no lines."""
    index, lines = pa.array(at), outcome.batch.lines
    columns = [outcome.batch.rows.take(index), pa.nulls(len(at), pa.int64()) if lines is None else lines.take(index)]
    return format_csv(pa.Table.from_arrays(columns, schema=SCHEMA))
