"""Compares a stored record with what was sent, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any


def find_differences(
    sent: Mapping[str, Any], stored: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield field, sent and stored value where they differ; what was not sent is not compared."""
    for name, value in sent.items():
        there = stored.get(name)
        if isinstance(value, Mapping):
            yield from find_differences(value, there if isinstance(there, Mapping) else {}, f"{path}{name}.")
        elif not _is_same(name, value, there):
            yield f"{path}{name}", value, there


def _is_same(name: str, sent: object, stored: object) -> bool:
    """Say whether two values are one: the same, the same moment, or the same e-mail address but for capitals."""
    if type(sent) is type(stored) and sent == stored:
        return True
    if not (isinstance(sent, str) and isinstance(stored, str)):
        return False
    if name.endswith("_at"):
        moments = _moment(sent), _moment(stored)
        return moments[0] is not None and moments[0] == moments[1]
    return name == "email" and sent.casefold() == stored.casefold()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
