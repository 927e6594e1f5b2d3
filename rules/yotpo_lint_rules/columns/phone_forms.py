"""The plain forms of phone numbers: which cells of a column have one, and what their digits are.

These are digits with blanks, `-`, `.` and brackets between them and perhaps a plus before them; also with a trunk zero
in brackets, with an extension or with the `.0` of a spreadsheet, which are split off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from yotpo_lint_rules.columns.dialling import FEWEST, MOST, matches
from yotpo_lint_rules.columns.spans import Spans, replace_rows, spans
from yotpo_lint_rules.tables.phone_plans import REPEATED

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

_PLAIN: Final = r"\A(?:\+[1-9]|[0-9(])[0-9 ().-]*[0-9]\z"
_PUNCTUATION: Final = "[ ().-]+"

# Text that looks like a plain number and is not one: a decimal fraction, a date, a bracketed zero, two blanks (the cell
# rules' business), dots that hide digits.
NOT_PLAIN: Final = (
    r"^[1-9][0-9]*\.[0-9]+$|^[0-9]{1,4}[.-][0-9]{1,2}[.-][0-9]{1,4}(?: [0-9].*)?$|\.0+$|\( ?0 ?\)|  |\.\.\."
)

# Where a second number may begin; the reading looks at cells of twelve digits or more.
SECOND_NUMBER: Final = r"(?:[0-9][^0-9]*){3}[0-9] \(?0"
DIGITS_OF_TWO_NUMBERS: Final = 12

# A whole number that became a decimal, what of it may be rounded, a zero that is dialled at home only, an extension;
# and one look that finds the few cells which may have one of these.
_WHOLE: Final = r"\A(\+?[0-9]{7,15})\.0+\z"
_ROUNDED: Final = r"0{5}\.0+\z"
_BRACKETED_ZERO: Final = r"\A(\+[1-9][0-9]*) ?\(0\)"
_EXTENSION: Final = r"(?i)\A(?P<number>[+(0-9][0-9 ().-]*[0-9])(?: ?x ?| ?# ?| ext\.? )(?P<extension>[0-9]{1,9})\z"
_MORE: Final = r"[#xX]|\.0\z|\.00|\(0\)"


class Numbers(NamedTuple):
    """The cells of a plain form: their rows, their digits, which begin with a plus, which do not stand as they should.

    `zeros` had a bracketed zero, which is not among the digits; `decimals` a `.0`.
    """

    rows: Rows
    digits: Spans
    plus: Mask
    untidy: Mask
    zeros: Mask
    decimals: Mask

    def at(self, rows: Rows) -> Numbers:
        """Return some of the cells."""
        return Numbers(self.rows[rows], self.digits.at(rows), *(each[rows] for each in self[2:]))


def plain_numbers(column: pa.Array) -> tuple[Numbers, pa.Array]:
    """Return the cells that hold a plain number, and their extensions."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = _split_parts(column)
    fits = matches(parts.numbers, _PLAIN)
    punctuated = np.flatnonzero(fits & matches(parts.numbers, _PUNCTUATION))
    raw = parts.numbers.take(pa.array(punctuated))
    unpunctuated = pc.replace_substring_regex(raw, _PUNCTUATION, "")
    cells = spans(replace_rows(parts.numbers, punctuated, unpunctuated))
    plus = cells.byte(0) == ord("+")
    digits = cells.after(plus)
    two_numbers = (digits.counts[punctuated] >= DIGITS_OF_TWO_NUMBERS - parts.zeros[punctuated]) & matches(
        raw, SECOND_NUMBER
    )
    fits[punctuated[two_numbers | matches(raw, NOT_PLAIN)]] = False
    fits &= (digits.counts >= FEWEST) & (digits.counts <= MOST + 2)
    untidy = parts.zeros | parts.decimals | parts.extensions.is_valid().to_numpy(zero_copy_only=False)
    untidy[punctuated] = True
    rows = np.flatnonzero(fits)
    rows = rows[~_is_repeated(digits.at(rows))]
    numbers = Numbers(np.arange(len(column)), digits, plus, untidy, parts.zeros, parts.decimals)
    return numbers.at(rows), parts.extensions


class _Parts(NamedTuple):
    """The parts of plain cells: the number, its extension, and whether it had a bracketed zero or a `.0`."""

    numbers: pa.Array
    extensions: pa.Array
    zeros: Mask
    decimals: Mask


def _split_parts(column: pa.Array) -> _Parts:
    """Split off extensions, bracketed zeros and the `.0` of decimals; most cells have none of them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    extensions = pa.nulls(len(column), pa.string())
    zeros, decimals = np.zeros((2, len(column)), bool)
    rows = np.flatnonzero(matches(column, _MORE))
    if not len(rows):
        return _Parts(column, extensions, zeros, decimals)
    cells = column.take(pa.array(rows))
    groups = pc.extract_regex(cells, _EXTENSION)
    extensions = replace_rows(extensions, rows, pc.struct_field(groups, "extension"))
    numbers = pc.coalesce(pc.struct_field(groups, "number"), cells)
    decimals[rows] = matches(numbers, _WHOLE) & ~matches(numbers, _ROUNDED)
    zeros[rows] = matches(numbers, _BRACKETED_ZERO)
    rounded = pc.replace_substring_regex(numbers, _WHOLE, r"\1")
    numbers = pc.if_else(pa.array(decimals[rows]), rounded, numbers)
    return _Parts(
        replace_rows(column, rows, pc.replace_substring_regex(numbers, _BRACKETED_ZERO, r"\1")),
        extensions,
        zeros,
        decimals,
    )


def _is_repeated(digits: Spans) -> Mask:
    """Return which cells end in one repeated digit; a quick check of three digits selects the few to match."""
    import numpy as np

    answer = np.zeros(len(digits.starts), bool)
    if len(answer):
        final = digits.byte(-1)
        same_ending = np.flatnonzero((final == digits.byte(-2)) & (final == digits.byte(-3)))
        answer[same_ending] = matches(digits.at(same_ending).text(), f"(?:{REPEATED})$")
    return answer
