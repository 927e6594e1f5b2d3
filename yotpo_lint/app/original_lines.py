"""What a table with repaired cells forgets of the file: on which line a row stands, and why a line is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.app.raw_table import CODES, LINE, OWN_COLUMNS, REASONS, ROW, TEXT, is_damaged

if TYPE_CHECKING:
    import pandas as pd

# A damaged line is a finding of no field; its text stands where a cell's would.
DAMAGED: Final = {"field": "", "severity": "error", "action": "rejected", "applicability": "none", "after": None}


def restore_lines(
    raw: pd.DataFrame,
    repaired_rows: frozenset[int],
    rejected: pd.DataFrame,
    rejecting: pd.DataFrame,
    fixes: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the rejected rows, the findings that reject them and the ledger with the lines of the file.

    Damaged lines that nobody repaired went in as rows without cells; they get back their text and their reason.
    """
    import pandas as pd

    line_of = dict(zip(raw[ROW], raw[LINE], strict=True))
    damaged = raw[is_damaged(raw) & ~raw[ROW].isin(list(repaired_rows))]
    numbers = list(damaged[ROW])

    rejected, rejecting, fixes = rejected.copy(), rejecting.copy(), fixes.copy()
    rejected[LINE] = rejected[ROW].map(line_of).astype("Int64")
    if TEXT not in rejected:
        rejected.insert(OWN_COLUMNS.index(TEXT), TEXT, None)
    again = damaged.set_index(ROW)
    at = rejected[ROW].isin(numbers)
    for column in (CODES, REASONS, TEXT):
        rejected.loc[at, column] = rejected.loc[at, ROW].map(again[column])
    if rejected[TEXT].isna().all():
        rejected = rejected.drop(columns=TEXT)

    rejecting["line"] = rejecting["row"].map(line_of).astype("Int64")
    given_back = pd.DataFrame(
        {
            "row": damaged[ROW],
            "line": damaged[LINE],
            "code": damaged[CODES],
            "name": "",
            "message": damaged[REASONS],
            "before": damaged[TEXT],
            **DAMAGED,
        }
    )
    known = rejecting[~rejecting["row"].isin(numbers)]
    whole = pd.concat([known, given_back[list(known.columns)].astype(known.dtypes)]) if numbers else known
    fixes["line"] = fixes["row"].map(line_of).astype("Int64")
    return rejected, whole.sort_values("row", kind="stable"), fixes
