"""Group duplicate records, and keep only the numbers that are needed to resolve them.

Texts are compared once and then dropped, so a group of a million records costs a few dozen bytes per record.
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

# Fetches the records at ascending positions with the given fields; for at most `chunks.MAX_RECORDS` records.
Fetch = Callable[["Numbers", Sequence[str]], "Records"]

Columns = Callable[["Clean"], Sequence[pa.Array]]


class Records(NamedTuple):
    """Records with their texts.

    Attributes:
        rows: the record numbers.
        accepted: which records no rule has rejected.
        address_only: which records hold only a further address of a customer.
        clean: a string array for each field.
    """

    rows: Numbers
    accepted: Flags
    address_only: Flags
    clean: Clean


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """Groups of records that share a key: each group is contiguous and in input order.

    Attributes:
        at: each record's position in the input.
        rows, accepted, address_only: as in `Records`.
        content: a number for each record's texts; two numbers are equal if and only if the texts are.
        consents: for each consent field, each record's index into the rule's values, strictest first; -1 for any
            other text.
        key: each record's group number, from 0.
        starts, counts: for each group, the index of its first record and its size.
    """

    at: Numbers
    rows: Numbers
    accepted: Flags
    address_only: Flags
    content: Numbers
    consents: Mapping[str, Consents]
    key: Numbers
    starts: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True)
class Grouping:
    """How to group records.

    Attributes:
        key_of: builds the key columns from the clean columns; the records of a group have equal keys.
        key_fields: the fields that `key_of` needs.
        content_of: builds the columns in which the records of a group may differ.
        content_fields: the fields that `content_of` needs.
        consents: for each consent field its values, strictest first.
    """

    key_of: Columns
    key_fields: Sequence[str]
    content_of: Columns
    content_fields: Sequence[str]
    consents: Mapping[str, tuple[str | None, ...]]

    @property
    def fields(self) -> list[str]:
        """Return every field that the grouping needs."""
        return list(dict.fromkeys((*self.key_fields, *self.content_fields, *self.consents)))


def group_by_customer(rule: KeyRule) -> Grouping:
    """Group the records of one customer, which have the same first present identity field."""
    key_of = partial(_build_identity_columns, rule.identity_fields)
    return Grouping(
        key_of, rule.identity_fields, lambda clean: [clean[name] for name in FIELDS], FIELDS, rule.strictest_first
    )


def group_by_text(name: str, rule: KeyRule) -> Grouping:
    """Group records that share the text of a field, ignoring ASCII case; their content is their customer's key."""
    content_of = partial(_build_identity_columns, rule.identity_fields)
    return Grouping(
        lambda clean: [pc.ascii_lower(clean[name])], (name,), content_of, rule.identity_fields, rule.strictest_first
    )


def _build_identity_columns(identity: Sequence[str], clean: Clean) -> list[pa.Array]:
    """Return the identity columns, each null where a stronger one is present."""
    columns = [clean[name] for name in identity]
    missing = columns[0].is_null()
    for number, column in enumerate(columns[1:], 1):
        columns[number] = pc.if_else(missing, column, None)
        missing = pc.and_(missing, column.is_null())
    return columns


class RecordStates(NamedTuple):
    """The state of each record without its texts; `consents` has one column per consent field."""

    rows: Numbers
    accepted: Flags
    address_only: Flags
    consents: Consents


class HashedRecords(NamedTuple):
    """`RecordStates` with hashes of key and content, for more records than fit in memory with their texts."""

    rows: Numbers
    accepted: Flags
    address_only: Flags
    consents: Consents
    keys: Hashes
    contents: Hashes

    def at(self, which: Numbers) -> HashedRecords:
        """Return a subset of the records."""
        rows, accepted, address_only, consents, keys, contents = self
        return HashedRecords(
            rows[which], accepted[which], address_only[which], consents[which], keys[which], contents[which]
        )


def find_groups(positions: Numbers, fetch: Fetch, grouping: Grouping) -> DuplicateGroups:
    """Return the duplicate groups among the records at ascending positions; every record has a key."""
    if not fits_in_memory(positions):
        return find_groups_by_hash(positions, hash_records(positions, fetch, grouping), fetch, grouping)
    records = fetch(positions, grouping.fields)
    key, content = (
        _find_first_equal(grouping.key_of(records.clean)),
        _find_first_equal(grouping.content_of(records.clean)),
    )
    return _build_groups(positions, _get_record_states(records, grouping), key, content, tuple(grouping.consents))


def hash_records(positions: Numbers, fetch: Fetch, grouping: Grouping) -> HashedRecords:
    """Hash the keys and contents of many records, one chunk at a time."""

    def hash_chunk(some: Numbers) -> HashedRecords:
        records = fetch(some, grouping.fields)
        keys, contents = hash_rows(grouping.key_of(records.clean)), hash_rows(grouping.content_of(records.clean))
        return HashedRecords(*_get_record_states(records, grouping), keys, contents)

    return HashedRecords(*map(np.concatenate, zip(*map(hash_chunk, iterate_chunks(positions)), strict=True)))


def find_groups_by_hash(positions: Numbers, hashed: HashedRecords, fetch: Fetch, grouping: Grouping) -> DuplicateGroups:
    """Return the duplicate groups among hashed records; texts are fetched only where hashes are equal."""
    key = find_first_equal(hashed.keys, lambda at: grouping.key_of(fetch(at, grouping.key_fields).clean), positions)
    content = find_first_equal(
        hashed.contents, lambda at: grouping.content_of(fetch(at, grouping.content_fields).clean), positions
    )
    return _build_groups(positions, RecordStates(*hashed[:4]), key, content, tuple(grouping.consents))


def _get_record_states(records: Records, grouping: Grouping) -> RecordStates:
    consents = np.full((len(records.rows), len(grouping.consents)), -1, np.int8)
    for column, (name, order) in enumerate(grouping.consents.items()):
        cells = records.clean[name]
        for number, text in enumerate(order):
            same = cells.is_null() if text is None else pc.equal(cells, text).fill_null(False)
            consents[same.to_numpy(zero_copy_only=False), column] = number
    return RecordStates(records.rows, records.accepted, records.address_only, consents)


def _find_first_equal(columns: Sequence[pa.Array]) -> Numbers:
    """Return for each record the index of the first record with equal texts."""
    first, which = find_distinct(columns)
    return first[which]


def _build_groups(
    at: Numbers, known: RecordStates, key: Numbers, content: Numbers, consents: Sequence[str]
) -> DuplicateGroups:
    """Sort records by key; records whose key occurs once are dropped."""
    repeated = np.flatnonzero(np.bincount(key, minlength=len(key))[key] > 1)
    order = repeated[np.argsort(key[repeated], kind="stable")]
    begins = np.diff(key[order], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return DuplicateGroups(
        at[order],
        known.rows[order],
        known.accepted[order],
        known.address_only[order],
        content[order],
        dict(zip(consents, known.consents[order].T, strict=True)),
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(order)),
    )


def filter_groups(groups: DuplicateGroups, which: Flags) -> DuplicateGroups:
    """Return a subset of the records; a group may then hold a single record."""
    at = np.flatnonzero(which)
    begins = np.diff(groups.key[at], prepend=-1) != 0
    starts = np.flatnonzero(begins)
    return DuplicateGroups(
        groups.at[at],
        groups.rows[at],
        groups.accepted[at],
        groups.address_only[at],
        groups.content[at],
        {name: consents[at] for name, consents in groups.consents.items()},
        np.cumsum(begins) - 1,
        starts,
        np.diff(starts, append=len(at)),
    )
