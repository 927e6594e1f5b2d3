"""The server as a person starts it: it listens to this computer alone, and nothing is left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "yotpo_lint.cli", "open", "--no-browser"]


class Started:
    """A running server."""

    def __init__(self, temporary: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 -- our own command
            COMMAND,
            env={**os.environ, "TMPDIR": str(temporary)},
            cwd=temporary,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        line = self.output.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/open\?token=\S+", line)
        assert found, line + self.output.read()
        self.address, self.port = found[0], int(found[1])
        self.folder = next(temporary.glob("yotpo-lint-open-*"))

    def open(self) -> tuple[urllib.request.OpenerDirector, str, dict[str, str]]:
        """Open the page; return what sends requests with its cookie, its origin and the headers of its script."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(self.address).close()
        origin = f"http://127.0.0.1:{self.port}"
        with opener.open(origin) as answer:
            token = re.search(r'name="csrf" content="([^"]+)"', answer.read().decode())
        assert token is not None
        return opener, origin, {"Origin": origin, "X-CSRF-Token": token[1]}


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[[], Started]]:
    servers: list[Started] = []

    def start() -> Started:
        servers.append(Started(tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        server.process.kill()
        server.process.wait()
        server.output.close()


def gone(folder: Path) -> bool:
    """Wait until a folder is gone."""
    for _ in range(600):
        if not folder.exists():
            return True
        time.sleep(0.05)
    return False


def test_only_this_computer_is_answered(started: Callable[[], Started]) -> None:
    server = started()
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    with socket.create_connection(("127.0.0.1", server.port)):
        pass
    # Another address of the same computer; a server that listens to the network would answer it as well.
    with pytest.raises(OSError, match=r"."):
        socket.create_connection(("127.0.0.2", server.port), timeout=2)


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGKILL", -signal.SIGKILL)])
@pytest.mark.parametrize("when", ["before", "while"])
def test_nothing_is_left_when_it_is_ended(started: Callable[[], Started], name: str, status: int, when: str) -> None:
    server = started()
    opener, origin, headers = server.open()
    if when == "while":
        table = b"external_id,gender\n" + b"".join(b"%d,female\n" % row for row in range(20_000))
        upload = urllib.request.Request(f"{origin}/upload?name=t.csv", table, headers)  # noqa: S310 -- http
        opener.open(upload).close()
        assert list(server.folder.rglob("t.csv"))
    server.process.send_signal(getattr(signal, name))
    assert server.process.wait(60) == status
    # After SIGKILL it is the worker that removes the folder, when it finds that nobody is there any more.
    assert gone(server.folder)
    if name != "SIGKILL":
        assert "Traceback" not in server.output.read()


def test_the_button_ends_it(started: Callable[[], Started]) -> None:
    server = started()
    opener, origin, headers = server.open()
    opener.open(urllib.request.Request(f"{origin}/finish", b"{}", headers)).close()  # noqa: S310 -- http
    assert server.process.wait(60) == 0
    assert gone(server.folder)


@pytest.mark.parametrize("package", ["starlette", "uvicorn"])
def test_without_the_extra_it_says_what_to_install(package: str) -> None:
    program = f"import sys; sys.modules[{package!r}] = None; from yotpo_lint.cli import main; main(['open'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    said = "the page needs two more packages; install them with `pip install 'yotpo-lint[app]'`"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"yotpo-lint: error: {said}\n")
