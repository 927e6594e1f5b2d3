"""pointblank: a validation plan over a Polars frame, interrogated without extracts of the failing rows."""

from __future__ import annotations

import sys

from tests.bench.peers.expectations import PATTERNS, SETS, say


def main(table: str) -> None:
    """Interrogate, and count the rows that passed every step."""
    import pointblank as pb
    import polars as pl

    frame = pl.read_csv(table, infer_schema=False).with_columns(pl.all().replace("", None))
    plan = pb.Validate(frame)
    for name, pattern in PATTERNS.items():
        plan = plan.col_vals_regex(columns=name, pattern=pattern, na_pass=True)
    for name, values in SETS.items():
        plan = plan.col_vals_in_set(columns=name, set=[*values, None])
    plan = plan.interrogate(collect_extracts=False)
    say(len(frame), len(plan.get_sundered_data(type="pass")))


if __name__ == "__main__":
    main(*sys.argv[1:])
