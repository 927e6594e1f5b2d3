"""Access to the page: the one-time token of the printed address opens it and sets a cookie for later requests."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final

# 256 bits; RFC 6750 and OWASP ask for 128 at the least.
BYTES: Final = 32
CSRF_HEADER: Final = "x-csrf-token"


def _secret() -> str:
    return secrets.token_urlsafe(BYTES)


@dataclass(slots=True)
class Access:
    """The secrets of one start of the page; another start makes new ones.

    Attributes:
        port: the port of the page. Browsers send the cookies of one host to all of its ports, so the cookie's name
            carries the port, and two pages at a time do not log each other out.
        token: opens the page once.
        cookie: the value of the cookie that later requests send.
        csrf: the value of the header that requests with an effect send.
    """

    port: int
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)
    csrf: str = field(default_factory=_secret)
    _spent: bool = False

    @property
    def host(self) -> str:
        """Return the only value of the Host header that is answered."""
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """Return the only origin that may send requests."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """Return the address to open, with the token."""
        return f"{self.origin}/open?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """Return the name of the cookie."""
        return f"yotpo-lint-{self.port}"

    def spend(self, token: str) -> bool:
        """Take the token once; a second time it opens nothing."""
        right = _same(token, self.token) and not self._spent
        self._spent = self._spent or right
        return right

    def knows(self, cookie: str | None) -> bool:
        """Tell whether a cookie is the one that the token was exchanged for."""
        return self._spent and cookie is not None and _same(cookie, self.cookie)

    def accepts(self, csrf: str | None) -> bool:
        """Tell whether a request carries the page's own CSRF token."""
        return csrf is not None and _same(csrf, self.csrf)


def _same(given: str, right: str) -> bool:
    """Compare in constant time, so that a secret cannot be found letter by letter."""
    return compare_digest(given.encode(), right.encode())
