"""Write a customer table as a shop exports it: of many rows, with a share of them beyond repair.

Seed 1 writes by the weights that stand in these modules. Any other seed draws other pools of names and other habits,
too: how many customers live where, how they write phones and dates, which columns have gaps, which dirt there is. So a
program may be measured on tables for which nobody made it fast.

python -m tests.bench.export.table PATH ROWS SHARE [SEED]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from tests.bench.export.chunk import Draw
from tests.bench.export.customers import COLUMNS, write_chunk
from tests.bench.export.dirt import soil
from tests.bench.export.pools import load_pools

ROWS_A_CHUNK = 100_000
AS_THEY_STAND = 1
# Copies of a customer, as two exports that were put together have them.
COPIES = 0.003
FEW = 20_000
"""A table of fewer rows draws from small pools: no one waits for large ones in a test."""


def write_table(path: Path, rows: int, rejected: float, seed: int = AS_THEY_STAND, pools: Path | None = None) -> None:
    """Write a table; the same arguments, and the same version of Faker, give the same bytes.

    Args:
        path: where it is written.
        rows: how many customers it has.
        rejected: which share of them is beyond repair, from 0 to 1.
        seed: 1 for the weights as they stand.
        pools: the folder in which what Faker drew is kept; that of the table unless one is named.
    """
    import polars as pl

    drawn = load_pools(pools or path.parent, seed, small=rows < FEW)
    with path.open("wb") as file:
        for number, start in enumerate(range(0, rows, ROWS_A_CHUNK)):
            habits = None if seed == AS_THEY_STAND else np.random.default_rng((seed, 0))
            draw = Draw(np.random.default_rng((seed, 1, number)), habits)
            chunk = write_chunk(start, min(ROWS_A_CHUNK, rows - start), drawn, draw)
            soil(chunk, rejected, draw)
            copies = draw.rows(COPIES, len(chunk) - 1)
            for cells in chunk.cells.values():
                cells[copies + 1] = cells[copies]
            order = COLUMNS if habits is None else np.random.default_rng((seed, 2)).permutation(COLUMNS).tolist()
            # An empty cell is written without quotation marks, as a null.
            cells = {name: np.where(chunk.cells[name] == "", None, chunk.cells[name]) for name in order}
            table = pa.table({name: pa.array(each, pa.string()) for name, each in cells.items()})
            pl.DataFrame(table).write_csv(file, include_header=number == 0)


def main(path: str, rows: str, rejected: str, seed: str = "1") -> None:
    """Write a table."""
    write_table(Path(path), int(rows), float(rejected), int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
