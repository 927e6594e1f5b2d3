"""The secret and the token: where they come from, and that they are nowhere else."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_yotpo.server import SECRET, STORE_ID, FakeYotpo
from yotpo_lint.upload.credentials import Secret, find_secret, find_store_id
from yotpo_lint.upload.errors import UploadError

from .conftest import customer, environment_of, push_to, write_folder

StartFake = Callable[..., FakeYotpo]


def test_the_file_comes_before_the_environment_and_both_before_a_person(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    file.chmod(0o600)
    environment = {"YOTPO_SECRET": "from the environment"}
    assert find_secret(file, environment, lambda: "asked").reveal() == "from the file"
    assert find_secret(None, environment, lambda: "asked").reveal() == "from the environment"
    assert find_secret(None, {}, lambda: " asked\n").reveal() == "asked"
    with pytest.raises(UploadError, match="set YOTPO_SECRET, name a file with --secret-file, or run at a terminal"):
        find_secret(None, {}, None)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_a_file_that_others_may_read_or_change_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(mode)
    with pytest.raises(UploadError, match="run chmod 600 on it") as raised:
        find_secret(file, {}, None)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines", b"\xff\xfe", b"x" * 5000, "sécret".encode()])
def test_what_is_no_secret_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(UploadError, match="secret"):
        find_secret(file, {}, None)


@pytest.mark.parametrize("store_id", ["../other", "a/b", "a b", "a?x=1", "x" * 200])
def test_a_store_id_that_would_change_the_path_is_refused(store_id: str) -> None:
    with pytest.raises(UploadError, match="letters, digits"):
        find_store_id(store_id, {})
    assert find_store_id(None, {"YOTPO_STORE_ID": " Ab-3_x "}) == "Ab-3_x"


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret("sesame")
    assert "sesame" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_no_option_takes_the_secret() -> None:
    from yotpo_lint.cli.push import push
    from yotpo_lint.cli.verify import verify

    names = {option for command in (push, verify) for each in command.params for option in each.opts}
    assert {name for name in names if "secret" in name or "token" in name} == {"--secret-file"}


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def secrets_of(fake: FakeYotpo) -> list[bytes]:
    return [SECRET.encode(), *(token.encode() for token in fake.tokens)]


def test_no_secret_in_any_file_output_or_argument(start_fake: StartFake, tmp_path: Path) -> None:
    """The server repeats whatever it was sent, the run fails in many ways, and all that is said is searched."""
    fake = start_fake(
        chances={"500": 0.1, "cut after": 0.05, "502 HTML": 0.05},
        refused={"C-3": 422, "C-4": 403},
        token_uses=15,
        echo=True,
        latency=0.05,
    )
    folder = write_folder(tmp_path / "out", [customer(number) for number in range(60)])
    environment = environment_of(fake.url) | {
        "YOTPO_LINT_DEBUG": "1",
        "PYTHONWARNINGS": "error",
        "PYTHONASYNCIODEBUG": "1",
    }
    command = [sys.executable, "-X", "dev", "-m", "yotpo_lint.cli", "push", str(folder), "--rate", "200"]
    said = tmp_path / "said"
    with said.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:  # noqa: S603
        while not fake.customer_requests:
            assert process.poll() is None, said.read_text()
        arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes() if Path("/proc/self/cmdline").exists() else b""
        # While it runs, too: the journal's own log among the files.
        while_running = contents(folder)
    assert process.returncode == 1, said.read_text()
    assert len(fake.tokens) > 3
    everything = said.read_bytes() + contents(folder) + while_running + arguments
    # The server did repeat what it was sent.
    assert b"X-Yotpo-Token" in everything
    assert b"***" in everything
    for secret in secrets_of(fake):
        assert secret not in everything


def test_no_secret_in_any_log_however_much_is_logged(
    start_fake: StartFake, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for logger in ("httpx2", "httpcore2", "stamina", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=logger)
    fake = start_fake(chances={"500": 0.2}, token_uses=10, echo=True)
    push_to(fake, write_folder(tmp_path, [customer(number) for number in range(30)]))
    for secret in secrets_of(fake):
        assert secret.decode() not in caplog.text


@pytest.mark.parametrize("fault", ["500", "cut before", "502 HTML"])
def test_no_secret_in_a_traceback(fault: str, start_fake: StartFake, tmp_path: Path) -> None:
    fake = start_fake(chances={fault: 1.0}, reads_fail=True, echo=True)
    pushed = push_to(fake, write_folder(tmp_path, [customer(1)]))
    assert pushed.failure is not None
    told = "".join(traceback.TracebackException.from_exception(pushed.failure, capture_locals=False).format())
    chain: BaseException | None = pushed.failure
    while chain is not None:
        told += repr(chain) + repr(chain.args)
        chain = chain.__cause__ or chain.__context__
    for secret in secrets_of(fake):
        assert secret.decode() not in told


def test_the_prompt_does_not_show_what_is_typed(start_fake: StartFake, tmp_path: Path) -> None:
    """At a terminal the secret is asked for, and the terminal shows nothing of it."""
    import pexpect

    fake = start_fake()
    write_folder(tmp_path / "out", [customer(1)])
    environment = {name: value for name, value in environment_of(fake.url).items() if name != "YOTPO_SECRET"}
    child = pexpect.spawn(
        sys.executable, ["-m", "yotpo_lint.cli", "push", str(tmp_path / "out")], env=environment, encoding="utf-8"
    )
    child.expect("API secret: ")
    # Until then nothing is sent.
    assert fake.log == []
    child.sendline(SECRET)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert SECRET not in child.before
    assert "1 customer: 1 sent" in child.before
    assert os.environ.get("YOTPO_STORE_ID") != STORE_ID
