"""The delta: which customers are new, changed, unchanged or gone compared with an earlier upload.

The earlier file is read line by line. For every customer two digests of 16 bytes stay in memory, one of its identity
and one of its request body: about 60 bytes per customer. Two different texts have the same digest by chance once in
2**128 pairs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import IDENTITY_FIELDS
from yotpo_lint.contract.profiles import CORE, Profile
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.errors import InputError
from yotpo_lint.outcome.outcome import Outcome, Place
from yotpo_lint.writers.accepted_lines import CUSTOMERS, SNAPSHOT, is_journal, read_accepted_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

VANISHED: Final = "vanished.csv"

DIGEST: Final = 16

_GZIP: Final = b"\x1f\x8b"
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
MISSING, REJECTED, ACCEPTED = 0, 1, 2
WORDS: Final = {MISSING: "not in the table", REJECTED: "rejected"}


@dataclass(frozen=True, slots=True)
class BatchDelta:
    """The comparison of one batch with the earlier upload.

    Attributes:
        send: which of the accepted customers are new or changed.
        new, changed, same: the number of each.
        accepted, rejected: indices of the earlier customers that this batch accepts or rejects.
    """

    send: NDArray[np.bool_]
    new: int
    changed: int
    same: int
    accepted: NDArray[np.intp]
    rejected: NDArray[np.intp]


class EarlierUpload:
    """An earlier upload, and which of its customers the run has seen again."""

    def __init__(self, path: Path, profile: Profile = CORE) -> None:
        self.path = _find_file(path)
        self._profile = profile
        identity_digests, body_digests = bytearray(), bytearray()
        for number, line in self._read_lines():
            _, identity, body = self._parse_customer(number, line)
            identity_digests += _digest(identity)
            body_digests += _digest(body)
        ids = _to_number_pairs(identity_digests)
        order = np.lexsort((ids[:, 1], ids[:, 0]))
        # If a file names a customer twice, Yotpo has the later line; a stable sort keeps it last.
        last = np.ones(len(order), bool)
        last[:-1] = (ids[order][1:] != ids[order][:-1]).any(axis=1)
        order = order[last]
        self._ids, self._bodies = ids[order], _to_number_pairs(body_digests)[order]
        # The line of each customer, for the list of vanished customers.
        self._line_indices = order.astype(np.uint32)
        self._state = np.zeros(len(order), np.uint8)
        self.counts = {"new": 0, "changed": 0, "same": 0}

    def compare_batch(self, outcome: Outcome, columns: Mapping[str, pa.Array], lines: pa.Array) -> BatchDelta:
        """Compare the accepted customers of a batch, given as clean columns and as lines without envelope.

        Workers can compare several batches at a time.
        """
        indices, found = self._find(_list_identities(columns, self._profile))
        bodies = _to_number_pairs(b"".join(map(_digest, _to_bytes(lines))))
        same = found.copy()
        same[found] = (self._bodies[indices[found]] == bodies[found]).all(axis=1)
        return BatchDelta(
            send=~same,
            new=int((~found).sum()),
            changed=int((found & ~same).sum()),
            same=int(same.sum()),
            accepted=indices[found],
            rejected=self._find_rejected(outcome),
        )

    def add(self, delta: BatchDelta) -> None:
        """Record the comparison of one batch."""
        for name in self.counts:
            self.counts[name] += getattr(delta, name)
        self._state[delta.rejected] = np.maximum(self._state[delta.rejected], REJECTED)
        self._state[delta.accepted] = ACCEPTED

    def write_vanished(self, path: Path) -> dict[str, int]:
        """Write the customers that are no longer accepted; return their number, and how many of them are rejected."""
        gone = np.flatnonzero(self._state < ACCEPTED)
        gone = gone[np.argsort(self._line_indices[gone])]
        # Half of a surrogate pair cannot be encoded; it is written as its escape.
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow([*IDENTITY_FIELDS, "now"])
            # Only the lines of vanished customers are parsed again.
            lines, position = self._read_lines(), 0
            for line_index, state in zip(self._line_indices[gone].tolist(), self._state[gone].tolist(), strict=True):
                found = next(islice(lines, line_index - position, None), None)
                if found is None:
                    raise InputError(f"{self.path}: changed while it was read; run it again")
                position = line_index + 1
                customer = self._parse_customer(*found)[0]
                identifiers = (customer.get(self._profile.keys.get(name, name), "") for name in IDENTITY_FIELDS)
                writer.writerow([*identifiers, WORDS[state]])
        return {
            "vanished": int((self._state < ACCEPTED).sum()),
            "vanished_rejected": int((self._state == REJECTED).sum()),
        }

    def report(self, vanished: Mapping[str, int]) -> dict[str, Any]:
        """Return the delta as the report has it."""
        return {"file": str(self.path), **self.counts, **vanished}

    def _read_lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of the file that are not blank, with their numbers; of a journal, the accepted ones.

        Raises:
            InputError: the file cannot be read.
        """
        if is_journal(self.path):
            yield from read_accepted_lines(self.path, self._profile.endpoint)
            return
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield number, line
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be read ({error.strerror}); pass customers.jsonl of an earlier run to --since"
            ) from error

    def _parse_customer(self, number: int, line: bytes) -> tuple[dict[str, Any], bytes, bytes]:
        """Return the customer of a line, its identity and its request body as bytes."""
        return _parse_line(line, f"{self.path}, line {number}", self._profile)

    def _find(self, identities: Sequence[bytes]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return the index of each customer among the earlier ones, and whether it is among them."""
        wanted = _to_number_pairs(b"".join(map(_digest, identities)))
        if not len(self._ids):
            return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), bool)
        first = self._ids[:, 0]
        indices = np.searchsorted(first, wanted[:, 0])
        ends = np.searchsorted(first, wanted[:, 0], side="right")
        # Digests with the same first 8 bytes are rare, so a loop is fast enough.
        for number in np.flatnonzero(ends - indices > 1):
            second = self._ids[indices[number] : ends[number], 1]
            indices[number] += int(np.searchsorted(second, wanted[number, 1]))
        indices = np.minimum(indices, len(first) - 1)
        return indices, (self._ids[indices] == wanted).all(axis=1)

    def _find_rejected(self, outcome: Outcome) -> NDArray[np.intp]:
        """Return the earlier customers that rejected rows name by any readable identifier."""
        index = pa.array(np.flatnonzero(outcome.place == Place.REJECTED))
        found: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        for field in self._profile.identity:
            values = outcome.clean[field].take(index).drop_null().to_pylist()
            indices, is_known = self._find([_encode_identity(field, value) for value in values])
            found.append(indices[is_known])
        return np.concatenate(found)


def _find_file(path: Path) -> Path:
    """Return the file with all customers of an earlier run, given the file or its folder."""
    if path.is_dir():
        for name in (SNAPSHOT, CUSTOMERS):
            if (path / name).is_file():
                return path / name
        raise InputError(
            f"{path}: contains neither {SNAPSHOT} nor {CUSTOMERS}; pass the folder of an earlier run to --since"
        )
    if path.name == CUSTOMERS and path.with_name(SNAPSHOT).exists():
        raise InputError(f"{path}: contains only what changed in that run; pass {path.with_name(SNAPSHOT)} to --since")
    if not path.exists():
        raise InputError(f"{path}: file not found; pass customers.jsonl of an earlier run to --since")
    return path


def _parse_line(line: bytes, location: str, profile: Profile) -> tuple[dict[str, Any], bytes, bytes]:
    """Return the customer of a line, its identity and its request body as bytes."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        if line.startswith(_GZIP):
            raise InputError(f"{location}: is compressed; decompress it and pass it to --since again") from error
        raise InputError(f"{location}: is not JSON; pass customers.jsonl of an earlier run to --since") from error
    if isinstance(content, dict) and content.keys() == {profile.envelope}:
        content = content[profile.envelope]
    if isinstance(content, dict):
        for field in profile.identity:
            value = content.get(profile.keys[field])
            if isinstance(value, str) and value:
                # Encoded as `fix` writes it, whatever spaces the line has.
                body = _ENCODER.encode(content)
                return content, _encode_identity(field, value), body.encode("utf-8", "surrogatepass")
    *others, last = (profile.keys[field] for field in profile.identity)
    expected = f"{', '.join(others)} or {last}" if others else last
    raise InputError(f"{location}: expected a customer with {expected}")


def _list_identities(columns: Mapping[str, pa.Array], profile: Profile) -> list[bytes]:
    """Return the identity of each accepted customer: its strongest identifier with the field's name."""
    known = [pc.binary_join_element_wise(field, dictionary_decode(columns[field]), "\0") for field in profile.identity]
    return _to_bytes(pc.coalesce(*known))


def _encode_identity(field: str, value: str) -> bytes:
    """Return an identifier with its field's name as bytes."""
    return f"{field}\0{value}".encode("utf-8", "surrogatepass")


def _to_bytes(column: pa.Array) -> list[bytes]:
    """Return the texts of a column as bytes."""
    texts: list[bytes] = column.cast(pa.binary()).to_pylist()
    return texts


def _digest(content: bytes) -> bytes:
    """Return the digest of bytes."""
    return blake2b(content, digest_size=DIGEST).digest()


def _to_number_pairs(digests: bytes | bytearray) -> NDArray[np.uint64]:
    """Return digests as pairs of numbers, which numpy sorts and compares quickly."""
    return np.frombuffer(bytes(digests), np.uint64).reshape(-1, 2)
