"""Duplicates: who stays, who is merged, who is refused, and whose consent binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import toy
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication import chunks as pieces
from yotpo_lint.deduplication import decisions as store
from yotpo_lint.deduplication import keys as keys_of_all
from yotpo_lint.deduplication.decisions import Decisions
from yotpo_lint.deduplication.keys import Keys
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.kernel.verdict import Action, Finding
from yotpo_lint.readers.table import Batch
from yotpo_lint.settings.values import Override, Settings
from yotpo_lint.storage.spool import Spool

SMS = "accepts_sms_marketing"
CODES = tuple(toy.registry().problems)


@dataclass
class Decision:
    """What is decided of one record."""

    findings: tuple[tuple[str, Finding], ...] = ()
    changes: tuple[tuple[str, str | None], ...] = ()
    merged_into: int = 0
    rejected: bool = False


def by_record(decisions: Decisions, size: int) -> dict[int, Decision]:
    """Gather by record number what is told of the records of batches of this size."""
    found: dict[int, Decision] = {}
    for number in decisions.batches:
        for told in decisions.for_batch(number).to_pylist():
            decision = found.setdefault(number * size + told["at"] + 1, Decision())
            field = FIELDS[told["field"]] if told["field"] >= 0 else ""
            finding = Finding(CODES[told["code"]], Action(told["action"]), told["hint"] or "")
            decision.findings += ((field, finding),)
            decision.changes += ((field, told["value"]),) if finding.action is Action.FIXED else ()
            decision.merged_into = max(decision.merged_into, told["into"])
            decision.rejected |= finding.action is Action.REJECTED
    return dict(sorted(found.items()))


def resolve(rows: list[dict[str, str]], size: int = 100, **options: object) -> dict[int, Decision]:
    settings = Settings(**options)  # type: ignore[arg-type]
    kernel = Kernel(toy.registry(), settings)
    keys = Keys(toy.DUPLICATES, kernel.policy)
    names = list({name: None for row in rows for name in row})
    spool = Spool()
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        columns = {name: pa.array([row.get(name) for row in part], pa.string()) for name in names}
        judged = kernel(columns, len(part))
        numbers = pa.array(np.arange(start + 1, start + 1 + len(part)))
        spool.add(spool.keep(Batch(numbers, None, pa.RecordBatch.from_pydict(columns)), judged))
        keys.add(keys.hash_batch(judged))
    return by_record(keys.resolve(settings.duplicates, spool), size)


def fates(decisions: dict[int, Decision]) -> dict[int, str]:
    return {
        row: "rejected" if decision.rejected else f"into {decision.merged_into}"
        for row, decision in decisions.items()
        if decision.rejected or decision.merged_into
    }


SAME = {"external_id": "1", "gender": "F"}
OTHER = {"external_id": "1", "gender": "M"}


def test_single_customers_are_left_alone() -> None:
    assert resolve([{"external_id": "1"}, {"external_id": "2"}, {"email": "1"}, {"phone_number": "+12025550143"}]) == {}


def test_identical_records_merge_into_the_first() -> None:
    assert fates(resolve([SAME, SAME, SAME])) == {2: "into 1", 3: "into 1"}


@pytest.mark.parametrize(
    ("duplicates", "expected"),
    [
        ("refuse", {1: "rejected", 2: "rejected", 3: "rejected"}),
        ("first", {2: "rejected", 3: "into 1"}),
        ("last", {1: "into 3", 2: "rejected"}),
    ],
)
def test_records_that_differ(duplicates: str, expected: dict[int, str]) -> None:
    decisions = resolve([SAME, OTHER, SAME], duplicates=duplicates)
    assert fates(decisions) == expected


def test_a_rejected_copy_still_counts() -> None:
    bad = SAME | {"address.province_code": "!no"}
    assert fates(resolve([SAME, bad])) == {1: "rejected"}
    assert fates(resolve([bad, bad])) == {}
    assert fates(resolve([bad, SAME], duplicates="first")) == {}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
@pytest.mark.parametrize("duplicates", ["first", "last"])
def test_the_strictest_consent_of_all_copies_wins(order: list[int], duplicates: str) -> None:
    copies = [SAME | {SMS: "true"}, SAME | {SMS: "false"}, SAME]
    decisions = resolve([copies[index] for index in order], duplicates=duplicates)
    stays = 1 if duplicates == "first" else 3
    consent = (
        dict(decisions[stays].changes).get(SMS, copies[order[stays - 1]].get(SMS)) if stays in decisions else "false"
    )
    assert consent == "false"


def test_a_refusal_in_a_rejected_copy_binds_too() -> None:
    decisions = resolve(
        [SAME | {SMS: "true"}, SAME | {SMS: "false", "address.province_code": "!no"}], duplicates="first"
    )
    assert dict(decisions[1].changes) == {SMS: "false"}
    assert [(field, finding.code) for field, finding in decisions[1].findings] == [(SMS, "TOY032")]


def test_no_selection_lets_consent_escalate() -> None:
    rows = [SAME | {SMS: "true"}, SAME | {SMS: "false"}]
    for options in ({"ignore": ("TOY",)}, {"overrides": {"TOY031": Override(severity="warning")}}):
        decisions = resolve(rows, **options)
        assert dict(decisions[1].changes) == {SMS: "false"}
        assert fates(decisions) == {}


def test_one_email_under_several_ids_is_a_warning() -> None:
    rows = [{"external_id": "1", "email": "a@x"}, {"external_id": "2", "email": "a@x"}, {"email": "a@x"}]
    decisions = resolve(rows)
    told = {row: [(field, f.code, f.action, f.hint) for field, f in d.findings] for row, d in decisions.items()}
    assert told == {
        1: [("email", "TOY033", Action.WARNED, "2, 3")],
        2: [("email", "TOY033", Action.WARNED, "1, 3")],
        3: [("email", "TOY033", Action.WARNED, "1, 2")],
    }


PHONE = "+12025550143"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Left alone: copies, which are decided about, and what nobody shares.
        ([{"email": "a@x"}, {"email": "a@x"}], {}),
        ([{"external_id": "1", "email": "a@x"}, {"external_id": "1", "email": "a@x"}], {}),
        ([{"external_id": "1", "email": "a@x"}, {"email": "b@x"}, {"phone_number": PHONE}], {}),
        ([{"external_id": "a@x"}, {"email": "a@x"}], {}),
        # Told: a customer by id and one by contact, and whom only capitals tell apart.
        ([{"external_id": "1", "email": "a@x"}, {"email": "a@x"}], {1: "2", 2: "1"}),
        ([{"external_id": "1", "phone_number": PHONE}, {"phone_number": PHONE}], {1: "2", 2: "1"}),
        ([{"email": "A.b@x"}, {"email": "c@x"}, {"email": "a.b@x"}], {1: "3", 3: "1"}),
        ([{"email": "A.b@x"}, {"email": "a.B@x"}, {"email": "A.b@x"}], {1: "2", 2: "1"}),
        ([{"external_id": "1", "email": "Ü@x"}, {"external_id": "2", "email": "ü@x"}], {}),
        ([{"external_id": "1", "email": "A@x"}, {"external_id": "2", "email": "a@x"}], {1: "2", 2: "1"}),
        ([{"external_id": "1", "email": "A@x"}, {"email": "a@x"}, {"email": "a@x"}], {1: "2", 2: "1"}),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_who_shares_a_contact(rows: list[dict[str, str]], expected: dict[int, str], size: int) -> None:
    decisions = resolve(rows, size=size)
    told = {
        row: finding.hint
        for row, decision in decisions.items()
        for _, finding in decision.findings
        if finding.code == "TOY033"
    }
    assert told == expected
    assert {row: decision.changes for row, decision in decisions.items() if decision.changes} == {}


def test_a_refusal_binds_who_shares_a_contact() -> None:
    decisions = resolve([{"email": "a@x", SMS: "false"}, {"external_id": "1", "email": "a@x", SMS: "true"}])
    assert {row: decision.changes for row, decision in decisions.items() if decision.changes} == {2: ((SMS, "false"),)}


def test_what_repeats_itself_is_told_alike() -> None:
    # Enough rows of few texts to be codes of them.
    rows = [{"external_id": str(index), "email": ("A@x", "b@x", "a@x")[index % 3]} for index in range(600)]
    decisions = resolve(rows, ignore=("TOY031",))
    assert {row: decision.findings[0][1].hint for row, decision in decisions.items() if row <= 3} == {
        1: "3, 4, 6, 7, 9 and 394 more",
        2: "5, 8, 11, 14, 17 and 194 more",
        3: "1, 4, 6, 7, 9 and 394 more",
    }


def test_nothing_is_looked_for_where_nobody_can_share(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    group_by_text = keys_of_all.group_by_text
    monkeypatch.setattr(
        keys_of_all, "group_by_text", lambda name, rule: looked_at.append(name) or group_by_text(name, rule)
    )
    resolve([{"email": "a@x"}, {"email": "a@x"}, {"phone_number": PHONE}])
    assert looked_at == []
    resolve([{"email": "a@x"}, {"email": "A@x"}, {"phone_number": PHONE}])
    assert looked_at == ["email"]


def test_many_rows_are_named_shortly() -> None:
    decisions = resolve([SAME | {"tags": str(index)} for index in range(9)])
    assert decisions[1].findings[0][1].hint == "2, 3, 4, 5, 6 and 3 more"


rows_of_customers = st.lists(
    st.fixed_dictionaries(
        {"external_id": st.sampled_from(["1", "2", None]), "email": st.sampled_from(["a@x", None])},
        optional={SMS: st.sampled_from(["true", "false"]), "address.province_code": st.sampled_from(["CA", "!no"])},
    ),
    min_size=1,
    max_size=8,
)


@given(rows_of_customers, st.sampled_from(["refuse", "first", "last"]))
def test_batches_do_not_show_and_consent_never_escalates(rows: list[dict[str, str]], duplicates: str) -> None:
    whole = resolve(rows, duplicates=duplicates)
    assert resolve(rows, size=2, duplicates=duplicates) == whole
    with pytest.MonkeyPatch.context() as patch:
        # Customers of more rows than can be held together, and everything in the temporary file.
        patch.setattr(pieces, "MAX_RECORDS", 1)
        patch.setattr(store, "MAX_BYTES_IN_MEMORY", 0)
        assert resolve(rows, size=2, duplicates=duplicates) == whole
    for decision in whole.values():
        assert dict(decision.changes).get(SMS) != "true"
