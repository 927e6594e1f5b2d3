"""The order of sending: refusals first, and each customer's records in the order of the files.

A refusal must not wait two days behind a million others, so records that carry one go first. Where a customer has an
earlier record, that one goes first with it: sent later, it would take the refusal back. Customers are told apart by
every identifier that a record names. What is known of them lies in a temporary database on the disk; in memory are
only those who both appear more than once and refuse, and after `fix` there are none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal

from yotpo_lint.upload.payload_file import PayloadFile

Order = Literal["consent", "file"]

_BATCH: Final = 10_000
# A file's number stands above the line's in one sortable number.
_SHIFT: Final = 40


def compute_plan_key(files: Sequence[PayloadFile]) -> str:
    """Return what the order of these files is known by."""
    return sha256("\n".join(file.sha256 for file in files).encode()).hexdigest()


class Appearances:
    """Where each customer appears, in the order of the files."""

    def __init__(self) -> None:
        # An empty name is a temporary database on the disk, which SQLite deletes when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA cache_size = -8192")
        self._db.execute("CREATE TABLE appearances (identity INTEGER, place INTEGER, refusal INTEGER)")
        self._waiting: list[tuple[int, int, bool]] = []

    def note(self, number: int, file: PayloadFile, line: int, record: Mapping[str, Any]) -> None:
        """Note one record."""
        refusal = file.endpoint.is_refusal(record)
        place = number << _SHIFT | line
        for field, value in file.endpoint.identities(record):
            self._waiting.append((_digest(f"{file.endpoint.name}\0{field}\0{value}"), place, refusal))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def find_promoted(self) -> Iterator[tuple[int, int]]:
        """Yield file and line of the records that go first because a refusal of their customer follows."""
        self._flush()
        self._db.execute("CREATE INDEX by_identity ON appearances (identity)")
        several = self._db.execute(
            "SELECT place, identity, refusal FROM appearances WHERE identity IN "
            "(SELECT identity FROM appearances GROUP BY identity HAVING min(place) < max(place)) ORDER BY place DESC"
        )
        first: set[int] = set()
        # Backwards: whoever has one identifier in common with what goes first goes before it.
        for place, rows in groupby(several, key=itemgetter(0)):
            identities, refusals = set[int](), set[int]()
            for _, identity, refusal in rows:
                identities.add(identity)
                refusals.add(refusal)
            if 1 in refusals:
                first |= identities
            elif not first.isdisjoint(identities):
                first |= identities
                yield place >> _SHIFT, place & ((1 << _SHIFT) - 1)

    def close(self) -> None:
        """Throw the database away."""
        self._db.close()

    def _flush(self) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO appearances VALUES (?, ?, ?)", self._waiting)
        self._db.execute("COMMIT")
        self._waiting.clear()


def _digest(text: str) -> int:
    """Return 64 bits of a digest; two customers that share them by chance are sent one after the other, that is all."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
