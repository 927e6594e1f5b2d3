"""Dialects: which character separates the cells of a delimited file, and what its header says.

The separator is found by a scored look at the first records: of `,` `;` tab and `|`, the one by which most of them
have as many cells as the header wins, and of equals the one with more cells. A first line `sep=;`, as Excel writes
and reads it, settles the matter.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.delimited_cells import parse_cells
from yotpo_lint.readers.delimited_records import Scan, count_cells, list_empty_end, scan_records
from yotpo_lint.readers.record_problems import show_bytes
from yotpo_lint.readers.title_lines import LOOKED_AT, find_header_below_titles, title_error

SEPARATORS: Final = (b",", b";", b"\t", b"|")

# How many records are looked at, and how many bytes at most; a header longer than that is no header.
_RECORDS: Final = 200
HEAD: Final = 1024 * 1024

# A header is seldom longer than this; every separator that stands in so much of the file is tried.
_NEAR: Final = 4096

# A blank header cell keeps its column, under a name that the sources step passes over.
UNNAMED_COLUMN: Final = "_column{}"

# Excel's own hint, with or without quotation marks around it.
_HINT: Final = re.compile(rb'"?sep=([\x20-\x7e\t])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)

# A separator that a quotation mark, a letter or a line break is taken for would tear every cell.
_NO_SEPARATOR: Final = re.compile(rb'[\w".\-@]')

_LINE_BREAK: Final = re.compile(rb"\r\n|\r|\n")

# A separator by which half of the records have as many cells as the first line leaves no doubt of itself.
_LEAST_CERTAIN: Final = 0.5

# What the eye does not see at the edges of a header: a second byte order mark is the usual one.
EDGES: Final = " \t\r\n\v\f\u00a0\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    Attributes:
        separator: the byte between two cells.
        columns: the header's names, trimmed.
        skip: how many bytes (as UTF-8, without a byte order mark) stand before the first record.
        lines: how many physical lines that is.
    """

    separator: bytes
    columns: tuple[str, ...]
    skip: int
    lines: int


def find_dialect(name: str, head: bytes, *, final: bool, skip_lines: int | None = None) -> Dialect:
    """Find the dialect of a file by its first bytes.

    Args:
        name: the file's name.
        head: the first bytes, as UTF-8.
        final: whether they are all of the file.
        skip_lines: how many lines stand above the header; None if nobody declared it.

    Raises:
        InputError: there is no header, it cannot be read, it names a column twice, or a title stands above it.
    """
    skip, hinted = _read_hint(head, 0, None)
    if skip_lines:
        skip = _skip_lines(name, head, skip_lines, final=final)
        skip, hinted = _read_hint(head, skip, hinted)
    lines_above = _count_lines(head[:skip])
    text = head[skip:]
    separators: tuple[bytes, ...] = (hinted,) if hinted else _list_candidates(text)
    found = {separator: _scan_head(name, text, separator, final=final) for separator in separators}
    scores = {separator: _score(text, found[separator], separator) for separator in separators}
    separator = max(separators, key=scores.__getitem__)
    seen = found[separator]
    if not len(seen.starts):
        raise InputError(f"{name}: holds no line of text; export the table again")
    if skip_lines != 0:
        is_certain = hinted is not None or scores[separator][0] >= _LEAST_CERTAIN
        tried = {separator: seen} if is_certain else found
        _refuse_titles(name, text, tried, lines_above)
    start, end = int(seen.starts[0]), int(seen.ends[0])
    if start in seen.faults:
        raise InputError(
            f"{name}: the header cannot be read; its quotation marks do not close, so correct the first line"
        )
    counts = count_cells(text, seen, separator)
    last = max(
        (
            _count_filled_cells(text, seen, record, int(counts[record]), separator)
            for record in range(1, min(len(counts), _RECORDS + 1))
        ),
        default=None,
    )
    columns = _read_header(name, text[start:end], separator, int(counts[0]), last)
    lines = int(seen.lines[1]) if len(seen.lines) > 1 else seen.line_count
    # Up to the next record, so that blank lines after the header are counted here.
    skipped = int(seen.starts[1]) if len(seen.starts) > 1 else seen.consumed
    return Dialect(separator, columns, skip + skipped, lines + lines_above)


def _read_hint(head: bytes, start: int, before: bytes | None) -> tuple[int, bytes | None]:
    """Return where the text after a line `sep=;` starts, and the separator; those from before if there is none."""
    hint = _HINT.match(head, start)
    if hint is None or _NO_SEPARATOR.fullmatch(hint[1]):
        return start, before
    return hint.end(), hint[1]


def _skip_lines(name: str, head: bytes, count: int, *, final: bool) -> int:
    """Return where the text after so many physical lines starts."""
    ends = [found.end() for _, found in zip(range(count), _LINE_BREAK.finditer(head), strict=False)]
    if len(ends) == count and ends[-1] < len(head):
        return ends[-1]
    if final:
        raise InputError(
            f"{name}: has no line below the {count:,} that --skip-lines passes over; pass a smaller number"
        )
    raise InputError(f"{name}: the {count:,} lines of --skip-lines hold more than a megabyte; pass a smaller number")


