"""Every input that fuzzing found, and every seed, keeps the promises of its target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.seeds import make_seeds
from tests.fuzz.targets import CELL, TARGETS, lint
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS

CORPUS = Path(__file__).parent / "corpus"
FOUND = [
    pytest.param(target, path.read_bytes(), id=f"{target}-{path.name}")
    for target in TARGETS
    for path in sorted((CORPUS / target).iterdir())
    if path.suffix != ".md"
]
SEEDS = [
    pytest.param(target, seed, id=f"{target}-{number}")
    for target in TARGETS
    for number, seed in enumerate(make_seeds(target))
]


@pytest.mark.parametrize(("target", "data"), [*SEEDS, *FOUND])
def test_what_was_found_keeps_the_promises(target: str, data: bytes) -> None:
    TARGETS[target](data)


def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.REFUSALS", frozenset({"yes"}))
    with pytest.raises(AssertionError, match="became true"):
        lint(b"\0" + CELL.join({"external_id": "1", FLAG_FIELDS[0]: "yes"}.get(field, "") for field in FIELDS).encode())
