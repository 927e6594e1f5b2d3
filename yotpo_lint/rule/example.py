"""Examples: at once a rule's tests, its page in the catalogue and what `explain` prints."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["kept", "fixed", "absent", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One raw cell and what becomes of it.

    `codes` are all codes of the reading's notes, in their order: repairs and warnings of a clean value,
    or the one code of a refusal. `neighbours` are clean neighbours, `facts` the declared facts it needs.
    """

    outcome: Outcome
    raw: str
    clean: str | None = None
    codes: tuple[str, ...] = ()
    field: str | None = None
    neighbours: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)


def keeps(
    raw: str,
    *codes: str,
    field: str | None = None,
    neighbours: Mapping[str, str | None] | None = None,
    **facts: str,
) -> Example:
    """Show a value that stays as it is; `codes` are the warnings that go with it."""
    return Example(
        outcome="kept", raw=raw, clean=raw, codes=codes, field=field, neighbours=neighbours or {}, facts=facts
    )


def fixes(
    raw: str,
    clean: str,
    *codes: str,
    field: str | None = None,
    neighbours: Mapping[str, str | None] | None = None,
    **facts: str,
) -> Example:
    """Show a value that is repaired (for an unsafe problem: under `--unsafe-fixes`)."""
    return Example(
        outcome="fixed", raw=raw, clean=clean, codes=codes, field=field, neighbours=neighbours or {}, facts=facts
    )


def clears(
    raw: str,
    *codes: str,
    field: str | None = None,
    neighbours: Mapping[str, str | None] | None = None,
    **facts: str,
) -> Example:
    """Show a cell that says nothing, so that the field is left out of the upload."""
    return Example(outcome="absent", raw=raw, codes=codes, field=field, neighbours=neighbours or {}, facts=facts)


def refuses(
    raw: str,
    code: str,
    *,
    field: str | None = None,
    neighbours: Mapping[str, str | None] | None = None,
    **facts: str,
) -> Example:
    """Show a cell that cannot be read without guessing."""
    return Example(outcome="refused", raw=raw, codes=(code,), field=field, neighbours=neighbours or {}, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowExample:
    """One clean row (absent fields left out) and the codes and changes that a row rule answers with."""

    row: Mapping[str, str]
    codes: tuple[str, ...] = ()
    changes: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)
