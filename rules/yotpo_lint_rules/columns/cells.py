"""Whole columns of cells at once: the accelerator of the rule `cells`.

It settles text of visible ASCII and of letters of any script, with single blanks inside, and takes away plain blanks
around it (and, in free text, runs of them inside); and a spreadsheet's apostrophe before a number, in fields of which
no value begins with one. Whatever else begins like armour, a formula, an error value or a null
word, and whatever may be text that was read in a wrong encoding, is left to the reading.

Most cells hold only visible ASCII. One pass over the bytes of the whole column finds the others, and only those are
processed further.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import replace_rows, spans
from yotpo_lint_rules.tables.cell_words import NULL_WORDS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

# What a settled cell needed, added up: blanks taken away around it or inside of it, an apostrophe taken away.
CLEAN, AROUND, INSIDE, APOSTROPHE = 0, 1, 2, 4

WORDS: Final = r"\A[!-~]+(?: [!-~]+)*\z"
# What no words of letters hold: another character, a mark or a blank where a word begins, a blank at the end. Said
# so, each of the large classes stands there once: to compile one takes half a millisecond.
NO_LETTERS: Final = r"[^ -~\p{L}\p{M}’]|(?:\A| )(?:[ \p{M}’]|\z)"

# Letters and marks that show nothing (fillers of Hangul, variation selectors, the grapheme joiner), letters that fold
# to ASCII ones, and what may be text read in a wrong encoding: that has a letter of Latin-1 and then another that is
# not ASCII, or one of these.
DOUBTFUL: Final = (
    r"[\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{E0100}-\x{E01EF}"
    r"\x{017F}\x{212A}\x{FB00}-\x{FB06}ÃÂ]|[\x{C0}-\x{FF}][^\x00-\x7F]"
)

# The apostrophe that tells a spreadsheet that a number is text.
MARKED_NUMBER: Final = r"\A'(\+?[0-9](?:[ -~]*[!-&(-~])?)\z"

# How armour, formulas, error values and negative numbers begin.
NOT_PLAIN: Final = r"\A(?:[=#'-]|(?i:err:))"

_FIRST_VISIBLE, _LAST_VISIBLE = 0x21, 0x7E


def settle(column: pa.Array, *, free_text: bool, apostrophe: bool) -> tuple[pa.Array, pa.Array]:
    """Return the cells that can be settled, null elsewhere, and what each of them needed.

    Args:
        column: the cells, none of them null or empty.
        free_text: whether a run of blanks inside a cell means the same as one blank.
        apostrophe: whether no value begins with an apostrophe.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    needs = np.zeros(len(column), np.int8)
    values = column
    rows = _find_unusual_cells(column)
    if len(rows):
        some = column if len(rows) == len(column) else column.take(pa.array(rows))
        cells, needs[rows] = _trim_blanks(some, free_text)
        values = replace_rows(column, rows, cells)
    if apostrophe:
        first_bytes = spans(values).byte(0) == ord("'")
        marked = np.flatnonzero(first_bytes & values.is_valid().to_numpy(zero_copy_only=False))
        cells = values.take(pa.array(marked))
        unmarked = pc.replace_substring_regex(cells, MARKED_NUMBER, r"\1")
        needs[marked] += _mark_shortened(unmarked, cells) * APOSTROPHE
        values = replace_rows(values, marked, unmarked)
    return _drop_doubtful(values), pa.array(needs)


def _find_unusual_cells(column: pa.Array) -> Rows:
    """Return the cells that hold anything but visible ASCII."""
    import numpy as np

    cells = spans(column)
    # In unsigned bytes whatever lies before the first visible character wraps around to the end.
    is_unusual = (cells.data - np.uint8(_FIRST_VISIBLE)) > _LAST_VISIBLE - _FIRST_VISIBLE
    return cells.find_cells(is_unusual)


def _trim_blanks(cells: pa.Array, free_text: bool) -> tuple[pa.Array, NDArray[np.int8]]:
    """Remove plain blanks; null where the text needs more, or holds other characters."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim(cells, " ")
    needs = _mark_shortened(trimmed, cells) * AROUND
    if free_text:
        squeezed = pc.replace_substring_regex(trimmed, "  +", " ")
        needs = needs + _mark_shortened(squeezed, trimmed) * INSIDE
        trimmed = squeezed
    fits = pc.match_substring_regex(trimmed, WORDS).to_numpy(zero_copy_only=False).copy()
    unmatched = np.flatnonzero(~fits)
    if len(unmatched):
        some = trimmed.take(pa.array(unmatched))
        fits[unmatched] = ~pc.match_substring_regex(some, f"{NO_LETTERS}|{DOUBTFUL}").to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(fits), trimmed, pa.scalar(None, pa.string())), needs


def _mark_shortened(text: pa.Array, before: pa.Array) -> NDArray[np.int8]:
    """Return 1 for each cell that is shorter than it was before, 0 for the others."""
    import numpy as np
    import pyarrow.compute as pc

    less = pc.less(pc.binary_length(text), pc.binary_length(before))
    return less.to_numpy(zero_copy_only=False).astype(np.int8)  # type: ignore[no-any-return]


def _drop_doubtful(values: pa.Array) -> pa.Array:
    """Leave null words and text that begins like a wrapping or an error to the reading."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # Nulls have no bytes; their flags are ignored.
    first_bytes, words = _build_first_bytes()
    doubtful = first_bytes[spans(values).byte(0)]
    if not doubtful.any():
        return values
    rows = np.flatnonzero(doubtful)
    cells = values.take(pa.array(rows))
    is_stopped = pc.or_(pc.match_substring_regex(cells, NOT_PLAIN), pc.is_in(pc.utf8_lower(cells), value_set=words))
    stopped = rows[pc.fill_null(is_stopped, False).to_numpy(zero_copy_only=False)]
    if not len(stopped):
        return values
    mask = np.zeros(len(values), bool)
    mask[stopped] = True
    return pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), values)


@functools.cache
def _build_first_bytes() -> tuple[NDArray[np.bool_], pa.Array]:
    """Return which bytes a cell may begin with that needs a second look, and the null words."""
    import numpy as np
    import pyarrow as pa

    first_bytes = np.zeros(256, bool)
    first = {word[0] for word in NULL_WORDS} | set("=#'-e")
    first_bytes[[letter.encode()[0] for each in first for letter in (each, each.upper())]] = True
    return first_bytes, pa.array(sorted(NULL_WORDS), pa.string())
