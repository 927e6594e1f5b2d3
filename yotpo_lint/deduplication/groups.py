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
from yotpo_lint.deduplication.chunks import fits_in_memory, iterate_chunks
from yotpo_lint.deduplication.equality import find_first_equal, hash_rows
from yotpo_lint.dictionary_columns import find_distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.rule import KeyRule

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Hashes = NDArray[np.uint64]
    Consents = NDArray[np.int8]
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
    accepted: Flags
    aside: Flags
    clean: Clean


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
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
    accepted: Flags
    aside: Flags
    content: Numbers
    consents: Mapping[str, Consents]
    key: Numbers
    starts: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Grouping:
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
    consents: Mapping[str, tuple[str | None, ...]]

    @property
    def fields(self) -> list[str]:
        """Return every field that is looked at."""
        return list(dict.fromkeys((*self.key_fields, *self.content_fields, *self.consents)))


def group_by_customer(rule: KeyRule) -> Grouping:
    """Seek records of one customer: those of which the first identity field that is present is the same."""
    key_of = partial(_build_identity_columns, rule.identity_fields)
    return Grouping(
        key_of, rule.identity_fields, lambda clean: [clean[name] for name in FIELDS], FIELDS, rule.strictest_first
    )


def group_by_text(name: str, rule: KeyRule) -> Grouping:
    """Seek records that share the text of a field, capitals aside, and tell them by their keys."""
    content_of = partial(_build_identity_columns, rule.identity_fields)
    return Grouping(lambda clean: [pc.ascii_lower(clean[name])], (name,), content_of, rule.identity_fields, {})


def _build_identity_columns(identity: Sequence[str], clean: Clean) -> list[pa.Array]:
    """Return the identity fields, each only where no stronger one is present."""
    columns = [clean[name] for name in identity]
    missing = columns[0].is_null()
    for number, column in enumerate(columns[1:], 1):
        columns[number] = pc.if_else(missing, column, None)
        missing = pc.and_(missing, column.is_null())
    return columns


class RecordStates(NamedTuple):
    """What of each record is known without a look at others, and without its texts; of `answers` a column each."""

    rows: Numbers
    accepted: Flags
    aside: Flags
    consents: Consents


class HashedRecords(NamedTuple):
    """What is held of more records than can be held with their texts: numbers for the texts of key and content."""

    rows: Numbers
    accepted: Flags
    aside: Flags
    consents: Consents
    keys: Hashes
    contents: Hashes

    def at(self, which: Numbers) -> HashedRecords:
        """Return what is held of some of the records."""
        rows, accepted, aside, consents, keys, contents = self
        return HashedRecords(rows[which], accepted[which], aside[which], consents[which], keys[which], contents[which])


def find_groups(positions: Numbers, fetch: Fetch, grouping: Grouping) -> DuplicateGroups:
    """Return the copies among the records at ascending positions, each of which has a key."""
    if not fits_in_memory(positions):
        return find_groups_by_hash(positions, hash_records(positions, fetch, grouping), fetch, grouping)
    records = fetch(positions, grouping.fields)
    key, content = (
        _find_first_equal(grouping.key_of(records.clean)),
        _find_first_equal(grouping.content_of(records.clean)),
    )
    return _build_groups(positions, _get_record_states(records, grouping), key, content, tuple(grouping.consents))


def hash_records(positions: Numbers, fetch: Fetch, grouping: Grouping) -> HashedRecords:
    """Gather what is held of many records."""

    def held(some: Numbers) -> HashedRecords:
        records = fetch(some, grouping.fields)
        keys, contents = hash_rows(grouping.key_of(records.clean)), hash_rows(grouping.content_of(records.clean))
        return HashedRecords(*_get_record_states(records, grouping), keys, contents)

    return HashedRecords(*map(np.concatenate, zip(*map(held, iterate_chunks(positions)), strict=True)))


def find_groups_by_hash(positions: Numbers, held: HashedRecords, fetch: Fetch, grouping: Grouping) -> DuplicateGroups:
    """Return the copies among records of which numbers are held; their texts are fetched to compare them."""
    key = find_first_equal(held.keys, lambda at: grouping.key_of(fetch(at, grouping.key_fields).clean), positions)
    content = find_first_equal(
        held.contents, lambda at: grouping.content_of(fetch(at, grouping.content_fields).clean), positions
    )
    return _build_groups(positions, RecordStates(*held[:4]), key, content, tuple(grouping.consents))


def _get_record_states(records: Records, grouping: Grouping) -> RecordStates:
    consents = np.full((len(records.rows), len(grouping.consents)), -1, np.int8)
    for column, (name, order) in enumerate(grouping.consents.items()):
        cells = records.clean[name]
        for number, text in enumerate(order):
            same = cells.is_null() if text is None else pc.equal(cells, text).fill_null(False)
            consents[same.to_numpy(zero_copy_only=False), column] = number
    return RecordStates(records.rows, records.accepted, records.aside, consents)


def _find_first_equal(columns: Sequence[pa.Array]) -> Numbers:
    """Return for each record the index of the first that has the same texts."""
    first, which = find_distinct(columns)
    return first[which]


def _build_groups(
    at: Numbers, known: RecordStates, key: Numbers, content: Numbers, consents: Sequence[str]
) -> DuplicateGroups:
    """Bring records of one key together; those that are alone with theirs are left out."""
    filter_groups = np.flatnonzero(np.bincount(key, minlength=len(key))[key] > 1)
    order = filter_groups[np.argsort(key[filter_groups], kind="stable")]
    begins = np.diff(key[order], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return DuplicateGroups(
        at[order],
        known.rows[order],
        known.accepted[order],
        known.aside[order],
        content[order],
        dict(zip(consents, known.consents[order].T, strict=True)),
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(order)),
    )


def filter_groups(groups: DuplicateGroups, which: Flags) -> DuplicateGroups:
    """Return only some of the copies; those of one key may be only one then."""
    at = np.flatnonzero(which)
    begins = np.diff(groups.key[at], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return DuplicateGroups(
        groups.at[at],
        groups.rows[at],
        groups.accepted[at],
        groups.aside[at],
        groups.content[at],
        {name: consents[at] for name, consents in groups.consents.items()},
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(at)),
    )
