"""Which column of a table feeds which field, under a source and what the user mapped by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.errors import InputError, SettingsError
from yotpo_lint.mapping.consent_sense import read_sense
from yotpo_lint.settings.values import WHOLE_NAME, find_nearest
from yotpo_lint.sources.cell_steps import FIRST, LAST
from yotpo_lint.sources.consents import Consent, refuse_contradiction
from yotpo_lint.sources.json_paths import JsonPath
from yotpo_lint.sources.source import Origin, Source, header_key

# The columns that the linter adds to a file of rejects are passed over, so that it can be linted again; any other that
# begins so is the source's own (Mongo's `_id`, Fivetran's `_fivetran_deleted`).
OWN_COLUMNS: Final = frozenset(("_row", "_line", "_codes", "_reasons", "_text"))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column feeds each field, the columns that feed none, and what the report says of the source."""

    column_of: dict[str, str]
    unmapped: tuple[str, ...]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def header_of(self) -> dict[str, str]:
        """Return what a person calls the column of each field: its header, or the name of a made column."""
        fed = self.about.get("fields", {})
        return {
            target: fed[target][0] if len(fed.get(target, ())) == 1 else column
            for target, column in self.column_of.items()
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """How the columns of a table become the columns that feed the fields.

    Attributes:
        column_of: for each field the one column that feeds it, be it of the table or made.
        combined: made columns, by name: the columns whose first cell that holds anything is taken.
        constant: made columns, by name: the text that stands in every record.
        parts: made columns, by name: what lies at a path in another column's JSON text.
        consents: by consent, all columns that speak of it.
        unmapped: the table's columns that feed nothing.
        suggestions: unmapped columns whose header is near a known one.
        notes: what a person should know of the mapping.
    """

    column_of: dict[str, str]
    combined: dict[str, tuple[str, ...]]
    constant: dict[str, str]
    unmapped: tuple[str, ...]
    suggestions: tuple[dict[str, str], ...]
    notes: tuple[str, ...]
    parts: dict[str, JsonPath] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)

    @property
    def is_made(self) -> bool:
        """Tell whether some column is made of others."""
        return bool(self.combined or self.constant or self.parts or self.consents)

    def feeding(self, field: str) -> tuple[str, ...]:
        """Return the columns that feed a field."""
        if field in self.consents:
            return self.consents[field].claimed or self.consents[field].columns
        column = self.column_of[field]
        return self.combined.get(column, (column,))

    def reading(self, field: str) -> tuple[str, ...]:
        """Return the columns that are read for a field, be it only for refusals."""
        if field in self.consents:
            return self.consents[field].columns
        return self.feeding(field)


def with_map(source: Source, chosen: Mapping[str, str], columns: Sequence[str], name: str) -> Source:
    """Lay what the user mapped by hand over a source.

    Raises:
        InputError: the table has no such column.
        SettingsError: the column is one that the source withholds, or says is not the consent that it resembles.
    """
    by_key = {header_key(column): column for column in columns}
    fields = dict(source.fields)
    by_hand: dict[str, tuple[str, ...]] = {}
    for header, target in chosen.items():
        key = header_key(header)
        if key not in by_key:
            meant = find_nearest(key, by_key)
            raise InputError(f"{name}: --map names the column {header!r}, which is not there; did you mean {meant!r}?")
        _refuse_mapping(source, by_key[key], target)
        known = next((each for each in fields.values() if key in map(header_key, each.columns)), Origin())
        inverted = known.inverted and target in FLAG_FIELDS
        words = known.words if inverted or key in _keys(source.fields.get(target)) else {}
        fields = {each: _without(origin, key) for each, origin in fields.items()}
        if target == WHOLE_NAME:
            fields["first_name"] = Origin(columns=(by_key[key],), part=FIRST, why="declared to be a whole name")
            fields["last_name"] = Origin(columns=(by_key[key],), part=LAST, why="declared to be a whole name")
        elif target:
            # What says no in a table says so whichever column is declared to hold the consent.
            opt_outs = fields[target].opt_outs if target in fields else {}
            before = by_hand.get(target, ())
            by_hand[target] = (*before, by_key[key])
            fields[target] = Origin(
                columns=by_hand[target], words=words, inverted=inverted, opt_outs=opt_outs, why="mapped by hand"
            )
    return replace(source, fields=fields)


def _keys(origin: Origin | None) -> tuple[str, ...]:
    return tuple(map(header_key, origin.columns)) if origin else ()


def _without(origin: Origin, key: str) -> Origin:
    """Take a column away from a field that it fed; by hand it was given to another."""
    return replace(
        origin,
        columns=tuple(column for column in origin.columns if header_key(column) != key),
        opt_outs={column: each for column, each in origin.opt_outs.items() if header_key(column) != key},
    )


def _refuse_mapping(source: Source, column: str, target: str) -> None:
    """Refuse a column that is withheld, or that is no answer for the consent it is mapped to."""
    if target and (why := source.withholds(column)):
        raise SettingsError(f"map: the column {column!r} is withheld: {why}; map another column to {target}")
    if target in FLAG_FIELDS and (why := source.ignores(column)):
        raise SettingsError(f"map: the column {column!r} is no consent: {why}; map another column to {target}")
    if target in FLAG_FIELDS and source.sense_of(column) is None and (sense := read_sense(column)) is not None:
        refuse_contradiction(column, target, sense)
