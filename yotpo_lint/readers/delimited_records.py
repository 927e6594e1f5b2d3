r"""Records of delimited text: where each begins and ends, found without parsing a cell.

The rules are those of pyarrow's parser, which reads the cells afterwards: a line ends with LF, CRLF or a CR on its
own; a quotation mark opens a cell only as its first byte; inside, two marks are one and line breaks are text;
anywhere else a mark is a letter like any other. Where pyarrow is generous (text after a closing mark, a mark that
is never closed) the record is set aside instead, because what it would read is not what stands there.

Nearly all lines are judged at once with numpy: a line is a record of its own if its marks come in pairs, each
opening one after a separator and each closing one before a separator. Only lines for which that does not hold
(cells with line breaks, stray marks, 5" pipes) are scanned through mark by mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yotpo_lint.readers.record_problems import STRAY_QUOTE, UNCLOSED_QUOTE, show_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yotpo_lint.rule import Note

    Offsets = NDArray[np.int64]

# A record with quoted cells longer than this is taken for an unclosed mark; cells of 5 MB are legitimate.
LONGEST_RECORD: Final = 32 * 1024 * 1024

# A quoted cell that spans more lines than this and then closes in the middle of a word was never closed.
_MOST_LINES: Final = 100

QUOTE: Final = b'"'
# The inside of a quoted cell: anything but a mark, and pairs of marks; nothing of it is ever given back.
_INSIDE: Final = re.compile(rb'(?:[^"]++|"")*+')

_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D

# Bytes in which marks are looked for at a time.
_AT_A_TIME = 1 << 18


@dataclass(frozen=True, slots=True)
class Scan:
    """The complete records at the front of a buffer.

    Attributes:
        starts, ends: offsets of each record; the end is past its line break. Blank lines are no records.
        lines: for each record the number of line breaks before it, counted from the start of the buffer.
        consumed: how many bytes of the buffer the records and blank lines take up.
        line_count: how many physical lines that is.
        faults: by start offset, the records that cannot be read because of their quotation marks.
        quotes: all offsets of marks in ascending order.
        scanned: starts and ends of the records that were scanned through mark by mark.
        spans: for those, the offsets of opening and closing marks in turn.
    """

    starts: Offsets
    ends: Offsets
    lines: Offsets
    consumed: int
    line_count: int
    faults: dict[int, Note]
    quotes: Offsets
    scanned: list[tuple[int, int]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)


def scan_records(buffer: bytes, separator: bytes, *, final: bool, longest: int = LONGEST_RECORD) -> Scan:
    """Find the complete records of a buffer that begins with a record; `final` says that nothing follows."""
    import numpy as np

    data = np.frombuffer(buffer, np.uint8)
    line_ends = _find_line_ends(buffer, data, final=final)
    line_starts = np.concatenate((np.zeros(1, np.int64), line_ends))[: len(line_ends)]
    quotes = _find_byte(data, _QUOTE) if QUOTE in buffer else np.zeros(0, np.int64)
    heads = np.ones(len(line_ends), bool)
    scanner = _QuoteScanner(buffer, separator, line_ends.tolist() if len(quotes) else [], final, longest)
    complete = len(line_ends)
    if len(quotes):
        following = 0
        for line in _find_irregular_lines(data, separator, quotes, line_starts, line_ends).tolist():
            if line < following:
                continue
            reached = scanner.scan_record(line)
            if reached is None:
                complete = line
                break
            heads[line + 1 : reached] = False
            following = reached
    consumed = int(line_ends[complete - 1]) if complete else 0
    heads = heads[:complete]
    starts = line_starts[:complete][heads]
    ends = np.append(starts[1:], consumed) if len(starts) else starts
    # A record that begins with a line break is a blank line.
    first = data[starts] if len(starts) else data[:0]
    filled = (first != _LF) & (first != _CR)
    lines = np.flatnonzero(heads)[filled]
    return Scan(
        starts[filled], ends[filled], lines, consumed, complete, scanner.faults, quotes, scanner.scanned, scanner.spans
    )


def _find_line_ends(buffer: bytes, data: NDArray[np.uint8], *, final: bool) -> Offsets:
    """Return the offsets just past each line; a CR at the very end may be half of a line break yet to come."""
    import numpy as np

    breaks = _find_byte(data, _LF)
    if b"\r" in buffer:
        alone = _find_byte(data, _CR)
        alone = alone[data.take(alone + 1, mode="clip") != _LF]
        if not final:
            alone = alone[alone < len(data) - 1]
        breaks = np.union1d(breaks, alone)
    ends = breaks + 1
    if final and buffer and (not len(ends) or ends[-1] != len(buffer)):
        ends = np.append(ends, len(buffer))
    return ends


def _find_byte(data: NDArray[np.uint8], byte: int) -> Offsets:
    """Return the places of a byte; looked for in pieces that fit the processor's cache."""
    import numpy as np

    starts = range(0, len(data), _AT_A_TIME)
    found = [np.flatnonzero(data[start : start + _AT_A_TIME] == byte) + start for start in starts]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _find_irregular_lines(
    data: NDArray[np.uint8], separator: bytes, quotes: Offsets, line_starts: Offsets, line_ends: Offsets
) -> Offsets:
    """Return the lines whose marks do not pair up at the edges of cells, if each line began outside of a cell."""
    import numpy as np

    first = np.searchsorted(quotes, line_starts)
    last = np.append(first[1:], np.searchsorted(quotes, line_ends[-1:]))
    odd = np.flatnonzero((last - first) & 1)
    quotes = quotes[: last[-1]] if len(last) else quotes[:0]
    edge = np.zeros(256, bool)
    edge[[separator[0], _LF, _CR, _QUOTE]] = True
    # The neighbour outside of the pair: before an opening mark, after a closing one. At either end of the buffer
    # "clip" looks at the mark itself, which counts as an edge.
    if len(odd):
        closing = (np.arange(len(quotes)) - np.repeat(first, last - first)) & 1
        outside = quotes - 1 + 2 * closing
    else:
        outside = quotes.copy()
        outside[0::2] -= 1
        outside[1::2] += 1
    stray = quotes[~edge[data.take(outside, mode="clip")]]
    return np.union1d(odd, np.searchsorted(line_ends, stray, side="right"))


