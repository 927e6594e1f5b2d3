"""Which columns of a table feed each field, worked out step by step from a source."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Final

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import InputError
from yotpo_lint.sources.consents import Consent, ConsentFinder
from yotpo_lint.sources.json_paths import JsonPath, find_json_path
from yotpo_lint.sources.mapping import OWN_COLUMNS, Plan
from yotpo_lint.sources.source import NamePart, OptOut, Origin, Source, header_key
from yotpo_lint.sources.source_file import word_of

# How alike two headers are before one is suggested for the other; below, suggestions were noise.
ALIKE: Final = 0.8
FILE_NAME: Final = "the file's name"


@dataclass(slots=True)
class _Planning:
    """What was decided so far of the columns of one table.

    Attributes:
        source: the source as the table has it.
        name: the table's name.
        columns: the table's columns.
        present: by folded header, the columns and paths that may feed a field; never one that is withheld.
        taken: the names that no made column may have.
        used: the columns that feed something.
        opened: the columns of JSON text, of which members feed fields, and whose other members nobody knows.
        column_of, combined, constant, consents, notes: as in `Plan`.
    """

    source: Source
    name: str
    columns: Sequence[str]
    present: Mapping[str, str]
    taken: set[str]
    used: set[str]
    opened: frozenset[str] = frozenset()
    column_of: dict[str, str] = field(default_factory=dict)
    combined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constant: dict[str, str] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def find(self, origin: Origin) -> tuple[str, ...]:
        """Return the columns of an origin that the table has, and count them as used."""
        keys = dict.fromkeys(map(header_key, origin.columns))
        found = tuple(self.present[key] for key in keys if key in self.present)
        self.used.update(found)
        return found

    def make(self, name: str) -> str:
        """Return a name that no column has, and take it."""
        made = free(name, self.taken)
        self.taken.add(made)
        return made

    def make_constant(self, part: NamePart) -> str:
        """Make a column of what the file's name says."""
        made = self.make(FILE_NAME)
        self.constant[made] = part.text
        return made


def plan_columns(
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
    shown = [column for column in (*columns, *joined) if source.withholds(column) is None]
    present = _index_headers(source, shown, name)
    parts = _find_paths(source, present)
    opened = frozenset(path.column for path in parts.values())
    planning = _Planning(
        source,
        name,
        columns,
        present,
        {*columns, *joined, *parts},
        set(opened),
        opened if source.generic else frozenset(),
    )
    for target in FIELDS:
        if target in FLAG_FIELDS:
            _plan_consent(planning, target, consents)
        elif target in source.fields:
            _plan_field(planning, target, source.fields[target])
    planning.used.update(column for consent in planning.consents.values() for column in consent.claimed)
    for target, consent in planning.consents.items():
        planning.notes += consent.notes(target, consents.cells)
    if not planning.column_of:
        raise InputError(
            f"{name}: none of its columns is one that the source {source.name!r} knows; "
            f"`yotpo-lint sources {source.name}` shows them, --map HEADER=FIELD adds one"
        )
    return _finish(planning, parts, fields)


def _plan_field(planning: _Planning, target: str, origin: Origin) -> None:
    """Feed a field by its one column, by the first filled of several, or by the file's name."""
    found = planning.find(origin)
    if len(found) == 1:
        planning.column_of[target] = found[0]
    elif found:
        made = planning.make(" / ".join(found))
        planning.column_of[target], planning.combined[made] = made, found
    elif (part := _find_name_part(origin, planning.name, found)) is not None:
        planning.column_of[target] = planning.make_constant(part)


def _plan_consent(planning: _Planning, target: str, consents: ConsentFinder) -> None:
    """Feed a consent by every column that speaks of it, and by the file's name."""
    origin = planning.source.fields.get(target, Origin())
    found = planning.find(origin)
    in_name = _plan_name_part(planning, target, origin, found)
    opt_outs = _find_opt_outs(planning, origin, found)
    planning.used.update(opt_outs)
    consent = consents.find(
        target, found, opt_outs, _other_columns(planning, consents.by_hand.difference(found)), in_name
    )
    if consent is not None:
        planning.consents[target] = consent
        planning.column_of[target] = planning.make(" / ".join(consent.columns) or target)


def _plan_name_part(planning: _Planning, target: str, origin: Origin, found: Sequence[str]) -> tuple[str, str] | None:
    """Make a column of what the file's name says of a consent, if it says anything; return its name and its text."""
    part = _find_name_part(origin, planning.name, found)
    if part is None:
        if origin.from_name and not found:
            planning.notes.append(f"{target} is told by the file's name, and this name says nothing; it is left out")
        return None
    blank = " where no column says it" if found else ""
    planning.notes.append(f"{target} is taken from the file's name{blank}: {part.why}")
    return planning.make_constant(part), part.text


def _find_opt_outs(planning: _Planning, origin: Origin, found: Sequence[str]) -> dict[str, OptOut]:
    """Return by column those that can only say no, as the table spells them."""
    return {
        column: replace(each, header=column)
        for header, each in origin.opt_outs.items()
        for key, column in planning.present.items()
        if fnmatchcase(key, header_key(header)) and column not in found
    }


def _other_columns(planning: _Planning, by_hand: frozenset[str]) -> list[str]:
    """Return the columns that may be heard beside those that feed a consent.

    A state of the account may be one of a subscription, a tag a refusal, and a header that a person maps to one channel
    may speak of the other as well; so may the JSON text of a table of no shop's own, of which a member feeds a field.
    """
    heard_twice = {planning.column_of.get("account_status"), planning.column_of.get("tags"), *by_hand, *planning.opened}
    return [
        column
        for column in planning.columns
        if column not in OWN_COLUMNS
        and planning.source.withholds(column) is None
        and (column not in planning.used or column in heard_twice)
    ]


def _finish(planning: _Planning, parts: dict[str, JsonPath], fields: frozenset[str]) -> Plan:
    """Return the plan, with the columns that feed nothing and what they may be."""
    unmapped = tuple(column for column in planning.columns if column not in planning.used and column not in OWN_COLUMNS)
    # The lexicon has looked at the columns of a table of no shop's own.
    source = planning.source
    suggestions = () if source.generic else _suggest_fields(source, unmapped, planning.used, fields)
    return Plan(
        planning.column_of,
        planning.combined,
        planning.constant,
        unmapped,
        suggestions,
        tuple(planning.notes),
        parts,
        planning.consents,
    )


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
