"""Copies of customers as numbers: what must be known of them to decide who stays, and nothing else.

Their texts are needed only to tell which are the same. So a customer with a million records costs some dozens of bytes
for each of them while he is decided about, and no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication.chunks import fits, stretches
from yotpo_lint.deduplication.equality import alike, combined
from yotpo_lint.dictionary_columns import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.rule import KeyRule

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Digests = NDArray[np.uint64]
    Answers = NDArray[np.int8]
    Clean = Mapping[str, pa.Array]

# What fetches the records at ascending positions, with some of their fields; of as many as can be held.
Fetch = Callable[["Numbers", Sequence[str]], "Records"]

Columns = Callable[["Clean"], Sequence[pa.Array]]


class Records(NamedTuple):
    """Some records with their texts.

    Attributes:
        rows: their numbers.
        alive: which of them are not rejected.
        aside: which hold no more of a customer than an address that does not count.
        clean: by field, a string array.
    """

    rows: Numbers
    alive: Flags
    aside: Flags
    clean: Clean


@dataclass(frozen=True, slots=True)
class Copies:
    """Records that share their key with others: those of one key lie together, each in the order of the input.

    Attributes:
        at: of each record its position in the input.
        rows, alive, aside: as `Records` has them.
        content: of each record a number, the same for the same texts and for no others.
        answers: by consent field, of each record which of the rule's answers it has; -1 for none of them.
        key: of each record the number of its key; keys are counted from 0.
        starts, counts: by key, where its records begin and how many there are.
    """

    at: Numbers
    rows: Numbers
    alive: Flags
    aside: Flags
    content: Numbers
    answers: Mapping[str, Answers]
    key: Numbers
    starts: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Sought:
    """What makes records copies of each other.

    Attributes:
        key_of: makes of clean columns those that are the same for copies.
        key_fields: the fields that it needs.
        content_of: makes of clean columns those in which copies may differ.
        content_fields: the fields that it needs.
        answers: by consent field its values, strictest first.
    """

    key_of: Columns
    key_fields: Sequence[str]
    content_of: Columns
    content_fields: Sequence[str]
    answers: Mapping[str, tuple[str | None, ...]]

    @property
    def fields(self) -> list[str]:
        """Return every field that is looked at."""
        return list(dict.fromkeys((*self.key_fields, *self.content_fields, *self.answers)))


def of_customers(rule: KeyRule) -> Sought:
    """Seek records of one customer: those of which the first identity field that is present is the same."""
    key_of = partial(_identified, rule.identity_fields)
    return Sought(
        key_of, rule.identity_fields, lambda clean: [clean[name] for name in FIELDS], FIELDS, rule.strictest_first
    )


def of_texts(name: str, rule: KeyRule) -> Sought:
    """Seek records that share the text of a field, capitals aside, and tell them by their keys."""
    content_of = partial(_identified, rule.identity_fields)
    return Sought(lambda clean: [pc.ascii_lower(clean[name])], (name,), content_of, rule.identity_fields, {})


def _identified(identity: Sequence[str], clean: Clean) -> list[pa.Array]:
    """Return the identity fields, each only where no stronger one is present."""
    columns = [clean[name] for name in identity]
    missing = columns[0].is_null()
    for number, column in enumerate(columns[1:], 1):
        columns[number] = pc.if_else(missing, column, None)
        missing = pc.and_(missing, column.is_null())
    return columns


class Known(NamedTuple):
    """What of each record is known without a look at others, and without its texts; of `answers` a column each."""

    rows: Numbers
    alive: Flags
    aside: Flags
    answers: Answers


class Gathered(NamedTuple):
    """What is held of more records than can be held with their texts: numbers for the texts of key and content."""

    rows: Numbers
    alive: Flags
    aside: Flags
    answers: Answers
    keys: Digests
    contents: Digests

    def at(self, which: Numbers) -> Gathered:
        """Return what is held of some of the records."""
        rows, alive, aside, answers, keys, contents = self
        return Gathered(rows[which], alive[which], aside[which], answers[which], keys[which], contents[which])


def copies_at(positions: Numbers, fetch: Fetch, sought: Sought) -> Copies:
    """Return the copies among the records at ascending positions, each of which has a key."""
    if not fits(positions):
        return copies_of_many(positions, gathered(positions, fetch, sought), fetch, sought)
    records = fetch(positions, sought.fields)
    key, content = _alike(sought.key_of(records.clean)), _alike(sought.content_of(records.clean))
    return _grouped(positions, _known(records, sought), key, content, tuple(sought.answers))


def gathered(positions: Numbers, fetch: Fetch, sought: Sought) -> Gathered:
    """Gather what is held of many records."""

    def held(some: Numbers) -> Gathered:
        records = fetch(some, sought.fields)
        keys, contents = combined(sought.key_of(records.clean)), combined(sought.content_of(records.clean))
        return Gathered(*_known(records, sought), keys, contents)

    return Gathered(*map(np.concatenate, zip(*map(held, stretches(positions)), strict=True)))


def copies_of_many(positions: Numbers, held: Gathered, fetch: Fetch, sought: Sought) -> Copies:
    """Return the copies among records of which numbers are held; their texts are fetched to compare them."""
    key = alike(held.keys, lambda at: sought.key_of(fetch(at, sought.key_fields).clean), positions)
    content = alike(held.contents, lambda at: sought.content_of(fetch(at, sought.content_fields).clean), positions)
    return _grouped(positions, Known(*held[:4]), key, content, tuple(sought.answers))


def _known(records: Records, sought: Sought) -> Known:
    answers = np.full((len(records.rows), len(sought.answers)), -1, np.int8)
    for column, (name, order) in enumerate(sought.answers.items()):
        cells = records.clean[name]
        for number, text in enumerate(order):
            same = cells.is_null() if text is None else pc.equal(cells, text).fill_null(False)
            answers[same.to_numpy(zero_copy_only=False), column] = number
    return Known(records.rows, records.alive, records.aside, answers)


def _alike(columns: Sequence[pa.Array]) -> Numbers:
    """Return for each record the index of the first that has the same texts."""
    first, which = distinct(columns)
    return first[which]


def _grouped(at: Numbers, known: Known, key: Numbers, content: Numbers, answers: Sequence[str]) -> Copies:
    """Bring records of one key together; those that are alone with theirs are left out."""
    chosen = np.flatnonzero(np.bincount(key, minlength=len(key))[key] > 1)
    order = chosen[np.argsort(key[chosen], kind="stable")]
    begins = np.diff(key[order], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return Copies(
        at[order],
        known.rows[order],
        known.alive[order],
        known.aside[order],
        content[order],
        dict(zip(answers, known.answers[order].T, strict=True)),
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(order)),
    )


def chosen(copies: Copies, which: Flags) -> Copies:
    """Return only some of the copies; those of one key may be only one then."""
    at = np.flatnonzero(which)
    begins = np.diff(copies.key[at], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return Copies(
        copies.at[at],
        copies.rows[at],
        copies.alive[at],
        copies.aside[at],
        copies.content[at],
        {name: answers[at] for name, answers in copies.answers.items()},
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(at)),
    )
