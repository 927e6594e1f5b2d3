"""The delta: against an earlier upload, which customers are new, changed, the same, or gone.

Exact and streaming: the earlier file is read line by line, and of every customer two digests of 16 bytes stay in
memory, one of who it is and one of what was sent; that is some 60 bytes a customer. Two different texts have the same
digest by chance once in 2**128 pairs.
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
from yotpo_lint.dictionary_columns import decoded
from yotpo_lint.errors import InputError
from yotpo_lint.outcome.outcome import Outcome, Place
from yotpo_lint.writers.accepted_lines import CUSTOMERS, SNAPSHOT, accepted_lines, is_journal

if TYPE_CHECKING:
    from numpy.typing import NDArray

VANISHED: Final = "vanished.csv"

DIGEST: Final = 16

_GZIP: Final = b"\x1f\x8b"
_AS_WRITTEN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
GONE, REJECTED, HERE = 0, 1, 2
WORDS: Final = {GONE: "not in the table", REJECTED: "rejected"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One batch against the earlier upload.

    Attributes:
        send: which of its accepted customers are new or changed.
        new, changed, same: how many are which.
        here, rejected: which earlier customers are accepted in this batch, and which are among its rejected rows.
    """

    send: NDArray[np.bool_]
    new: int
    changed: int
    same: int
    here: NDArray[np.intp]
    rejected: NDArray[np.intp]


class Earlier:
    """An earlier upload, and how much of it was met again."""

    def __init__(self, path: Path) -> None:
        self.path = _file_of(path)
        who, what = bytearray(), bytearray()
        for number, line in self._lines():
            _, identity, body = self._customer(number, line)
            who += _digest(identity)
            what += _digest(body)
        ids = _numbers(who)
        order = np.lexsort((ids[:, 1], ids[:, 0]))
        # Where a file names a customer twice, the later line is what Yotpo has; a stable sort keeps it last.
        last = np.ones(len(order), bool)
        last[:-1] = (ids[order][1:] != ids[order][:-1]).any(axis=1)
        order = order[last]
        self._ids, self._bodies = ids[order], _numbers(what)[order]
        # Where each customer stands in the file, for the list of those that vanish.
        self._places = order.astype(np.uint32)
        self._state = np.zeros(len(order), np.uint8)
        self.counts = {"new": 0, "changed": 0, "same": 0}

    def compare(self, outcome: Outcome, columns: Mapping[str, pa.Array], lines: pa.Array) -> Compared:
        """Compare a batch's accepted customers (their clean columns and bare lines); several can be made at a time."""
        at, found = self._find(_identities(columns))
        bodies = _numbers(b"".join(map(_digest, _texts(lines))))
        same = found.copy()
        same[found] = (self._bodies[at[found]] == bodies[found]).all(axis=1)
        return Compared(
            send=~same,
            new=int((~found).sum()),
            changed=int((found & ~same).sum()),
            same=int(same.sum()),
            here=at[found],
            rejected=self._rejected(outcome),
        )

    def take(self, compared: Compared) -> None:
        """Note what was met again."""
        for name in self.counts:
            self.counts[name] += getattr(compared, name)
        self._state[compared.rejected] = np.maximum(self._state[compared.rejected], REJECTED)
        self._state[compared.here] = HERE

    def write_vanished(self, path: Path) -> dict[str, int]:
        """List the customers that were not met again among the accepted; return how many, and how many are rejected."""
        gone = np.flatnonzero(self._state < HERE)
        gone = gone[np.argsort(self._places[gone])]
        # Half of a surrogate pair is no character that a file could hold; its number can be told.
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow([*IDENTITY_FIELDS, "now"])
            # Only the lines of those that are listed are read as JSON again.
            lines, at = self._lines(), 0
            for place, state in zip(self._places[gone].tolist(), self._state[gone].tolist(), strict=True):
                found = next(islice(lines, place - at, None), None)
                if found is None:
                    raise InputError(f"{self.path}: has changed while it was read; run it again")
                at = place + 1
                customer = self._customer(*found)[0]
                writer.writerow([*(customer.get(name, "") for name in IDENTITY_FIELDS), WORDS[state]])
        return {"vanished": int((self._state < HERE).sum()), "vanished_rejected": int((self._state == REJECTED).sum())}

    def report(self, vanished: Mapping[str, int]) -> dict[str, Any]:
        """Return what the report says of the delta."""
        return {"file": str(self.path), **self.counts, **vanished}

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of the file that hold anything, with their numbers; of a journal those that were accepted.

        Raises:
            InputError: the file cannot be read.
        """
        if is_journal(self.path):
            yield from accepted_lines(self.path)
            return
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield number, line
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be read ({error.strerror}); --since names customers.jsonl of an earlier run"
            ) from error

    def _customer(self, number: int, line: bytes) -> tuple[dict[str, Any], bytes, bytes]:
        """Return the customer of a line, with who it is and what was sent as bytes."""
        return _read(line, f"{self.path}, line {number}")

    def _find(self, identities: Sequence[bytes]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return where each customer stands among the earlier ones, and whether it is there at all."""
        wanted = _numbers(b"".join(map(_digest, identities)))
        if not len(self._ids):
            return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), bool)
        first = self._ids[:, 0]
        at = np.searchsorted(first, wanted[:, 0])
        until = np.searchsorted(first, wanted[:, 0], side="right")
        # Two digests that begin with the same 8 bytes are rare enough to be looked at one by one.
        for several in np.flatnonzero(until - at > 1):
            run = self._ids[at[several] : until[several], 1]
            at[several] += int(np.searchsorted(run, wanted[several, 1]))
        at = np.minimum(at, len(first) - 1)
        return at, (self._ids[at] == wanted).all(axis=1)

    def _rejected(self, outcome: Outcome) -> NDArray[np.intp]:
        """Return the earlier customers that the rejected rows name by any identifier that could be read."""
        index = pa.array(np.flatnonzero(outcome.place == Place.REJECTED))
        found: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        for field in IDENTITY_FIELDS:
            values = outcome.clean[field].take(index).drop_null().to_pylist()
            at, there = self._find([_identity(field, value) for value in values])
            found.append(at[there])
        return np.concatenate(found)


