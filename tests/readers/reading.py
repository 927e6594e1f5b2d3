"""Shared by the tests of tables: everything that a table yields, as plain tuples."""

from __future__ import annotations


def read(table):
    """Return (row, line, cells) of every record that was read."""
    return [
        (row, line, cells)
        for batch in table.batches()
        for row, line, cells in zip(
            batch.rows.to_pylist(),
            batch.lines.to_pylist() if batch.lines is not None else [None] * len(batch.rows),
            zip(*(column.to_pylist() for column in batch.cells.columns), strict=True),
            strict=True,
        )
    ]


def damages(table):
    """Return (row, line, name, text) of every record that was set aside."""
    return [(d.row, d.line, d.problem.name, d.text) for batch in table.batches() for d in batch.damaged]
