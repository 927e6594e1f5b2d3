"""The identity of a run, for lineage systems."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yotpo_lint.settings.values import Settings

# The namespace of the ids of runs (RFC 9562, section 5.5).
_NAMESPACE: Final = uuid.UUID("6f2b3c0e-5a44-5d0b-9d6e-3f6a2b7c1d58")


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """The id of a run and its moment.

    Attributes:
        id: a UUID, as OpenLineage requires for `run.runId`.
        started: the moment of the run, in UTC: the setting `now`.
    """

    id: str
    started: datetime

    def facts(self) -> dict[str, str]:
        """Return the run as plain data."""
        return {"id": self.id, "started": format_moment(self.started)}


def identify_run(settings: Settings, name: str) -> RunIdentity:
    """Build the identity of a run from its moment, its input and its settings.

    Two runs have different moments. A run that is repeated with the same `now` has the same id and the same bytes.
    """
    return RunIdentity(str(uuid.uuid5(_NAMESPACE, f"{settings.now.isoformat()} {name} {settings!r}")), settings.now)


def format_moment(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 with milliseconds.

    >>> format_moment(datetime(2026, 11, 28, 2, 30, tzinfo=UTC))
    '2026-11-28T02:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
