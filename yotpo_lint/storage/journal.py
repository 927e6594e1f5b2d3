"""The journal of an upload: what became of each line of a file, in a SQLite database next to it.

A line is noted before its request leaves and again when its answer is there, so that a run that is killed loses
nothing. SQLite in WAL mode keeps every committed note when the process dies. When the machine itself dies the last
notes may be missing; their customers are sent once more, and the endpoint updates a customer by identity.

Only `push` writes it. It holds no request body, no secret and no token.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, Self

from yotpo_lint.errors import InputError, OutputError
from yotpo_lint.storage.journal_schema import APPLICATION, MIGRATION, SCHEMA, VERSION

JOURNAL: Final = "journal.sqlite"

_CONNECTION: Final[dict[str, Any]] = {"uri": True, "isolation_level": None, "timeout": 0.5}


class State(IntEnum):
    """What is known of a line that was sent."""

    UNANSWERED = 0
    ACCEPTED = 1
    DEAD = 2


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a file goes: the same file sent to another store is another upload."""

    base_url: str
    store_id: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How the lines of an upload are judged and sent: by the schema of a profile, with an HTTP method."""

    profile: str
    method: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A line that Yotpo refused for good, with its answer."""

    line: int
    attempts: int
    status: int | None
    body: str
    reason: str


