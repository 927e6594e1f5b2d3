"""Examples of a rule: they are its tests, and the catalogue and `explain` show them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["kept", "fixed", "absent", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One raw cell and what becomes of it.

    `codes` are the codes of the reading's notes in order: fixes and warnings of a clean value, or the one code of a
    refusal. `neighbours` are clean neighbours, `facts` the declared facts that the reading uses.
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
    """Show a value that is kept unchanged; `codes` are its warnings."""
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
    """Show a value that is fixed (for an unsafe problem: with `--unsafe-fixes`)."""
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
    """Show a cell without a value, whose field is left out of the upload."""
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
    """One clean row without its absent fields, and the codes and changes that a row rule returns for it."""

    row: Mapping[str, str]
    codes: tuple[str, ...] = ()
    changes: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)
