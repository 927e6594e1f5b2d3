"""A table of an unknown layout: the lexicon and the table's own cells say which column feeds which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.contract.fields import FIELDS, IDENTITY_FIELDS
from yotpo_lint.errors import InputError
from yotpo_lint.escaping import quote_cell
from yotpo_lint.mapping.column_sense import holds_permissions
from yotpo_lint.mapping.consent_sense import REFUSALS
from yotpo_lint.mapping.evidence import Evidence
from yotpo_lint.mapping.proposals import UNSAID, Proposal, feeding_columns, propose_mapping
from yotpo_lint.sources.json_paths import decode_cell
from yotpo_lint.sources.source import Origin, Source, header_key

if TYPE_CHECKING:
    from yotpo_lint.mapping.consent_answers import PlainReader

# A table whose headers no source knows.
BY_HEADERS: Final = Source(
    name="headers", title="A table of an unknown layout", read="", facts=(), fields={}, generic=True
)
# The fields by which a customer is reached, whose names head columns of permissions, too.
REACHING: Final = ("email", "phone_number", "address.phone_number")
ADDRESS_COUNTRY: Final = "address.country_code"
# Headers named in a message; more would hide it.
NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Extension:
    """A source and what was added to it by headers and values.

    Attributes:
        source: the source with what was added.
        added: by field, the columns that feed it.
        proposals: what is proposed for every column that the source does not speak of.
    """

    source: Source
    added: Mapping[str, tuple[str, ...]]
    proposals: Sequence[Proposal]

    @property
    def note(self) -> str | None:
        """Return the sentence that announces what was read by headers and values; None where nothing was."""
        if not self.added:
            return None
        refusing = {each.column for each in self.proposals if each.sense is not None and each.sense.kind in REFUSALS}
        pairs = ", ".join(
            f"{' / '.join(columns)} → {field}{' (refusals only)' if set(columns) <= refusing else ''}"
            for field, columns in self.added.items()
        )
        return f"Read by its headers and values: {pairs}"

    def report(self) -> list[dict[str, Any]]:
        """Return what was added, for the report."""
        sure = {each.column: each.sure for each in self.proposals}
        return [
            {"column": column, "field": field, "why": sure[column]}
            for field, columns in self.added.items()
            for column in columns
        ]


def extend_source(
    source: Source,
    cells: Mapping[str, Sequence[str]],
    chosen: Iterable[str],
    evidence: Evidence,
    read_plain: PlainReader,
) -> Extension:
    """Let the lexicon read the columns that a source does not speak of.

    A source of no shop's own gets every field that header and values agree on; any other only a country, which is never
    lost beside an address.

    Args:
        source: the source, with what was mapped by hand laid over it.
        cells: by column, the first cells of the table.
        chosen: the headers that were mapped by hand, be it to nothing.
        evidence: judges cells by the rules.
        read_plain: reads a plain answer of a consent.
    """
    if source.generic:
        source = _without_states(source, cells, evidence)
        source = _without_answers(source, cells, chosen, read_plain)
    keys = {header_key(column) for column in cells}
    fed = {
        field
        for field, origin in source.fields.items()
        if origin.from_name or any(header_key(column) in keys for column in (*origin.columns, *origin.opt_outs))
    }
    spoken = set(map(header_key, source.known_headers())) - _unfed_signs(source) | set(map(header_key, chosen))
    open_cells = {
        column: texts
        for column, texts in cells.items()
        if header_key(column) not in spoken and not source.ignores(column) and not source.withholds(column)
    }
    if source.generic:
        open_cells |= read_json_cells(open_cells)
    proposals = propose_mapping(open_cells, evidence, read_plain, fed)
    wanted = feeding_columns(proposals)
    if not source.generic:
        beside_address = any(field.startswith("address.") for field in fed) and ADDRESS_COUNTRY not in fed
        wanted = {ADDRESS_COUNTRY: wanted[ADDRESS_COUNTRY]} if beside_address and ADDRESS_COUNTRY in wanted else {}
    added = {field: columns for field, columns in wanted.items() if field not in fed}
    fields = dict(source.fields)
    for field, columns in added.items():
        before = fields.get(field, Origin())
        fields[field] = replace(before, columns=(*before.columns, *columns), why="read by header and values")
    ordered = {field: fields[field] for field in FIELDS if field in fields}
    return Extension(replace(source, fields=ordered), added, proposals)


def _unfed_signs(source: Source) -> set[str]:
    """Return the signs of a source of no shop's own: they feed fields or say nothing."""
    return (
        set(map(header_key, source.signs)) - set(map(header_key, source.field_headers())) if source.generic else set()
    )


