"""The mapping assistant: what is proposed for each column of a table, and the source file that says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import InputError
from yotpo_lint.mapping.evidence import Evidence
from yotpo_lint.mapping.proposals import Proposal, feeding_columns, propose_mapping
from yotpo_lint.rule import Context
from yotpo_lint.settings.values import WHOLE_NAME
from yotpo_lint.sources.consent_columns import plain_reader
from yotpo_lint.sources.detection import detect_source
from yotpo_lint.sources.mapping import OWN_COLUMNS
from yotpo_lint.sources.sample import SampledTable
from yotpo_lint.sources.secrets import list_withheld
from yotpo_lint.sources.source_file import installed
from yotpo_lint.sources.unknown_layout import read_json_cells

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Table
    from yotpo_lint.registry import Registry
    from yotpo_lint.settings.values import Settings

# Sample values of a column, each different.
SAMPLES: Final = 3

EFFECTS: Final = {
    "opt-in": "yes becomes true, no becomes false",
    "opt-out": "yes becomes false, no is left out: not refusing is no consent",
    "trace": "whatever stands in it becomes false, a blank is left out",
    "preference": "none becomes false; a choice is no consent",
    "unclear": "not read: its header contradicts itself",
    "aside": "not read",
}


@dataclass(frozen=True, slots=True)
class TableProposal:
    """What is proposed for a table.

    Attributes:
        name: the table's name.
        known_as: the source whose headers it has, if one is known; empty for an unknown layout.
        proposals: one for each column, and for each path into the JSON text of one.
        samples: by column, some of its different values.
        withheld: the columns that are shown nowhere.
    """

    name: str
    known_as: str
    proposals: tuple[Proposal, ...]
    samples: Mapping[str, tuple[str, ...]]
    withheld: tuple[str, ...]


def propose_for_table(table: Table, registry: Registry, settings: Settings) -> TableProposal:
    """Propose a field for every column of a table, from its headers and its first records.

    Raises:
        InputError: the table cannot be read.
    """
    sources = installed(registry)
    try:
        found = detect_source(table.name, table.columns, sources).source
        known_as = "" if found.generic else found.name
    except InputError:
        # Several sources may be meant; what each column seems to feed can be said all the same.
        known_as = ""
    cells = dict(SampledTable(table).cells(tuple(column for column in table.columns if column not in OWN_COLUMNS)))
    withheld = list_withheld(cells, sources.values())
    for column in withheld:
        del cells[column]
    cells |= read_json_cells(cells)
    target = FLAG_FIELDS[-1]
    read_plain = plain_reader(registry.fields[target][0], Context(target, settings.facts))
    proposals = propose_mapping(cells, Evidence(registry, settings.facts), read_plain)
    return TableProposal(table.name, known_as, tuple(proposals), _take_samples(cells), withheld)


def _take_samples(cells: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {
        column: tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))[:SAMPLES]
        for column, texts in cells.items()
    }


def describe_effect(proposal: Proposal) -> str:
    """Say what a column will do to a consent; empty where it speaks of none."""
    if proposal.sense is None:
        return ""
    if proposal.sense.takes_away and not proposal.feeds:
        return "an answer in it takes a yes away"
    if proposal.sense.kind == "opt-in" and not proposal.feeds:
        return "no becomes false; a yes is not taken"
    return EFFECTS[proposal.sense.kind]


def is_doubtful(proposal: Proposal) -> bool:
    """Tell whether a person should be asked about a column."""
    return bool(proposal.field) and not proposal.feeds and not proposal.reason.endswith(("fed already", "has one"))


def accept(proposal: Proposal, field: str) -> Proposal:
    """Return a proposal that a person has decided: fed to a field, or to none."""
    return replace(proposal, field=field, feeds=bool(field), sure="header and values", reason="")


def render_source_file(name: str, proposals: Iterable[Proposal], read: str) -> str:
    """Write the source file of a proposal, ready for `--source`.

    Args:
        name: what the table is called.
        proposals: what is proposed, or was decided.
        read: the day on which the table was looked at.
    """
    proposals = list(proposals)
    feeding = feeding_columns(proposals)
    by_column = {each.column: each for each in proposals}
    lines = [
        "# Written by `yotpo-lint map`. Look it over, then: yotpo-lint fix FILE -o OUT --source THIS.toml",
        f"title = {_quote(f'Columns of {name}')}",
        f"read = {_quote(read)}",
        f"facts = [{_quote('the headers and first values of the table')}]",
        "",
        "[fields]",
    ]
    for field in FIELDS:
        columns = feeding.get(field, ())
        if not columns:
            continue
        written = ", ".join(map(_quote, columns))
        remark = _remark([by_column[column] for column in columns])
        lines.append(f"{_quote(field)} = {written if len(columns) == 1 else f'[{written}]'}{remark}")
    declared = [each for each in proposals if each.feeds and each.sense is not None and each.sense.kind == "unclear"]
    if declared:
        lines += ["", "# Whether a yes in the column is a yes (opt-in) or a no (opt-out)", "[senses]"]
        lines += [f'{_quote(each.column)} = "opt-in"' for each in declared]
    lines += _comments(proposals)
    return "\n".join(lines) + "\n"


def _remark(proposals: Sequence[Proposal]) -> str:
    """Return a comment on what a consent column does, and on how sure the others are."""
    effects = dict.fromkeys(f"{each.column}: {effect}" for each in proposals if (effect := describe_effect(each)))
    if effects:
        return f"  # {'; '.join(effects)}"
    return "" if all(each.sure == "header and values" for each in proposals) else "  # by its header alone"


def _comments(proposals: Iterable[Proposal]) -> list[str]:
    """Return what was left aside, as comments."""
    lines = list[str]()
    for each in proposals:
        if each.feeds:
            continue
        if each.field == WHOLE_NAME:
            lines.append(f"# {each.column}: a whole name; to split it add {each.option}")
        elif each.field:
            lines.append(f"# {each.column}: perhaps {each.field} ({each.reason})")
        else:
            lines.append(f"# {each.column}: {each.reason or 'feeds no field'}")
    return ["", "# Left aside:", *lines] if lines else []


def _quote(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False)