class Journal:
    """The journal of the files of one folder; one process at a time has it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open a journal, or begin one.

        Raises:
            InputError: the file is no journal, or another process has it.
            OutputError: it cannot be written.
        """
        self.path = path
        try:
            if not read_only:
                # Answers may repeat customers' values; SQLite gives its log the permissions of this file.
                path.touch(mode=0o600)
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}", **_CONNECTION)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{path}: cannot be opened ({error})") from error
        try:
            if not read_only:
                # The lock is the system's: it ends with the process, however that ends.
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                self._db.execute("PRAGMA journal_mode = WAL")
                # Flat memory: 4 MB of pages at the most.
                self._db.execute("PRAGMA cache_size = -4096")
                self._db.execute("PRAGMA synchronous = NORMAL")
            self._begin(read_only=read_only)
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise InputError(f"{path}: another push or verify uses this journal; wait until it ends") from error
            if isinstance(error, sqlite3.OperationalError):
                raise OutputError(f"{path}: cannot be opened ({error})") from error
            if isinstance(error, sqlite3.DatabaseError):
                raise InputError(f"{path}: not a journal of push; pass the one next to customers.jsonl") from error
            raise

    def _begin(self, *, read_only: bool) -> None:
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables and not read_only:
            self._db.executescript(
                f"BEGIN EXCLUSIVE; {SCHEMA}"
                f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
            )
        elif application != APPLICATION or version not in (1, VERSION):
            raise InputError(f"{self.path}: not a journal of this version of push; use another folder")
        elif not read_only:
            # Take the lock now, not at the first note.
            migration = MIGRATION if version == 1 else ""
            self._db.executescript(f"BEGIN EXCLUSIVE; {migration} PRAGMA user_version = {VERSION}; COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the journal and give up its lock."""
        self._db.close()

    def find_upload(self, sha256: str, destination: Destination, name: str) -> int | None:
        """Return the number of an upload that was begun before; None if it is new."""
        found = self._db.execute(
            "SELECT id FROM uploads WHERE sha256 = ? AND base_url = ? AND store_id = ? AND endpoint = ?",
            (sha256, destination.base_url, destination.store_id, destination.endpoint),
        ).fetchone()
        if found is None:
            return None
        self._db.execute("UPDATE uploads SET name = ? WHERE id = ?", (name, found[0]))
        return int(found[0])

    def begin_upload(self, sha256: str, destination: Destination, name: str, lines: int, terms: Terms) -> int:
        """Note that a file is valid and has so many lines; return the number of its upload."""
        number = self._db.execute(
            "INSERT INTO uploads (sha256, base_url, store_id, endpoint, name, lines, profile, method) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(sha256, destination.base_url, destination.store_id, destination.endpoint, name, lines),
                *(terms.profile, terms.method),
            ),
        ).lastrowid
        return int(number or 0)

    def find_terms(self, upload: int) -> Terms | None:
        """Return how an upload is judged and sent; None where an earlier version began it and did not note it."""
        profile, method = self._db.execute("SELECT profile, method FROM uploads WHERE id = ?", (upload,)).fetchone()
        return None if profile is None else Terms(profile, method)

    def note_terms(self, upload: int, terms: Terms) -> None:
        """Note that the lines of an upload are valid under other terms, and sent by them from now on."""
        self._db.execute(
            "UPDATE uploads SET profile = ?, method = ? WHERE id = ?", (terms.profile, terms.method, upload)
        )

    def count_lines(self, upload: int) -> int:
        """Return how many lines the file of an upload has."""
        return int(self._db.execute("SELECT lines FROM uploads WHERE id = ?", (upload,)).fetchone()[0])

    def forget(self, upload: int) -> None:
        """Forget what became of all lines of an upload."""
        self._db.execute("DELETE FROM requests WHERE upload = ?", (upload,))

    def note_sending(self, upload: int, line: int) -> None:
        """Note that a request is about to leave."""
        self._db.execute(
            "INSERT INTO requests (upload, line, state, attempts, noted_at) VALUES (?, ?, 0, 1, ?) "
            "ON CONFLICT DO UPDATE SET attempts = attempts + 1, state = 0, noted_at = excluded.noted_at",
            (upload, line, time.time()),
        )

    def note_accepted(self, upload: int, line: int, status: int) -> None:
        """Note that Yotpo accepted a line."""
        self._note(upload, line, State.ACCEPTED, status, None, None)

    def note_dead(self, upload: int, line: int, status: int | None, *, body: str, reason: str) -> None:
        """Note that Yotpo refused a line for good, with its answer."""
        self._note(upload, line, State.DEAD, status, body, reason)

    def _note(self, *line_and_answer: int | str | None) -> None:
        upload, line, *answer = line_and_answer
        self._db.execute(
            "UPDATE requests SET state = ?, status = ?, body = ?, reason = ?, noted_at = ? "
            "WHERE upload = ? AND line = ?",
            (*answer, time.time(), upload, line),
        )

    def reopen(self, upload: int, line: int) -> None:
        """Note that nothing is known of a line after all: the next run sends it again."""
        self._db.execute("UPDATE requests SET state = 0 WHERE upload = ? AND line = ?", (upload, line))

    def find_settled(self, upload: int, first: int, last: int) -> set[int]:
        """Return the lines between two that are accepted or dead."""
        found = self._db.execute(
            "SELECT line FROM requests WHERE upload = ? AND line BETWEEN ? AND ? AND state > 0", (upload, first, last)
        )
        return {line for (line,) in found}

    def find_accepted(self, upload: int, first: int, last: int) -> set[int]:
        """Return the lines between two that Yotpo accepted."""
        found = self._db.execute(
            "SELECT line FROM requests WHERE upload = ? AND line BETWEEN ? AND ? AND state = 1", (upload, first, last)
        )
        return {line for (line,) in found}

    def count_states(self, upload: int) -> dict[str, int]:
        """Count the lines by state, and all requests."""
        found = self._db.execute(
            "SELECT count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 2), count(*), "
            "coalesce(sum(attempts), 0) FROM requests WHERE upload = ?",
            (upload,),
        ).fetchone()
        accepted, dead, met, requests = found
        return {"sent": accepted, "dead": dead, "requests": requests, "retried": requests - met}

    def count_by_status(self, upload: int) -> dict[str, int]:
        """Count the dead lines by status."""
        found = self._db.execute(
            "SELECT coalesce(status, 'no answer'), count(*) FROM requests WHERE upload = ? AND state = 2 "
            "GROUP BY 1 ORDER BY 1",
            (upload,),
        )
        return {str(status): count for status, count in found}

    def find_last_acceptance(self, upload: int) -> float | None:
        """Return when Yotpo last accepted a line, in seconds since 1970."""
        (at,) = self._db.execute(
            "SELECT max(noted_at) FROM requests WHERE upload = ? AND state = 1", (upload,)
        ).fetchone()
        return None if at is None else float(at)

    def read_dead_letters(self, upload: int) -> Iterator[DeadLetter]:
        """Yield the dead lines in the order of the file."""
        for line, attempts, status, body, reason in self._db.execute(
            "SELECT line, attempts, status, body, reason FROM requests WHERE upload = ? AND state = 2 ORDER BY line",
            (upload,),
        ):
            yield DeadLetter(line, attempts, status, body or "", reason or "")

    def has_plan(self, key: str) -> bool:
        """Say whether the order of these files was worked out before."""
        return self._db.execute("SELECT 1 FROM plans WHERE key = ?", (key,)).fetchone() is not None

    def note_plan(self, key: str, promoted: Iterable[tuple[int, int]]) -> None:
        """Keep the lines that are sent early because a refusal of their customer follows."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO promoted VALUES (?, ?, ?)", ((key, file, line) for file, line in promoted))
        self._db.execute("INSERT INTO plans VALUES (?)", (key,))
        self._db.execute("COMMIT")

    def find_promoted(self, key: str, file: int, first: int, last: int) -> set[int]:
        """Return the lines between two that are sent early."""
        found = self._db.execute(
            "SELECT line FROM promoted WHERE plan = ? AND file = ? AND line BETWEEN ? AND ?", (key, file, first, last)
        )
        return {line for (line,) in found}

    def note_written(self, name: str, upload: int, sha256: str) -> None:
        """Note which file was written for an upload, and what it holds."""
        self._db.execute("INSERT OR REPLACE INTO written VALUES (?, ?, ?)", (name, upload, sha256))

    def find_written(self, name: str) -> tuple[int, str] | None:
        """Return for which upload a file was written last, and what it held."""
        found = self._db.execute("SELECT upload, sha256 FROM written WHERE name = ?", (name,)).fetchone()
        return None if found is None else (int(found[0]), str(found[1]))

    def find_uploads(self, sha256: str, endpoint: str) -> Sequence[int]:
        """Return the uploads of one file, to whatever stores."""
        found = self._db.execute("SELECT id FROM uploads WHERE sha256 = ? AND endpoint = ?", (sha256, endpoint))
        return [number for (number,) in found.fetchall()]

    def list_names(self, endpoint: str) -> Sequence[str]:
        """Return the names of all files that were uploaded, in the order in which they were begun."""
        found = self._db.execute(
            "SELECT name FROM uploads WHERE endpoint = ? GROUP BY name ORDER BY min(id)", (endpoint,)
        )
        return [name for (name,) in found.fetchall()]


def compute_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes, read piece by piece.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
