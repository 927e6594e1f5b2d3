"""Which source a table comes from, told by its headers; where they do not tell, nobody guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.mapping.lexicon import load_lexicon
from yotpo_lint.sources.source import Join, Source, header_key
from yotpo_lint.sources.unknown_layout import BY_HEADERS

# Headers named in a reason; more would hide it.
NAMED: Final = 3
UNKNOWN: Final = "no source knows its columns, so that headers and values are read"
CANDIDATES: Final = 4


@dataclass(frozen=True, slots=True)
class Detected:
    """The source of a table, and why."""

    source: Source
    why: str


@dataclass(frozen=True, slots=True)
class _Match:
    """How much of a table one source knows: all it speaks of, what feeds fields, and the signs."""

    source: Source
    known: tuple[str, ...]
    feeding: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def is_candidate(self) -> bool:
        """Tell whether enough signs are there."""
        return not self.source.generic and len(self.signs) >= self.source.least

    def claims(self, columns: Sequence[str]) -> bool:
        """Tell whether a table may be this source's: some sign is its own, and little is left over that it ignores."""
        distinctive = distinctive_signs(self.source)
        has_own = not distinctive or any(header_key(sign) in distinctive for sign in self.signs)
        return has_own and (2 * len(self.known) >= len(columns) or 2 * len(self.signs) >= len(self.source.signs))


def detect_source(name: str, columns: Sequence[str], sources: Mapping[str, Source]) -> Detected:
    """Tell the source of a table by its headers.

    A source is a candidate if enough of its signs are there, one of them a word that other tables do not have, and if
    it knows most of the columns or most of its signs are there; of several, the one wins that knows most columns. A
    table of which another source could use more columns than the winner, or knows more and among them a sign that the
    winner does not know, is not taken for the winner's: it may be that source's with columns left out.

    Where no shop's or tool's source is a candidate, the table is one of Yotpo's names, or of an unknown layout.

    Raises:
        InputError: several sources are candidates and none wins; the text names them and how they differ. Or the table
            is the second file of an export.
    """
    for source in sources.values():
        if source.join is not None and _is_second_file(source, source.join, columns):
            raise InputError(_second(name, source, source.join))
    seen = [_match(source, columns) for source in sources.values()]
    generic = max((each for each in seen if each.source.generic), key=lambda each: len(each.known), default=None)
    candidates = [each for each in seen if each.is_candidate and each.claims(columns)]
    candidates.sort(key=lambda each: -len(each.known))
    if not candidates or (generic is not None and _is_outweighed(candidates[0], generic)):
        return _generic(generic, columns)
    best = candidates[0]
    rivals = [each for each in candidates[1:] if len(each.known) == len(best.known)]
    rivals += [
        each for each in seen if not each.source.generic and each not in candidates and _may_be_meant(each, best)
    ]
    if rivals:
        rivals.sort(key=lambda each: (-len(each.feeding), each.source.name))
        raise InputError(_undecided(name, [best, *rivals]))
    return Detected(best.source, _why(best, len(columns)))


def _is_outweighed(best: _Match, generic: _Match) -> bool:
    """Tell whether Yotpo's own names, which are common ones, know more of a table, and all that is a source's sign."""
    return len(generic.known) > len(best.known) and set(best.signs) <= set(generic.known)


def _generic(generic: _Match | None, columns: Sequence[str]) -> Detected:
    """Return the source of Yotpo's own names where most columns bear them, else that of an unknown layout."""
    if generic is None:
        return Detected(BY_HEADERS, UNKNOWN)
    if 2 * len(generic.known) >= len(columns):
        return Detected(generic.source, _why(generic, len(columns)))
    # Columns that bear Yotpo's own names feed their fields in any layout.
    return Detected(replace(BY_HEADERS, fields=generic.source.fields), UNKNOWN)


def distinctive_signs(source: Source) -> frozenset[str]:
    """Return the folded signs of a source that are no words for a field which any table of customers may have.

    A part of an object is one: `merge_fields.FNAME` is a first name, but under a name that no other document has.
    """
    return _distinctive(source.signs)


@cache
def _distinctive(signs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(header_key(sign) for sign in signs if "." in sign or not load_lexicon().look_up(sign).fields)


def _is_second_file(source: Source, join: Join, columns: Sequence[str]) -> bool:
    """Tell whether a table is the file that is looked up, and not the one of the customers."""
    present = set(map(header_key, columns))
    there = {header_key(join.prefix + column) for column in columns} & set(map(header_key, source.field_headers()))
    has_key = not present.isdisjoint(map(header_key, join.keys))
    return header_key(join.other_key) in present and not has_key and len(there) >= source.least


def _second(name: str, source: Source, join: Join) -> str:
    return (
        f"{name}: holds the {join.what.casefold()} of {source.name} and no customers; pass the file of the customers, "
        f"and this one beside it with --join {name}"
    )


def _may_be_meant(other: _Match, best: _Match) -> bool:
    """Tell whether a table may be of a source too few of whose signs are there."""
    knows_more = len(other.known) > len(best.known) and not set(other.signs) <= set(best.known)
    return knows_more or len(other.feeding) > len(best.known)


def _match(source: Source, columns: Sequence[str]) -> _Match:
    known, feeding, signs = (
        {header_key(header) for header in headers}
        for headers in (source.known_headers(), source.field_headers(), source.signs)
    )
    return _Match(
        source,
        tuple(column for column in columns if header_key(column) in known),
        tuple(column for column in columns if header_key(column) in feeding),
        tuple(column for column in columns if header_key(column) in signs),
    )


def _why(seen: _Match, columns: int) -> str:
    named = ", ".join(map(repr, seen.signs[:NAMED]))
    return f"it knows {len(seen.known)} of {columns} columns, among them {named}"


def _undecided(name: str, candidates: Sequence[_Match]) -> str:
    """Say which sources it may be and what each would use that the others would not."""
    shown = candidates[:CANDIDATES]
    parts = []
    for each in shown:
        others = {column for other in shown if other is not each for column in other.feeding}
        own = [column for column in each.feeding if column not in others]
        uses = f"uses {', '.join(map(repr, own[:NAMED]))}, which the others do not" if own else "uses no other columns"
        parts.append(f"{each.source.name} ({uses})")
    more = f" and {len(candidates) - CANDIDATES} more" if len(candidates) > CANDIDATES else ""
    return (
        f"{name}: the columns do not tell which source this is: {'; '.join(parts)}{more}; say which with --source NAME"
    )
