"""Sends lines: many at a time, each customer's in order, each noted before it leaves and when its answer is there."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final

from yotpo_lint.storage.journal import Journal, State
from yotpo_lint.upload.answer import TOO_MANY, Answer
from yotpo_lint.upload.circuit_breaker import CircuitBreaker
from yotpo_lint.upload.endpoint import Endpoint
from yotpo_lint.upload.errors import StoppedError, TransientError, UploadError
from yotpo_lint.upload.retry_policy import UNAUTHORIZED, RetryPolicy
from yotpo_lint.upload.session import Session

# Tasks for each request on the wire: the others wait for their turn or for another try.
WAITING: Final = 8
# Seconds that requests on the wire have to end when the run is asked to.
GRACE: Final = 4.0


@dataclass(slots=True)
class Item:
    """A line that is to be sent."""

    journal: Journal
    upload: int
    endpoint: Endpoint
    number: int
    line: bytes
    on_wire: bool = False
    identities: frozenset[Hashable] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        record = self.endpoint.record(json.loads(self.line))
        self.identities = frozenset((self.endpoint.name, *pair) for pair in self.endpoint.identities(record))


class Sender:
    """Sends what it is given until there is no more, or until it is asked to stop."""

    def __init__(
        self,
        session: Session,
        policy: RetryPolicy,
        *,
        method: str | None,
        concurrency: int,
        changed: Callable[[State], None] = lambda _: None,
    ) -> None:
        """Make a sender; `method` replaces that of the endpoint, `changed` hears of every settled line."""
        self._session = session
        self._policy = policy
        self._method = method
        self._most = concurrency * WAITING
        self._changed = changed
        self._tasks: dict[asyncio.Task[None], Item] = {}
        self._busy: dict[Hashable, asyncio.Task[None]] = {}
        self._breaker = CircuitBreaker()
        self._endpoint: Endpoint | None = None
        self._accepted_at = 0.0
        self._failure: UploadError | None = None
        self.stopping = asyncio.Event()

    async def send(self, items: Iterator[Item | None]) -> None:
        """Send all items; None between them gives the others a turn.

        Raises:
            UploadError: the run cannot go on.
        """
        self._accepted_at = asyncio.get_running_loop().time()
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            for item in items:
                await asyncio.sleep(0)
                if item is None:
                    continue
                while not self.stopping.is_set() and (blocking := self._blocking(item)):
                    await asyncio.wait({*blocking, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if self.stopping.is_set():
                    break
                self._begin(item)
            while self._tasks and not self.stopping.is_set():
                await asyncio.wait({*self._tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            await self._end()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Let nothing more leave."""
        self.stopping.set()

    def _blocking(self, item: Item) -> set[asyncio.Task[None]]:
        """Return what must end before an item begins: other endpoints, its customer's earlier one, any of too many."""
        if self._tasks and self._endpoint is not item.endpoint:
            return set(self._tasks)
        self._endpoint = item.endpoint
        earlier = {self._busy[identity] for identity in item.identities if identity in self._busy}
        return earlier or (set(self._tasks) if len(self._tasks) >= self._most else set())

    def _begin(self, item: Item) -> None:
        task = asyncio.create_task(self._settle(item))
        self._tasks[task] = item
        self._busy.update(dict.fromkeys(item.identities, task))
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        item = self._tasks.pop(task)
        for identity in item.identities:
            if self._busy.get(identity) is task:
                del self._busy[identity]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, UploadError):
            self._failure = self._failure or error
        elif isinstance(error, sqlite3.Error):
            reason = f"the journal cannot be written ({error}); free some space and run push again"
            self._failure = self._failure or UploadError(reason)
        elif error is not None and not isinstance(error, (StoppedError, TransientError)):
            self._failure = self._failure or UploadError(f"unexpected {type(error).__name__} while sending")
        if error is not None:
            self.stop()

    async def _end(self) -> None:
        """Give what is on the wire some seconds, and nothing else."""
        self.stopping.set()
        for task, item in self._tasks.items():
            if not item.on_wire:
                task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=GRACE)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _settle(self, item: Item) -> None:
        """Send an item until its answer is final, and note it."""
        answer = await self._answer(item)
        if answer.is_success and not answer.tells_of_error():
            item.journal.note_accepted(item.upload, item.number, answer.status)
            self._accepted_at = asyncio.get_running_loop().time()
            self._breaker.note_acceptance()
            self._changed(State.ACCEPTED)
            return
        reason = "status of success, but the body reports an error" if answer.is_success else "refused"
        if answer.is_transient and answer.status != UNAUTHORIZED:
            reason = "failed repeatedly while Yotpo accepted other customers"
        status = answer.status or None
        item.journal.note_dead(item.upload, item.number, status, body=answer.text(), reason=reason)
        self._changed(State.DEAD)
        tripped = self._breaker.note_refusal(item, answer.status)
        if tripped is not None:
            for each in tripped.reopened:
                each.journal.reopen(each.upload, each.number)
            raise UploadError(tripped.reason)

    async def _answer(self, item: Item) -> Answer:
        """Return the answer that no retry changes."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            try:
                return await self._policy.for_customers(lambda: self._once(item), self.stopping.is_set)
            except TransientError as failure:
                if self.stopping.is_set():
                    raise StoppedError from None
                status = failure.answer.status if failure.answer is not None else 0
                if failure.answer is not None and status == UNAUTHORIZED:
                    return failure.answer
                # A limit says nothing about a customer.
                if status != TOO_MANY and await self._is_alive(item, began):
                    return failure.answer or Answer(0, failure.reason.encode())
                if loop.time() - self._accepted_at > self._policy.outage:
                    raise UploadError(
                        f"Yotpo has taken nothing for {self._policy.outage / 60:,.0f} minutes ({failure.reason}); "
                        "run push again later, it continues where it stopped"
                    ) from None

    async def _is_alive(self, item: Item, began: float) -> bool:
        """Say whether Yotpo takes others while this one fails."""
        return self._accepted_at > began or await self._session.is_alive(item.endpoint.path)

    async def _once(self, item: Item) -> Answer:
        """Send one request.

        Raises:
            TransientError: there was no answer, or one that says to try again.
        """

        def leave() -> None:
            if self.stopping.is_set():
                raise StoppedError
            item.journal.note_sending(item.upload, item.number)
            item.on_wire = True

        try:
            answer = await self._session.send(
                self._method or item.endpoint.method, item.endpoint.path, item.line, leaving=leave
            )
        finally:
            item.on_wire = False
        if answer.is_transient:
            raise TransientError(f"status {answer.status}", answer)
        return answer
