"""What Yotpo refused for good: dead_letters.jsonl, to be repaired and pushed again, and dead_letters.csv, its reasons.

Both hold all dead letters of a file, however many there are. A file that somebody repaired is never overwritten: the
next free name is taken, and told.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Final

from yotpo_lint.storage.journal import Journal, compute_digest
from yotpo_lint.upload.payload_file import PayloadFile
from yotpo_lint.upload.private_file import open_private_file
from yotpo_lint.upload.source_rows import open_source_rows
from yotpo_lint.upload.spreadsheet import escape_formula

STEM: Final = "dead_letters"
HEADER: Final = ("row", "line", "file_line", "identifier", "status", "reason", "attempts", "answer")


def write_dead_letters(journal: Journal, upload: int, file: PayloadFile) -> list[Path]:
    """Write the dead letters of one file next to it; return the paths, none if there is no dead letter."""
    stem = _free_stem(journal, upload, file.path)
    payload, table = (file.path.with_name(stem + suffix) for suffix in (".jsonl", ".csv"))
    if not journal.count_states(upload)["dead"]:
        # What an earlier run wrote for this file is no longer true.
        payload.unlink(missing_ok=True)
        table.unlink(missing_ok=True)
        return []
    with (
        open_source_rows(file.path) as row_of,
        open_private_file(payload) as out,
        open_private_file(table) as csv_out,
        io.TextIOWrapper(csv_out, encoding="utf-8", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        lines = file.lines()
        for letter in journal.read_dead_letters(upload):
            line = next(line for number, line in lines if number == letter.line)
            out.write(line + b"\n")
            status = letter.status or "no answer"
            about = (letter.line, escape_formula(_identifier(file, line)), status, letter.reason, letter.attempts)
            writer.writerow((*row_of(letter.line), *about, escape_formula(letter.body)))
    for path in (payload, table):
        journal.note_written(path.name, upload, compute_digest(path))
    return [payload, table]


def _identifier(file: PayloadFile, line: bytes) -> str:
    return file.endpoint.identifier(file.endpoint.record(json.loads(line)))


def _free_stem(journal: Journal, upload: int, payload_file: Path) -> str:
    """Return the first name that is free, or that holds what was last written there for this upload."""
    number = 1
    while True:
        stem = STEM if number == 1 else f"{STEM}_{number}"
        if all(_is_ours(journal, upload, payload_file.with_name(stem + suffix)) for suffix in (".jsonl", ".csv")):
            return stem
        number += 1


def _is_ours(journal: Journal, upload: int, path: Path) -> bool:
    if not path.exists():
        return True
    return journal.find_written(path.name) == (upload, compute_digest(path))
