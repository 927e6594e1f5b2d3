"""A table becomes one whose columns feed fields: its source is found, and everything it says is put to work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.errors import InputError, SettingsError
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.settings.values import AUTO, nearest
from yotpo_lint.source_problems import PROBLEMS
from yotpo_lint.sources.address_rows import several_of
from yotpo_lint.sources.cell_steps import steps_of
from yotpo_lint.sources.detection import Detected, detected
from yotpo_lint.sources.mapped_table import SourcedTable
from yotpo_lint.sources.mapping import ColumnMap, Plan, planned, with_inversion, with_map
from yotpo_lint.sources.source import Origin, Source, header_key
from yotpo_lint.sources.source_file import ANY, SUFFIX, installed, read_source

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Table
    from yotpo_lint.registry import Registry
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources.address_rows import Several
    from yotpo_lint.sources.joins import Joined

# A table that only `--map` makes sense of.
BY_HAND: Final = Source(name="map", title="Columns named with --map", read="", facts=(), fields={})


def sourced(table: Table, registry: Registry, settings: Settings) -> tuple[Table, Registry, ColumnMap]:
    """Find the source of a table and return the table, the rules and the mapping as the source has them.

    Raises:
        InputError: the headers do not tell the source, or a column that is named is not there.
        SettingsError: there is no such source, or its file is wrong.
    """
    sources = installed(registry)
    found = _found(table, sources, settings)
    source = with_map(_guarded(found.source, sources), settings.map, table.columns, table.name)
    source = with_inversion(source, sources.values())
    joined, key = _joined(table, source, settings)
    plan = planned(source, table.columns, joined.columns if joined else (), table.name)
    withheld = tuple(column for column in table.columns if source.withholds(column))
    unheard = _unheard(source, plan, registry, settings)
    for field in unheard:
        del plan.column_of[field]
    several = several_of(source.several, table.columns, plan)
    notes = [
        *([] if settings.map else _translated_notes(source, table.columns)),
        *plan.notes,
        *unheard.values(),
        *_join_notes(source, joined, plan),
        *_several_notes(source, several),
    ]
    mapping = ColumnMap(plan.column_of, plan.unmapped, _about(found, source, plan, withheld=withheld, notes=notes))
    before = {
        field: steps
        for field, column in plan.column_of.items()
        if (steps := steps_of(source, field, _as_fed(source.fields[field], from_name=column in plan.constant)))
    }
    if before:
        registry = replace(registry, source_steps=before)
    if withheld or joined is not None or plan.combined or plan.constant or several is not None:
        matched = (joined, key) if joined is not None and key is not None else None
        table = SourcedTable(table, plan, frozenset(withheld), matched, several)
        mapping = replace(mapping, column_of=table.column_of)
    return table, registry, mapping


def _guarded(source: Source, sources: Mapping[str, Source]) -> Source:
    """Let no source show what another withholds: a password's hash is one in a table of Yotpo's names too."""
    feeding = set(map(header_key, source.field_headers()))
    others = {
        header: why
        for other in sources.values()
        for header, why in other.withheld.items()
        if header_key(header) not in feeding
    }
    return replace(source, withheld=others | dict(source.withheld))


def _as_fed(origin: Origin, *, from_name: bool) -> Origin:
    """Take away what a source says of any other text where the text is the file's name's: it is a word by itself."""
    if not from_name:
        return origin
    return replace(origin, words={word: meaning for word, meaning in origin.words.items() if word != ANY})


def _unheard(source: Source, plan: Plan, registry: Registry, settings: Settings) -> dict[str, str]:
    """Return the consents whose words nobody would explain under the settings, with what to say of it.

    A rule that is not in force lets a cell through as it is, and 'unsubscribed: true' would become a yes (law 4).
    """
    policy = build_policy(registry.problems, settings)
    silent = ", ".join(problem.code for problem in PROBLEMS if not policy[problem.code].active)
    return {
        field: f"{field} is left out, for {silent} are not in force and its column would be misread without them"
        for field in FLAG_FIELDS
        if silent and field in plan.column_of and source.fields[field].words
    }


def chosen_source(word: str, sources: Mapping[str, Source]) -> Source:
    """Return the source that a name or the path of a file stands for.

    Raises:
        SettingsError: there is none.
    """
    if word in sources:
        return sources[word]
    if word.endswith(SUFFIX):
        return read_source(Path(word))
    raise SettingsError(
        f"source: there is no source {word!r}; did you mean {nearest(word, sources)}? "
        "(`yotpo-lint sources` lists them; a file of your own ends in .toml)"
    )


def _found(table: Table, sources: Mapping[str, Source], settings: Settings) -> Detected:
    if settings.source != AUTO:
        return Detected(chosen_source(settings.source, sources), "it was named with --source")
    try:
        return detected(table.name, table.columns, sources)
    except InputError:
        if settings.map:
            return Detected(BY_HAND, "no source was told by the headers, and columns were named with --map")
        raise


def _joined(table: Table, source: Source, settings: Settings) -> tuple[Joined | None, str | None]:
    """Read the second file, if there is one, and find the first file's column of the key."""
    if settings.join is None:
        return None, None
    if source.join is None:
        raise SettingsError(f"join: the source {source.name!r} has no second file; leave it out")
    keys = set(map(header_key, source.join.keys))
    key = next((column for column in table.columns if header_key(column) in keys), None)
    if key is None:
        named = " or ".join(map(repr, source.join.keys))
        raise InputError(
            f"{table.name}: has no column {named}, by which {source.join.what} are matched; leave --join out"
        )
    from yotpo_lint.readers.opening import open_table
    from yotpo_lint.sources.joins import Joined

    return Joined(open_table(settings.join), source.join), key


def _translated_notes(source: Source, columns: Sequence[str]) -> list[str]:
    """Say why a table that was named by hand may have few of its source's columns."""
    signs = {*map(header_key, source.signs)} & {*map(header_key, columns)}
    if not source.translated or len(signs) >= source.least:
        return []
    known = f"{source.title} writes its headers in {source.translated}, and only English ones are known"
    return [f"{known}: export it in English, or name each column with --map HEADER=FIELD"]


def _join_notes(source: Source, joined: Joined | None, plan: Plan) -> list[str]:
    if joined is not None:
        return [joined.note()]
    if source.join is None or any(field.startswith("address.") for field in plan.column_of):
        return []
    return [f"{source.join.what} are in a second file of this export; pass it with --join FILE"]


def _several_notes(source: Source, several: Several | None) -> list[str]:
    if source.several is None:
        return []
    if several is not None:
        return ["A customer with several rows, one for each address, is one record with the default address"]
    missing = f"Without the column {source.several.default_column!r} the default address is not known"
    return [f"{missing}; customers with several rows that differ are refused"]


def _about(
    found: Detected, source: Source, plan: Plan, *, withheld: tuple[str, ...], notes: list[str]
) -> dict[str, Any]:
    """Return what the report says of the source."""
    return {
        "name": source.name,
        "title": source.title,
        "detected": found.why != "it was named with --source" and source.name != BY_HAND.name,
        "why": found.why,
        "fields": {field: list(plan.combined.get(column, (column,))) for field, column in plan.column_of.items()},
        "ignored": [
            {"column": column, "why": why}
            for column in plan.unmapped
            if (why := source.ignores(column)) and source.withholds(column) is None
        ],
        "withheld": [{"column": column, "why": source.withholds(column)} for column in withheld],
        "suggestions": list(plan.suggestions),
        "notes": notes,
    }
