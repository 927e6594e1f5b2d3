"""What is to be sent, in its order: a file is gone through line by line, twice where refusals go first."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final

from yotpo_lint.errors import InputError
from yotpo_lint.storage.journal import Destination, Journal, Terms
from yotpo_lint.upload.ordering import Appearances, Order, compute_plan_key
from yotpo_lint.upload.payload_file import PayloadFile
from yotpo_lint.upload.sender import Item
from yotpo_lint.upload.validation import read_valid_bodies

_BLOCK: Final = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with its journal and its number there."""

    file: PayloadFile
    journal: Journal
    number: int

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.journal.count_lines(self.number)


class Plan:
    """The uploads of one push and the order of their lines."""

    def __init__(
        self,
        files: Sequence[tuple[PayloadFile, Journal]],
        base_url: str,
        store_id: str,
        order: Order,
        *,
        method: str | None = None,
        restart: bool = False,
    ) -> None:
        """Judge what is new and work out the order, or take both from the journal.

        `method` replaces that of the endpoints. With `restart`, every line is judged again, and what was settled
        under another profile or method is no reason to stop.

        Raises:
            InputError: a line is invalid, or lines were settled under another profile or method; nothing may be sent.
        """
        self._order = order
        self._key = compute_plan_key([file for file, _ in files])
        destinations = [Destination(base_url, store_id, file.endpoint.name) for file, _ in files]
        known = [
            journal.find_upload(file.sha256, destination, file.path.name)
            for (file, journal), destination in zip(files, destinations, strict=True)
        ]
        terms = [Terms(file.endpoint.profile, method or file.endpoint.method) for file, _ in files]
        noted = [
            _find_terms(file, journal, number, now, restart=restart)
            for (file, journal), number, now in zip(files, known, terms, strict=True)
        ]
        self._plans = files[0][1]
        if restart or noted != terms or not self._plans.has_plan(self._key):
            lines = [0] * len(files)
            with closing(Appearances()) as appearances:
                for number, (file, _) in enumerate(files):
                    for line, body in read_valid_bodies(file):
                        lines[number] += 1
                        appearances.note(number, file, line, file.endpoint.record(body))
                if not self._plans.has_plan(self._key):
                    self._plans.note_plan(self._key, appearances.find_promoted())
            for number, (file, journal) in enumerate(files):
                if known[number] is None:
                    known[number] = journal.begin_upload(
                        file.sha256, destinations[number], file.path.name, lines[number], terms[number]
                    )
        self.uploads = [
            Upload(file, journal, number)
            for (file, journal), number in zip(files, known, strict=True)
            if number is not None
        ]
        self._terms = terms
        if not restart:
            self._note_terms()

    def forget(self) -> None:
        """Forget what became of all lines; from now on they are sent by the terms of this run."""
        for upload in self.uploads:
            upload.journal.forget(upload.number)
        self._note_terms()

    def _note_terms(self) -> None:
        for upload, terms in zip(self.uploads, self._terms, strict=True):
            upload.journal.note_terms(upload.number, terms)

    def items(self, *, limit: int | None = None, sample: int | None = None) -> Iterator[Item | None]:
        """Yield what is left to be sent, at most `limit`, or of `sample` lines chosen by chance; None gives a turn."""
        chosen = None if sample is None else self._choose_sample(sample)
        found = self._iterate(chosen)
        return found if limit is None else _first(found, limit)

    def _iterate(self, chosen: set[tuple[int, int]] | None) -> Iterator[Item | None]:
        numbered = list(enumerate(self.uploads))
        for _, group in groupby(numbered, key=lambda pair: pair[1].file.endpoint.name):
            uploads = list(group)
            for early in (True, False) if self._order == "consent" else (None,):
                for number, upload in uploads:
                    yield from self._iterate_file(number, upload, early, chosen)

    def _iterate_file(
        self, number: int, upload: Upload, early: bool | None, chosen: set[tuple[int, int]] | None
    ) -> Iterator[Item | None]:
        lines = upload.file.lines()
        ordinal = 0
        while block := list(islice(lines, _BLOCK)):
            first, last = block[0][0], block[-1][0]
            settled = upload.journal.find_settled(upload.number, first, last)
            promoted = self._plans.find_promoted(self._key, number, first, last) if early is not None else set()
            for line, content in block:
                ordinal += 1
                if line in settled or (chosen is not None and (number, ordinal) not in chosen):
                    continue
                if early is not None and early is not (line in promoted or _is_refusal(upload, content)):
                    continue
                yield Item(upload.journal, upload.number, upload.file.endpoint, line, content)
            yield None

    def _choose_sample(self, sample: int) -> set[tuple[int, int]]:
        """Choose lines by chance; the same files give the same lines."""
        lines = [upload.lines for upload in self.uploads]
        total = sum(lines)
        chosen = set[tuple[int, int]]()
        for place in random.Random(self._key).sample(range(total), min(sample, total)):  # noqa: S311 -- no secret
            number = 0
            while place >= lines[number]:
                place -= lines[number]  # noqa: PLW2901
                number += 1
            chosen.add((number, place + 1))
        return chosen


def _find_terms(file: PayloadFile, journal: Journal, number: int | None, now: Terms, *, restart: bool) -> Terms | None:
    """Return the terms of an earlier push; stop where lines were settled by others, which the rest would not match."""
    before = None if number is None else journal.find_terms(number)
    if number is None or before is None or before == now or restart:
        return before
    counts = journal.count_states(number)
    if settled := counts["sent"] + counts["dead"]:
        name = next(name for name in ("profile", "method") if getattr(before, name) != getattr(now, name))
        other = f"--{name} {getattr(before, name)}"
        raise InputError(
            f"{file.path}: an earlier push used {other} ({settled:,} of {journal.count_lines(number):,} lines are "
            f"done); give {other} to push the rest, or --restart to check and send all lines again"
        )
    return before


def _is_refusal(upload: Upload, content: bytes) -> bool:
    endpoint = upload.file.endpoint
    return endpoint.is_refusal(endpoint.record(json.loads(content)))


def _first(items: Iterator[Item | None], limit: int) -> Iterator[Item | None]:
    """Yield items until there were so many; turns are not counted."""
    for item in items:
        if item is not None:
            if limit <= 0:
                return
            limit -= 1
        yield item
