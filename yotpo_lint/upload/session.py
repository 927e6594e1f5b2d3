"""A session with a store: it gets the token, keeps it in memory only, and renews it when it is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Final

from yotpo_lint.upload.answer import FORBIDDEN, Answer
from yotpo_lint.upload.client import Client
from yotpo_lint.upload.credentials import Credentials, Secret
from yotpo_lint.upload.endpoint import TOKEN_PATH
from yotpo_lint.upload.errors import TransientError, UploadError
from yotpo_lint.upload.retry_policy import RetryPolicy

_LONGEST_TOKEN: Final = 8192


class Session:
    """Sends requests with the token of one store."""

    def __init__(self, client: Client, credentials: Credentials, policy: RetryPolicy) -> None:
        """Make a session; the token is got when it is first needed."""
        self._client = client
        self._credentials = credentials
        self._policy = policy
        self._token: Secret | None = None
        self._renewing = asyncio.Lock()
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

        Raises:
            TransientError: there was no answer.
            UploadError: Yotpo gives no token.
        """

        async def send_with(token: Secret) -> Answer:
            return await self._client.send(
                method,
                path.format(store_id=self._credentials.store_id),
                content=content,
                token=token.reveal(),
                query=query,
                hidden=(token.reveal(), self._credentials.secret.reveal()),
                leaving=leaving,
            )

        token = self._token or await self._renew(None)
        answer = await send_with(token)
        return await send_with(await self._renew(token)) if answer.status in FORBIDDEN else answer

    async def is_alive(self, path: str) -> bool:
        """Say whether the store answers at all: a read is answered with anything but a failure of the server."""
        try:
            answer = await self.send("GET", path, query={"limit": "1"})
        except TransientError:
            return False
        return not answer.is_transient

    async def _renew(self, refused: Secret | None) -> Secret:
        """Return a token other than the refused one; of several requests that ask, one gets it for all."""
        async with self._renewing:
            if self._token is None or self._token is refused:
                self._token = await self._policy.for_tokens(self._new_token)
                self.tokens += 1
            return self._token

    async def _new_token(self) -> Secret:
        secret = self._credentials.secret.reveal()
        answer = await self._client.send(
            "POST",
            TOKEN_PATH.format(store_id=self._credentials.store_id),
            content=json.dumps({"secret": secret}).encode(),
            hidden=(secret,),
        )
        if not answer.is_success:
            if answer.is_transient and answer.status not in FORBIDDEN:
                raise TransientError(f"status {answer.status}", answer)
            raise UploadError(
                f"Yotpo gives no token for this store ID and secret (status {answer.status}); "
                "copy both from Yotpo's settings again"
            )
        content = answer.content()
        token = content.get("access_token") if isinstance(content, Mapping) else None
        if not (isinstance(token, str) and token.isascii() and token.isprintable() and 0 < len(token) < _LONGEST_TOKEN):
            raise UploadError("the answer to the request for a token holds none; check the base URL")
        return Secret(token)
