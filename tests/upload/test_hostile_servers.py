"""A server that is not Yotpo, or not itself: the run ends with one line, and the secret goes nowhere else."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from click.testing import Result

from tests.fake_yotpo import hostile
from tests.fake_yotpo.hostile import TOKEN, Answering, HostileServer
from tests.fake_yotpo.server import SECRET, STORE_ID, FakeYotpo

from .conftest import customer, environment_of, write_folder

Command = Callable[..., Result]


def token(client: object) -> None:
    client.sendall(TOKEN)  # type: ignore[attr-defined]


def one_line(answer: Result) -> str:
    assert answer.exit_code == 2, answer.output
    (line,) = answer.stderr.splitlines()
    assert line.startswith("yotpo-lint: error: ")
    assert SECRET not in line
    return line


def push(command: Command, folder: Path, url: str) -> Result:
    return command(None, "push", folder, YOTPO_BASE_URL=url, YOTPO_STORE_ID=STORE_ID, YOTPO_SECRET=SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "out", [customer(number) for number in range(3)])


@pytest.mark.parametrize("first", [[], [token]], ids=["the token", "a customer"])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (hostile.redirect("https://evil.example.com/"), "redirects to another address (307); the secret is not sent"),
        (hostile.redirect("http://127.0.0.1:1/"), "redirects to another address (307)"),
        (hostile.send_huge_body, "sends a body of more than 1 MB"),
        (hostile.send_huge_body_in_pieces, "sends a body of more than 1 MB"),
        (hostile.send_endless_headers, "sends headers of more than 100 kB"),
        (hostile.send_compressed_body, "sends a compressed answer, which push did not ask for"),
    ],
    ids=["redirect", "downgrade", "huge", "chunked", "headers", "gzip"],
)
def test_an_untrusted_answer_ends_the_run(
    answer: Answering, why: str, first: list[Answering], folder: Path, command: Command
) -> None:
    with HostileServer(*first, answer) as server:
        line = one_line(push(command, folder, server.url))
    assert why in line
    assert "127.0.0.1" in line
    # The file is told what it was told; nobody is a dead letter for it.
    assert not (folder / "dead_letters.csv").exists()


def test_a_redirect_is_followed_nowhere(folder: Path, command: Command, start_fake: Callable[..., FakeYotpo]) -> None:
    elsewhere = start_fake()
    with HostileServer(hostile.redirect(elsewhere.url)) as server:
        one_line(push(command, folder, server.url))
    assert elsewhere.log == []


def test_an_answer_without_a_token_ends_the_run(folder: Path, command: Command) -> None:
    with HostileServer(hostile.send_no_token) as server:
        line = one_line(push(command, folder, server.url))
    assert "contains no access token; check the base URL" in line


def test_a_wrong_secret_ends_the_run(folder: Path, command: Command, start_fake: Callable[..., FakeYotpo]) -> None:
    line = one_line(command(start_fake(), "push", folder, YOTPO_SECRET=SECRET[:-1]))
    assert "Yotpo refuses this store ID and secret (status 401)" in line


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def context_of(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def push_trusting(authority: trustme.CA, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Push where the system vouches for what an authority signed."""
    bundle = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "yotpo_lint.cli", "push", str(folder)],
        env=environment_of(url) | {"SSL_CERT_FILE": str(bundle)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_server_that_is_vouched_for_is_trusted(authority: trustme.CA, folder: Path) -> None:
    with HostileServer(token, hostile.send_no_content, context=context_of(authority)) as server:
        done = push_trusting(authority, server.url, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert sum(request.startswith(b"PATCH ") for request in server.requests) == 3


def test_a_certificate_that_nobody_vouches_for_is_refused(
    authority: trustme.CA, folder: Path, command: Command
) -> None:
    with HostileServer(token, context=context_of(authority)) as server:
        line = one_line(push(command, folder, server.url))
    assert "no secure connection to 127.0.0.1 (CERTIFICATE_VERIFY_FAILED)" in line
    assert server.requests == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_an_old_protocol_is_refused(authority: trustme.CA, folder: Path) -> None:
    context = context_of(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, ssl.TLSVersion.TLSv1_1
    with HostileServer(token, context=context) as server:
        done = push_trusting(authority, server.url, folder)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "no secure connection to 127.0.0.1" in line
    assert server.connections
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://api.yotpo.com", "plain http to api.yotpo.com would send the secret unencrypted; use https"),
        ("http://192.168.0.7:8080", "plain http to 192.168.0.7"),
        ("http://localhost.example.com", "plain http to localhost.example.com"),
        ("http://127.0.0.1.example.com", "plain http to 127.0.0.1.example.com"),
        ("https://user:secret@api.yotpo.com", "contains more than a host and a path"),
        ("https://api.yotpo.com/?x=1", "contains more than a host and a path"),
        ("ftp://api.yotpo.com", "needs https:// and a host"),
        ("api.yotpo.com", "needs https:// and a host"),
        ("file:///etc/passwd", "needs https:// and a host"),
    ],
)
def test_an_address_that_would_give_the_secret_away_is_refused(
    url: str, why: str, folder: Path, command: Command
) -> None:
    line = one_line(command(None, "push", folder, "--base-url", url, YOTPO_STORE_ID="s", YOTPO_SECRET=SECRET))
    assert why in line
    assert one_line(command(None, "push", folder, YOTPO_BASE_URL=url, YOTPO_STORE_ID="s", YOTPO_SECRET=SECRET)) == line
