"""Columns that can only say no: opt-outs, suppressions, times of unsubscribing.

They are heard beside the column of the consent. Where one of them says no, the field is `false` whatever the others
say; where it says nothing, the column of the consent is read; where it holds a word that nobody knows, the cell is
refused, for it may be a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Final

import pyarrow as pa

from yotpo_lint.sources.json_paths import decode_cell
from yotpo_lint.sources.source import OptOut, Word, header_key
from yotpo_lint.sources.source_file import ANY, word_of

OUT: Final = "out"
NOTHING: Final = "nothing"
UNKNOWN: Final = "unknown"
RANKS: Final = {NOTHING: 0, UNKNOWN: 1, OUT: 2}

# What a column named `unsubscribed` or `opted out` says where the customer has, and where not. A blank list is none.
YES: Final = frozenset("true yes y t 1 1.0 on".split())
NO: Final = frozenset("false no n f 0 0.0 off none null never [] {}".split())

NO_CONSENT: Final = "not having opted out is no consent"

# A time at which somebody opted out. Zeros are what MySQL writes for none.
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{10}(?:[0-9]{3})?$")
_NO_TIME: Final = re.compile(r"0000-00-00")
_SEPARATORS: Final = re.compile(r"[,;|]")


def read_opt_out(text: str, opt_out: OptOut) -> str:
    """Return `out`, `nothing` or `unknown` for a cell of a column that can only say no.

    >>> column = OptOut(header="Suppressions", words=frozenset({"hard bounce"}), why="")
    >>> [read_opt_out(text, column) for text in ("['HARD_BOUNCE']", "[]", "2021-01-01", "false", "perhaps")]
    ['out', 'nothing', 'out', 'nothing', 'unknown']
    """
    senses = {_sense(part, opt_out) for part in _parts(text) if part}
    return next((sense for sense in (OUT, UNKNOWN) if sense in senses), NOTHING)


def _sense(part: str, opt_out: OptOut) -> str:
    """Return what one word says: what the source says of it goes before what it says anywhere."""
    if part in opt_out.words:
        return OUT
    if part in opt_out.silent or part in NO or _NO_TIME.match(part):
        return NOTHING
    return OUT if ANY in opt_out.words or part in YES or _TIME.match(part) else UNKNOWN


def _parts(text: str) -> Iterable[str]:
    """Return the words of a cell: of a list as JSON or Python write it, or as commas and semicolons part it."""
    document = decode_cell(text)
    if isinstance(document, list):
        return [word_of(str(each)) for each in document]
    return [word_of(part) for part in _SEPARATORS.split(text)]


def hear_opt_outs(
    columns: Mapping[str, pa.Array], opt_outs: Mapping[str, OptOut], consent: pa.Array | None, rows: int
) -> pa.Array:
    """Return the cells of a consent after its opt-outs were heard.

    A cell that an opt-out decides names its column (`Email Opt Out: true`), so that it is read as what it is.

    Args:
        columns: the batch's columns by name.
        opt_outs: the columns that can only say no, by name.
        consent: the cells of the consent; None where the table has none.
        rows: how many records the batch has.
    """
    texts: list[str | None] = [None] * rows
    if consent is not None:
        texts = [_filled(text) for text in consent.to_pylist()]
    ranks = [0] * rows
    for name, opt_out in opt_outs.items():
        known: dict[str, str] = {}
        for row, text in enumerate(columns[name].to_pylist()):
            if _filled(text) is None:
                continue
            if text not in known:
                known[text] = read_opt_out(text, opt_out)
            rank = RANKS[known[text]]
            if rank > ranks[row] or texts[row] is None:
                texts[row], ranks[row] = f"{opt_out.header}: {text}", rank
    return pa.array(texts, pa.string())


def _filled(text: str | None) -> str | None:
    return text if text is not None and text.strip() else None


def opt_out_of(text: str, opt_outs: Iterable[OptOut]) -> tuple[OptOut, str] | None:
    """Return the column that a cell with its name is from, and what it says; None for any other text."""
    for opt_out in opt_outs:
        start = f"{opt_out.header}: "
        if text.startswith(start):
            return opt_out, read_opt_out(text.removeprefix(start), opt_out)
    return None


def present_opt_outs(opt_outs: Mapping[str, OptOut], present: Mapping[str, str]) -> dict[str, OptOut]:
    """Return the opt-outs that a table has, by its columns; `present` has these by folded header."""
    return {
        column: replace(each, header=column)
        for header, each in opt_outs.items()
        for key, column in present.items()
        if fnmatchcase(key, header_key(header))
    }


def words_of_opt_out(opt_out: OptOut) -> dict[str, Word]:
    """Return the vocabulary of a column that can only say no, for a table in which it alone feeds the consent.

    One that has words for both senses is a state, whose header says the opposite of nothing.
    """
    if opt_out.silent:
        return {}
    refusals = {word: Word(becomes="false", why=opt_out.why) for word in (*YES, *opt_out.words)}
    return refusals | {word: Word(becomes=None, why=NO_CONSENT) for word in NO}
