"""Request bodies: JSON Lines joined column by column, and the same as dicts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import ADDRESS_FIELDS, ADDRESS_PREFIX, CUSTOMER_FIELDS, FLAG_FIELDS
from yotpo_lint.dictionary_columns import filter_columns, is_dictionary_encoded
from yotpo_lint.outcome.outcome import Outcome, Place
from yotpo_lint.writers.line_joining import joined, lines_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Envelope = Literal["customer", "none"]

# What JSON does not allow inside a string as it stands. RFC 8259, section 7
_ESCAPED = r'["\\\x00-\x1f]'
_NEEDS_ESCAPE = np.isin(np.arange(256), [*range(0x20), ord('"'), ord("\\")])


def accepted_columns(outcome: Outcome) -> tuple[dict[str, pa.Array], NDArray[np.int64]]:
    """Return the clean columns of the accepted records and their positions in the batch."""
    accepted = outcome.place == Place.ACCEPTED
    at = np.flatnonzero(accepted)
    return filter_columns(outcome.clean, accepted), at


def json_lines(columns: Mapping[str, pa.Array], envelope: Envelope, end: str = "") -> pa.ChunkedArray:
    """Return one request body a record, as JSON text: keys in Yotpo's order, absent fields left out.

    All pieces of a line are joined in one go.
    """
    opening, closing = ('{"customer":{', "}}" + end) if envelope == "customer" else ("{", "}" + end)
    members = [
        *(_member(name, columns[name]) for name in CUSTOMER_FIELDS),
        _address({part.removeprefix(ADDRESS_PREFIX): columns[part] for part in ADDRESS_FIELDS}),
        *(_member(name, columns[name], quote="") for name in FLAG_FIELDS),
    ]
    pieces = _body(members).pieces
    # A record without any member is never accepted; the blank column gives the result its length all the same.
    blank = [] if pieces else [pa.nulls(len(columns[CUSTOMER_FIELDS[0]]), pa.string())]
    return lines_of([opening, *pieces, *blank, closing])


def payloads(columns: Mapping[str, pa.Array], envelope: Envelope) -> Iterator[dict[str, Any]]:
    """Yield the same request bodies as dicts."""
    for line in json_lines(columns, envelope).to_pylist():
        yield json.loads(line)


class _Member(NamedTuple):
    """A member of an object: whether every record has it, and its pieces between what stands before and behind it."""

    always: bool
    between: Callable[[str, str], list[pa.Array | str]]


class _Body(NamedTuple):
    """What stands between the braces of an object: whether every record has some of it, and its pieces."""

    always: bool
    pieces: list[pa.Array | str]


def _member(key: str, column: pa.Array, quote: str = '"') -> _Member | None:
    """Return the member `"key":"value"`, whose pieces are null where the value is absent; None if it is nowhere."""
    if column.null_count == len(column):
        return None

    def between(before: str, after: str) -> list[pa.Array | str]:
        opening, closing = f'{before}"{key}":{quote}', f"{quote}{after}"
        if is_dictionary_encoded(column):
            # Written once for each distinct text.
            texts = _pieces(opening, _escaped(column.dictionary), closing)
            return [pa.DictionaryArray.from_arrays(column.indices, texts, safe=False)]
        escaped = _escaped(column)
        return [_pieces(opening, escaped, closing)] if column.null_count else [opening, escaped, closing]

    return _Member(not column.null_count, between)


def _address(columns: Mapping[str, pa.Array]) -> _Member | None:
    """Return the member `"address":{...}`, which is absent where the address has no part."""
    parts = [_member(name, column) for name, column in columns.items()]
    if not any(parts):
        return None
    body = _body(parts)
    if body.always:
        return _Member(True, lambda before, after: [f'{before}"address":{{', *body.pieces, f"}}{after}"])
    text = joined(body.pieces)
    text = pc.if_else(pc.equal(text, ""), None, text)
    return _Member(False, lambda before, after: [_pieces(f'{before}"address":{{', text, f"}}{after}")])


def _body(members: Sequence[_Member | None]) -> _Body:
    """Put the commas between members, any of which may be absent.

    Where one of them never is, those before it are followed by a comma and those behind it begin with one. Otherwise
    each begins with a comma, and the first one is cut off.
    """
    present = [member for member in members if member is not None]
    pivot = next((at for at, member in enumerate(present) if member.always), None)
    if pivot is None:
        pieces = [piece for member in present for piece in member.between(",", "")]
        return _Body(False, [_cut(joined(pieces))] if pieces else [])
    commas = [("" if at <= pivot else ",", "," if at < pivot else "") for at in range(len(present))]
    return _Body(True, [piece for member, each in zip(present, commas, strict=True) for piece in member.between(*each)])


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
