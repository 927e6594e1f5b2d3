"""Dialects: which character separates the cells of a delimited file, and what its header says.

The separator is found by a scored look at the first records: of `,` `;` tab and `|`, the one by which most of them
have as many cells as the header wins, and of equals the one with more cells. A first line `sep=;`, as Excel writes
and reads it, settles the matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.columns import refuse_too_many
from yotpo_lint.readers.damage import readable
from yotpo_lint.readers.parse import parse
from yotpo_lint.readers.records import Scan, cell_counts, scan

SEPARATORS: Final = (b",", b";", b"\t", b"|")

# How many records are looked at, and how many bytes at most; a header longer than that is no header.
_RECORDS: Final = 200
HEAD: Final = 1024 * 1024

# A header is seldom longer than this; every separator that stands in so much of the file is tried.
_NEAR: Final = 4096

# A blank header cell keeps its column, under a name that the sources step passes over.
UNNAMED: Final = "_column{}"

# Excel's own hint, with or without quotation marks around it.
_HINT: Final = re.compile(rb'"?sep=([\x20-\x7e\t])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)

# A separator that a quotation mark, a letter or a line break is taken for would tear every cell.
_NO_SEPARATOR: Final = re.compile(rb'[\w".\-@]')

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


def find_dialect(name: str, head: bytes, *, final: bool) -> Dialect:
    """Find the dialect of the file `name` by its first bytes; `final` says that they are all of the file.

    Raises:
        InputError: there is no header, it cannot be read, or it names a column twice.
    """
    hint = _HINT.match(head)
    if hint and _NO_SEPARATOR.fullmatch(hint[1]):
        hint = None
    skip = hint.end() if hint else 0
    text = head[skip:]
    separators: tuple[bytes, ...] = (hint[1],) if hint else _candidates(text)
    found = {separator: _scan(name, text, separator, final=final) for separator in separators}
    separator = max(separators, key=lambda mark: _score(text, found[mark], mark))
    seen = found[separator]
    if not len(seen.starts):
        raise InputError(f"{name}: holds no line of text; export the table again")
    start, end = int(seen.starts[0]), int(seen.ends[0])
    if start in seen.faults:
        raise InputError(
            f"{name}: the header cannot be read; its quotation marks do not close, so correct the first line"
        )
    counts = cell_counts(text, seen, separator)
    last = max(
        (
            _last_value(text, seen, record, int(counts[record]), separator)
            for record in range(1, min(len(counts), _RECORDS + 1))
        ),
        default=None,
    )
    columns = _header(name, text[start:end], separator, int(counts[0]), last)
    lines = int(seen.lines[1]) if len(seen.lines) > 1 else seen.line_count
    # Up to the next record, so that blank lines after the header are counted here.
    skipped = int(seen.starts[1]) if len(seen.starts) > 1 else seen.consumed
    return Dialect(separator, columns, skip + skipped, lines + (1 if hint else 0))


def _candidates(text: bytes) -> tuple[bytes, ...]:
    """Return the separators that stand near the header; any other separates none."""
    return tuple(mark for mark in SEPARATORS if mark in text[:_NEAR]) or SEPARATORS[:1]


def _scan(name: str, text: bytes, separator: bytes, *, final: bool) -> Scan:
    """Find the records of the head; if not even one ends there, it is because a quotation mark does not."""
    found = scan(text, separator, final=final)
    if not len(found.starts) and not final:
        found = scan(text, separator, final=True)
        if len(found.starts) and int(found.ends[0]) == len(text):
            raise InputError(f"{name}: the first line is longer than a megabyte; this is no table with a header")
    return found


def _score(text: bytes, found: Scan, separator: bytes) -> tuple[float, int, int]:
    """Score a separator: by the share of records that have as many cells as the header, then by their cells."""
    counts = cell_counts(text, found, separator)[: _RECORDS + 1]
    rank = -SEPARATORS.index(separator) if separator in SEPARATORS else 0
    if not len(counts) or counts[0] < 2:  # noqa: PLR2004 - one cell means that nothing is separated
        return (0.0, 0, rank)
    alike = float((counts[1:] == counts[0]).mean()) if len(counts) > 1 else 1.0
    # A header that is separated counts for something even if every record is ragged.
    return (alike + 0.01, int(counts[0]), rank)


def _last_value(text: bytes, seen: Scan, record: int, count: int, separator: bytes) -> int:
    """Return how many cells a record has up to its last one that is not empty."""
    rest = text[seen.starts[record] : seen.ends[record]].rstrip(b"\r\n ")
    while count > 1 and rest.endswith(separator):
        rest = rest.removesuffix(separator).rstrip(b" ")
        count -= 1
    return count


def _header(name: str, line: bytes, separator: bytes, count: int, last: int | None) -> tuple[str, ...]:
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
            f"{name}: the header {readable(line.strip())[:60]} holds bytes that are no UTF-8; export the table as UTF-8"
        ) from None
    refuse_too_many(name, count)
    cells = parse(line, tuple(map(str, range(count))), separator, 1, len(line))
    names = [str(cell[0].as_py()).strip(EDGES) for cell in cells.columns]
    while last is not None and last < len(names) and not names[-1]:
        names.pop()
    if not any(names):
        raise InputError(f"{name}: the header names no column; write the fields' names into the first line")
    return unique(name, [text or UNNAMED.format(number) for number, text in enumerate(names, 1)])


def unique(name: str, columns: Iterable[str]) -> tuple[str, ...]:
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
