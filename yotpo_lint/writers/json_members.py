"""The members of JSON objects, column by column: which records have them, and the pieces of their text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import is_dictionary_encoded
from yotpo_lint.writers.line_joining import join_pieces

# Characters that JSON requires to be escaped in a string. RFC 8259, section 7
_UNSAFE = r'["\\\x00-\x1f]'
_NEEDS_ESCAPE = np.isin(np.arange(256), [*range(0x20), ord('"'), ord("\\")])


class Member(NamedTuple):
    """A member of an object: whether every record has it, and its pieces with the given text before and after it."""

    always: bool
    with_separators: Callable[[str, str], list[pa.Array | str]]


class Body(NamedTuple):
    """The content of an object between its braces: whether every record has some, and its pieces."""

    always: bool
    pieces: list[pa.Array | str]


def build_member(key: str, column: pa.Array, quote: str = '"') -> Member | None:
    """Return the member `"key":"value"`, null where the value is absent; None if no record has it.

    Without a quote the values are JSON already.
    """
    if column.null_count == len(column):
        return None
    escape = _escape if quote else _keep

    def build_pieces(before: str, after: str) -> list[pa.Array | str]:
        opening, closing = f'{before}"{key}":{quote}', f"{quote}{after}"
        if is_dictionary_encoded(column):
            # Once for each distinct text.
            texts = _join_present(opening, escape(column.dictionary), closing)
            return [pa.DictionaryArray.from_arrays(column.indices, texts, safe=False)]
        escaped = escape(column)
        return [_join_present(opening, escaped, closing)] if column.null_count else [opening, escaped, closing]

    return Member(not column.null_count, build_pieces)


def build_object(key: str, members: Sequence[Member | None]) -> Member | None:
    """Return the member `"key":{...}`, absent where the object has no member."""
    if not any(members):
        return None
    body = build_body(members)
    if body.always:
        return Member(True, lambda before, after: [f'{before}"{key}":{{', *body.pieces, f"}}{after}"])
    text = join_pieces(body.pieces)
    text = pc.if_else(pc.equal(text, ""), None, text)
    return Member(False, lambda before, after: [_join_present(f'{before}"{key}":{{', text, f"}}{after}")])


def build_body(members: Sequence[Member | None]) -> Body:
    """Put commas between members, any of which may be absent.

    If one member is always present, those before it end with a comma and those after it begin with one. Otherwise
    each begins with a comma, and the first comma is removed.
    """
    present = [member for member in members if member is not None]
    pivot = next((number for number, member in enumerate(present) if member.always), None)
    if pivot is None:
        pieces = [piece for member in present for piece in member.with_separators(",", "")]
        return Body(False, [_remove_first_character(join_pieces(pieces))] if pieces else [])
    commas = [("" if number <= pivot else ",", "," if number < pivot else "") for number in range(len(present))]
    members_with_commas = zip(present, commas, strict=True)
    return Body(True, [piece for member, pair in members_with_commas for piece in member.with_separators(*pair)])


def _join_present(*parts: pa.Array | str) -> pa.Array:
    """Join the parts of each piece; null where one of them is null."""
    return pc.binary_join_element_wise(*parts, "")


def _keep(column: pa.Array) -> pa.Array:
    """Return a column of JSON as it is."""
    return column


def _escape(column: pa.Array) -> pa.Array:
    """Escape characters that JSON requires to be escaped; most columns have none."""
    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    if not len(offsets) or not _NEEDS_ESCAPE[np.frombuffer(text or b"", np.uint8)[offsets[0] : offsets[-1]]].any():
        return column
    unsafe = pc.fill_null(pc.match_substring_regex(column, _UNSAFE), False)
    texts = column.filter(unsafe).to_pylist()
    escaped = [json.dumps(text, ensure_ascii=False)[1:-1] for text in texts]
    return pc.replace_with_mask(column, unsafe, pa.array(escaped, pa.string()))


def _remove_first_character(column: pa.Array) -> pa.Array:
    """Remove the leading comma of each text."""
    # On bytes, because a comma is one byte; `binary_slice` fails on empty texts.
    return pc.binary_replace_slice(column.cast(pa.binary()), 0, 1, b"").cast(pa.string())
