"""Request bodies: JSON Lines joined column by column, and the same as dicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import ADDRESS_FIELDS, ADDRESS_PREFIX, CUSTOMER_FIELDS, FLAG_FIELDS
from yotpo_lint.outcome import Outcome, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

Envelope = Literal["customer", "none"]

# What JSON does not allow inside a string as it stands. RFC 8259, section 7
_NEEDS_ESCAPE = r'["\\\x00-\x1f]'


def accepted_columns(outcome: Outcome) -> tuple[dict[str, pa.Array], NDArray[np.int64]]:
    """Return the clean columns of the accepted records and their positions in the batch."""
    at = np.flatnonzero(outcome.place == Place.ACCEPTED)
    if len(at) == len(outcome.place):
        return dict(outcome.clean), at
    index = pa.array(at)
    return {name: column.take(index) for name, column in outcome.clean.items()}, at


def json_lines(columns: Mapping[str, pa.Array], envelope: Envelope) -> pa.Array:
    """Return one request body a record, as JSON text: keys in Yotpo's order, absent fields left out."""
    address = _joined([_member(part.removeprefix(ADDRESS_PREFIX), columns[part]) for part in ADDRESS_FIELDS])
    members = [_member(name, columns[name]) for name in CUSTOMER_FIELDS]
    if address is not None:
        has_address = pc.not_equal(address, "")
        body = pc.binary_join_element_wise(',"address":{', pc.utf8_slice_codeunits(address, 1), "}", "")
        members.append(pc.if_else(has_address, body, ""))
    members += [_flag(name, columns[name]) for name in FLAG_FIELDS]
    joined = _joined(members)
    if joined is None:
        joined = pa.array([""] * len(columns[CUSTOMER_FIELDS[0]]), pa.string())
    opening, closing = ('{"customer":{', "}}") if envelope == "customer" else ("{", "}")
    # Every member begins with a comma; the record's first one loses it.
    return pc.binary_join_element_wise(opening, pc.utf8_slice_codeunits(joined, 1), closing, "")


def payloads(columns: Mapping[str, pa.Array], envelope: Envelope) -> Iterator[dict[str, Any]]:
    """Yield the same request bodies as dicts."""
    for line in json_lines(columns, envelope).to_pylist():
        yield json.loads(line)


def _member(key: str, column: pa.Array) -> pa.Array | None:
    """Return `,"key":"value"` where the value is present, else nothing; None for a column of nulls."""
    if column.null_count == len(column):
        return None
    escaped = _escaped(column)
    member = pc.binary_join_element_wise(f',"{key}":"', escaped, '"', "")
    return pc.fill_null(member, "") if column.null_count else member


def _flag(key: str, column: pa.Array) -> pa.Array | None:
    if column.null_count == len(column):
        return None
    return pc.fill_null(pc.binary_join_element_wise(f',"{key}":', column, ""), "")


def _escaped(column: pa.Array) -> pa.Array:
    """Escape what JSON does not allow inside a string; most columns hold nothing of the kind."""
    bad = pc.match_substring_regex(column, _NEEDS_ESCAPE)
    if not pc.any(bad).as_py():
        return column
    at = np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False))
    mended = [json.dumps(text, ensure_ascii=False)[1:-1] for text in column.take(pa.array(at)).to_pylist()]
    return pc.replace_with_mask(column, pc.fill_null(bad, False), pa.array(mended, pa.string()))


def _joined(members: list[pa.Array | None]) -> pa.Array | None:
    present = [member for member in members if member is not None]
    return pc.binary_join_element_wise(*present, "") if present else None
