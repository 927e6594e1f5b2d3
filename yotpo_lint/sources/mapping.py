"""Which column of a table feeds which field, under a source and what the user mapped by hand."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any, Final

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import InputError, SettingsError
from yotpo_lint.mapping.consent_sense import read_sense
from yotpo_lint.settings.values import WHOLE_NAME, nearest
from yotpo_lint.sources.cell_steps import FIRST, LAST
from yotpo_lint.sources.consents import Consent, ConsentFinder, refuse_contradiction
from yotpo_lint.sources.json_paths import JsonPath, find_json_path
from yotpo_lint.sources.source import NamePart, Origin, Source, header_key
from yotpo_lint.sources.source_file import word_of

# The columns that the linter adds to a file of rejects are passed over, so that it can be linted again; any other that
# begins so is the source's own (Mongo's `_id`, Fivetran's `_fivetran_deleted`).
OWN_COLUMNS: Final = frozenset(("_row", "_line", "_codes", "_reasons", "_text"))

# How alike two headers are before one is suggested for the other; below, suggestions were noise.
ALIKE: Final = 0.8


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
            meant = nearest(key, by_key)
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


def plan_columns(  # noqa: C901  one branch for each way to feed a field
    source: Source,
    columns: Sequence[str],
    joined: Sequence[str],
    name: str,
    consents: ConsentFinder,
    *,
    fields: frozenset[str],
) -> Plan:
    """Work out which columns feed each of the fields; `joined` are columns of a second file.

    Raises:
        InputError: two columns bear one header that feeds a field, or none feeds any.
    """
    present = _index_headers(source, [*columns, *joined], name)
    parts = _find_paths(source, present)
    column_of: dict[str, str] = {}
    combined: dict[str, tuple[str, ...]] = {}
    constant: dict[str, str] = {}
    heard: dict[str, Consent] = {}
    notes: list[str] = []
    used = {path.column for path in parts.values()}
    taken = {*columns, *joined, *parts}
    for target in FIELDS:
        origin = source.fields.get(target)
        if origin is None and target not in FLAG_FIELDS:
            continue
        origin = origin or Origin()
        found = tuple(present[key] for key in dict.fromkeys(map(header_key, origin.columns)) if key in present)
        used.update(found)
        if target in FLAG_FIELDS:
            named = _find_name_part(origin, name, found)
            if named is not None:
                constant[stands_in := free("the file's name", taken)] = named.text
                taken.add(stands_in)
                blank = " where no column says it" if found else ""
                notes.append(f"{target} is taken from the file's name{blank}: {named.why}")
            elif origin.from_name and not found:
                notes.append(f"{target} is told by the file's name, and this name says nothing; it is left out")
            opt_outs = {
                column: replace(each, header=column)
                for header, each in origin.opt_outs.items()
                for key, column in present.items()
                if fnmatchcase(key, header_key(header)) and column not in found
            }
            used.update(opt_outs)
            others = [
                column
                for column in columns
                if column not in OWN_COLUMNS
                and source.withholds(column) is None
                # A state of the account may be one of a subscription, and a tag a refusal.
                and (column not in used or column in (column_of.get("account_status"), column_of.get("tags")))
            ]
            in_name = None if named is None else (stands_in, named.text)
            consent = consents.find(target, found, opt_outs, others, in_name)
            if consent is not None:
                heard[target] = consent
                column_of[target] = free(" / ".join(consent.columns) or target, taken)
                taken.add(column_of[target])
        elif len(found) == 1:
            column_of[target] = found[0]
        elif found:
            column_of[target] = free(" / ".join(found), taken)
            combined[column_of[target]] = found
            taken.add(column_of[target])
        elif (named := _find_name_part(origin, name, found)) is not None:
            column_of[target] = free("the file's name", taken)
            constant[column_of[target]] = named.text
            taken.add(column_of[target])
    used.update(column for consent in heard.values() for column in consent.claimed)
    notes += [note for target, consent in heard.items() for note in consent.notes(target, consents.cells)]
    if not column_of:
        raise InputError(
            f"{name}: none of its columns is one that the source {source.name!r} knows; "
            f"`yotpo-lint sources {source.name}` shows them, --map HEADER=FIELD adds one"
        )
    unmapped = tuple(column for column in columns if column not in used and column not in OWN_COLUMNS)
    # The lexicon has looked at the columns of a table of no shop's own.
    suggestions = () if source.generic else _suggest_fields(source, unmapped, used, fields)
    return Plan(column_of, combined, constant, unmapped, suggestions, tuple(notes), parts, heard)


def _find_paths(source: Source, present: dict[str, str]) -> dict[str, JsonPath]:
    """Find the headers that are paths into a column's JSON text, and count them among the columns present.

    A column that the source says is no field is not looked into, nor one whose parts are columns of their own: it is
    there for the records in which the object is null.
    """
    whole = {key.rpartition(".")[0] for key in present}
    parts = {}
    for header in source.field_headers():
        path = find_json_path(header, present) if header_key(header) not in present else None
        if path and header_key(path.column) not in whole and source.ignores(path.column) is None:
            parts[header] = path
    present |= {header_key(header): header for header in parts}
    return parts


def _find_name_part(origin: Origin, name: str, found: Sequence[str]) -> NamePart | None:
    """Return what the name of a file says of a consent: a refusal beside its columns, an answer where there is none.

    A column's time of unsubscribing is a refusal, and so is a blank beside it in a file of the unsubscribed.
    """
    part = next((each for each in origin.from_name if each.pattern.search(PurePath(name).name)), None)
    return part if part is not None and (not found or word_of(part.text) in origin.words) else None


def _index_headers(source: Source, columns: Sequence[str], name: str) -> dict[str, str]:
    """Return the table's columns by folded header; a header that feeds a field may be there once."""
    feeds = {
        header_key(column): target
        for target, origin in reversed(tuple(source.fields.items()))
        for column in (*origin.columns, *origin.opt_outs)
    }
    present: dict[str, str] = {}
    for column in columns:
        key = header_key(column)
        if key in present and key in feeds:
            raise InputError(
                f"{name}: the columns {present[key]!r} and {column!r} both mean {feeds[key]}; "
                "rename or remove one of them"
            )
        present[key] = column
    return present


def free(name: str, taken: set[str]) -> str:
    """Return a name that no column has."""
    while name in taken:
        name += "'"
    return name


def _suggest_fields(
    source: Source, unmapped: Sequence[str], used: set[str], fields: frozenset[str]
) -> tuple[dict[str, str], ...]:
    """Suggest a field for columns whose header is near one that the source knows and the table lacks."""
    spoken = {header_key(header) for header in source.known_headers()}
    have = {header_key(column) for column in used}
    near = {header_key(column): target for target, origin in source.fields.items() for column in origin.columns} | {
        target: target for target in FIELDS if target in fields
    }
    near = {key: target for key, target in near.items() if key not in have}
    found = []
    for column in unmapped:
        key = header_key(column)
        # An object that is null in some record is a column of its own there, and what lies in it feeds the fields.
        is_parent = any(known.startswith(f"{key}.") for known in spoken)
        if key in spoken or is_parent or source.withholds(column) or source.ignores(column):
            continue
        hit = difflib.get_close_matches(key, near, n=1, cutoff=ALIKE)
        if hit:
            option = f'--map "{column}={near[hit[0]]}"'
            found.append({"column": column, "field": near[hit[0]], "option": option})
    return tuple(found)
