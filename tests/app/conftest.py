"""The local page without a browser: its application, and a client that holds the cookie and the token."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from yotpo_lint.app import workspace
from yotpo_lint.app.access import CSRF_HEADER, Access
from yotpo_lint.app.application import create_app
from yotpo_lint.app.task import Done, Task, carry_out
from yotpo_lint.app.worker import Known, what_is_known

PORT = 4321
LIMIT = 20_000
SAMPLE = Path(__file__).parents[2] / "notebooks" / "data" / "messy_customers.csv"


class Page:
    """The page as its own script uses it."""

    def __init__(self, client: TestClient, access: Access, folder: Path) -> None:
        self.client, self.access, self.folder = client, access, folder
        self.finished = False

    @property
    def own(self) -> dict[str, str]:
        """Return the headers that the page's script sends."""
        return {"origin": self.access.origin, CSRF_HEADER: self.access.csrf}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, decision: Any = None, **headers: str) -> Any:
        return self.client.post(path, json=decision or {}, headers={**self.own, **headers})

    def upload(self, name: str, content: bytes) -> Any:
        return self.client.post("/upload", params={"name": name}, content=content, headers=self.own)

    def wait(self, answer: Any) -> str:
        """Wait until the check is done; return where the page goes on."""
        assert answer.status_code == 200, answer.text
        job = answer.json()["next"].replace("/working", "/job")
        while (state := self.client.get(job).json())["busy"]:
            time.sleep(0.05)
        return str(state["next"])

    def take(self, content: str, name: str = "customers.csv") -> str:
        """Upload a table and wait until it was checked."""
        return self.wait(self.upload(name, content.encode()))

    def decide(self, path: str, decision: Any = None) -> str:
        return self.wait(self.post(path, decision))

    def repair(self, row: int, column: str, text: str) -> Any:
        return self.post("/repair/cell", {"row": row, "column": column, "text": text})

    def cells(self, **query: str) -> Any:
        return self.client.get("/repair/cells", params=query).json()

    def file(self, name: str) -> str:
        return str(self.client.get(f"/download/{name}").text)

    def lines(self, name: str) -> list[str]:
        return self.file(name).splitlines()


class SameProcess:
    """A worker that carries out its task at once and here, so that few tests wait for a process to start."""

    progress = None

    def __init__(self, session: Path) -> None:
        self._done: Done | None = None

    def start(self) -> None:
        """There is nothing to start."""

    def submit(self, task: Task) -> None:
        with contextlib.chdir(task.session):
            self._done = carry_out(task, lambda step: None)

    def poll(self) -> Done | None:
        done, self._done = self._done, None
        return done

    @staticmethod
    @functools.cache
    def known() -> Known:
        return what_is_known()

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Page]]:
    """Return what starts a page that nobody has opened yet."""
    clients: list[TestClient] = []

    def started() -> Page:
        access = Access(PORT)
        folder = tmp_path / "session"
        folder.mkdir(mode=0o700)
        page: Page

        def finish() -> None:
            page.finished = True

        app = create_app(folder, access, limit=LIMIT, finish=finish)
        client = TestClient(app, base_url=access.origin)
        client.__enter__()
        clients.append(client)
        page = Page(client, access, folder)
        return page

    yield started
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def page(start: Callable[[], Page], monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page that was opened with its address, without a process of its own."""
    monkeypatch.setattr(workspace, "Worker", SameProcess)
    return _opened(start())


@pytest.fixture
def page_with_worker(start: Callable[[], Page]) -> Page:
    """Return a page that was opened with its address, with its worker."""
    return _opened(start())


def _opened(page: Page) -> Page:
    assert page.get(page.access.address).status_code == 200
    return page
