"""Great Expectations: a suite over a pandas frame, with the index of every failing row."""

from __future__ import annotations

import sys

from tests.bench.peers.expectations import PATTERNS, SETS, say


def main(table: str) -> None:
    """Validate, and count the rows that no expectation failed."""
    import great_expectations as gx
    import pandas as pd

    frame = pd.read_csv(table, dtype=str, keep_default_na=False).replace("", None)
    frame["row"] = range(len(frame))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("customers")
        .add_dataframe_asset("table")
        .add_batch_definition_whole_dataframe("whole")
        .get_batch({"dataframe": frame})
    )
    suite = gx.ExpectationSuite("customers")
    for name, pattern in PATTERNS.items():
        suite.add_expectation(gx.expectations.ExpectColumnValuesToMatchRegex(column=name, regex=pattern))
    for name, values in SETS.items():
        suite.add_expectation(gx.expectations.ExpectColumnValuesToBeInSet(column=name, value_set=values))
    found = batch.validate(suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]})
    bad = {each["row"] for result in found.results for each in result.result.get("unexpected_index_list") or ()}
    say(len(frame), len(frame) - len(bad))


if __name__ == "__main__":
    main(*sys.argv[1:])
