"""Which source a table comes from, told by its headers; where they do not tell, nobody guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.escaping import quoted
from yotpo_lint.humanize import plural
from yotpo_lint.sources.source import Join, Source, header_key

# Headers named in a reason; more would hide it.
NAMED: Final = 3
CANDIDATES: Final = 4


@dataclass(frozen=True, slots=True)
class Detected:
    """The source of a table, and why."""

    source: Source
    why: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """How much of a table one source knows: all it speaks of, what feeds fields, and the signs."""

    source: Source
    known: tuple[str, ...]
    feeding: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def is_candidate(self) -> bool:
        return len(self.signs) >= self.source.least


def detected(name: str, columns: Sequence[str], sources: Mapping[str, Source]) -> Detected:
    """Tell the source of a table by its headers.

    A source is a candidate if enough of its signs are there; of several, the one wins that knows most columns.
    A table of which another source could use more columns than the winner, or knows more and among them a sign
    that the winner does not know, is not taken for the winner's: it may be that source's with columns left out.

    Raises:
        InputError: no source is a candidate, or none wins; the text names the candidates and how they differ. Or the
            table is the second file of an export.
    """
    for source in sources.values():
        if source.join is not None and _is_second_file(source, source.join, columns):
            raise InputError(_second(name, source, source.join))
    seen = [_seen(source, columns) for source in sources.values()]
    candidates = sorted((each for each in seen if each.is_candidate), key=lambda each: -len(each.known))
    if not candidates:
        raise InputError(_unknown(name, columns, seen))
    best = candidates[0]
    rivals = [each for each in candidates[1:] if len(each.known) == len(best.known)]
    rivals += [each for each in seen if not each.is_candidate and _may_be_meant(each, best)]
    if best.source.least == 1:
        # Yotpo's own names are common ones; beside a layout's own signs they do not make a table Yotpo's.
        rivals += [each for each in candidates[1:] if each not in rivals and not set(each.signs) <= set(best.known)]
    if rivals:
        rivals.sort(key=lambda each: (-len(each.feeding), each.source.name))
        raise InputError(_undecided(name, [best, *rivals]))
    return Detected(best.source, _why(best, len(columns)))


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


def _may_be_meant(other: _Seen, best: _Seen) -> bool:
    """Tell whether a table may be of a source too few of whose signs are there."""
    knows_more = len(other.known) > len(best.known) and not set(other.signs) <= set(best.known)
    return knows_more or len(other.feeding) > len(best.known)


def _seen(source: Source, columns: Sequence[str]) -> _Seen:
    known, feeding, signs = (
        {header_key(header) for header in headers}
        for headers in (source.known_headers(), source.field_headers(), source.signs)
    )
    return _Seen(
        source,
        tuple(column for column in columns if header_key(column) in known),
        tuple(column for column in columns if header_key(column) in feeding),
        tuple(column for column in columns if header_key(column) in signs),
    )


def _why(seen: _Seen, columns: int) -> str:
    named = ", ".join(map(repr, seen.signs[:NAMED]))
    return f"it knows {len(seen.known)} of {columns} columns, among them {named}"


def _undecided(name: str, candidates: Sequence[_Seen]) -> str:
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


def _unknown(name: str, columns: Sequence[str], seen: Sequence[_Seen]) -> str:
    import difflib

    from yotpo_lint.contract.fields import FIELDS

    partial = sorted((each for each in seen if each.feeding), key=lambda each: (-len(each.feeding), each.source.name))
    if partial:
        near = ", ".join(f"{each.source.name} ({plural(len(each.feeding), 'column')})" for each in partial[:CANDIDATES])
        return (
            f"{name}: no source knows enough of its columns; nearest: {near}; "
            "say which it is with --source NAME, or name columns with --map HEADER=FIELD"
            f"{_in_english(columns, [each.source for each in partial[:CANDIDATES]])}"
        )
    near_fields = [hit for column in columns for hit in difflib.get_close_matches(column.casefold(), FIELDS, n=1)]
    hint = f" ({near_fields[0]!r} is near)" if near_fields else ""
    # A title above the header, or the pages of an API, are seen at once by what was taken for the columns.
    more = f" and {len(columns) - NAMED} more" if len(columns) > NAMED else ""
    return (
        f"{name}: no column bears the name of a Yotpo field{hint}, for the header reads "
        f"{', '.join(map(quoted, columns[:NAMED]))}{more}; name the columns email, phone_number, first_name, "
        "address.city and so on, or say what each is with --map HEADER=FIELD"
        f"{_in_english(columns, [])}"
    )


def _in_english(columns: Sequence[str], near: Sequence[Source]) -> str:
    """Say that headers are known in English only, where the table may be one whose headers were translated."""
    nearest = [f"{source.name} writes its headers in {source.translated}" for source in near if source.translated]
    if nearest:
        return f"; {' and '.join(nearest)}, and only English ones are known: export it in English if you can"
    if not all(column.isascii() for column in columns):
        return "; headers of shops and tools are known in English only: export it in English if you can"
    return ""
