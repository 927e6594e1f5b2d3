"""Request bodies: JSON Lines joined column by column, and the same as dicts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import ADDRESS_FIELDS, ADDRESS_PREFIX, CUSTOMER_FIELDS, FLAG_FIELDS
from yotpo_lint.distinct import is_encoded
from yotpo_lint.whole.outcome import Outcome, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

Envelope = Literal["customer", "none"]

# What JSON does not allow inside a string as it stands. RFC 8259, section 7
_ESCAPED = r'["\\\x00-\x1f]'
_NEEDS_ESCAPE = np.isin(np.arange(256), [*range(0x20), ord('"'), ord("\\")])


def accepted_columns(outcome: Outcome) -> tuple[dict[str, pa.Array], NDArray[np.int64]]:
    """Return the clean columns of the accepted records and their positions in the batch."""
    at = np.flatnonzero(outcome.place == Place.ACCEPTED)
    if len(at) == len(outcome.place):
        return dict(outcome.clean), at
    index = pa.array(at)
    return {name: column.take(index) for name, column in outcome.clean.items()}, at


def json_lines(columns: Mapping[str, pa.Array], envelope: Envelope, end: str = "") -> pa.Array:
    """Return one request body a record, as JSON text: keys in Yotpo's order, absent fields left out.

    All pieces of a line are joined in one go. Every member begins with a comma, and the record's first one loses it:
    with the first column where no cell of that is absent, as ids seldom are, else by a cut.
    """
    opening, closing = ('{"customer":{', "}}" + end) if envelope == "customer" else ("{", "}" + end)
    first = CUSTOMER_FIELDS[0]
    always = len(columns[first]) > 0 and not columns[first].null_count
    pieces: list[pa.Array | str] = []
    for name in CUSTOMER_FIELDS:
        pieces += _member(name, columns[name], comma="" if always and name == first else ",")
    address = [piece for part in ADDRESS_FIELDS for piece in _member(part.removeprefix(ADDRESS_PREFIX), columns[part])]
    if address:
        body = _cut(_joined(["", *address]))
        has_address = pc.not_equal(body, "")
        pieces.append(pc.if_else(has_address, pc.binary_join_element_wise(',"address":{', body, "}", ""), ""))
    for name in FLAG_FIELDS:
        pieces += _flag(name, columns[name])
    if always:
        return _joined([opening, *pieces, closing])
    # A record without any member is never accepted; the blank column gives the result its length all the same.
    blank = pa.nulls(len(columns[first]), pa.string()).fill_null("")
    return _joined([opening, _cut(_joined([blank, *pieces])), closing])


def payloads(columns: Mapping[str, pa.Array], envelope: Envelope) -> Iterator[dict[str, Any]]:
    """Yield the same request bodies as dicts."""
    for line in json_lines(columns, envelope).to_pylist():
        yield json.loads(line)


def _member(key: str, column: pa.Array, comma: str = ",") -> list[pa.Array | str]:
    """Return the pieces of `,"key":"value"`, which are null where the value is absent."""
    if column.null_count == len(column):
        return []
    if is_encoded(column):
        # Written once for each distinct text.
        return [_pieces(f'{comma}"{key}":"', _escaped(column.dictionary), '"').take(column.indices)]
    escaped = _escaped(column)
    if not column.null_count:
        return [f'{comma}"{key}":"', escaped, '"']
    return [_pieces(f'{comma}"{key}":"', escaped, '"')]


def _flag(key: str, column: pa.Array) -> list[pa.Array | str]:
    """Return the pieces of `,"key":true`, which are null where the value is absent."""
    if column.null_count == len(column):
        return []
    if is_encoded(column):
        return [_pieces(f',"{key}":', column.dictionary).take(column.indices)]
    return [_pieces(f',"{key}":', column)]


def _pieces(*parts: pa.Array | str) -> pa.Array:
    """Join the parts of each piece; null where one of them is."""
    return pc.binary_join_element_wise(*parts, "")


def _escaped(column: pa.Array) -> pa.Array:
    """Escape what JSON does not allow inside a string; most columns hold nothing of the kind."""
    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    if not len(offsets) or not _NEEDS_ESCAPE[np.frombuffer(text or b"", np.uint8)[offsets[0] : offsets[-1]]].any():
        return column
    bad = pc.fill_null(pc.match_substring_regex(column, _ESCAPED), False)
    at = np.flatnonzero(bad.to_numpy(zero_copy_only=False))
    mended = [json.dumps(each, ensure_ascii=False)[1:-1] for each in column.take(pa.array(at)).to_pylist()]
    return pc.replace_with_mask(column, bad, pa.array(mended, pa.string()))


def _cut(column: pa.Array) -> pa.Array:
    """Take the first character, which is a comma, off each text."""
    # Byte by byte, for the comma is one; `binary_slice` cannot do it with empty texts.
    return pc.binary_replace_slice(column.cast(pa.binary()), 0, 1, b"").cast(pa.string())


def _joined(pieces: Sequence[pa.Array | str]) -> pa.Array:
    """Join the pieces of each line; a null is a member that is absent."""
    together: list[pa.Array | str] = []
    for piece in pieces:
        # What is the same in all lines and stands side by side is one piece.
        if isinstance(piece, str) and together and isinstance(together[-1], str):
            together[-1] += piece
        else:
            together.append(piece)
    return pc.binary_join_element_wise(*together, "", null_handling="replace", null_replacement="")