@dataclass(slots=True)
class _QuoteScanner:
    """Scan single records mark by mark and keep what was found."""

    buffer: bytes
    separator: bytes
    line_ends: list[int]
    final: bool
    longest: int
    faults: dict[int, Note] = field(default_factory=dict)
    scanned: list[tuple[int, int]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)

    def scan_record(self, line: int) -> int | None:
        """Find the line after the record that begins with `line`; None if the buffer ends before that is known."""
        start = self.line_ends[line - 1] if line else 0
        at, spans, fault = start, list[int](), None
        while True:
            opening = self.buffer.find(QUOTE, at, self.line_ends[line])
            if opening < 0:
                break
            at = opening + 1
            if opening != start and self.buffer[opening - 1] != self.separator[0]:
                continue
            closing = self._find_closing_mark(start, at)
            if closing is None:
                return None
            reached = bisect_right(self.line_ends, closing, lo=line)
            if closing >= 0 and reached == len(self.line_ends):
                return None
            stray = self._find_stray_text(closing, self.line_ends[reached]) if closing >= 0 else b""
            if closing < 0 or (stray and self._is_never_closed(closing, reached - line)):
                fault = UNCLOSED_QUOTE.note()
                break
            if stray:
                fault = fault or STRAY_QUOTE.note(show_bytes(stray)[:20])
            spans += (opening, closing)
            at, line = closing + 1, reached
        end = self.line_ends[line]
        self.scanned.append((start, end))
        self.spans += spans
        if fault is not None:
            self.faults[start] = fault
        return line + 1

    def _find_closing_mark(self, start: int, at: int) -> int | None:
        """Return the offset of the mark that closes a cell; -1 if none does, None if that is not known yet."""
        limit = min(start + self.longest, len(self.buffer))
        inside = _INSIDE.match(self.buffer, at, limit)
        mark = inside.end() if inside else at
        if mark + 1 < len(self.buffer) or (self.final and mark < len(self.buffer)):
            # Behind the limit neither a mark nor the second of a pair closes anything any more.
            return mark if mark < limit and self.buffer[mark + 1 : mark + 2] != QUOTE else -1
        return -1 if self.final or len(self.buffer) - start >= self.longest + 1 else None

    def _find_stray_text(self, closing: int, line_end: int) -> bytes:
        """Return what stands between a closing mark and the end of its cell, blanks aside."""
        end = self.buffer.find(self.separator, closing + 1, line_end)
        return self.buffer[closing + 1 : line_end if end < 0 else end].strip()

    def _is_never_closed(self, closing: int, lines: int) -> bool:
        """Tell whether a mark that closes a cell of several lines within a word opens another cell in truth."""
        return lines > 0 and (self.buffer[closing - 1] in (self.separator[0], _LF, _CR) or lines > _MOST_LINES)


def count_cells(buffer: bytes, found: Scan, separator: bytes) -> Offsets:
    """Return how many cells each record has; meaningless for records with faults."""
    import numpy as np

    separators = np.flatnonzero(np.frombuffer(buffer, np.uint8, found.consumed) == separator[0])
    marks = found.quotes
    if found.scanned:
        bounds = np.searchsorted(marks, np.array(found.scanned).ravel())
        scanned = np.zeros(len(marks) + 1, np.int64)
        np.add.at(scanned, bounds[0::2], 1)
        np.add.at(scanned, bounds[1::2], -1)
        marks = np.sort(np.concatenate((marks[np.cumsum(scanned)[:-1] == 0], np.array(found.spans, np.int64))))
    if len(marks):
        # An odd number of marks before it: the separator stands inside a quoted cell.
        separators = separators[(np.searchsorted(marks, separators) & 1) == 0]
    return np.searchsorted(separators, found.ends) - np.searchsorted(separators, found.starts) + 1


def list_empty_end(line: bytes, separator: bytes) -> list[bytes]:
    """Return the empty cells at the end of a line, each with its blanks.

    >>> list_empty_end(b"bo@example.com,Bo,, ,", b",")
    [b'', b' ', b'']
    """
    return line[len(line.rstrip(b" " + separator)) :].split(separator)[1:]
