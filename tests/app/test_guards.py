"""Who is answered: the page itself, once it was opened with its address. Everybody else is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.conftest import LIMIT, PORT, Page
from yotpo_lint.app.access import CSRF_HEADER, Access
from yotpo_lint.app.application import ROUTES

HOST = f"127.0.0.1:{PORT}"
READ = ["/", "/working", "/job", "/columns", "/questions", "/report", "/report/page", "/repair", "/repair/cells"]
READ += ["/repair/rows/1", "/download", "/download/customers.jsonl", "/static/page.css"]
WRITTEN = ["/upload", "/reading", "/columns", "/questions", "/repair/cell", "/repair/check", "/repair/undo"]
WRITTEN += ["/cancel", "/finish"]


def test_the_page_itself_is_answered(page: Page) -> None:
    assert page.get("/").status_code == 200
    assert page.get("/", **{"sec-fetch-site": "same-origin"}).status_code == 200
    assert page.get("/", **{"sec-fetch-site": "none"}).status_code == 200
    assert page.post("/repair/undo").json() == {"next": "/repair"}


def test_every_route_is_tested_here() -> None:
    paths = {route.path for route in ROUTES} - {"/open"}
    named = {"/repair/rows/{row:int}": "/repair/rows/1", "/download/{name:path}": "/download/customers.jsonl"}
    assert {named.get(path, path).removesuffix("/page.css") for path in paths} == {
        path.removesuffix("/page.css") for path in [*READ, *WRITTEN]
    }


@pytest.mark.parametrize("path", [*READ, "/open?token=x"])
@pytest.mark.parametrize(
    "host", ["rebound.example.com", f"rebound.example.com:{PORT}", "127.0.0.1", "127.0.0.1:80", f"localhost:{PORT}", ""]
)
def test_another_host_is_not_answered(page: Page, path: str, host: str) -> None:
    """A name that is rebound to 127.0.0.1 comes with its own Host header."""
    answer = page.get(path, host=host)
    assert (answer.status_code, answer.text) == (421, f"This page answers to {HOST} only.\n")


@pytest.mark.parametrize("path", WRITTEN)
def test_another_host_decides_nothing(page: Page, path: str) -> None:
    assert page.post(path, host="rebound.example.com").status_code == 421


def test_two_hosts_are_not_answered(page: Page) -> None:
    answer = page.client.get("/", headers=[("host", HOST), ("host", HOST)])
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin", ["https://shop.example.com", "null", f"https://{HOST}", "http://127.0.0.1:80", f"http://localhost:{PORT}"]
)
@pytest.mark.parametrize("path", WRITTEN)
def test_another_origin_decides_nothing(page: Page, path: str, origin: str) -> None:
    answer = page.post(path, origin=origin)
    assert (answer.status_code, answer.text) == (403, "Another web site may not use this page.\n")
    assert not page.finished


@pytest.mark.parametrize("path", READ)
def test_another_origin_reads_nothing(page: Page, path: str) -> None:
    assert page.get(path, origin="https://shop.example.com").status_code == 403
    assert page.get(path, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert page.get(path, **{"sec-fetch-site": "same-site"}).status_code == 403


@pytest.mark.parametrize("path", WRITTEN)
def test_a_decision_without_an_origin_is_refused(page: Page, path: str) -> None:
    answer = page.client.post(path, headers={CSRF_HEADER: page.access.csrf})
    assert (answer.status_code, answer.text) == (403, "Another web site may not use this page.\n")


@pytest.mark.parametrize("path", WRITTEN)
@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_decision_without_the_csrf_token_is_refused(page: Page, path: str, token: str | None) -> None:
    headers = {"origin": page.access.origin} | ({} if token is None else {CSRF_HEADER: token.encode()})
    answer = page.client.post(path, headers=headers)
    assert answer.status_code == 403
    assert answer.text == "The request does not carry this page's token; reload the page and try again.\n"
    assert not page.finished


@pytest.mark.parametrize("path", READ)
def test_without_the_cookie_nothing_is_read(start: Callable[[], Page], path: str) -> None:
    stranger = start()
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert answer.text == "Open the page with the address that `yotpo-lint open` printed.\n"


@pytest.mark.parametrize("path", WRITTEN)
def test_without_the_cookie_nothing_is_decided(start: Callable[[], Page], path: str) -> None:
    assert start().post(path).status_code == 403


def test_a_cookie_that_was_never_given_out_opens_nothing(start: Callable[[], Page]) -> None:
    stranger = start()
    stranger.client.cookies.set(stranger.access.cookie_name, stranger.access.cookie)
    assert stranger.get("/").status_code == 403
    stranger.client.cookies.set(stranger.access.cookie_name, "guessed")
    assert stranger.get("/").status_code == 403


def test_the_token_opens_the_page_once(start: Callable[[], Page]) -> None:
    page = start()
    assert page.get("/open?token=guessed").status_code == 403
    assert page.get("/open").status_code == 403
    # A program that only looks at the address does not use it up.
    assert page.client.head(page.access.address).status_code == 403
    opened = page.get(page.access.address)
    assert opened.status_code == 200
    cookie = opened.headers["set-cookie"]
    assert cookie.startswith(f"yotpo-lint-{PORT}={page.access.cookie};")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    # Whoever holds the cookie goes on; whoever found the address later does not.
    assert page.get(page.access.address).headers["location"] == "/"
    page.client.cookies.clear()
    again = page.get(page.access.address)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers
    assert again.text.startswith("This address opens the page once.")


def test_an_address_on_another_site_may_open_the_page(start: Callable[[], Page]) -> None:
    """A terminal in a browser is another site, and the token is the secret."""
    page = start()
    assert page.get(page.access.address, **{"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(page: Page, method: str) -> None:
    assert page.client.request(method, "/", headers=page.own).status_code == 405


def test_every_answer_has_the_policy(page: Page) -> None:
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
    for answer in (page.get("/"), page.get("/static/page.js"), page.get("/nothing"), page.get("/", host="x")):
        headers = answer.headers
        assert headers["content-security-policy"].startswith(policy)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in headers if name.startswith("access-control")]


def test_two_starts_share_no_secret() -> None:
    one, other = Access(PORT), Access(PORT)
    secrets = [*(one.token, one.cookie, one.csrf), *(other.token, other.cookie, other.csrf)]
    assert len(set(secrets)) == 6
    assert min(map(len, secrets)) >= 43


def test_an_upload_beyond_the_limit_is_refused(page: Page) -> None:
    said = "The file is larger than 0 MB; repair it with the command `yotpo-lint fix`, which takes files of any size."
    answer = page.upload("t.csv", b"x" * (LIMIT + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, said)

    def without_length():  # type: ignore[no-untyped-def]
        for _ in range(4):
            yield b"x" * (LIMIT // 3)

    answer = page.client.post("/upload?name=t.csv", content=without_length(), headers=page.own)
    assert (answer.status_code, answer.json()["error"]) == (413, said)
    lying = page.client.post("/upload?name=t.csv", content=b"x", headers={**page.own, "content-length": "-1"})
    assert lying.status_code == 413
    assert [path for path in page.folder.rglob("*") if path.is_file()] == []


def test_a_decision_beyond_the_limit_is_refused(page: Page) -> None:
    answer = page.client.post("/questions", content=b" " * 4_000_001, headers=page.own)
    assert (answer.status_code, answer.json()["error"]) == (400, "The request cannot be read; reload the page.")


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"1"])
def test_a_decision_that_is_none_is_refused(page: Page, body: bytes) -> None:
    answer = page.client.post("/columns", content=body, headers=page.own)
    assert (answer.status_code, answer.json()["error"]) == (400, "The request cannot be read; reload the page.")


NAMES = ["../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/raw.parquet", "..\\raw.parquet", "/etc/passwd"]
NAMES += ["customers.jsonl/../../rejecting.parquet", "rejecting.parquet", "customers.jsonl%00.csv", ""]


def test_a_download_is_one_of_the_outputs(page: Page) -> None:
    assert page.take("external_id\n1\n") == "/columns"
    assert page.file("customers.jsonl") == '{"customer":{"external_id":"1"}}\n'
    for name in NAMES:
        answer = page.get(f"/download/{name}")
        assert answer.status_code in {307, 404}, name
        assert answer.text in {"There is no such file.\n", "Not Found", ""}, name


@pytest.mark.parametrize(
    "path", ["../guards.py", "..%2fguards.py", "%2e%2e/guards.py", "/etc/passwd", "....//guards.py"]
)
def test_static_files_are_the_page_s_own(page: Page, path: str) -> None:
    assert page.get(f"/static/{path}").status_code == 404
