"""What Yotpo is known to have, from a journal of `push`: only what it accepted counts.

Of customers.jsonl these are the lines that every store to which it was pushed accepted. Where snapshot.jsonl lies
beside it, customers.jsonl held only what had changed: of the snapshot then counts whatever was not to be sent, or was
accepted. Dead letters that were repaired and accepted count, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from yotpo_lint.contract.profiles import CORE
from yotpo_lint.errors import InputError
from yotpo_lint.storage.journal import Journal, compute_digest

CUSTOMERS: Final = "customers.jsonl"
# Every accepted customer of a run, for the next run's --since: customers.jsonl then holds only what is to be sent.
SNAPSHOT: Final = "snapshot.jsonl"
_BLOCK: Final = 1000
# How a SQLite database begins. https://www.sqlite.org/fileformat.html, 1.3
_SQLITE: Final = b"SQLite format 3\0"


def is_journal(path: Path) -> bool:
    """Say whether a file is a journal, by whatever name."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
    return False


def read_accepted_lines(path: Path, endpoint: str = CORE.endpoint) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that a journal says an endpoint of Yotpo has, with a running number.

    Raises:
        InputError: the journal tells nothing of the files next to it.
    """
    with Journal(path, read_only=True) as journal:
        files = [name for name in journal.list_names(endpoint) if (path.with_name(name)).is_file()]
        known = {name: journal.find_uploads(compute_digest(path.with_name(name)), endpoint) for name in files}
        if not any(known.values()):
            raise InputError(
                f"{path}: none of the files next to it was pushed in its present form; "
                "pass the journal of the last push"
            )
        number = 0
        for name in sorted(files, key=lambda name: name != CUSTOMERS):
            uploads = known[name]
            source = path.with_name(name)
            if name == CUSTOMERS and uploads and source.with_name(SNAPSHOT).is_file():
                lines = _of_snapshot(source, source.with_name(SNAPSHOT), journal, uploads)
            elif uploads:
                lines = (line for line, accepted in _judged(source, journal, uploads) if accepted)
            else:
                continue
            for line in lines:
                number += 1
                yield number, line


def _judged(source: Path, journal: Journal, uploads: Sequence[int]) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of a file, and whether every store accepted them."""
    accepted: list[set[int]] = []
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number % _BLOCK == 1:
                accepted = [journal.find_accepted(upload, number, number + _BLOCK - 1) for upload in uploads]
            if line.strip():
                yield line, all(number in each for each in accepted)


def _of_snapshot(source: Path, snapshot: Path, journal: Journal, uploads: Sequence[int]) -> Iterator[bytes]:
    """Yield the lines of a snapshot but those that were to be sent and were not accepted."""
    unknown = {_digest(line) for line, accepted in _judged(source, journal, uploads) if not accepted}
    with snapshot.open("rb") as file:
        for line in file:
            if line.strip() and _digest(line) not in unknown:
                yield line


def _digest(line: bytes) -> bytes:
    return blake2b(line.strip(), digest_size=16).digest()
