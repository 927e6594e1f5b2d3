"""JSON records as cells of text: every number as it is written, nothing inferred.

`1.50` stays `1.50`, an id of twenty digits keeps all of them, `true` and `false` are these words, `null` and an
absent key are an absent cell. The parts of a nested object become the columns `address.city`,
`default_address.zip` and so on; a list, or an object within a nested object, stays in its one cell, as compact JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from yotpo_lint.readers.record_problems import (
    CHILD_RECORD,
    DUPLICATE_KEY,
    INVALID_JSON,
    NESTED_TOO_DEEP,
    NOT_AN_OBJECT,
    UNDECODABLE,
)
from yotpo_lint.rule import Note

# A request body of Yotpo's wraps the customer, and so do our own outputs.
ENVELOPE: Final = "customer"

# GraphQL wraps a record in an edge, beside a cursor that is no part of it.
NODE: Final = "node"
EDGE: Final = frozenset((NODE, "cursor"))

# Shopify's bulk operations write what belongs to a record as lines of their own, with the record's id.
PARENT: Final = "__parentId"

# Deeper than any export; a fixed bound, because Python's own depends on who calls.
_DEEPEST: Final = 64

Cells = dict[str, str | None]


class DamagedRecordError(Exception):
    """A record that cannot be read; the note says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.problem.name)
        self.note = note


class Number(str):
    """The text of a number, told apart from a string."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """An object that repeats a key; its record is damaged."""

    key = ""
    pairs: tuple[tuple[str, Any], ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, and remember the first key that is named twice."""
    built = dict(pairs)
    if len(built) == len(pairs):
        return built
    doubled, seen = Doubled(built), set[str]()
    doubled.pairs = tuple(pairs)
    for key, _ in pairs:
        if key in seen:
            doubled.key = key
            break
        seen.add(key)
    return doubled


def _no_constant(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is no JSON value", name, 0)


DECODER: Final = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_object
)


def decode(text: str) -> Any:
    """Decode one JSON text.

    Raises:
        DamagedRecordError: it is no JSON, or nested too deep to be decoded.
    """
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.colno}"
        raise DamagedRecordError(INVALID_JSON.note(f"{error.msg}, {place}")) from None
    except RecursionError:
        raise DamagedRecordError(NESTED_TOO_DEEP.note()) from None


def cells_of(record: Any, write: Callable[[Any], str | None] | None = None) -> Cells:
    """Return a decoded record as cells by column; `write` writes a value as the text of its cell.

    Raises:
        DamagedRecordError: it is no object, names a key twice, or is nested too deep.
    """
    write = write or _cell
    record = _unwrapped(record)
    cells: Cells = {}
    for key, value in record.items():
        if isinstance(value, dict):
            _refuse_doubled(value)
            parts = {f"{key}.{part}": inner for part, inner in value.items()}
            if twice := (record.keys() | cells.keys()) & parts.keys():
                raise DamagedRecordError(DUPLICATE_KEY.note(repr(min(twice))))
            cells |= {column: write(inner) for column, inner in parts.items()}
        else:
            cells[key] = write(value)
    return cells


def _unwrapped(record: Any) -> dict[str, Any]:
    """Return the object that a record is or wraps."""
    if isinstance(record, dict):
        _refuse_doubled(record)
        if record.keys() <= EDGE and isinstance(record.get(NODE), dict):
            record = record[NODE]
        elif len(record) == 1 and isinstance(record.get(ENVELOPE), dict):
            record = record[ENVELOPE]
        _refuse_doubled(record)
        if PARENT in record:
            raise DamagedRecordError(CHILD_RECORD.note())
        return dict(record)
    raise DamagedRecordError(NOT_AN_OBJECT.note(_kind(record)))


def _kind(value: Any) -> str:
    """Name the kind of a JSON value that is no object."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, Number) else "a text"


def _refuse_doubled(value: dict[str, Any]) -> None:
    """Refuse an object that names a key twice."""
    if isinstance(value, Doubled):
        raise DamagedRecordError(DUPLICATE_KEY.note(repr(value.key)))


def _cell(value: Any) -> str | None:
    """Write a value of a field as the text of its cell."""
    if value is None:
        return None
    return str(value) if isinstance(value, str) else compact(value)


def compact(value: Any, *, doubled: bool = False, depth: int = 0) -> str:
    """Write a decoded value as JSON without blanks, its numbers as they were.

    >>> compact(decode('{"a": [1.50, "1.50", true, null], "é": {}}'))
    '{"a":[1.50,"1.50",true,null],"é":{}}'

    Raises:
        DamagedRecordError: it is nested too deep, or names a key twice and `doubled` does not allow that.
    """
    if depth > _DEEPEST:
        raise DamagedRecordError(NESTED_TOO_DEEP.note())
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(compact(each, doubled=doubled, depth=depth + 1) for each in value) + "]"
    if not doubled:
        _refuse_doubled(value)
    pairs = value.pairs if isinstance(value, Doubled) else value.items()
    inner = (f"{compact(key)}:{compact(each, doubled=doubled, depth=depth + 1)}" for key, each in pairs)
    return "{" + ",".join(inner) + "}"


def refuse_surrogates(cells: Cells) -> None:
    r"""Refuse cells with half a character, as `"\ud83d"` alone is.

    Raises:
        DamagedRecordError: a column's name or a cell is no Unicode text.
    """
    try:
        for text in (*cells, *cells.values()):
            (text or "").encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(error.object[error.start])
        what = f"the byte \\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"  # noqa: PLR2004 - PEP 383
        raise DamagedRecordError(UNDECODABLE.note(f"{what}, which is no character")) from None
