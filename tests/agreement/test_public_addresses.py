"""The addresses that others test with have the same verdict here, or stand in a table that says why not.

The addresses lie in `addresses/` with the verdict of those who published them, the commit and the licence;
`differences.json` there holds each address that has another verdict here, with our answer: the clean value, or the
code of the refusal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from yotpo_lint_rules import email

from yotpo_lint.rule import Context, Facts, Refused

pytestmark = pytest.mark.agreement

HERE = Path(__file__).parent / "addresses"
ADDRESSES = {"python_email_validator": 145, "isemail": 164}
DIFFERENCES = {
    (corpus, address): answer
    for reason in json.loads((HERE / "differences.json").read_text(encoding="utf-8"))
    for corpus, address, answer in reason["addresses"]
}


def answered(address: str) -> tuple[str, str | None]:
    """Return the verdict on an address, and the clean value or the code of the refusal."""
    reading = email.read(address, Context("email", Facts()))
    if isinstance(reading, Refused):
        return "invalid", reading.note.problem.code
    return "valid", reading.value


@pytest.mark.parametrize(("corpus", "count"), ADDRESSES.items())
def test_the_verdict_is_theirs_or_stands_in_the_table(
    corpus: str, count: int, record_property: Callable[[str, object], None]
) -> None:
    published = json.loads((HERE / f"{corpus}.json").read_text(encoding="utf-8"))["addresses"]
    assert len(published) == count
    differing: dict[tuple[str, str], str | None] = {}
    counts: Counter[str] = Counter()
    for address, verdict, _ in published:
        ours, answer = answered(address)
        counts["same" if ours == verdict else f"{verdict} there, {ours} here"] += 1
        if ours != verdict:
            differing[corpus, address] = answer
    record_property("figures", f"{corpus}: {count} addresses, {dict(counts)}")
    # Whatever the table does not explain, and whatever it explains without need, is a difference of the two.
    assert differing == {key: answer for key, answer in DIFFERENCES.items() if key[0] == corpus}


def test_every_difference_is_of_a_corpus_and_has_its_reason() -> None:
    reasons = json.loads((HERE / "differences.json").read_text(encoding="utf-8"))
    assert {corpus for corpus, _ in DIFFERENCES} == ADDRESSES.keys()
    assert all(len(reason["why"]) > 40 and reason["addresses"] for reason in reasons)
    assert len(DIFFERENCES) == sum(len(reason["addresses"]) for reason in reasons), "an address is explained twice"
