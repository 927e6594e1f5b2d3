"""Title lines: what reports and spreadsheets put above a table's header, and where the header then stands.

A title has one cell, or fewer than half as many as the header below it. A list of one column has no wider header below
its first line, so that it is never taken for a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.escaping import make_visible

# A header stands among the first records, and some of those below it show that it is one.
MOST_TITLES: Final = 20
LOOKED_AT: Final = 2 * MOST_TITLES + 1

_LONGEST_LABEL: Final = 60
_LEAST_CONSISTENT: Final = 0.8
_LEAST_DATA: Final = 0.6
_MOST_NAMED: Final = 3

# A label begins with a letter, perhaps behind a mark as in "# Orders" or "[optional] City", and is no address.
_LABEL: Final = re.compile(r"[\W_]{0,3}[^\W\d_][^@]*")


def find_header_below_titles(records: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first records of a table is the header if titles stand above it; None if none does.

    Args:
        records: the cells of the first records, trimmed; blank lines are no records.

    >>> find_header_below_titles([["Customers, May"], ["id", "email"], ["1", "ada@example.com"]])
    1
    >>> find_header_below_titles([["email"], ["ada@example.com"]]) is None
    True
    """
    filled = [sum(map(bool, record)) for record in records]
    for at in range(1, min(len(records), MOST_TITLES + 1)):
        above = max(filled[:at])
        if _is_title(above, filled[at]):
            return at if _is_header(records[at], above, records[at + 1 :]) else None
    return None


def title_error(name: str, line: int, skipped: int, header: Sequence[str]) -> InputError:
    """Return the error that says where the header stands and which option starts there.

    Args:
        name: the table's name.
        line: the line of the title.
        skipped: how many lines stand above the header.
        header: the header's cells.
    """
    labels = [repr(make_visible(text)) for text in header if text]
    shown = ", ".join(labels[:_MOST_NAMED]) + (", …" if len(labels) > _MOST_NAMED else "")
    return InputError(
        f"{name}: line {line} is a title, and the header is on line {skipped + 1} ({shown}); pass --skip-lines "
        f"{skipped}, or --skip-lines 0 if line {line} is the header"
    )


def _is_title(filled: int, below: int) -> bool:
    """Tell whether lines with so many filled cells are titles of a header with `below` filled cells."""
    return below > 1 and (filled <= 1 or 2 * filled < below)


def _is_header(record: Sequence[str], above: int, below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record is a header: labels that differ, above records of its width with a column of data.

    Records as narrow as the `above` filled cells of the first lines belong to these: then the first line is the header.
    """
    labels = [text for text in record if text]
    if not below or len({text.casefold() for text in labels}) < len(labels) or not all(map(_is_label, labels)):
        return False
    width = _width(record)
    # A record may leave out its last cells, and has none beyond the header.
    consistent = [each for each in below if len(each) > max(above, 1) and _width(each) <= width]
    if len(consistent) < _LEAST_CONSISTENT * len(below):
        return False
    return any(_holds_data([each[at] for each in consistent if at < len(each)]) for at in range(width))


def _holds_data(texts: Sequence[str]) -> bool:
    """Tell whether most of the filled cells of a column are no labels but numbers, addresses, dates."""
    filled = [text for text in texts if text]
    return bool(filled) and sum(not _is_label(text) for text in filled) >= _LEAST_DATA * len(filled)


def _is_label(text: str) -> bool:
    """Tell whether a cell may name a column."""
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


def _width(record: Sequence[str]) -> int:
    """Return how many cells a record has up to its last filled one."""
    return max((at for at, text in enumerate(record, 1) if text), default=0)
