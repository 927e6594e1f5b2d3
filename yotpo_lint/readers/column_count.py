"""How many columns a table may have."""

from __future__ import annotations

from typing import Final

from yotpo_lint.errors import InputError

# Exports with a column for every property of a shop have some hundreds; a table turned on its side has as many
# columns as customers, and each costs memory in every batch.
MOST_COLUMNS: Final = 4096


def check_column_count(name: str, count: int) -> None:
    """Refuse a table with more columns than any export has.

    Raises:
        InputError: there are too many.
    """
    if count > MOST_COLUMNS:
        raise InputError(
            f"{name}: has {count:,} columns, and at most {MOST_COLUMNS:,} are read; "
            "export one row a customer and only the columns that are needed"
        )
