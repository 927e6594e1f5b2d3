"""dataframely: a Polars schema, and `filter`, which parts the good rows from the bad."""

from __future__ import annotations

import sys

from tests.bench.peers.expectations import PATTERNS, SETS, say


def main(table: str) -> None:
    """Part the rows."""
    import dataframely as dy
    import polars as pl

    columns = {name: dy.String(nullable=True, regex=pattern) for name, pattern in PATTERNS.items()}
    for name, values in SETS.items():
        columns[name] = dy.String(nullable=True, check=lambda column, values=values: column.is_in(values))
    # The schema's class adds to what it is made from.
    schema = type("Customers", (dy.Schema,), dict(columns))
    frame = pl.read_csv(table, infer_schema=False)
    frame = frame.select(pl.col(*columns).replace("", None))
    good, _ = schema.filter(frame)
    say(len(frame), len(good))


if __name__ == "__main__":
    main(*sys.argv[1:])
