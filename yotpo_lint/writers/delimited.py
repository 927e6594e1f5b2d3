"""Tables as the bytes of a CSV file, so that workers can format several batches while one process writes them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv


def format_csv(table: pa.Table, *, header: bool = False) -> bytes:
    """Return the rows of a table, with a header line if asked, as CSV."""
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(include_header=header))
    text: bytes = sink.getvalue().to_pybytes()
    return text
