"""A read-back from its beginning to its counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from yotpo_lint.upload.client import Client
from yotpo_lint.upload.credentials import Credentials
from yotpo_lint.upload.plan import Upload
from yotpo_lint.upload.push import PushOptions
from yotpo_lint.upload.rate_limiter import RateLimiter
from yotpo_lint.upload.read_back import DIFFERENCES, ReadBackCounts, read_back, wait_until_readable
from yotpo_lint.upload.session import Session


async def verify(
    uploads: Sequence[Upload], options: PushOptions, credentials: Credentials, wait: float
) -> list[tuple[Upload, ReadBackCounts, Path]]:
    """Compare what is stored with what was sent; return the counts of each file and where its differences are."""
    found = []
    limiter = RateLimiter(options.rate)
    async with Client(options.base_url, limiter, options.concurrency, whole=options.whole) as client:
        session = Session(client, credentials, options.policy)
        for upload in uploads:
            await wait_until_readable(upload, wait)
            target = upload.file.path.with_name(DIFFERENCES)
            compared = await read_back(upload, session, options.policy, options.sample, target)
            found.append((upload, compared, target))
    return found


def run_verify(
    uploads: Sequence[Upload], options: PushOptions, credentials: Credentials, wait: float
) -> list[tuple[Upload, ReadBackCounts, Path]]:
    """Run a read-back to its end."""
    return asyncio.run(verify(uploads, options, credentials, wait))
