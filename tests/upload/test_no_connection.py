"""Nothing but push and verify opens a connection, and they open one to a single address."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yotpo_lint_rules
from click.testing import Result

import yotpo_lint
from tests.fake_yotpo.server import FakeYotpo

from .conftest import customer, write_folder

ROOT = Path(__file__).parents[2]
PACKAGES = [Path(package.__file__).parent for package in (yotpo_lint, yotpo_lint_rules)]

# Every way to another machine ends the process, audit hooks see them all, those of C libraries that use Python's too.
WATCHED = """
import os, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        os.write(2, f"CONNECTION {event} {arguments[1:]}\\n".encode())
        os._exit(99)
sys.addaudithook(refuse)
from yotpo_lint.cli import main
main(sys.argv[1:])
"""


def run_watched(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the program stands above
        [sys.executable, "-c", WATCHED, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("fix", "t.csv", "-o", "out"),
        ("fix", "t.csv", "-o", "out", "--jobs", "2", "--batch-size", "10"),
        ("check", "t.csv", "--output-format", "sarif"),
        ("explain", "PHN002"),
        ("rules",),
        ("schema",),
        ("sources",),
        ("push", "sent", "--dry-run", "--store-id", "s"),
    ],
    ids=" ".join,
)
def test_no_other_command_opens_a_connection(arguments: tuple[str, ...], tmp_path: Path) -> None:
    rows = "".join(f"{number},ada{number}@exàmple.com,US\n" for number in range(40))
    (tmp_path / "t.csv").write_text(f"external_id,email,address.country_code\n{rows}", "utf-8")
    write_folder(tmp_path / "sent", [customer(1)])
    done = run_watched(*arguments, cwd=tmp_path)
    assert "CONNECTION" not in done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_the_watch_sees_a_push(tmp_path: Path) -> None:
    write_folder(tmp_path / "sent", [customer(1)])
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        done = subprocess.run(  # noqa: S603 -- the program stands above
            [sys.executable, "-c", WATCHED, "push", "sent", "--store-id", "s"],
            cwd=tmp_path,
            env={"YOTPO_SECRET": "s", "YOTPO_BASE_URL": f"http://127.0.0.1:{nobody.getsockname()[1]}"}
            | {"PYTHONPATH": ":".join(str(package.parent) for package in PACKAGES)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 99
    assert "CONNECTION socket.connect" in done.stderr


def test_no_module_outside_upload_imports_what_connects() -> None:
    """As import-linter does; here it cannot be forgotten, and imports inside functions count."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["name"].startswith("Only upload opens a connection"))
    forbidden = set(contract["forbidden_modules"])
    assert {"httpx2", "socket", "urllib", "http", "asyncio", "ssl"} <= forbidden
    allowed = {tuple(line.split(" -> ")) for line in contract["ignore_imports"]}
    modules = [(home.parent, path) for home in PACKAGES for path in home.rglob("*.py")]
    for root, path in modules:
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        if module.startswith("yotpo_lint.upload."):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found = {name.partition(".")[0] for name in names} & forbidden
            assert {(module, name) for name in found} <= allowed, module


def test_without_the_extra_the_rest_works_and_push_says_how_to_get_it(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("httpx2", "stamina", "aiolimiter", "jsonschema_rs"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in [name for name in sys.modules if name.startswith("yotpo_lint.upload")]:
        monkeypatch.delitem(sys.modules, name)
    write_folder(tmp_path / "out", [customer(1)])
    for name in ("push", "verify"):
        answer = command(None, name, "out", "--store-id", "s")
        assert answer.exit_code == 2
        assert "run: pip install 'yotpo-lint[push]'" in answer.stderr
        assert command(None, name, "--help").exit_code == 0
    (tmp_path / "t.csv").write_text("external_id\n1\n")
    assert command(None, "check", "t.csv").exit_code == 0


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"])
def test_no_proxy_of_the_environment_sees_a_request(
    name: str, command: Callable[..., Result], start_fake: Callable[..., FakeYotpo], tmp_path: Path
) -> None:
    fake, proxy = start_fake(), start_fake()
    write_folder(tmp_path / "out", [customer(1)])
    assert command(fake, "push", "out", "--rate", "1000", **{name: proxy.url}).exit_code == 0
    assert proxy.log == []
