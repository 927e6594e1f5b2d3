"""What stands before every page: host, method, origin, cookie and CSRF token are checked, in this order.

A page on the loopback address can be reached by every web site that the same browser shows. A site cannot read the
cookie, but it can point a name of its own at 127.0.0.1 (DNS rebinding: the Host header tells), send forms (CSRF: the
Origin header tells, and the header with the token is missing), or show the page in a frame (the policy forbids it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yotpo_lint.app.access import CSRF_HEADER, Access

OPENING_PATH: Final = "/open"
# A HEAD, by which some programs look at an address first, does not spend the token.
OPENING: Final = "GET"
READING: Final = frozenset({"GET", "HEAD"})
WRITING: Final = "POST"
# What browsers say of where a request comes from (Fetch Metadata, W3C): the page itself, or nobody, for an address that
# was typed or opened from a terminal.
OWN_SITES: Final = frozenset({"same-origin", "none"})

# OWASP's list for pages with personal data; the policy allows what the page itself brings and nothing else.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Guards:
    """Refuse every request that does not come from the page itself, and add the security headers to every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason of the refusal."""
        if scope["type"] != "http":
            # Web sockets have no use here and the server speaks none; the start and end of the server are no requests.
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in present)]
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        """Return the answer to a request that is refused, or None."""
        access = self._access
        if request.headers.getlist("host") != [access.host]:
            return _refused(421, f"This page answers to {access.host} only.")
        if request.method not in READING | {WRITING}:
            return _refused(405, "Expected GET or POST.")
        # The address with the token may be opened from anywhere, a terminal in a browser for one.
        opening = request.url.path == OPENING_PATH and request.method == OPENING
        if not self._comes_from_here(request, opening=opening):
            return _refused(403, "Another web site may not use this page.")
        return None if opening else self._stranger(request)

    def _comes_from_here(self, request: Request, *, opening: bool) -> bool:
        """Tell whether the browser says that no other site sends the request."""
        origins = request.headers.getlist("origin")
        if origins not in ([], [self._access.origin]) or (request.method == WRITING and not origins):
            return False
        return opening or OWN_SITES.issuperset(request.headers.getlist("sec-fetch-site"))

    def _stranger(self, request: Request) -> PlainTextResponse | None:
        """Return the answer to a request that lacks the cookie or, where it decides something, the CSRF token."""
        access = self._access
        if not access.knows(request.cookies.get(access.cookie_name)):
            return _refused(403, "Open the page with the address that `yotpo-lint open` printed.")
        if request.method == WRITING and not access.accepts(request.headers.get(CSRF_HEADER)):
            return _refused(403, "The request does not carry this page's token; reload the page and try again.")
        return None


def _refused(status: int, message: str) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status)
