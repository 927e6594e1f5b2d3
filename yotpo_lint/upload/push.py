"""A push from its beginning to its report."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from yotpo_lint.contract.fields import REQUESTS_PER_SECOND
from yotpo_lint.errors import InputError
from yotpo_lint.storage.journal import JOURNAL, Destination, Journal, State
from yotpo_lint.upload.client import WHOLE, Client
from yotpo_lint.upload.credentials import Credentials
from yotpo_lint.upload.dead_letters import write_dead_letters
from yotpo_lint.upload.errors import UploadError
from yotpo_lint.upload.interruption import handle_signals
from yotpo_lint.upload.ordering import Order
from yotpo_lint.upload.payload_file import PayloadFile
from yotpo_lint.upload.plan import Plan, Upload
from yotpo_lint.upload.progress import Progress, show_progress
from yotpo_lint.upload.push_report import REPORT, build_push_report, write_push_report
from yotpo_lint.upload.rate_limiter import HEADROOM, RateLimiter
from yotpo_lint.upload.retry_policy import RetryPolicy
from yotpo_lint.upload.sender import Sender
from yotpo_lint.upload.session import Session

# Requests on the wire at a time: at 5 a second and answers of up to 1.6 s the limit is reached.
CONCURRENCY: Final = 8


@dataclass(frozen=True, slots=True)
class PushOptions:
    """How a push is carried out; the defaults are Yotpo's limits."""

    base_url: str
    rate: float = REQUESTS_PER_SECOND
    concurrency: int = CONCURRENCY
    method: str | None = None
    order: Order = "consent"
    limit: int | None = None
    sample: int | None = None
    restart: bool = False
    quiet: bool = False
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    whole: float = WHOLE


@dataclass(frozen=True, slots=True)
class PushResult:
    """What came of a push.

    Attributes:
        report: as in push-report.json.
        written: the report and the dead letters.
        signal: the signal that ended the run early, if any.
        failure: what else ended it early, if anything.
    """

    report: dict[str, Any]
    written: list[Path]
    signal: int | None
    failure: UploadError | None


def open_plan(files: Sequence[PayloadFile], options: PushOptions, store_id: str, stack: contextlib.ExitStack) -> Plan:
    """Open the journals next to the files, judge every line that is new, and return the plan.

    Raises:
        InputError: a line is invalid, lines were settled under another profile or method, or another process pushes
            one of the files.
    """
    journals = _open_journals([file.path.resolve().parent for file in files], stack)
    pairs = [(file, journals[file.path.resolve().parent]) for file in files]
    return Plan(pairs, options.base_url, store_id, options.order, method=options.method, restart=options.restart)


def _open_journals(directories: Sequence[Path], stack: contextlib.ExitStack) -> dict[Path, Journal]:
    """Open the journal of each folder once."""
    return {each: stack.enter_context(Journal(each / JOURNAL)) for each in dict.fromkeys(directories)}


def estimate_seconds(requests: int, rate: float) -> int:
    """Return how long so many requests take at the least."""
    return math.ceil(requests * HEADROOM / rate)


def count_wanted(plan: Plan, options: PushOptions) -> int:
    """Count the lines that a push is to settle."""
    left = sum(upload.lines for upload in plan.uploads)
    if not options.restart:
        counts = [upload.journal.count_states(upload.number) for upload in plan.uploads]
        left -= sum(each["sent"] + each["dead"] for each in counts)
    wanted = [each for each in (options.limit, options.sample) if each is not None]
    return min([left, *wanted])


async def push(plan: Plan, options: PushOptions, credentials: Credentials) -> PushResult:
    """Send what is left of the plan, and write the dead letters and the report, however the run ends."""
    began = time.time()
    limiter = RateLimiter(options.rate)
    counts = [upload.journal.count_states(upload.number) for upload in plan.uploads]
    progress = Progress(
        total=sum(upload.lines for upload in plan.uploads),
        sent=sum(each["sent"] for each in counts),
        dead=sum(each["dead"] for each in counts),
        wanted=count_wanted(plan, options),
        rate=options.rate,
    )

    def changed(state: State) -> None:
        progress.settled += 1
        if state is State.ACCEPTED:
            progress.sent += 1
        else:
            progress.dead += 1

    failure: UploadError | None = None
    async with Client(options.base_url, limiter, options.concurrency, whole=options.whole) as client:
        session = Session(client, credentials, options.policy, plan.uploads[0].file.endpoint.api)
        sender = Sender(
            session, options.policy, method=options.method, concurrency=options.concurrency, changed=changed
        )

        def refresh() -> None:
            progress.requests, progress.paused_for = client.requests, limiter.paused_for

        with handle_signals(sender.stop) as signals:
            try:
                async with show_progress(progress, refresh, quiet=options.quiet):
                    await sender.send(plan.items(limit=options.limit, sample=options.sample))
            except UploadError as error:
                failure = error
    written = [path for each in plan.uploads for path in write_dead_letters(each.journal, each.number, each.file)]
    about = {
        "base_url": options.base_url,
        "rate": options.rate,
        "order": options.order,
        "seconds": round(time.time() - began, 1),
        "requests_of_this_run": client.requests,
        "tokens_of_this_run": session.tokens,
        "complete": failure is None and not signals,
    }
    files = [build_push_report(each.journal, each.number, each.file) for each in plan.uploads]
    directory = plan.uploads[0].file.path.parent
    report = write_push_report(directory, files, about)
    return PushResult(report, [*written, directory / REPORT], signals[0] if signals else None, failure)


def run_push(plan: Plan, options: PushOptions, credentials: Credentials) -> PushResult:
    """Run a push to its end."""
    return asyncio.run(push(plan, options, credentials))


def open_uploads(
    files: Sequence[PayloadFile], options: PushOptions, store_id: str, stack: contextlib.ExitStack
) -> list[Upload]:
    """Open the journals next to files that were sent; what cannot be read back need not have been.

    Raises:
        InputError: one of the others was not sent to this store, or has changed since.
    """
    directories = [file.path.resolve().parent for file in files]
    journals = _open_journals([each for each in directories if (each / JOURNAL).exists()], stack)
    uploads = []
    for file, directory in zip(files, directories, strict=True):
        destination = Destination(options.base_url, store_id, file.endpoint.name)
        journal = journals.get(directory)
        number = journal.find_upload(file.sha256, destination, file.path.name) if journal is not None else None
        if journal is None or number is None:
            if file.endpoint.collection is None:
                continue
            raise InputError(f"{file.path}: was not sent to this store, or has changed since; run push first")
        uploads.append(Upload(file, journal, number))
    return uploads
