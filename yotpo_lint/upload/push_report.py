"""push-report.json: how many lines were sent, are dead and are left. It holds no customer's value, so it may travel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from yotpo_lint._version import __version__
from yotpo_lint.errors import ConservationError
from yotpo_lint.storage.journal import Journal
from yotpo_lint.upload.payload_file import PayloadFile

REPORT: Final = "push-report.json"
_BLOCK: Final = 10_000


def count_left(journal: Journal, upload: int, file: PayloadFile) -> int:
    """Count the lines of a file that are neither accepted nor dead, by going through the file."""
    left, block = 0, list[int]()
    for number, _ in file.lines():
        block.append(number)
        if len(block) == _BLOCK:
            left += len(block) - len(journal.find_settled(upload, block[0], block[-1]))
            block.clear()
    return left + (len(block) - len(journal.find_settled(upload, block[0], block[-1])) if block else 0)


def build_push_report(journal: Journal, upload: int, file: PayloadFile) -> dict[str, Any]:
    """Return what became of a file.

    Raises:
        ConservationError: lines are not sent + dead + left.
    """
    counted = journal.count_states(upload)
    counts = {
        "lines": journal.count_lines(upload),
        "sent": counted["sent"],
        "dead": counted["dead"],
        "left": count_left(journal, upload, file),
    }
    if counts["lines"] != counts["sent"] + counts["dead"] + counts["left"]:
        raise ConservationError(
            f"{file.path}: {counts['lines']:,} lines, but {counts['sent']:,} sent, {counts['dead']:,} dead and "
            f"{counts['left']:,} left; do not trust this upload, please report it"
        )
    return {
        "file": file.path.name,
        "endpoint": file.endpoint.name,
        "sha256": file.sha256,
        **counts,
        "requests": counted["requests"],
        "retried": counted["retried"],
        "dead_by_status": journal.count_by_status(upload),
    }


def write_push_report(directory: Path, files: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, Any]:
    """Write the report of a push and return it."""
    totals = {
        name: sum(file[name] for file in files) for name in ("lines", "sent", "dead", "left", "requests", "retried")
    }
    report = {"version": __version__, **about, "counts": totals, "files": list(files)}
    target = directory / REPORT
    staged = target.with_name(f".{REPORT}.new")
    staged.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    staged.replace(target)
    return report
