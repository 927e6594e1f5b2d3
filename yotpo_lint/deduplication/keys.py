"""Find duplicates over the whole input: the only step that sees more than one batch.

Two records are duplicates when their keys, the first present identity field, are equal. Only a hash of each record's
key stays in memory; the records themselves are fetched from the spool where hashes are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.deduplication.decisions import CHOICES, Decisions
from yotpo_lint.deduplication.groups import Records, find_groups, group_by_customer, group_by_text
from yotpo_lint.deduplication.hashing import HashColumn, hash_texts
from yotpo_lint.deduplication.resolution import iterate_decisions, resolve_duplicates, warn_shared_contacts
from yotpo_lint.deduplication.shared_consent import SharedConsents
from yotpo_lint.dictionary_columns import dictionary_decode, is_dictionary_encoded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.hashing import Hashes
    from yotpo_lint.kernel.judged_batch import JudgedBatch
    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.rule import KeyRule
    from yotpo_lint.settings.values import Duplicates
    from yotpo_lint.storage.spool import Spool

Clean = Mapping[str, pa.Array]


class KeyHashes(NamedTuple):
    """Hashes of the records of one batch.

    Attributes:
        key: of each record's key.
        shared: of each contact field that no two keys should share, in lower case.
        may_share: whether records with different keys can share a contact: some record has the strongest identity
            field, capitals, or both an e-mail and a phone number.
    """

    key: Hashes
    shared: tuple[Hashes, ...]
    may_share: bool


class Keys:
    """The keys of all records, added batch by batch."""

    def __init__(self, rule: KeyRule, policy: Policy) -> None:
        self._rule = rule
        self._policy = policy
        self._starts = [0]
        self._key = HashColumn()
        self._shared = tuple(HashColumn() for _ in rule.shared_contact_fields)
        self._may_share = False

    def hash_batch(self, judged: JudgedBatch) -> KeyHashes:
        """Return the hashes of a batch. Changes no state, so that workers may call it concurrently."""
        clean, strongest = judged.clean, judged.clean[self._rule.identity_fields[0]]
        hashes: dict[str, Hashes] = {}

        def hash_field(name: str) -> Hashes:
            if name not in hashes:
                hashes[name] = hash_texts(clean[name])
            return hashes[name]

        key = hash_keys(clean, self._rule.identity_fields, hash_field)
        may_share = strongest.null_count < len(strongest) or _have_both(clean, self._rule.identity_fields[1:])
        shared = []
        for name in self._rule.shared_contact_fields:
            lowered = _lower_ascii(clean[name])
            may_share |= lowered is not None
            shared.append(hash_field(name) if lowered is None else hash_texts(lowered))
        return KeyHashes(key, tuple(shared), may_share)

    def add(self, found: KeyHashes) -> None:
        """Add the hashes of the next batch."""
        self._starts.append(self._starts[-1] + len(found.key))
        self._key.add(found.key)
        for column, more in zip(self._shared, found.shared, strict=True):
            column.add(more)
        self._may_share |= found.may_share

    def resolve(self, duplicates: Duplicates, spool: Spool) -> Decisions:
        """Resolve the duplicates of the whole input."""
        rule, policy, fetch = self._rule, self._policy, partial(self.records, spool)
        decisions = Decisions(self._starts, tuple(policy.problems))
        consents = SharedConsents(rule, self._starts[-1])
        for positions in self._key.repeated():
            copies = find_groups(positions, fetch, group_by_customer(rule))
            for choice in CHOICES:
                decided = resolve_duplicates(copies, rule, policy, choice)
                decisions.survivor_counts[choice] += int(np.count_nonzero(decided.survives))
                if choice == duplicates:
                    found = list(iterate_decisions(copies, decided, rule))
                    decisions.add(found)
                    consents.add(copies)
                    consents.settle(found)
        # Without the strongest identity field, records that share a contact are duplicates and resolved already.
        if self._may_share:
            for name, column in zip(rule.shared_contact_fields, self._shared, strict=True):
                for positions in column.repeated():
                    copies = find_groups(positions, fetch, group_by_text(name, rule))
                    consents.add(copies)
                    if policy[rule.shared_contact_problem.code].active:
                        decisions.add(
                            list(warn_shared_contacts(name, copies, decisions.is_withdrawn(copies.at), rule, policy))
                        )
            emitted = ~decisions.is_withdrawn(np.arange(self._starts[-1]))
            decisions.add(list(consents.iterate_decisions(emitted)))
        return decisions

    def positions_of(self, wanted: Hashes) -> NDArray[np.int64]:
        """Return the positions of the records whose key has one of the wanted hashes."""
        return self._key.positions_of(wanted)

    def hashes_at(self, positions: NDArray[np.int64]) -> Hashes:
        """Return the key hashes of the records at ascending positions."""
        return self._key.at(positions)

    def records(self, spool: Spool, positions: NDArray[np.int64], fields: Sequence[str]) -> Records:
        """Return the records at ascending positions of the input, with the given fields."""
        rows, accepted, address_only = [np.zeros(0, np.int64)], [np.zeros(0, np.bool_)], [np.zeros(0, np.bool_)]
        clean: dict[str, list[pa.Array]] = {name: [pa.array([], pa.string())] for name in fields}
        for number, at in self.places(positions):
            batch, judged = spool[number]
            index = pa.array(at)
            rows.append(batch.rows.take(index).to_numpy(zero_copy_only=False))
            accepted.append(~judged.rejected[at])
            address_only.append(np.isin(rows[-1], np.fromiter(batch.address_only, np.int64, len(batch.address_only))))
            for name, columns in clean.items():
                # Decode: a few dictionary-encoded cells would keep all texts of the batch in memory.
                columns.append(dictionary_decode(judged.clean[name].take(index)))
        columns_by_field = {name: pa.concat_arrays(clean.pop(name)) for name in fields}
        return Records(np.concatenate(rows), np.concatenate(accepted), np.concatenate(address_only), columns_by_field)

    def places(self, positions: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Yield each batch that holds some of the ascending positions, and the positions within it."""
        bounds = np.searchsorted(positions, self._starts)
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            yield number, positions[bounds[number] : bounds[number + 1]] - self._starts[number]


def _have_both(clean: Clean, fields: Sequence[str]) -> bool:
    """Return whether any record has all of these fields."""
    present = [clean[name].is_valid().to_numpy(zero_copy_only=False) for name in fields]
    return bool(np.logical_and.reduce(present).any())


def _lower_ascii(column: pa.Array) -> pa.Array | None:
    """Return a text column with ASCII letters in lower case; None where it has no capitals."""
    if column.null_count == len(column):
        return None
    if is_dictionary_encoded(column):
        texts = _lower_ascii(column.dictionary)
        return None if texts is None else pa.DictionaryArray.from_arrays(column.indices, texts)
    small = pc.ascii_lower(column)
    return None if small.equals(column) else small


def hash_keys(clean: Clean, identity: Sequence[str], hash_field: Callable[[str], Hashes] | None = None) -> Hashes:
    """Return a hash of each record's key; equal texts of different identity fields have different hashes.

    `hash_field` returns the hashes of a field, for a caller that uses them elsewhere, too.
    """
    answer = np.zeros(len(clean[identity[0]]), np.uint64)
    for rank, name in enumerate(identity):
        missing = answer == 0
        if not missing.any():
            break
        numbers = hash_texts(clean[name]) if hash_field is None else hash_field(name)
        # Shift by the field's rank, so that the e-mail X and the id X do not become candidates for each other.
        answer = np.where(missing & (numbers > 0), numbers + np.uint64(rank), answer)
    return answer