def _count_lines(text: bytes) -> int:
    """Return how many line breaks a text has."""
    return sum(1 for _ in _LINE_BREAK.finditer(text))


def _refuse_titles(name: str, text: bytes, found: Mapping[bytes, Scan], lines_above: int) -> None:
    """Refuse a table with a title above its header; the separator that makes the widest header is believed."""
    headers = []
    for separator, seen in found.items():
        records = _read_first_records(text, seen, separator)
        at = find_header_below_titles(records)
        if at is not None:
            headers.append((len(records[at]), int(seen.lines[at]), records[at]))
    if headers:
        _, line, header = max(headers, key=lambda each: each[0])
        first = int(next(iter(found.values())).lines[0])
        raise title_error(name, lines_above + first + 1, lines_above + line, header)


def _read_first_records(text: bytes, seen: Scan, separator: bytes) -> list[list[str]]:
    """Return the cells of the first records, trimmed, for a look at them."""
    pieces = zip(seen.starts[:LOOKED_AT].tolist(), seen.ends[:LOOKED_AT].tolist(), strict=True)
    lines = [text[start:end].rstrip(b"\r\n").decode("utf-8", "replace") for start, end in pieces]
    return [[cell.strip(EDGES) for cell in _split_record(line, separator.decode("ascii"))] for line in lines]


def _split_record(line: str, separator: str) -> list[str]:
    """Return the cells of one record; a cell that is too long for the csv module is as good as any text."""
    try:
        return next(csv.reader((line,), delimiter=separator), [])
    except csv.Error:
        return [line]


def _list_candidates(text: bytes) -> tuple[bytes, ...]:
    """Return the separators that stand near the header; any other separates none."""
    return tuple(mark for mark in SEPARATORS if mark in text[:_NEAR]) or SEPARATORS[:1]


def _scan_head(name: str, text: bytes, separator: bytes, *, final: bool) -> Scan:
    """Find the records of the head; if not even one ends there, it is because a quotation mark does not."""
    found = scan_records(text, separator, final=final)
    if not len(found.starts) and not final:
        found = scan_records(text, separator, final=True)
        if len(found.starts) and int(found.ends[0]) == len(text):
            raise InputError(f"{name}: the first line is longer than a megabyte; this is not a table with a header")
    return found


def _score(text: bytes, found: Scan, separator: bytes) -> tuple[float, int, int]:
    """Score a separator: by the share of records that have as many cells as the header, then by their cells."""
    counts = count_cells(text, found, separator)[: _RECORDS + 1]
    rank = -SEPARATORS.index(separator) if separator in SEPARATORS else 0
    if not len(counts) or counts[0] < 2:  # noqa: PLR2004 - one cell means that nothing is separated
        return (0.0, 0, rank)
    consistent = float((counts[1:] == counts[0]).mean()) if len(counts) > 1 else 1.0
    # A header that is separated counts for something even if every record is ragged.
    return (consistent + 0.01, int(counts[0]), rank)


def _count_filled_cells(text: bytes, seen: Scan, record: int, count: int, separator: bytes) -> int:
    """Return how many cells a record has up to its last one that is not empty."""
    line = text[seen.starts[record] : seen.ends[record]].rstrip(b"\r\n")
    return max(1, count - len(list_empty_end(line, separator)))


def _read_header(name: str, line: bytes, separator: bytes, count: int, last: int | None) -> tuple[str, ...]:
    """Read the names of the columns.

    `count` is how many cells the header has, `last` up to which cell a record has values. A header that ends in
    separators too many names no column there.
    """
    if b"\0" in line:
        raise InputError(f"{name}: the header holds a NUL byte; export the table again")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            f"{name}: the header {show_bytes(line.strip())[:60]} holds bytes that are not UTF-8; export the table as "
            "UTF-8"
        ) from None
    check_column_count(name, count)
    cells = parse_cells(line, tuple(map(str, range(count))), separator, 1, len(line))
    names = [str(cell[0].as_py()).strip(EDGES) for cell in cells.columns]
    while last is not None and last < len(names) and not names[-1]:
        names.pop()
    if not any(names):
        raise InputError(f"{name}: the header names no column; write the fields' names into the first line")
    return require_unique_names(name, [text or UNNAMED_COLUMN.format(number) for number, text in enumerate(names, 1)])


def require_unique_names(name: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns if each has a name of its own.

    Raises:
        InputError: a name is repeated; the message says which.
    """
    columns = tuple(columns)
    repeated = [column for column, times in Counter(columns).items() if times > 1]
    if repeated:
        shown = ", ".join(map(repr, repeated[:10]))
        raise InputError(f"{name}: the header repeats {shown}; rename or remove one column of each name")
    return columns
