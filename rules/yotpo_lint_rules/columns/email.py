"""Whole columns of e-mail addresses at once: the accelerator of the rule `email`.

It settles plain ASCII addresses by their shape, one pattern over the column, and says what is wrong with cells that
lack one thing of it. Each distinct domain is looked up once; a shop's customers share few.

Measured with one thread on a million cells of the benchmark's table with 2 % rejected: 0.9 s of CPU, refusals included,
where arithmetic on the column's bytes took 0.6 s without them. Polars expressions were no faster than Arrow's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint_rules.columns.spans import replace_rows

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# What a settled address needed: nothing, or its domain in small letters. What comes behind is what is wrong with it.
CLEAN, LOWERED = range(2)

# Words of conservative characters with single dots between them. No two hyphens in a row, for those may be Punycode.
_LOCAL: Final = r"[0-9A-Za-z][0-9A-Za-z_+-]*(?:\.[0-9A-Za-z_+-]+)*"
_LABEL: Final = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
_DOMAIN: Final = rf"(?:{_LABEL}\.)+[A-Za-z]{{2,}}"
PLAIN: Final = rf"{_LOCAL}@{_DOMAIN}"
# So short that no limit on a label or on the whole can be met.
LONGEST: Final = 64

# Cells that lack one thing of a plain address, by what the rule says of each.
FAULTS: Final = (
    ("email-no-at", r"[0-9A-Za-z](?:[0-9A-Za-z_+.-]*[0-9A-Za-z])?"),
    ("email-comma-for-dot", rf"{_LOCAL}@(?:{_LABEL}[.,])*{_LABEL},{_LABEL}"),
    ("email-inner-blank", rf"{_LOCAL}(?: @ ?|@ ){_DOMAIN}"),
    ("email-not-valid", rf"{_LOCAL}@{_LABEL}"),
)

# Klaviyo's deletion marker begins so.
_REDACTED: Final = "redacted."


def settle(
    column: pa.Array, suspect_locals: frozenset[str], suspect_domains: pa.Array, reserved: str
) -> tuple[pa.Array, pa.Array]:
    """Return the addresses that can be settled, null elsewhere, and what each of them needed or lacks.

    Args:
        column: the cells, none of them null or empty.
        suspect_locals: words before the @, in small letters, that are left to the reading.
        suspect_domains: domains, in small letters, that are; strings.
        reserved: a pattern of domains, in small letters, that are.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    short = pc.less_equal(pc.binary_length(column), LONGEST)
    plain = _mask(pc.and_(short, pc.match_substring_regex(column, rf"\A{PLAIN}\z")))
    rows = np.flatnonzero(plain)
    pieces = pc.list_flatten(pc.split_pattern(column.take(pa.array(rows)), "@"))
    locals_, domains = (pieces.take(pa.array(np.arange(side, 2 * len(rows), 2))) for side in (0, 1))
    coded = domains.dictionary_encode()
    lowered = pc.ascii_lower(coded.dictionary)
    stop = pc.or_(pc.is_in(lowered, value_set=suspect_domains), pc.match_substring_regex(lowered, reserved))
    stop = pc.or_(stop.take(coded.indices), _are_suspect(locals_, suspect_locals))
    addresses = pc.binary_join_element_wise(locals_, lowered.take(coded.indices), "@")
    values = replace_rows(pa.nulls(len(column), pa.string()), rows, pc.if_else(stop, None, addresses))
    needs = np.where(_mask(pc.fill_null(pc.not_equal(values, column), False)), LOWERED, CLEAN).astype(np.int8)

    others = np.flatnonzero(_mask(short) & ~plain)
    cells = column.take(pa.array(others))
    words = pc.replace_substring_regex(cells, r" ?@.*", "")
    hosts = pc.ascii_lower(pc.replace_substring_regex(cells, r".*@", ""))
    known = ~_mask(pc.or_(_are_suspect(words, suspect_locals), pc.match_substring_regex(hosts, reserved)))
    for number, (_, shape) in enumerate(FAULTS, LOWERED + 1):
        faulty = others[known & _mask(pc.match_substring_regex(cells, rf"\A(?:{shape})\z"))]
        needs[faulty] = number
        values = replace_rows(values, faulty, column.take(pa.array(faulty)))
    return values, pa.array(needs)


def _are_suspect(locals_: pa.Array, suspects: frozenset[str]) -> pa.Array:
    """Return which local parts are suspect words, or can belong to a deleted profile."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words = pc.ascii_lower(locals_)
    return pc.or_(pc.is_in(words, value_set=pa.array(sorted(suspects), pa.string())), pc.starts_with(words, _REDACTED))


def _mask(chosen: pa.Array) -> NDArray[np.bool_]:
    return chosen.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
