"""Reads back what was sent and compares it field by field.

https://core-api.yotpo.com/reference/create-customer (read 2026-11-23) says to wait 60 seconds before a record is
retrieved. `external_ids` takes several by its name, but no page shows how; they are joined by commas, and where the
answer to several holds none of them, each is asked for by itself. Without an external ID a customer is found by
`email` or `phone_number`, as another app does.
"""

from __future__ import annotations

import csv
import io
import json
import random
import time
from asyncio import sleep
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from yotpo_lint.errors import InputError
from yotpo_lint.upload.answer import Answer
from yotpo_lint.upload.comparison import find_differences
from yotpo_lint.upload.errors import TransientError, UploadError
from yotpo_lint.upload.payload_file import PayloadFile
from yotpo_lint.upload.plan import Upload
from yotpo_lint.upload.private_file import open_private_file
from yotpo_lint.upload.retry_policy import RetryPolicy
from yotpo_lint.upload.session import Session
from yotpo_lint.upload.spreadsheet import escape_formula

# https://core-api.yotpo.com/reference/create-customer (read 2026-11-23)
STATED_WAIT: Final = 60.0
# https://core-api.yotpo.com/reference/guidelines-and-conventions (read 2026-11-23): `limit` up to 100.
PAGE: Final = 100
# A hundred identifiers of 255 characters would make an address that servers refuse; 4,000 characters are safe.
LONGEST_QUERY: Final = 4000

DIFFERENCES: Final = "read_back.csv"
HEADER: Final = ("file_line", "identifier", "result", "field", "sent", "stored")
_BLOCK: Final = 1000

_IDENTIFIER_FIELDS: Final = {"external_id": "external_ids", "email": "email", "phone_number": "phone_number"}


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A line that Yotpo accepted, with the identifier by which it can be found."""

    line: int
    record: Mapping[str, Any]
    field: str
    identifier: str


@dataclass(slots=True)
class ReadBackCounts:
    """How many of the sent customers are stored as sent, stored otherwise, or not found."""

    equal: int = 0
    different: int = 0
    missing: int = 0


def select_unreadable(files: Sequence[PayloadFile]) -> list[PayloadFile]:
    """Return the files whose records cannot be read back.

    Raises:
        InputError: that is all of them.
    """
    unreadable = [file for file in files if file.endpoint.collection is None]
    if len(unreadable) == len(files):
        raise InputError(f"{files[0].path}: nothing was compared, for {files[0].endpoint.unreadable}")
    return unreadable


def read_accepted_lines(upload: Upload, sample: int | None) -> Iterator[SentRecord]:
    """Yield the lines that Yotpo accepted, or some of them chosen by chance; of a customer sent twice the last one."""
    total = upload.journal.count_states(upload.number)["sent"]
    chosen = None
    if sample is not None:
        chosen = set(random.Random(upload.file.sha256).sample(range(total), min(sample, total)))  # noqa: S311
    lines, ordinal = upload.file.lines(), 0
    while block := list(islice(lines, _BLOCK)):
        accepted = upload.journal.find_accepted(upload.number, block[0][0], block[-1][0])
        for number, line in block:
            if number not in accepted:
                continue
            if chosen is None or ordinal in chosen:
                record = upload.file.endpoint.record(json.loads(line))
                field = next(name for name in upload.file.endpoint.identity if record.get(name))
                yield SentRecord(number, record, field, str(record[field]))
            ordinal += 1


class Reader:
    """Retrieves stored customers."""

    def __init__(self, session: Session, policy: RetryPolicy, path: str, collection: str) -> None:
        self._session = session
        self._policy = policy
        self._path = path
        self._collection = collection
        self._one_by_one = False

    async def find(self, sent: Sequence[SentRecord]) -> dict[str, Mapping[str, Any]]:
        """Return the stored records by identifier; all are asked for by one field."""
        field = sent[0].field
        found: dict[str, Mapping[str, Any]] = {}
        if not self._one_by_one or len(sent) == 1:
            found = await self._retrieve(field, ",".join(each.identifier for each in sent), sent)
        if len(sent) > 1 and not found:
            for each in sent:
                found |= await self._retrieve(field, each.identifier, [each])
            self._one_by_one = self._one_by_one or bool(found)
        return found

    async def _retrieve(self, field: str, value: str, sent: Sequence[SentRecord]) -> dict[str, Mapping[str, Any]]:
        wanted = {_folded(field, each.identifier): each.identifier for each in sent}
        found: dict[str, Mapping[str, Any]] = {}
        async for record in self._pages({_IDENTIFIER_FIELDS[field]: value}):
            identifier = record.get(field)
            if identifier is not None and (name := wanted.get(_folded(field, str(identifier)))) is not None:
                found[name] = record
            if len(found) == len(wanted):
                break
        return found

    async def _pages(self, query: Mapping[str, str]) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the records of all pages."""
        cursor: str | None = None
        seen = set[str]()
        while True:
            more = {} if cursor is None else {"page_info": cursor}
            answer = await self._policy.for_customers(
                partial(self._get, {**query, "limit": str(PAGE), **more}), lambda: False
            )
            content = answer.content()
            records = content.get(self._collection) if isinstance(content, Mapping) else None
            if not isinstance(records, list):
                raise UploadError(f"the answer contains no list of {self._collection}; check the base URL")
            for record in records:
                if isinstance(record, Mapping):
                    yield record
            pagination = content.get("pagination")
            following = pagination.get("next_page_info") if isinstance(pagination, Mapping) else None
            if not (isinstance(following, str) and following and records):
                return
            # It comes URL-encoded and is encoded again when it is sent.
            cursor = unquote(following)
            if cursor in seen:
                raise UploadError("the pages of stored customers repeat; run verify again later")
            seen.add(cursor)

    async def _get(self, query: Mapping[str, str]) -> Answer:
        answer = await self._session.send("GET", self._path, query=query)
        if answer.is_transient:
            raise TransientError(f"status {answer.status}", answer)
        if not answer.is_success:
            raise UploadError(f"Yotpo shows no stored customers (status {answer.status}); check the store's rights")
        return answer


