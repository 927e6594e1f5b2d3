"""A folder as `fix` leaves it, a fake Yotpo, and a push of the one to the other."""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.fake_yotpo.faults import Faults
from tests.fake_yotpo.server import SECRET, STORE_ID, FakeYotpo
from yotpo_lint.cli import main
from yotpo_lint.upload.credentials import Credentials, Secret
from yotpo_lint.upload.payload_file import find_payload_files
from yotpo_lint.upload.push import PushOptions, PushResult, open_plan, run_push
from yotpo_lint.upload.retry_policy import RetryPolicy

# No test waits for a server that is broken on purpose.
IMPATIENT = RetryPolicy(attempts=8, token_attempts=2, initial=0.01, longest=0.05, jitter=0.01, outage=1.0)


def customer(number: int, **more: Any) -> dict[str, Any]:
    return {"external_id": f"C-{number}", "email": f"customer{number}@example.com", **more}


def write_file(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"customer": record}, separators=(",", ":"), ensure_ascii=False) for record in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_folder(folder: Path, records: Sequence[dict[str, Any]]) -> Path:
    write_file(folder / "customers.jsonl", records)
    return folder


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def push_to(fake: FakeYotpo, *paths: Path, policy: RetryPolicy = IMPATIENT, **options: Any) -> PushResult:
    chosen = PushOptions(fake.url, **{"rate": 2000.0, "quiet": True, "policy": policy, **options})
    with contextlib.ExitStack() as stack:
        plan = open_plan(find_payload_files(paths), chosen, STORE_ID, stack)
        return run_push(plan, chosen, Credentials(STORE_ID, Secret(SECRET)))


def environment_of(url: str) -> dict[str, str]:
    return os.environ | {"YOTPO_BASE_URL": url, "YOTPO_STORE_ID": STORE_ID, "YOTPO_SECRET": SECRET}


@pytest.fixture
def start_fake() -> Iterator[Callable[..., FakeYotpo]]:
    with contextlib.ExitStack() as stack:
        yield lambda **faults: stack.enter_context(FakeYotpo(Faults(**faults)))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run the command in an empty folder, with the credentials of a fake in the environment."""
    monkeypatch.chdir(tmp_path)

    def invoke(fake: FakeYotpo | None, *arguments: str | Path, **more: str) -> Result:
        for name in ("YOTPO_BASE_URL", "YOTPO_STORE_ID", "YOTPO_SECRET"):
            monkeypatch.delenv(name, raising=False)
        known = (
            {}
            if fake is None
            else {name: environment_of(fake.url)[name] for name in environment_of(fake.url) if "YOTPO_" in name}
        )
        for name, value in (known | more).items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, [str(each) for each in arguments])

    return invoke
