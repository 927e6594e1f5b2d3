"""A file of request bodies, one a line, as `fix` writes it: its lines byte for byte, and what it is known by."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yotpo_lint.contract.profiles import CORE
from yotpo_lint.errors import InputError
from yotpo_lint.storage.journal import compute_digest
from yotpo_lint.upload.endpoint import ENDPOINTS, Endpoint

DEFAULT: Final = ENDPOINTS[CORE.name]

# A customer is some hundred bytes; the longest that the limits of all fields allow is below 64 kB.
LONGEST_LINE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A file that is to be sent.

    Attributes:
        path: where it lies.
        endpoint: where it goes.
        sha256: what it is known by.
        stamp: its size and the time of its last change, when the digest was made.
    """

    path: Path
    endpoint: Endpoint
    sha256: str
    stamp: tuple[int, int]

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines that hold anything, with their numbers and without their ends.

        Raises:
            InputError: the file cannot be read, changes meanwhile, or holds a line without end.
        """
        try:
            with self.path.open("rb") as file:
                number = 0
                while line := file.readline(LONGEST_LINE):
                    number += 1
                    if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                        raise InputError(
                            f"{self.path}, line {number}: is longer than any request body; nothing was sent"
                        )
                    if number % 10_000 == 1 and _stamp(os.fstat(file.fileno())) != self.stamp:
                        raise InputError(f"{self.path}: has changed since push began; run push again")
                    line = line.rstrip(b"\r\n")
                    if line.strip():
                        yield number, line
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror})") from error


def find_payload_files(paths: Sequence[Path], endpoints: Sequence[Endpoint] = DEFAULT) -> list[PayloadFile]:
    """Return the files that are named, or that lie in the folders that are named, in the order of sending.

    `endpoints` are those of a profile.

    Raises:
        InputError: there is none, or one is named twice.
    """
    found: list[PayloadFile] = []
    for path in paths:
        found += [_open(each, endpoint) for each, endpoint in _files_of(path, endpoints)]
    # A copy next to a file has the same digest, by which the journal knows both.
    seen = {(file.path.resolve().parent, file.sha256) for file in found}
    if len(seen) < len(found):
        raise InputError("a file is passed twice, by its name or as a copy next to it; pass each once")
    # Customers go before their subscriptions; otherwise in the order in which they were named.
    return sorted(found, key=lambda file: endpoints.index(file.endpoint))


def find_other_files(paths: Sequence[Path], endpoints: Sequence[Endpoint]) -> list[Path]:
    """Return the files in the folders that are named which go to endpoints of other profiles."""
    names = {each.file for others in ENDPOINTS.values() for each in others} - {each.file for each in endpoints}
    return [path / name for path in paths for name in sorted(names) if (path / name).is_file()]


def _files_of(path: Path, endpoints: Sequence[Endpoint]) -> list[tuple[Path, Endpoint]]:
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"{path}: no such file or folder; pass the folder that `fix` wrote")
        return [(path, _endpoint_of(path, endpoints))]
    found = [(path / each.file, each) for each in endpoints if (path / each.file).is_file()]
    if not found:
        names = " or ".join(each.file for each in endpoints)
        raise InputError(f"{path}: contains no {names}; pass the folder that `fix` wrote")
    return found


def _endpoint_of(path: Path, endpoints: Sequence[Endpoint]) -> Endpoint:
    """Find the endpoint of a file: by its name, else by the keys of its first line."""
    for endpoint in endpoints:
        if path.name == endpoint.file:
            return endpoint
    with path.open("rb") as file:
        try:
            first = json.loads(file.readline(LONGEST_LINE))
        except (ValueError, RecursionError):
            first = None
    keys = first.keys() if isinstance(first, dict) else ()
    return next((endpoint for endpoint in endpoints if endpoint.keys == keys), endpoints[0])


def _open(path: Path, endpoint: Endpoint) -> PayloadFile:
    stamp = _stamp(path.stat())
    return PayloadFile(path, endpoint, compute_digest(path), stamp)


def _stamp(about: os.stat_result) -> tuple[int, int]:
    return about.st_size, about.st_mtime_ns
