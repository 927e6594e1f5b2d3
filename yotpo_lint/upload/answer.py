"""An answer, read with bounds: its status, what its headers say of the limit, and its body."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

FORBIDDEN: Final = (401, 403)
TOO_MANY: Final = 429
# Beyond this a number of seconds is a moment since 1970.
_MOMENT: Final = 1_000_000_000
SHOWN: Final = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one request.

    Attributes:
        status: the HTTP status.
        body: the body, at most as long as asked for.
        kind: the media type, without its parameters.
        retry_after: the seconds that Retry-After asks to wait.
        remaining, reset: the requests that remain, and the seconds until the limit resets.
    """

    status: int
    body: bytes
    kind: str = ""
    retry_after: float | None = None
    remaining: int | None = None
    reset: float | None = None

    @property
    def is_success(self) -> bool:
        """Whether Yotpo says that it took the record.

        Yotpo's own module takes 200, 201 and 204 as success; a page of HTML is none of Yotpo's answers.
        """
        return 200 <= self.status < 300 and self.kind != "text/html"  # noqa: PLR2004

    @property
    def is_transient(self) -> bool:
        """Whether the same request may succeed later.

        https://core-api.yotpo.com/reference/guidelines-and-conventions names 429 and 500; 408 and 425 say the same by
        RFC 9110 and RFC 8470. A page of HTML with status 200 comes from something between us and Yotpo.
        """
        html = 200 <= self.status < 300 and self.kind == "text/html"  # noqa: PLR2004
        return self.status in (401, 408, 425, TOO_MANY) or self.status >= 500 or html  # noqa: PLR2004

    def content(self) -> Any:
        """Return the body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def tells_of_error(self) -> bool:
        """Say whether the body of a success tells of an error.

        Yotpo's older endpoints put `{"status": {"code": 4xx}}`, `errors` or `error` into it.
        """
        content = self.content()
        if not isinstance(content, Mapping):
            return False
        status = content.get("status")
        code = status.get("code") if isinstance(status, Mapping) else None
        return bool(content.get("errors") or content.get("error")) or (isinstance(code, int) and code >= 400)  # noqa: PLR2004

    def text(self) -> str:
        """Return what is kept of the body."""
        text = self.body.decode("utf-8", "replace")
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text):,} characters)"


def parse_limits(headers: Mapping[str, str]) -> dict[str, Any]:
    """Return what headers say of the limit; whatever cannot be read says nothing."""
    remaining = _seconds(headers.get("ratelimit-remaining"))
    return {
        "retry_after": _seconds(headers.get("retry-after")),
        "remaining": None if remaining is None else int(remaining),
        "reset": _seconds(headers.get("ratelimit-reset")),
    }


def _seconds(text: str | None) -> float | None:
    """Return a number of seconds, written as one or as a date (RFC 9110, 10.2.3)."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        try:
            value = parsedate_to_datetime(text).timestamp()
        except (ValueError, OverflowError):
            return None
    if not math.isfinite(value):
        return None
    return max(0.0, value - time.time() if value > _MOMENT else value)
