"""The fake itself: routes of the Core and the Loyalty API, on aiohttp, whose transport can be cut in the middle."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

from aiohttp import web

from .faults import Faults
from .store import IDENTITY, Store

STORE_ID = "fake-store"
SECRET = "fake-secret-8c1f0b7e"  # noqa: S105 -- of the fake
# Of the Loyalty API.
GUID = "fake-guid"
API_KEY = "fake-key-5d02ba71"
NONE_LEFT = {"RateLimit-Remaining": "0", "RateLimit-Reset": "1"}
HTML = "<html><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Logged:
    """A request as the server saw it."""

    at: float
    method: str
    path: str
    status: int | str
    query: str = ""


class FakeYotpo:
    """A Yotpo on a loopback port."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.store = Store(self.faults.read_delay)
        self.log: list[Logged] = []
        self.tokens: dict[str, int] = {}
        self.lost: list[dict[str, Any]] = []
        self.url = ""
        # How the list of customers understands its filters, of which no page says more than their names.
        self.one_id_at_a_time = False
        self.filters_ignored = False
        self.on_request: Callable[[int], None] = lambda _: None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def customer_requests(self) -> list[Logged]:
        return [each for each in self.log if each.path.endswith("/customers") and each.method != "GET"]

    @property
    def subscriber_requests(self) -> list[Logged]:
        return [each for each in self.log if each.path.endswith("/subscribers")]

    def most_in_one_second(self) -> int:
        """Return the most requests that came within any one second."""
        moments = sorted(each.at for each in self.log)
        most = first = 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/core/v3/stores/{store}/access_tokens", self._issue_token)
        for method in ("PATCH", "POST"):
            app.router.add_route(method, "/core/v3/stores/{store}/customers", self._take_record)
        app.router.add_post("/core/v3/stores/{store}/subscribers", self._take_record)
        app.router.add_post("/api/v2/customers", self._take_record)
        app.router.add_get("/core/v3/stores/{store}/customers", self._list_customers)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return runner

    def _log(self, request: web.Request, at: float, status: int | str) -> None:
        self.log.append(Logged(at, request.method, request.path, status, request.query_string))
        self.on_request(len(self.log))

    def _answer(self, request: web.Request, at: float, status: int, **how: Any) -> web.Response:
        self._log(request, at, status)
        return web.Response(status=status, **how)

    def _error(self, request: web.Request, at: float, status: int, body: bytes, **more: Any) -> web.Response:
        about: dict[str, Any] = {"status": {"message": "no", "code": status, "error_type": "fake"}}
        if self.faults.echo:
            about["debug"] = {"headers": dict(request.headers), "body": body.decode("utf-8", "replace")}
        return self._answer(request, at, status, text=json.dumps(about), content_type="application/json", **more)

    async def _issue_token(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        body = await request.read()
        if request.match_info["store"] != STORE_ID or json.loads(body).get("secret") != SECRET:
            return self._answer(request, at, 401, text='{"error":"invalid_client"}', content_type="application/json")
        token = f"fake-token-{secrets.token_hex(12)}"
        self.tokens[token] = 0
        return self._answer(
            request,
            at,
            200,
            text=json.dumps({"access_token": token, "token_type": "bearer"}),
            content_type="application/json",
        )

    def _refusal(self, request: web.Request) -> int | None:
        """Return the status of a request that comes with no valid token or key, or too soon."""
        if request.path.startswith("/api/v2/"):
            known = (request.headers.get("x-guid"), request.headers.get("x-api-key")) == (GUID, API_KEY)
            return None if known and "X-Yotpo-Token" not in request.headers else 401
        token = request.headers.get("X-Yotpo-Token", "")
        if token not in self.tokens:
            return 401
        self.tokens[token] += 1
        if self.faults.token_uses is not None and self.tokens[token] > self.faults.token_uses:
            return 401
        if self.faults.rate is not None:
            now = time.monotonic()
            recent = sum(1 for each in self.log[-int(self.faults.rate) - 1 :] if each.at > now - 1)
            if recent >= self.faults.rate:
                return 429
        return None

    async def _take_record(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        body = await request.read()
        refused = self._refusal(request)
        if refused is not None:
            return self._error(request, at, refused, body, headers=NONE_LEFT if refused == 429 else {})
        fault = self.faults.draw()
        if self.faults.latency:
            await asyncio.sleep(self.faults.by_chance.random() * self.faults.latency)
        broken = await self._break(fault, request, at, body)
        if broken is not None:
            return broken
        return self._store(fault, request, at, body)

    def _store(self, fault: str | None, request: web.Request, at: float, body: bytes) -> web.Response:
        """Store a customer or a subscriber and say so, or refuse it."""
        if not request.headers.get("Content-Type", "").startswith("application/json"):
            return self._error(request, at, 415, body)
        content = json.loads(body)
        record = content if request.path.startswith("/api/v2/") else content["customer"]
        is_subscriber = request.path.endswith("/subscribers")
        identity = next(str(record[name]) for name in ("phone", *IDENTITY) if record.get(name))
        refused = self._refuse(identity, request, at, body)
        if refused is not None:
            return refused
        if fault == "lost":
            self.lost.append(record)
        elif is_subscriber:
            self.store.subscribe(content)
        else:
            self.store.update(record, body)
        if fault == "cut after":
            return self._cut(request, at, fault)
        headers = {}
        if self.faults.rate is not None:
            now = time.monotonic()
            recent = sum(1 for each in self.log[-int(self.faults.rate) :] if each.at > now - 1) + 1
            headers = {"RateLimit-Remaining": str(int(self.faults.rate) - recent), "RateLimit-Reset": "1"}
        if self.faults.by_chance.random() < 0.5:
            return self._answer(request, at, 204, headers=headers)
        return self._answer(request, at, 200, text="{}", content_type="application/json", headers=headers)

    def _refuse(self, identity: str, request: web.Request, at: float, body: bytes) -> web.Response | None:
        """Return the answer to a customer who is never stored."""
        if identity in self.faults.poisoned:
            return self._error(request, at, 500, body)
        if identity in self.faults.liars:
            about = {"status": {"message": "Invalid", "code": 400, "error_type": "fake"}}
            return self._answer(request, at, 200, text=json.dumps(about), content_type="application/json")
        if identity in self.faults.refused:
            return self._error(request, at, self.faults.refused[identity], body)
        return None

    async def _break(self, fault: str | None, request: web.Request, at: float, body: bytes) -> web.Response | None:
        """Return the answer of a fault that stores nothing."""
        answers: dict[str, Callable[[], web.Response]] = {
            "429": lambda: self._error(request, at, 429, body, headers=NONE_LEFT),
            "429 without headers": lambda: self._error(request, at, 429, body),
            "500": lambda: self._error(request, at, 500, body),
            "502 HTML": lambda: self._answer(request, at, 502, text=HTML, content_type="text/html"),
            "503 Retry-After": lambda: self._answer(request, at, 503, headers={"Retry-After": "1"}),
            "200 HTML": lambda: self._answer(request, at, 200, text=HTML, content_type="text/html"),
            "cut before": lambda: self._cut(request, at, "cut before"),
        }
        if fault == "slow":
            await asyncio.sleep(0.3)
        return answers[fault]() if fault in answers else None

    def _cut(self, request: web.Request, at: float, fault: str) -> web.Response:
        self._log(request, at, fault)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def _list_customers(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        refused = self._refusal(request)
        if refused is not None:
            return self._error(request, at, refused, b"")
        if self.faults.reads_fail:
            return self._error(request, at, 500, b"")
        wanted: dict[str, set[str]] = {}
        if "external_ids" in request.query:
            ids = request.query["external_ids"]
            wanted["external_id"] = {ids} if self.one_id_at_a_time else set(ids.split(","))
        for name in ("email", "phone_number"):
            if name in request.query:
                wanted[name] = {request.query[name]}
        if self.filters_ignored:
            wanted.clear()
        found = self.store.find(**wanted)
        start = 0
        if "page_info" in request.query:
            start = int(base64.b64decode(request.query["page_info"], validate=True).decode().partition(":")[2])
        limit = min(int(request.query.get("limit", "100")), 100)
        page = [
            {**customer, "channels": {"sms": {"marketing": {"consent": None}}}, "yotpo_ugc": {}}
            for customer in found[start : start + limit]
        ]
        following = None
        if start + limit < len(found):
            # Encoded once more than the next request may send it.
            following = quote(base64.b64encode(f"offset:{start + limit:>40}".encode()).decode(), safe="")
        content = {"customers": page, "pagination": {"next_page_info": following}}
        return self._answer(request, at, 200, text=json.dumps(content), content_type="application/json")
