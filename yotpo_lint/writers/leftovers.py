"""Staging folders, named after the process that writes into them, so that those of dead processes can be removed."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import re
import secrets
import shutil
from functools import cache
from pathlib import Path
from typing import Final

STAGING_PREFIX: Final = ".yotpo-lint-"

# The process, when it started, and the machine, for a folder may be shared by several.
_NAME: Final = re.compile(
    re.escape(STAGING_PREFIX) + r"(?P<pid>[0-9]+)-(?P<start>[0-9]+)-(?P<host>[0-9a-f]{8})-[0-9a-f]+"
)

_LOG: Final = logging.getLogger("yotpo_lint")


def name_staging_folder(directory: Path) -> Path:
    """Return the path of a staging folder in `directory` that belongs to this process."""
    pid = os.getpid()
    return directory / f"{STAGING_PREFIX}{pid}-{_find_start(pid) or 0}-{_identify_host()}-{secrets.token_hex(4)}"


def remove_leftovers(directory: Path) -> int:
    """Remove the staging folders that killed runs left in `directory`, say so, and return how many there were."""
    count = 0
    for path in sorted(directory.glob(f"{STAGING_PREFIX}*")):
        named = _NAME.fullmatch(path.name)
        if named is None or named["host"] != _identify_host() or _is_running(int(named["pid"]), int(named["start"])):
            continue
        shutil.rmtree(path, ignore_errors=True)
        count += not path.exists()
    if count:
        _LOG.warning("%s: removed what a killed run left behind (%d staging folders)", directory, count)
    return count


def _is_running(pid: int, start: int) -> bool:
    """Tell whether the process that wrote a staging folder still runs; in doubt it does."""
    found = _find_start(pid)
    if found is not None:
        return found == start or not start
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _find_start(pid: int) -> int | None:
    """Return when a process started, in clock ticks since the machine did; None where it is not known."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # proc(5): the 22nd field; the 2nd is in parentheses and may hold blanks.
    return int(fields.rpartition(")")[2].split()[19])


@cache
def _identify_host() -> str:
    """Return eight digits that stand for this machine."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
