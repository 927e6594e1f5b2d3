"""A table becomes one whose columns feed fields: its source is found, and everything it says is put to work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.contract.profiles import CORE, PROFILES
from yotpo_lint.errors import InputError, SettingsError
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.mapping.consent_sense import read_sense
from yotpo_lint.mapping.evidence import Evidence
from yotpo_lint.mapping.lexicon import load_lexicon
from yotpo_lint.rule import Context
from yotpo_lint.settings.values import AUTO, find_nearest
from yotpo_lint.source_problems import PROBLEMS
from yotpo_lint.sources.address_rows import several_of
from yotpo_lint.sources.cell_steps import make_steps
from yotpo_lint.sources.consent_columns import plain_reader
from yotpo_lint.sources.consents import ConsentFinder, inverted_words
from yotpo_lint.sources.detection import Detected, detect_source, distinctive_signs
from yotpo_lint.sources.mapped_table import MappedTable
from yotpo_lint.sources.mapping import OWN_COLUMNS, ColumnMap, Plan, with_map
from yotpo_lint.sources.planning import plan_columns
from yotpo_lint.sources.sample import SampledTable
from yotpo_lint.sources.secrets import find_secrets
from yotpo_lint.sources.source import Origin, Source, header_key
from yotpo_lint.sources.source_file import SUFFIX, installed, read_source
from yotpo_lint.sources.unknown_layout import (
    BY_HEADERS,
    Extension,
    extend_source,
    refuse_region_beside_countries,
    refuse_without_identity,
    suggest_columns,
)

if TYPE_CHECKING:
    from yotpo_lint.mapping.consent_answers import PlainReader
    from yotpo_lint.readers.table import Table
    from yotpo_lint.registry import Registry
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources.address_rows import Several
    from yotpo_lint.sources.joins import Joined

NAMED_BY_HAND: Final = "it was named with --source"


def apply_source(table: Table, registry: Registry, settings: Settings) -> tuple[Table, Registry, ColumnMap]:
    """Find the source of a table and return the table, the rules and the mapping as the source has them.

    Raises:
        InputError: the headers do not tell the source, or a column that is named is not there.
        SettingsError: there is no such source, or its file is wrong.
    """
    profile = PROFILES[settings.profile]
    # A layout is told by all fields of Core, whatever is sent: most exports have them.
    known_fields = CORE.fields | profile.fields
    sources = {name: _restrict(source, known_fields) for name, source in installed(registry).items()}
    found = _find_source(table, sources, settings)
    found = replace(found, source=_restrict(found.source, known_fields))
    sampled = SampledTable(table)
    cells = sampled.cells(tuple(column for column in table.columns if column not in OWN_COLUMNS))
    readers = _plain_readers(registry, settings)
    secrets = find_secrets(cells, (*found.source.known_headers(), *settings.map))
    withholding = _with_withheld(found.source, sources, secrets)
    source = with_map(withholding, settings.map, table.columns, table.name)
    source = _with_near_reasons(source, sources, table.columns, settings) if source.generic else source
    extension = extend_source(
        source, cells, settings.map, Evidence(registry, settings.facts), readers["accepts_email_marketing"]
    )
    source = _restrict(extension.source, profile.fields)
    joined, key = _read_joined(table, source, settings)
    if source.name == BY_HEADERS.name:
        refuse_without_identity(table.name, source, table.columns, extension.proposals)
    mapped = {header_key(header): field for header, field in settings.map.items()}
    unmapped_by_hand = frozenset(column for column in cells if mapped.get(header_key(column)) == "")
    by_hand = frozenset(column for column in cells if mapped.get(header_key(column)) in FLAG_FIELDS)
    finder = ConsentFinder(source, inverted_words(sources.values()), readers, cells, unmapped_by_hand, by_hand)
    plan = plan_columns(
        source, table.columns, joined.columns if joined else (), table.name, finder, fields=profile.fields
    )
    withheld = tuple(column for column in table.columns if source.withholds(column))
    if "address.country_code" not in plan.column_of:
        refuse_region_beside_countries(table.name, settings.facts.region, extension.proposals)
    unexplained = _unexplained_consents(plan, registry, settings)
    for field in unexplained:
        del plan.column_of[field]
        del plan.consents[field]
    several = several_of(source.several, table.columns, plan)
    notes = [
        *([extension.note] if extension.note else []),
        *([] if settings.map else _translated_notes(source, table.columns)),
        *plan.notes,
        *unexplained.values(),
        *_join_notes(source, joined, plan),
        *_several_notes(source, several),
    ]
    about = _describe(found, source, plan, extension, withheld=withheld, notes=notes)
    mapping = ColumnMap(plan.column_of, plan.unmapped, about)
    before = {
        field: steps
        for field in plan.column_of
        if (steps := make_steps(source, field, source.fields.get(field, Origin()), plan.consents.get(field)))
    }
    if before:
        registry = replace(registry, source_steps=before)
    if withheld or joined is not None or plan.is_made or several is not None:
        matched = (joined, key) if joined is not None and key is not None else None
        made = MappedTable(sampled, plan, frozenset(withheld), matched, several)
        return made, registry, replace(mapping, column_of=made.column_of)
    return sampled, registry, mapping


def _restrict(source: Source, fields: frozenset[str]) -> Source:
    """Let a source feed these fields only; its other columns are unmapped."""
    if fields.issuperset(source.fields):
        return source
    return replace(source, fields={name: origin for name, origin in source.fields.items() if name in fields})


def _plain_readers(registry: Registry, settings: Settings) -> dict[str, PlainReader]:
    """Return by consent what reads a plain answer as the field's rule does."""
    return {field: plain_reader(registry.fields[field][0], Context(field, settings.facts)) for field in FLAG_FIELDS}


