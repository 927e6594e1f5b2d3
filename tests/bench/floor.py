"""The floor: read the table as text and write it as JSON lines, with Polars, and do nothing else.

python -m tests.bench.floor TABLE OUTPUT
"""

from __future__ import annotations

import json
import sys


def main(table: str, output: str) -> None:
    """Read and write, and say how many rows there were."""
    import polars as pl

    frame = pl.read_csv(table, infer_schema=False)
    frame.write_ndjson(output)
    print(json.dumps({"rows": len(frame), "accepted": len(frame), "rejected": 0}))


if __name__ == "__main__":
    main(*sys.argv[1:])
