"""One request, one answer, within bounds: of time, of bytes, and of where it may go."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Protocol, Self

import httpx2

from yotpo_lint._version import __version__
from yotpo_lint.upload.answer import TOO_MANY, Answer, parse_limits
from yotpo_lint.upload.errors import TransientError, UntrustedAnswerError, UploadError
from yotpo_lint.upload.rate_limiter import SUGGESTED_PAUSE, RateLimiter

# An answer about one customer is some hundred bytes; a page of a hundred customers is less than a megabyte.
MAX_BODY: Final = 1 << 20
# Seconds for a connection, for a silence, and for a whole request: an answer that drips for ever ends, too.
CONNECT: Final = 10.0
SILENCE: Final = 30.0
WHOLE: Final = 60.0
# What h11 says of headers that do not end (RFC 6585, 5); it reads 100 kB of them.
HEADERS_TOO_LARGE: Final = 431

# The exact words of https://core-api.yotpo.com/reference/guidelines-and-conventions, and the encoding, for "a body not
# in UTF-8" is among Yotpo's reasons for a 200 that stores nothing.
JSON: Final = "application/json; charset=utf-8"


class Admission(Protocol):
    """What a request needs before it may leave."""

    async def wait(self) -> None:
        """Wait until there is a token."""

    def take(self) -> Mapping[str, str] | None:
        """Return the headers that prove whose request it is, just before it leaves; None if they are no longer good."""

    def hidden(self) -> tuple[str, ...]:
        """Return what no answer may repeat."""


class Client:
    """Sends requests to one address and to no other: no redirect, no proxy, no cookie, no .netrc."""

    def __init__(self, base_url: str, limiter: RateLimiter, concurrency: int, *, whole: float = WHOLE) -> None:
        """Make a client; nothing is connected before the first request."""
        # The system judges certificates; SSL_CERT_FILE names those of a company that looks into its own traffic.
        context = httpx2.create_ssl_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._http = httpx2.AsyncClient(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(SILENCE, connect=CONNECT),
            limits=httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
            headers={
                "user-agent": f"yotpo-lint/{__version__}",
                "accept": "application/json",
                # A compressed answer could be a gigabyte in a few kilobytes.
                "accept-encoding": "identity",
            },
        )
        self._base_url = base_url
        self._limiter = limiter
        self._wires = asyncio.Semaphore(concurrency)
        self._whole = whole
        self.requests = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        admission: Admission | None = None,
        hidden: tuple[str, ...] = (),
    ) -> Answer:
        """Send one request in its slot and return its answer, with the `hidden` texts blotted out.

        Without an admission it is a request for one: all others wait for it, so it waits for none of them.

        Raises:
            TransientError: there was no answer.
            UntrustedAnswerError: the server redirects or sends without end.
            UploadError: the server no secure connection to 127.0.0.1.
        """
        async with self._wires if admission is not None else contextlib.nullcontext():
            proof = await self._admitted(admission)
            self.requests += 1
            # Nothing of httpx2's own error may travel: its request carries the token. Hence `from None`.
            try:
                async with asyncio.timeout(self._whole):
                    answer = await self._exchange(method, path, content, proof, query)
            except TimeoutError:
                raise TransientError(f"no complete answer within {self._whole:g} s") from None
            except httpx2.TimeoutException as error:
                raise TransientError(f"no answer in time ({type(error).__name__})") from None
            except httpx2.TransportError as error:
                raise _about(error, self._host) from None
        self._limiter.note_answer(answer.remaining, answer.reset)
        if answer.status == TOO_MANY:
            waits = [wait for wait in (answer.retry_after, answer.reset) if wait is not None]
            self._limiter.pause(max(waits, default=SUGGESTED_PAUSE))
        elif answer.retry_after is not None and answer.is_transient:
            self._limiter.pause(answer.retry_after)
        return _without(answer, (*hidden, *(admission.hidden() if admission is not None else ())))

    async def _admitted(self, admission: Admission | None) -> Mapping[str, str]:
        """Wait for a slot, and for a proof that is good when the slot is there."""
        if admission is None:
            await self._limiter.acquire(urgent=True)
            return {}
        while True:
            await admission.wait()
            await self._limiter.acquire()
            proof = admission.take()
            if proof is not None:
                return proof

    @property
    def _host(self) -> str:
        return httpx2.URL(self._base_url).host

    async def _exchange(
        self, method: str, path: str, content: bytes | None, proof: Mapping[str, str], query: Mapping[str, str] | None
    ) -> Answer:
        headers = dict(proof)
        if content is not None:
            headers["content-type"] = JSON
        address = self._base_url + path
        async with self._http.stream(method, address, content=content, headers=headers, params=query) as response:
            self._refuse_untrusted(response)
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MAX_BODY:
                    raise UntrustedAnswerError(_endless(self._host, "a body of more than 1 MB"))
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            limits: dict[str, Any] = parse_limits(response.headers)
            return Answer(response.status_code, bytes(body), kind, **limits)

    def _refuse_untrusted(self, response: httpx2.Response) -> None:
        if 300 <= response.status_code < 400:  # noqa: PLR2004
            raise UntrustedAnswerError(
                f"{self._host} redirects to another address ({response.status_code}); the secret is not sent there. "
                "Check the base URL"
            )
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            raise UntrustedAnswerError(
                f"{self._host} sends a compressed answer, which push did not ask for; check the base URL"
            )


def _endless(host: str, what: str) -> str:
    return f"{host} sends {what}, as Yotpo never does; check the base URL"


def _about(error: httpx2.TransportError, host: str) -> Exception:
    """Say what a failed exchange means: try again, or go no further."""
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "error_status_hint", None) == HEADERS_TOO_LARGE:
            return UntrustedAnswerError(_endless(host, "headers of more than 100 kB"))
        if isinstance(cause, ssl.SSLError) and isinstance(error, httpx2.ConnectError):
            if isinstance(cause, ssl.SSLEOFError):
                break
            return UploadError(
                f"no secure connection to {host} ({cause.reason or type(cause).__name__}); nothing was sent to it. "
                "Check the base URL, or the proxy of your network"
            )
        cause = cause.__cause__ or cause.__context__
    return TransientError(f"the connection failed ({type(error).__name__})")


def _without(answer: Answer, hidden: tuple[str, ...]) -> Answer:
    """Blot out texts that a server sent back to us."""
    body = answer.body
    for text in hidden:
        body = body.replace(text.encode(), b"***")
    return (
        answer
        if body is answer.body
        else Answer(answer.status, body, answer.kind, answer.retry_after, answer.remaining, answer.reset)
    )
