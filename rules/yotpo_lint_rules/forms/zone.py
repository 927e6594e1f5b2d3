"""How a cell writes the zone of a time: an offset from UTC, or a zone by its IANA name.

A table file of the rule `account_created_at`; short names such as CST stand for several zones and are only recognized.
"""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from typing import Final

from yotpo_lint.text import compile_lazily

# `Z`, `UTC`, `GMT`, an offset, or `GMT+2`; a zone in words may follow an offset, as JavaScript, Java and Go write it.
_ZONE: Final = compile_lazily(
    r" ?(?:(?P<utc>Z|UTC|GMT)(?: ?[\[(](?:UTC|GMT|Coordinated Universal Time)[\])])?"
    r"|(?:UTC|GMT)? ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
    r"(?: ?(?:\([^()]*\)|\[[^\[\]]*\]|(?P<word>[A-Za-z]{3,5})))?)",
    re.IGNORECASE,
)

# What may be a zone's name or short name: `CST`, `Europe/Berlin`, `Eastern Standard Time`, also behind an offset.
NAME: Final = compile_lazily(r" ?(?:[+-][0-9:]{2,5} ?)?[\[(]?[A-Za-z]{2,}(?:[/_ -][A-Za-z]+){0,4}[\])]?")

# An IANA zone such as `Europe/Berlin` or `[America/Argentina/Salta]`; short names such as CST are no zones here.
_IANA_ZONE: Final = compile_lazily(r" ?[\[(]?([A-Z][A-Za-z]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2})[\])]?")


def offset(zone: str) -> int | None:
    """Return the minutes east of Greenwich that a zone suffix names, or None for a name or for nonsense."""
    if (found := _ZONE.fullmatch(zone)) is None:
        return None
    if found["utc"]:
        return 0
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes and (found["word"] or "").upper() in ("UTC", "GMT"):
        return None
    return -minutes if found["sign"] == "-" else minutes


def iso_offset(minutes: int) -> str:
    """Write an offset as ISO 8601 does; UTC itself is `Z`."""
    if not minutes:
        return "Z"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def iana_zone(zone: str) -> str | None:
    """Return the IANA zone that a zone suffix names, as `Europe/Berlin`; None for anything else."""
    found = _IANA_ZONE.fullmatch(zone)
    return None if found is None else found[1]


@functools.cache
def is_zone(name: str) -> bool:
    """Return whether a name is a zone of IANA's list."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, a path, a folder of zones (America/Argentina)
        return False
    return True


def zone_offset(local: datetime, zone: str) -> int | str:
    """Return the minutes by which a zone is east of UTC at a local time, or why the time has no single offset."""
    if zone == "UTC":
        return 0
    from zoneinfo import ZoneInfo

    aware = local.replace(tzinfo=ZoneInfo(zone))
    first, second = aware.utcoffset(), aware.replace(fold=1).utcoffset()
    if first is None or second is None or first != second:
        skipped = first is None or second is None or first < second
        return f"{'was skipped' if skipped else 'came twice'} when clocks changed in {zone}"
    minutes, rest = divmod(first, timedelta(minutes=1))
    return f"lies before {zone} kept standard time" if rest else minutes