def _file_of(path: Path) -> Path:
    """Return the file that holds all customers of an earlier run, be it named itself or by its folder."""
    if path.is_dir():
        for name in (SNAPSHOT, CUSTOMERS):
            if (path / name).is_file():
                return path / name
        raise InputError(
            f"{path}: holds neither {SNAPSHOT} nor {CUSTOMERS}; --since names the folder of an earlier run"
        )
    if path.name == CUSTOMERS and path.with_name(SNAPSHOT).exists():
        raise InputError(f"{path}: holds only what had changed in that run; --since takes {path.with_name(SNAPSHOT)}")
    if not path.exists():
        raise InputError(f"{path}: there is no such file; --since names customers.jsonl of an earlier run")
    return path


def _read(line: bytes, where: str) -> tuple[dict[str, Any], bytes, bytes]:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        if line.startswith(_GZIP):
            raise InputError(f"{where}: is packed; unpack it, then name it with --since again") from error
        raise InputError(f"{where}: is no JSON; --since names customers.jsonl of an earlier run") from error
    if isinstance(content, dict) and content.keys() == {"customer"}:
        content = content["customer"]
    if isinstance(content, dict):
        for field in IDENTITY_FIELDS:
            value = content.get(field)
            if isinstance(value, str) and value:
                # As it is written by `fix`, whatever blanks it has here.
                body = _AS_WRITTEN.encode(content)
                return content, _identity(field, value), body.encode("utf-8", "surrogatepass")
    raise InputError(f"{where}: is no customer with {', '.join(IDENTITY_FIELDS[:-1])} or {IDENTITY_FIELDS[-1]}")


def _identities(columns: Mapping[str, pa.Array]) -> list[bytes]:
    """Return who each accepted customer is: its strongest identifier, with its name."""
    known = [pc.binary_join_element_wise(field, decoded(columns[field]), "\0") for field in IDENTITY_FIELDS]
    return _texts(pc.coalesce(*known))


def _identity(field: str, value: str) -> bytes:
    return f"{field}\0{value}".encode("utf-8", "surrogatepass")


def _texts(column: pa.Array) -> list[bytes]:
    texts: list[bytes] = column.cast(pa.binary()).to_pylist()
    return texts


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=DIGEST).digest()


def _numbers(digests: bytes | bytearray) -> NDArray[np.uint64]:
    """Return digests as pairs of numbers, which sort and compare at column speed."""
    return np.frombuffer(bytes(digests), np.uint64).reshape(-1, 2)
