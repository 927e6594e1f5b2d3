"""Whole columns of e-mail addresses at once: the accelerator of the rule `email`.

It settles plain ASCII addresses: what stands before the @ is looked at byte by byte for all cells together, and the
domains, of which a shop's customers share few, once each.
"""

from __future__ import annotations

import functools
import string
from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import Spans, if_settled, spans, table_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Mask = NDArray[np.bool_]

# What a settled address needed: nothing, or its domain in small letters.
CLEAN, LOWERED = range(2)

# The conservative characters of an address, and what of them it may begin with. What stands before the @ is words of
# these with single dots between them.
_ALNUM: Final = string.ascii_letters + string.digits
_CHARACTERS: Final = _ALNUM + "_+-."
# No two hyphens in a row, for those may be Punycode.
DOMAIN: Final = r"\A(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}\z"
# So short that no limit on a label or on the whole can be met.
LONGEST: Final = 64

# A byte for an @, and one so heavy that no sum of the others is as much, for what no plain address has.
_AT, _HEAVY = 1, 255
# Klaviyo's deletion marker begins so.
_REDACTED: Final = "redacted."


def settle(
    column: pa.Array, suspect_locals: frozenset[str], suspect_domains: pa.Array, reserved: str
) -> tuple[pa.Array, pa.Array]:
    """Return the addresses that can be settled, null elsewhere, and what each of them needed.

    Args:
        column: the cells, none of them null or empty.
        suspect_locals: words before the @, in small letters, that are left to the reading.
        suspect_domains: domains, in small letters, that are; strings.
        reserved: a pattern of domains, in small letters, that are.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = spans(column)
    # One @, and nothing else that no plain address has.
    rows = np.flatnonzero((cells.added(cells.looked_up(_weights())) == _AT) & (cells.counts <= LONGEST))
    need = np.zeros(len(column), np.int8)
    if not len(rows):
        return pa.nulls(len(column), pa.string()), pa.array(need)
    plain = cells.at(rows)
    ats = np.flatnonzero(cells.data == ord("@"))
    ats = ats[np.searchsorted(ats, plain.starts)]
    locals_ = Spans(cells.data, plain.starts, ats - plain.starts)
    domains = Spans(cells.data, ats + 1, plain.starts + plain.counts - ats - 1)
    good = _are_words(locals_) & ~_are_suspect(locals_, suspect_locals)
    coded = domains.text().dictionary_encode()
    lowered = pc.ascii_lower(coded.dictionary)
    known = pc.and_not(
        pc.match_substring_regex(coded.dictionary, DOMAIN),
        pc.or_(
            pc.is_in(lowered, value_set=suspect_domains),
            pc.match_substring_regex(lowered, reserved),
        ),
    )
    codes = coded.indices.to_numpy()
    good &= known.to_numpy(zero_copy_only=False).take(codes)
    changed = pc.not_equal(lowered, coded.dictionary).to_numpy(zero_copy_only=False).take(codes)
    settled = np.zeros(len(column), bool)
    settled[rows[good & ~changed]] = True
    made = np.flatnonzero(good & changed)
    need[rows[made]] = LOWERED
    written = pc.binary_join_element_wise(locals_.at(made).text(), lowered.take(pa.array(codes[made])), "@")
    return if_settled(column, pa.array(settled), rows[made], written), pa.array(need)


@functools.cache
def _weights() -> NDArray[np.uint8]:
    weights = table_of(_CHARACTERS, 0, _HEAVY)
    weights[ord("@")] = _AT
    return weights


def _are_words(locals_: Spans) -> Mask:
    """Tell which parts before the @ are words with single dots between them, beginning with a letter or digit."""
    import numpy as np

    good = (locals_.counts > 0) & table_of(_ALNUM)[locals_.byte(0)].astype(bool) & (locals_.byte(-1) != ord("."))
    dots = locals_.data == ord(".")
    doubled = np.flatnonzero(dots[1:] & dots[:-1])
    if len(doubled):
        owners = np.searchsorted(locals_.starts, doubled, side="right") - 1
        inside = (owners >= 0) & (doubled < (locals_.starts + locals_.counts)[owners])
        good[owners[inside]] = False
    answer: Mask = good
    return answer


def _are_suspect(locals_: Spans, suspects: frozenset[str]) -> Mask:
    """Tell which parts before the @ are one of some words; a quick look finds the few that need a closer one."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # By the first letter and the length.
    may = np.zeros((256, LONGEST + 1), bool)
    for word in suspects:
        may[[ord(word[0]), ord(word[0].upper())], min(len(word), LONGEST)] = True
    may[[ord(_REDACTED[0]), ord(_REDACTED[0].upper())], len(_REDACTED) :] = True
    near = np.flatnonzero(may[locals_.byte(0), np.minimum(locals_.counts, LONGEST)])
    answer = np.zeros(len(locals_.starts), bool)
    if len(near):
        words = pc.ascii_lower(locals_.at(near).text())
        suspect = pc.or_(
            pc.is_in(words, value_set=pa.array(sorted(suspects), pa.string())), pc.starts_with(words, _REDACTED)
        )
        answer[near] = suspect.to_numpy(zero_copy_only=False)
    return answer
