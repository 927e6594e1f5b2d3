"""Every line is judged by the JSON Schema before the first request: one that is invalid stops the run.

jsonschema-rs judges a million lines in some seconds, where jsonschema takes minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from yotpo_lint.errors import InputError
from yotpo_lint.escaping import make_visible
from yotpo_lint.upload.payload_file import PayloadFile


def read_valid_bodies(file: PayloadFile) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the number and the body of every line; after the last one, fail if any was invalid.

    Raises:
        InputError: a line is no JSON, or no request body by the schema; nothing may be sent then.
    """
    schema = jsonschema_rs.validator_for(file.endpoint.schema())
    first, invalid = "", 0
    for number, line in file.lines():
        body = _read(line)
        fault = "is not a JSON object" if body is None else _fault(schema, body, file.endpoint.envelope)
        if body is not None and not fault:
            yield number, body
        else:
            invalid += 1
            first = first or f"line {number}: {fault}"
    if invalid:
        more = f" ({invalid:,} lines are invalid)" if invalid > 1 else ""
        raise InputError(f"{file.path}, {first}{more}; nothing was sent. Write the file again with `fix`, or repair it")


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _fault(schema: Any, body: Mapping[str, Any], envelope: str | None) -> str:
    """Say where a body breaks the schema; its values are left out."""
    if schema.is_valid(body):
        return ""
    if envelope is not None and envelope not in body:
        return (
            f'has no envelope "{envelope}"; write the file without --envelope none, or give push the --profile that '
            "fix had"
        )
    error = next(iter(schema.iter_errors(body)))
    # Where anyOf failed, the error is about the object: its identifiers.
    where = ".".join(str(part) for part in error.instance_path if part != envelope) or "the record"
    rule = [part for part in error.schema_path if isinstance(part, str)]
    return f"{make_visible(where)} breaks the schema ({rule[-1] if rule else 'type'})"
