"""From a source's columns to Yotpo's fields: which column feeds which field, and which are left out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from yotpo_lint.contract.fields import ADDRESS_PARTS, ADDRESS_PREFIX, FIELDS
from yotpo_lint.errors import InputError

# A bare address part is taken too, except phone_number, which is the customer's own.
BARE_PARTS = {part: ADDRESS_PREFIX + part for part in ADDRESS_PARTS if part != "phone_number"}

# The linter's own columns in a file of rejects (`_row`, `_codes`…) are passed over, so that it can be linted again.
OWN_PREFIX = "_"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column feeds each field, and the columns that feed none and only travel to the rejects."""

    column_of: dict[str, str]
    unmapped: tuple[str, ...]


def map_columns(name: str, columns: Sequence[str]) -> ColumnMap:
    """Map a table's columns, which bear Yotpo's names in any case, to Yotpo's fields.

    Raises:
        InputError: no column is a field, or two columns feed one field.
    """
    column_of: dict[str, str] = {}
    unmapped: list[str] = []
    for column in columns:
        if column.startswith(OWN_PREFIX):
            continue
        key = column.strip().casefold()
        field = key if key in FIELDS else BARE_PARTS.get(key)
        if field is None:
            unmapped.append(column)
        elif field in column_of:
            raise InputError(
                f"{name}: the columns {column_of[field]!r} and {column!r} both mean {field}; "
                "rename or remove one of them"
            )
        else:
            column_of[field] = column
    if not column_of:
        near = [hit for column in unmapped for hit in difflib.get_close_matches(column.casefold(), FIELDS, n=1)]
        hint = f" ({near[0]!r} is near)" if near else ""
        raise InputError(
            f"{name}: no column bears the name of a Yotpo field{hint}; name the columns email, phone_number, "
            "first_name, address.city and so on"
        )
    return ColumnMap(column_of, tuple(unmapped))
