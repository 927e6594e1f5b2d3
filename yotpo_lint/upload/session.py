"""A session with a store: it gets the token, keeps it in memory only, and renews it when it is refused."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from yotpo_lint.upload.answer import FORBIDDEN, Answer
from yotpo_lint.upload.client import Client
from yotpo_lint.upload.credentials import Credentials, Secret
from yotpo_lint.upload.errors import TransientError, UploadError
from yotpo_lint.upload.retry_policy import RetryPolicy
from yotpo_lint.upload.yotpo_apis import CORE_API, Api

_LONGEST_TOKEN: Final = 8192
_TOKENS_HIDDEN: Final = 16


class Session:
    """Sends requests with the token of one store."""

    def __init__(self, client: Client, credentials: Credentials, policy: RetryPolicy, api: Api = CORE_API) -> None:
        """Make a session; the token is got when it is first needed."""
        self._client = client
        self._credentials = credentials
        self._policy = policy
        self._api = api
        self._renewing = asyncio.Lock()
        # The newest last; the others only so that no answer repeats one.
        self._tokens: deque[Secret] = deque(maxlen=_TOKENS_HIDDEN)
        self.token: Secret | None = None
        self.tokens = 0

    async def send(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        *,
        query: Mapping[str, str] | None = None,
        leaving: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Send one request to the store; renew the token once where it is refused.

        `leaving` is called just before the request leaves, each time.

        Raises:
            TransientError: there was no answer.
            UploadError: Yotpo gives no token.
        """
        address = path.format(store_id=self._credentials.store_id)
        admission = _Admission(self, leaving)
        answer = await self._client.send(method, address, content=content, query=query, admission=admission)
        if answer.status in FORBIDDEN and self._api.token_path is not None:
            # Of several requests that were refused with one token, the first does away with it.
            if self.token is admission.used:
                self.token = None
            answer = await self._client.send(method, address, content=content, query=query, admission=admission)
        return answer

    async def renew(self) -> None:
        """Get a token if there is none; of several requests that ask, one gets it for all."""
        async with self._renewing:
            if self.token is None:
                if self._api.token_path is None:
                    self.token = self._credentials.secret
                    return
                self.token = await self._policy.for_tokens(partial(self._new_token, self._api.token_path))
                self._tokens.append(self.token)
                self.tokens += 1

    def prove(self, token: Secret) -> dict[str, str]:
        """Return the headers that prove whose request it is."""
        account = {} if self._api.account_header is None else {self._api.account_header: self._credentials.store_id}
        return {**account, self._api.key_header: token.reveal()}

    def hidden(self) -> tuple[str, ...]:
        """Return what no answer may repeat."""
        return (self._credentials.secret.reveal(), *(token.reveal() for token in self._tokens))

    async def is_alive(self, path: str) -> bool:
        """Say whether the store answers at all: a read is answered with anything but a failure of the server."""
        try:
            answer = await self.send("GET", path, query={"limit": "1"})
        except TransientError:
            return False
        return not answer.is_transient

    async def _new_token(self, path: str) -> Secret:
        secret = self._credentials.secret.reveal()
        answer = await self._client.send(
            "POST",
            path.format(store_id=self._credentials.store_id),
            content=json.dumps({"secret": secret}).encode(),
            hidden=self.hidden(),
        )
        if not answer.is_success:
            if answer.is_transient and answer.status not in FORBIDDEN:
                raise TransientError(f"status {answer.status}", answer)
            raise UploadError(
                f"Yotpo refuses this store ID and secret (status {answer.status}); "
                "copy both again from Yotpo's settings"
            )
        content = answer.content()
        token = content.get("access_token") if isinstance(content, Mapping) else None
        if not (isinstance(token, str) and token.isascii() and token.isprintable() and 0 < len(token) < _LONGEST_TOKEN):
            raise UploadError("the answer contains no access token; check the base URL")
        return Secret(token)


class _Admission:
    """The token for one request: the one that is good when its slot is there."""

    def __init__(self, session: Session, leaving: Callable[[], None]) -> None:
        self._session = session
        self._leaving = leaving
        self.used: Secret | None = None

    async def wait(self) -> None:
        if self._session.token is None:
            await self._session.renew()

    def take(self) -> Mapping[str, str] | None:
        self.used = self._session.token
        if self.used is None:
            return None
        self._leaving()
        return self._session.prove(self.used)

    def hidden(self) -> tuple[str, ...]:
        return self._session.hidden()
