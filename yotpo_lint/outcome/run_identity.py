"""Which run this is: what lineage systems know a run by, and the only facts that differ between equal runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime


def now_in_utc() -> datetime:
    """Return the time of the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """Name a run when it starts.

    Attributes:
        id: a UUID, as OpenLineage wants it for `run.runId`.
        started: when the run began, in UTC.
    """

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: datetime = field(default_factory=now_in_utc)

    def facts(self) -> dict[str, str]:
        """Return the run as plain data; it ends now."""
        return {"id": self.id, "started": format_moment(self.started), "ended": format_moment(now_in_utc())}


def format_moment(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 with milliseconds.

    >>> format_moment(datetime(2026, 11, 28, 2, 30, tzinfo=UTC))
    '2026-11-28T02:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
