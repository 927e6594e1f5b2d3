"""Where requests go: Yotpo's host, or one that is named on purpose; https only, but for this machine itself."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

import httpx2

from yotpo_lint.escaping import make_visible
from yotpo_lint.upload.errors import UploadError
from yotpo_lint.upload.yotpo_apis import CORE_API

YOTPO: Final = CORE_API.base_url
VARIABLE: Final = "YOTPO_BASE_URL"


def parse_base_url(text: str) -> str:
    """Return the address that requests begin with.

    Raises:
        UploadError: it is no https address, or says more than a host and a path.
    """
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, TypeError, ValueError) as error:
        raise UploadError(f"the base URL cannot be read; write it as {YOTPO}") from error
    if url.userinfo or url.query or url.fragment:
        raise UploadError(f"the base URL contains more than a host and a path; write it as {YOTPO}")
    if not url.host or url.scheme not in ("http", "https"):
        raise UploadError(f"the base URL needs https:// and a host; write it as {YOTPO}")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise UploadError(f"plain http to {make_visible(url.host)} would send the secret unencrypted; use https")
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own; a name other than localhost may lead anywhere."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
