"""The order of sending: a refusal waits for nobody, and never comes before what it takes back."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yotpo_lint.storage.journal import JOURNAL, Journal
from yotpo_lint.upload.endpoint import CUSTOMERS
from yotpo_lint.upload.ordering import Order
from yotpo_lint.upload.payload_file import find_payload_files
from yotpo_lint.upload.plan import Plan

from .conftest import write_file

YES, NO = {"accepts_sms_marketing": True}, {"accepts_sms_marketing": False}


def order_of(folder: Path, *files: Sequence[dict[str, Any]], order: Order = "consent", **how: Any) -> list[str]:
    """Return in which order the lines of files are sent: file and line, such as 1:3."""
    paths = [write_file(folder / str(number) / "customers.jsonl", file) for number, file in enumerate(files)]
    with contextlib.ExitStack() as stack:
        found = find_payload_files(paths)
        journals = [stack.enter_context(Journal(path.with_name(JOURNAL))) for path in paths]
        plan = Plan(list(zip(found, journals, strict=True)), "https://api.yotpo.com", "s", order)
        numbers = {id(journal): number for number, journal in enumerate(journals)}
        return [f"{numbers[id(item.journal)]}:{item.number}" for item in plan.items(**how) if item is not None]


def known(identifier: object, **more: Any) -> dict[str, Any]:
    return {"external_id": str(identifier), **more}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # Left alone: nobody refuses.
        ([[known(1), known(2, **YES), known(3)]], ["0:1", "0:2", "0:3"]),
        # Refusals go first.
        ([[known(1), known(2, **NO), known(3, **YES), known(4, **NO)]], ["0:2", "0:4", "0:1", "0:3"]),
        # Those of the second file, too.
        ([[known(1), known(2)], [known(3), known(4, **NO)]], ["1:2", "0:1", "0:2", "1:1"]),
        # What a refusal takes back goes before it; what follows it does not.
        ([[known(9), known(1, **YES), known(1, **NO), known(1)]], ["0:2", "0:3", "0:1", "0:4"]),
        ([[known(9), known(1, **YES)], [known(1, **NO)]], ["0:2", "1:1", "0:1"]),
        # The same customer by another identifier, capitals aside, and by way of a third record.
        (
            [[known(9), {"email": "ADA@example.com", **YES}, known(1, email="ada@example.com"), known(1, **NO)]],
            ["0:2", "0:3", "0:4", "0:1"],
        ),
        # A phone number in one record and an external ID of the same letters in another are two customers.
        ([[{"phone_number": "+15550100100", **YES}, known("+15550100100", **NO)]], ["0:2", "0:1"]),
    ],
)
def test_the_order_of_sending(files: list[list[dict[str, Any]]], expected: list[str], tmp_path: Path) -> None:
    assert order_of(tmp_path, *files) == expected
    # The journal knows it the second time.
    assert order_of(tmp_path, *files) == expected


def test_the_order_of_the_file_can_be_kept(tmp_path: Path) -> None:
    assert order_of(tmp_path, [known(1), known(2, **NO)], order="file") == ["0:1", "0:2"]


def test_a_limit_takes_the_first_of_the_order(tmp_path: Path) -> None:
    assert order_of(tmp_path, [known(1), known(2, **NO), known(3)], limit=2) == ["0:2", "0:1"]


RECORDS = st.fixed_dictionaries(
    {"external_id": st.sampled_from("123")},
    optional={
        "email": st.sampled_from(["a@example.com", "b@example.com"]),
        "accepts_email_marketing": st.booleans(),
    },
)


@given(files=st.lists(st.lists(RECORDS, min_size=1, max_size=6), min_size=1, max_size=3))
def test_law_4_no_record_of_a_customer_overtakes_a_later_refusal(
    files: list[list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the files hold: each line is sent once, and a customer's records keep their order."""
    sent = order_of(tmp_path_factory.mktemp("files"), *files)
    places = [f"{number}:{line}" for number, file in enumerate(files) for line in range(1, len(file) + 1)]
    assert sorted(sent) == sorted(places)
    records = dict(zip(places, [record for file in files for record in file], strict=True))
    for number, earlier in enumerate(places):
        for later in places[number + 1 :]:
            same = set(CUSTOMERS.identities(records[earlier])) & set(CUSTOMERS.identities(records[later]))
            if same and sent.index(later) < sent.index(earlier):
                raise AssertionError((earlier, later, sent))
