"""The laws over tables full of copies: no limit of memory shows, and next steps say what would come of them."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.sweeps import sweep
from yotpo_lint.api import lint_table
from yotpo_lint.deduplication import chunks as pieces
from yotpo_lint.deduplication import decisions, keys
from yotpo_lint.deduplication import equality as alike
from yotpo_lint.deduplication import hashing as digests
from yotpo_lint.result import Result
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.settings.values import Override
from yotpo_lint.storage import spool
from yotpo_lint.workers.execution import Execution

OWN = "external_id,email,phone_number,first_name,gender,accepts_sms_marketing,accepts_email_marketing,country_code"
ADDRESSES = "ID,Email,First Name,Email Marketing: Status,Address Line 1,Address Country Code,Address Is Default"
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {"duplicates": "first"},
    {"duplicates": "last"},
    {"ignore": ("IDN030",)},
    {"ignore": ("IDN031",)},
    {"ignore": ("SRC007",)},
    {"overrides": {"IDN031": Override(severity="warning"), "IDN033": Override(severity="error")}},
    {"overrides": {"IDN030": Override(applicability="none")}, "duplicates": "last"},
)


def own_rows(draw: random.Random) -> list[list[str]]:
    """Draw rows of customers with and without ids, which share e-mails, differ in little, and are partly refused."""
    rows = []
    for _ in range(60):
        customer = draw.randrange(9)
        emails = [f"c{customer}@example.com", f"c{customer % 3}@example.com", "", "bo@gmail,com"]
        rows.append(
            [
                draw.choice([f"C{customer}", f"C{customer}", ""]),
                draw.choices(emails, [5, 2, 2, 1])[0],
                draw.choice(["", "", "(202) 555-0143"]),
                draw.choices(["Ann", "Bo"], [7, 1])[0],
                draw.choices(["F", "Mrs"], [9, 1])[0],
                draw.choice(["yes", "yes", "no", ""]),
                draw.choices(["true", "false", "maybe"], [9, 1, 1])[0],
                "US",
            ]
        )
    return rows


def rows_of_addresses(draw: random.Random) -> list[list[str]]:
    """Draw customers with a row for each address; of some none is the default one, and some come again later."""
    rows = []
    for customer in (*range(12), *range(6)):
        for _ in range(draw.randint(1, 4)):
            email = draw.choices([f"c{customer}@example.com", "bad"], [9, 1])[0]
            consent = draw.choices(["subscribed", "unsubscribed", "huh"], [9, 1, 1])[0]
            address = [draw.choice(["1 Elm St", "2 Elm St"]), draw.choices(["US", "Atlantis"], [9, 1])[0]]
            rows.append([f"{customer}", email, "Ann", consent, *address, draw.choice(["TRUE", "FALSE", ""])])
    return rows


def table(folder: Path, seed: int) -> Path:
    draw = random.Random(seed)  # noqa: S311 -- a table that is the same in every run
    path = folder / "customers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write((OWN if seed % 2 else ADDRESSES) + "\n")
        csv.writer(file).writerows(own_rows(draw) if seed % 2 else rows_of_addresses(draw))
    return path


def linted(path: Path, policy: dict[str, Any], batch_size: int = 1000) -> Result:
    options = {"now": datetime(2026, 1, 1, tzinfo=UTC), **policy}
    return lint_table(path, validate_settings(**options), None, Execution(jobs=1, batch_size=batch_size))


def outputs(result: Result, out: Path) -> dict[str, bytes]:
    result.write(out)
    found = {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    return found | {"findings": result.findings.to_csv().encode()}


def nearly_all_meet(column: pa.Array) -> Any:
    """Return numbers of texts of which nearly all are the same."""
    found = digests.hash_texts(column)
    return np.where(found > 0, found % np.uint64(3) + np.uint64(1), found).astype(np.uint64)


@pytest.mark.parametrize("seed", sweep(range(len(POLICIES) * 2), quick=2))
def test_law_7_no_limit_of_memory_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    path, policy = table(tmp_path, seed), POLICIES[seed // 2]
    expected = outputs(linted(path, policy), tmp_path / "whole")
    monkeypatch.setattr(spool, "MAX_BYTES_IN_MEMORY", 0)
    monkeypatch.setattr(digests, "MAX_HASHES_IN_MEMORY", 50)
    monkeypatch.setattr(digests, "_MAX_COMPARED", 40)
    for held, in_memory, meet in ((1, 0, False), (7, 3_000, False), (5, 0, True)):
        monkeypatch.setattr(pieces, "MAX_RECORDS", held)
        monkeypatch.setattr(decisions, "MAX_BYTES_IN_MEMORY", in_memory)
        if meet:
            monkeypatch.setattr(keys, "hash_texts", nearly_all_meet)
            monkeypatch.setattr(alike, "hash_texts", nearly_all_meet)
        found = outputs(linted(path, policy, batch_size=13), tmp_path / f"{held}")
        assert found.keys() == expected.keys()
        for name, content in expected.items():
            assert found[name] == content, (name, held)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 6, 10, 14])
def test_next_steps_rescue_as_many_rows_as_they_say(tmp_path: Path, seed: int) -> None:
    path, policy = table(tmp_path, seed), POLICIES[seed // 2]
    result = linted(path, policy)
    for step in result.report["next_steps"]:
        option, _, value = step["option"].removeprefix("--").partition(" ")
        if option not in {"duplicates", "omit"}:
            continue
        setting = {option: tuple(value.split(",")) if option == "omit" else value}
        rescued = linted(path, policy | setting).counts["accepted"] - result.counts["accepted"]
        assert rescued == step["rescues"], step
