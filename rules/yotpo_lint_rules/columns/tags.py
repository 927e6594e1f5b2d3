"""Whole columns of tags at once: lists of plain words, with blanks beside the commas or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# A tag that begins and ends with a letter or digit of ASCII, and has nothing inside that a list notation, another
# separator, a spreadsheet or a program could mean.
_TAG: Final = "[0-9A-Za-z](?:[0-9A-Za-z_ .&/-]*[0-9A-Za-z])?"
_LIST: Final = rf"\A{_TAG}(?: *, *{_TAG})*\z"
_SPACED_COMMA: Final = " *, *"


def plain_lists(column: pa.Array) -> NDArray[np.bool_]:
    """Return which cells are one plain tag, or several different ones between commas."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(column, _LIST)
    several = pc.and_(plain, pc.match_substring(column, ","))
    answer: NDArray[np.bool_] = plain.to_numpy(zero_copy_only=False).copy()
    at = several.to_numpy(zero_copy_only=False).nonzero()[0]
    answer[at] &= ~_repeats(without_blanks(column.take(pa.array(at))))
    return answer


def without_blanks(column: pa.Array) -> pa.Array:
    """Return lists without blanks beside their commas."""
    import pyarrow.compute as pc

    return pc.replace_substring_regex(column, _SPACED_COMMA, ",")


def _repeats(lists: pa.Array) -> NDArray[np.bool_]:
    """Return which lists hold a tag twice."""
    import numpy as np
    import pyarrow.compute as pc

    split = pc.split_pattern(lists, ",")
    tags = pc.list_flatten(split).dictionary_encode()
    of = pc.list_parent_indices(split).to_numpy(zero_copy_only=False)
    numbers = of * max(len(tags.dictionary), 1) + tags.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(numbers, kind="stable")
    twice = np.flatnonzero(np.diff(numbers[order]) == 0)
    repeats = np.zeros(len(lists), np.bool_)
    repeats[of[order[twice]]] = True
    return repeats