def _with_withheld(source: Source, sources: Mapping[str, Source], secrets: Mapping[str, str]) -> Source:
    """Let no source show what another withholds, or what looks like a secret.

    A password's hash is one in a table of Yotpo's names, too.
    """
    feeding = set(map(header_key, source.field_headers()))
    withheld = {
        header: why
        for other in sources.values()
        for header, why in other.withheld.items()
        if header_key(header) not in feeding
    }
    return replace(
        source, withheld={**{escape(column): why for column, why in secrets.items()}, **withheld, **source.withheld}
    )


def _with_near_reasons(
    source: Source, sources: Mapping[str, Source], columns: Sequence[str], settings: Settings
) -> Source:
    """Pass over what the sources say is no field of whose own headers the table has some: it may be theirs.

    What was mapped by hand stays so.
    """
    keys, chosen = set(map(header_key, columns)), set(map(header_key, settings.map))
    feeding = set(map(header_key, source.field_headers()))
    ignored = {
        header: why
        for other in sources.values()
        if not other.generic and keys & distinctive_signs(other)
        for header, why in other.ignored.items()
        if header_key(header) not in feeding | chosen and not _is_common(header)
    }
    return replace(source, ignored=ignored | dict(source.ignored))


def _is_common(header: str) -> bool:
    """Tell whether a header is a word that any table may have, whatever one source says of it."""
    sense = read_sense(header)
    return bool(load_lexicon().look_up(header).fields) or (sense is not None and sense.answers)


def _unexplained_consents(plan: Plan, registry: Registry, settings: Settings) -> dict[str, str]:
    """Return the consents whose words nobody would explain under the settings, with what to say of it.

    A rule that is not in force lets a cell through as it is, and 'unsubscribed: true' would become a yes (law 4).
    """
    policy = build_policy(registry.problems, settings)
    silent = ", ".join(problem.code for problem in PROBLEMS if not policy[problem.code].active)
    return {
        field: f"{field} is left out, for {silent} are not in force and its column would be misread without them"
        for field, consent in plan.consents.items()
        if silent and consent.may_mislead
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
        f"source: there is no source {word!r}; did you mean {find_nearest(word, sources)}? "
        "(`yotpo-lint sources` lists them; a file of your own ends in .toml)"
    )


def _find_source(table: Table, sources: Mapping[str, Source], settings: Settings) -> Detected:
    """Return the source that was named, or that the headers tell."""
    if settings.source != AUTO:
        return Detected(chosen_source(settings.source, sources), NAMED_BY_HAND)
    return detect_source(table.name, table.columns, sources)


def _read_joined(table: Table, source: Source, settings: Settings) -> tuple[Joined | None, str | None]:
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
    from yotpo_lint.readers.inputs import open_table
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


def _describe(
    found: Detected,
    source: Source,
    plan: Plan,
    extension: Extension,
    *,
    withheld: tuple[str, ...],
    notes: list[str],
) -> dict[str, Any]:
    """Return what the report says of the source."""
    near = [each["column"] for each in plan.suggestions]
    return {
        "name": source.name,
        "title": source.title,
        "detected": found.why != NAMED_BY_HAND and source.name != BY_HEADERS.name,
        "why": found.why,
        "fields": {field: list(plan.feeding(field)) for field in plan.column_of},
        "by_headers": extension.report(),
        "ignored": [
            {"column": column, "why": why}
            for column in plan.unmapped
            if (why := source.ignores(column)) and source.withholds(column) is None
        ],
        "withheld": [{"column": column, "why": source.withholds(column)} for column in withheld],
        "suggestions": [*plan.suggestions, *suggest_columns(extension.proposals, plan.unmapped, near)],
        "notes": notes,
    }
