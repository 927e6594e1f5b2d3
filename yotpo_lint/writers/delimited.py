"""Tables as the bytes of a CSV file, so that several can be made at a time and written in their order."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv


def as_csv(table: pa.Table, *, header: bool = False) -> bytes:
    """Return the rows of a table, or its header, as CSV."""
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(include_header=header))
    text: bytes = sink.getvalue().to_pybytes()
    return text