def _without_states(source: Source, cells: Mapping[str, Sequence[str]], evidence: Evidence) -> Source:
    """Take a column from the province of an address where its cells are states of an account or a subscription.

    The field's own full name leaves no doubt.
    """
    origin = source.fields.get("address.state")
    if origin is None:
        return source
    by_key = {header_key(column): texts for column, texts in cells.items()}
    kept = tuple(
        column
        for column in origin.columns
        if (key := header_key(column)) not in by_key
        or key == header_key("address.state")
        or evidence.agrees("address.state", by_key[key])
    )
    return replace(source, fields={**source.fields, "address.state": replace(origin, columns=kept)})


def _without_answers(
    source: Source, cells: Mapping[str, Sequence[str]], chosen: Iterable[str], read_plain: PlainReader
) -> Source:
    """Take columns of yes and no from the e-mail and the phone: `Email` over Y and N is a permission."""
    by_hand = set(map(header_key, chosen))
    answering = {
        header_key(column)
        for column, texts in cells.items()
        if header_key(column) not in by_hand and holds_permissions(column, texts, read_plain)
    }
    fields = {
        field: replace(
            origin, columns=tuple(column for column in origin.columns if header_key(column) not in answering)
        )
        if field in REACHING
        else origin
        for field, origin in source.fields.items()
    }
    return replace(source, fields=fields)


def refuse_without_identity(name: str, source: Source, columns: Sequence[str], proposals: Sequence[Proposal]) -> None:
    """Stop where no column identifies a customer, and say which option would do.

    Raises:
        InputError: none of the table's columns feeds an identifying field.
    """
    keys = set(map(header_key, columns))
    for field in IDENTITY_FIELDS:
        if any(header_key(column) in keys for column in source.fields.get(field, Origin()).columns):
            return
    likely: dict[str, Proposal] = {}
    for each in proposals:
        if each.field and (each.field in IDENTITY_FIELDS or each.feeds) and each.field not in likely and not each.sense:
            likely[each.field] = each
    shown = ", ".join(map(quote_cell, columns[:NAMED]))
    more = f" and {len(columns) - NAMED} more" if len(columns) > NAMED else ""
    start = (
        f"{name}: no source is known for this layout, and no column is surely the customer's e-mail, phone or id (the "
        f"header reads {shown}{more})"
    )
    if any(field in likely for field in IDENTITY_FIELDS):
        named = " ".join(likely[field].option for field in FIELDS if field in likely)
        raise InputError(f"{start}; if these are right, add: {named}")
    raise InputError(
        f"{start}; say which column is which with --map HEADER=FIELD, such as --map {quote_cell(columns[0])}=email, or "
        f"look at all of them with `yotpo-lint map {name}`"
    )


def refuse_region_beside_countries(name: str, region: str | None, proposals: Sequence[Proposal]) -> None:
    """Stop where a region is declared for rows that name their countries in a column which feeds nothing.

    Raises:
        InputError: there is such a column.
    """
    for each in proposals if region else ():
        if each.field == ADDRESS_COUNTRY and not each.feeds and each.reason == UNSAID:
            raise InputError(
                f"{name}: --region {region} would speak for rows whose country the column {each.column!r} names; "
                f'if these are the customers\' countries, add: {each.option}; if not, add: --map "{each.column}="'
            )


def suggest_columns(
    proposals: Sequence[Proposal], unmapped: Sequence[str], known: Iterable[str]
) -> list[dict[str, str]]:
    """Return the columns left aside that hold something of a customer's, with the option that takes them."""
    suggested = set(known)
    return [
        {"column": each.column, "field": each.field, "option": each.option, "why": each.reason}
        for each in proposals
        if each.field
        and not each.feeds
        and each.column in unmapped
        and each.column not in suggested
        # A header whose cells contradict it suggests nothing.
        and (each.sure != "header" or each.sense is not None)
    ]


def read_json_cells(cells: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what lies in cells of JSON text, by path: the members of an object, or of the only one in a list."""
    found: dict[str, list[str]] = {}
    for column, texts in cells.items():
        documents = [decode_cell(text) for text in texts]
        held = [each for each in documents if each]
        if not held or any(isinstance(each, list) and len(each) > 1 for each in held):
            continue
        is_list = isinstance(held[0], list)
        members = [each[0] if isinstance(each, list) else each for each in held]
        if not all(isinstance(each, dict) for each in members):
            continue
        step = "[0]" if is_list else ""
        for key in dict.fromkeys(str(key) for each in members for key in each):
            if all(not isinstance(each.get(key), dict | list) for each in members) and not set(key) & set(".[]+="):
                found[f"{column}{step}.{key}"] = [_member_text(each.get(key)) for each in members]
    return found


def _member_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
