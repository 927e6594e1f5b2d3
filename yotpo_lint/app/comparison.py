"""What became of the repaired rows, and whether any other row is not as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yotpo_lint.app.raw_table import REASONS, ROW

if TYPE_CHECKING:
    import pandas as pd

# Other rows that changed are listed up to here; their number is told in any case.
LISTED: Final = 200

MERGED: Final = "merged"


@dataclass(frozen=True, slots=True)
class Change:
    """A row that nobody repaired and that came out differently all the same."""

    row: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one table.

    Attributes:
        repaired: the rows that were repaired by hand since the earlier run.
        accepted, merged, rejected: where these are now.
        others: how many other rows came out differently, for a repaired row can be a copy of another customer.
        changes: the first of them.
    """

    repaired: int
    accepted: int
    merged: int
    rejected: int
    others: int
    changes: tuple[Change, ...]


def compare(before: Path, after: Path, repaired_rows: frozenset[int], rows: int) -> Comparison:
    """Compare the outcome of every row in two runs."""
    import pandas as pd

    old, new = _outcomes(before, rows), _outcomes(after, rows)
    repaired = new.index.isin(list(repaired_rows))
    places = new.loc[repaired, "place"]
    fields = old.columns.union(new.columns, sort=False)
    old, new = old.reindex(columns=fields).fillna(""), new.reindex(columns=fields).fillna("")
    other = (old != new).any(axis=1).to_numpy() & ~repaired
    numbers = new.index[other]
    changes = tuple(Change(int(row), _said(old.loc[row]), _said(new.loc[row])) for row in pd.Index(numbers[:LISTED]))
    counts = places.value_counts()
    return Comparison(
        repaired=len(repaired_rows),
        accepted=int(counts.get("accepted", 0)),
        merged=int(counts.get(MERGED, 0)),
        rejected=int(counts.get("rejected", 0)),
        others=int(other.sum()),
        changes=changes,
    )


def _outcomes(folder: Path, rows: int) -> pd.DataFrame:
    """Return for every row its place, the reasons if it is rejected, and the values that go out if it is accepted."""
    import pandas as pd

    accepted = pd.read_parquet(folder / "accepted.parquet").set_index("row").astype("string")
    rejected = pd.read_parquet(folder / "rejected.parquet", columns=[ROW, REASONS]).set_index(ROW)[REASONS]
    outcomes = accepted.reindex(pd.RangeIndex(1, rows + 1))
    place = pd.Series(MERGED, index=outcomes.index, dtype="string")
    place[accepted.index] = "accepted"
    place[rejected.index] = "rejected"
    return outcomes.assign(place=place, reasons=rejected.astype("string").reindex(outcomes.index))


def _said(outcome: pd.Series[str]) -> str:
    return f"rejected: {outcome['reasons']}" if outcome["place"] == "rejected" else outcome["place"]
