"""Columns out of the JSON text in a column's cells: `email_marketing_consent.state`, `addresses[0].city`.

A header of a source is such a path where the table lacks it and has a column that it begins with. Warehouses keep
nested objects as JSON text in one cell (Airbyte's destinations), and a document's objects below the second level are
read as such cells. A path's steps are

- `.key`, and `.one+other` for both texts with a blank between them,
- `[0]` for the first element of a list, `[]` for each of them, joined by commas,
- `[key=COLUMN]` for the element whose key is what another column says, or the only one where that says nothing.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from yotpo_lint.sources.source import header_key

# What a list's texts are joined with; tags and suppressions are read in this form.
JOINT: Final = ", "

# Between keys of one object whose texts are one line (`streetName+streetNumber`).
JOINED: Final = "+"

_STEP: Final = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<all>)\]|\[(?P<first>0)\]|\[(?P<by>[^=\]]+)=(?P<column>[^\]]+)\]")
_BEGINS_JSON: Final = ("{", "[")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: into an object by key, or into a list by what `kind` says."""

    kind: str
    key: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class JsonPath:
    """Where a value lies: the column whose cells hold JSON text, and the steps into it."""

    column: str
    steps: tuple[Step, ...]


def find_json_path(header: str, columns: Mapping[str, str]) -> JsonPath | None:
    """Return the path that a header stands for, given the table's columns by folded header.

    >>> find_json_path("address.city", {"address": "Address"})
    JsonPath(column='Address', steps=(Step(kind='key', key='city', column=''),))
    >>> find_json_path("address.city", {"city": "City"}) is None
    True
    """
    for at in range(len(header) - 1, 0, -1):
        if header[at] in ".[" and (column := columns.get(header_key(header[:at]))):
            steps = _steps(header[at:])
            if steps is not None:
                wanted = [columns.get(header_key(step.column), step.column) for step in steps]
                named = zip(steps, wanted, strict=True)
                return JsonPath(column, tuple(Step(step.kind, step.key, column) for step, column in named))
    return None


def _steps(text: str) -> tuple[Step, ...] | None:
    """Return the steps of a path's end; None where it is none."""
    steps, at = [], 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            return None
        at = found.end()
        if found["key"] is not None:
            steps.append(Step("key", found["key"]))
        elif found["by"] is not None:
            steps.append(Step("by", found["by"], found["column"]))
        else:
            steps.append(Step("first" if found["first"] else "each"))
    return tuple(steps)


def read_json_path(path: JsonPath, columns: Mapping[str, pa.Array], *, keep_text: bool) -> pa.Array:
    """Return what lies at a path in every cell of its column, as text.

    Args:
        path: the column and the steps.
        columns: the batch's columns by name.
        keep_text: whether a cell that is no JSON stands as it is, so that the field's owner refuses it; else it is
            absent.
    """
    texts = columns[path.column].to_pylist()
    others = {step.column: columns[step.column].to_pylist() for step in path.steps if step.column in columns}
    cells: list[str | None] = []
    for row, text in enumerate(texts):
        document = decode_cell(text)
        if document is None:
            cells.append(text if keep_text and text and text.strip() not in ("", "null") else None)
            continue
        found = _follow(document, path.steps, {name: column[row] for name, column in others.items()})
        cells.append(_text(found))
    return pa.array(cells, pa.string())


def decode_cell(text: str | None) -> Any:
    """Return the object or list that a cell holds as JSON, or as Python writes it; None where it holds none.

    >>> decode_cell('{"state": "subscribed"}') == decode_cell("{'state': 'subscribed'}")
    True
    """
    stripped = (text or "").strip()
    if not stripped.startswith(_BEGINS_JSON):
        return None
    try:
        return json.loads(stripped, parse_int=str, parse_float=str, object_pairs_hook=_object)
    except KeyError:
        return None
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(stripped)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; which of two values of one key is meant would be a guess."""
    built = dict(pairs)
    if len(built) < len(pairs):
        raise KeyError
    return built


def _follow(value: Any, steps: Sequence[Step], record: Mapping[str, str | None]) -> Any:
    """Walk into a value; what is not there is None."""
    for at, step in enumerate(steps):
        if step.kind == "key":
            value = _by_key(value, step.key)
        elif not isinstance(value, list):
            return None
        elif step.kind == "first":
            value = value[0] if value else None
        elif step.kind == "by":
            value = _chosen(value, step.key, record.get(step.column))
        else:
            parts = [_text(_follow(each, steps[at + 1 :], record)) for each in value]
            return JOINT.join(part for part in parts if part)
    return value


def _by_key(value: Any, key: str) -> Any:
    """Return what an object has under a key, whose case does not matter where the exact one is not there."""
    if not isinstance(value, dict):
        return None
    if JOINED in key:
        texts = [_text(_by_key(value, each)) for each in key.split(JOINED)]
        return " ".join(text for text in texts if text)
    if key in value:
        return value[key]
    return next((each for name, each in value.items() if str(name).casefold() == key.casefold()), None)


def _chosen(elements: list[Any], key: str, wanted: str | None) -> Any:
    """Return the element that another column names; the only one where it names none."""
    if wanted:
        return next((each for each in elements if _text(_by_key(each, key)) == wanted), None)
    return elements[0] if len(elements) == 1 else None


def _text(value: Any) -> str | None:
    """Write a value as the text of a cell."""
    if value is None or value in ({}, [], ""):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)