async def read_back(
    upload: Upload, session: Session, policy: RetryPolicy, sample: int | None, target: Path
) -> ReadBackCounts:
    """Compare what was sent with what is stored; write the differences, with their values, next to the file."""
    compared = ReadBackCounts()
    endpoint = upload.file.endpoint
    if endpoint.collection is None:
        raise UploadError(f"{endpoint.name} cannot be read back")
    reader = Reader(session, policy, endpoint.path, endpoint.collection)
    with open_private_file(target) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for batch in _batches(read_accepted_lines(upload, sample)):
            try:
                stored = await reader.find(batch)
            except TransientError as error:
                raise UploadError(f"Yotpo does not answer ({error.reason}); run verify again later") from None
            for each in batch:
                _compare(each, stored.get(each.identifier), compared, writer)
    return compared


async def wait_until_readable(upload: Upload, seconds: float) -> None:
    """Wait until the stated time since the last acceptance is over."""
    last = upload.journal.find_last_acceptance(upload.number)
    if last is not None:
        await sleep(max(0.0, min(seconds, last + seconds - time.time())))


def _batches(sent: Iterable[SentRecord]) -> Iterator[list[SentRecord]]:
    """Gather records that can be asked for together: by external ID up to a page of them, by others one at a time."""
    batch: list[SentRecord] = []
    length = 0
    for each in sent:
        if each.field != "external_id" or "," in each.identifier:
            yield [each]
            continue
        if batch and (len(batch) == PAGE or length + len(each.identifier) >= LONGEST_QUERY):
            yield batch
            batch, length = [], 0
        batch.append(each)
        length += len(each.identifier) + 1
    if batch:
        yield batch


def _compare(sent: SentRecord, stored: Mapping[str, Any] | None, compared: ReadBackCounts, writer: Any) -> None:
    if stored is None:
        compared.missing += 1
        writer.writerow((sent.line, sent.identifier, "missing", "", "", ""))
        return
    differences = list(find_differences(sent.record, stored))
    if not differences:
        compared.equal += 1
        return
    compared.different += 1
    for field, was_sent, is_stored in differences:
        writer.writerow((sent.line, sent.identifier, "different", field, _text(was_sent), _text(is_stored)))


def _folded(field: str, identifier: str) -> str:
    return identifier.casefold() if field == "email" else identifier


def _text(value: object) -> str:
    if value is None:
        return ""
    return escape_formula(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
