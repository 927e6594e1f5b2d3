"""Copies as columns of numbers: what is decided of them is what is decided one by one, however few can be held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import toy
from tests.deduplication import reference
from tests.deduplication.reference import Copy, Decision
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication import chunks as pieces
from yotpo_lint.deduplication import decisions as store
from yotpo_lint.deduplication.decisions import Decisions
from yotpo_lint.deduplication.equality import find_first_equal, hash_rows
from yotpo_lint.deduplication.groups import DuplicateGroups, Records, find_groups, group_by_customer
from yotpo_lint.deduplication.resolution import DuplicateDecision, iterate_decisions, resolve_duplicates
from yotpo_lint.deduplication.row_references import format_other_rows, format_row_list
from yotpo_lint.dictionary_columns import find_distinct
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.settings.values import Duplicates, Override, Settings

SMS = "accepts_sms_marketing"
POLICIES: tuple[dict[str, object], ...] = (
    {},
    {"ignore": ("TOY030",)},
    {"ignore": ("TOY031",)},
    {"ignore": ("SRC007",)},
    {"overrides": {"TOY031": Override(severity="warning")}},
)

COPY = st.builds(
    lambda identity, tags, sms, alive, address_only: Copy(
        0, alive, address_only, dict.fromkeys(FIELDS) | identity | {"tags": tags, SMS: sms}
    ),
    st.sampled_from([{"external_id": "1"}, {"external_id": "2"}, {"email": "1"}, {"external_id": "1", "email": "1"}]),
    st.sampled_from(["a", "a", "b", None]),
    st.sampled_from(["true", "false", None]),
    st.sampled_from([True, True, True, False]),
    st.booleans(),
)


def numbered(copies: list[Copy]) -> list[Copy]:
    return [replace(copy, row=number * 3 + 1) for number, copy in enumerate(copies)]


def columns(copies: Sequence[Copy], fields: Sequence[str]) -> dict[str, pa.Array]:
    return {name: pa.array([copy.clean[name] for copy in copies], pa.string()) for name in fields}


def found(copies: list[Copy], **options: object) -> tuple[DuplicateGroups, dict[int, Decision], int]:
    """Decide about copies as the engine does; return the decisions by record, and how many stay."""

    def fetch(positions: np.ndarray, fields: Sequence[str]) -> Records:
        assert len(positions) <= max(pieces.MAX_RECORDS, 1)
        some = [copies[at] for at in positions.tolist()]
        return Records(
            np.array([copy.row for copy in some]),
            np.array([copy.accepted for copy in some]),
            np.array([copy.address_only for copy in some]),
            columns(some, fields),
        )

    settings = Settings(**options)  # type: ignore[arg-type]
    policy = build_policy(toy.registry().problems, settings)
    gathered = find_groups(np.arange(len(copies)), fetch, group_by_customer(toy.DUPLICATES))
    decided = resolve_duplicates(gathered, toy.DUPLICATES, policy, settings.duplicates)
    answer: dict[int, Decision] = {}
    for told in iterate_decisions(gathered, decided, toy.DUPLICATES):
        for index, at in enumerate(told.at.tolist()):
            decision = answer.setdefault(copies[at].row, Decision())
            hint = told.hints[told.hint[index]].as_py()
            decision.told.append((told.field, told.code, told.action.name, hint))
            if told.into is not None:
                decision.into = int(told.into[index])
            if told.value is not None:
                decision.changes[told.field] = told.value[index].as_py()
    return gathered, answer, int(np.count_nonzero(decided.survives))


def expected(copies: list[Copy], **options: object) -> tuple[dict[int, Decision], int]:
    settings = Settings(**options)  # type: ignore[arg-type]
    policy = build_policy(toy.registry().problems, settings)
    groups: dict[tuple[str, str | None], list[Copy]] = {}
    for copy in copies:
        name = next(name for name in toy.DUPLICATES.identity_fields if copy.clean[name] is not None)
        groups.setdefault((name, copy.clean[name]), []).append(copy)
    answer: dict[int, Decision] = {}
    staying = 0
    for members in groups.values():
        if len(members) > 1:
            here = reference.decided(members, toy.DUPLICATES, policy, settings.duplicates)
            out = {
                row for row, decision in here.items() if {"REJECTED", "MERGED"} & {told[2] for told in decision.told}
            }
            staying += sum(copy.accepted and copy.row not in out for copy in members)
            answer |= here
    return answer, staying


@given(
    st.lists(COPY, min_size=1, max_size=20),
    st.sampled_from(["refuse", "first", "last"]),
    st.sampled_from(POLICIES),
    st.sampled_from([1, 3, 1000]),
)
def test_what_is_decided_is_what_is_decided_one_by_one(
    drawn: list[Copy], duplicates: Duplicates, policy: dict[str, object], held: int
) -> None:
    copies = numbered(drawn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MAX_RECORDS", held)
        _, decisions, staying = found(copies, duplicates=duplicates, **policy)
    assert (decisions, staying) == expected(copies, duplicates=duplicates, **policy)


def test_an_email_is_nobodys_id() -> None:
    copies = numbered([Copy(0, True, False, dict.fromkeys(FIELDS) | {name: "1"}) for name in ("external_id", "email")])
    assert not len(found(copies)[0].at)


def test_who_is_alone_is_no_copy() -> None:
    copies = numbered([Copy(0, True, False, dict.fromkeys(FIELDS) | {"external_id": each}) for each in "112"])
    assert found(copies)[0].at.tolist() == [0, 1]


TEXTS = st.lists(st.tuples(st.sampled_from(["a", "b", "", None]), st.sampled_from(["a", None])), min_size=1)


@given(TEXTS, st.sampled_from([1, 3, 1000]), st.booleans())
def test_records_are_alike_that_have_the_same_texts(rows: list[tuple[str, str]], held: int, meet: bool) -> None:
    cells = [pa.array(each, pa.string()) for each in zip(*rows, strict=True)]
    # Where all numbers meet by chance, the texts decide alone.
    numbers = np.zeros(len(rows), np.uint64) if meet else hash_rows(cells)
    positions = np.arange(len(rows)) * 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MAX_RECORDS", held)
        answer = find_first_equal(numbers, lambda at: [column.take(pa.array(at // 2)) for column in cells], positions)
    assert answer.tolist() == [rows.index(row) for row in rows]
    first, which = find_distinct(cells)
    assert answer.tolist() == first[which].tolist()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_records_are_named_shortly(counts: list[int]) -> None:
    rows, sizes = np.arange(sum(counts)) + 7, np.array(counts)
    starts = np.cumsum(sizes) - sizes
    groups = [rows[start : start + count].tolist() for start, count in zip(starts, counts, strict=True)]
    assert format_row_list(rows, starts, sizes).to_pylist() == [reference.named(group) for group in groups]
    which, texts = format_other_rows(rows, starts, sizes)
    others = [reference.named([each for each in group if each != row]) for group in groups for row in group]
    assert texts.take(pa.array(which)).to_pylist() == others
    # The work must not grow with the square of the copies.
    assert len(texts) == sum(min(count, 6) for count in counts)


def test_nobody_is_named_where_nobody_is() -> None:
    assert format_row_list(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)).to_pylist() == [""]


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 9))
def test_pieces_hold_whole_numbers(drawn: list[int], held: int) -> None:
    numbers, positions = np.array(drawn, np.uint64), np.arange(len(drawn)) * 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MAX_RECORDS", held)
        cut = [piece.tolist() for piece in pieces.iterate_pieces(numbers, positions)]
        assert all(len(piece) <= held or len({drawn[at // 3] for at in piece}) == 1 for piece in cut)
    assert sorted(at for piece in cut for at in piece) == positions.tolist()
    assert len(cut) == len({frozenset(piece) for piece in cut})
    for number in set(drawn):
        assert sum(any(drawn[at // 3] == number for at in piece) for piece in cut) == 1


@pytest.mark.parametrize("held", [0, 1_000_000])
def test_decisions_are_found_by_batch_in_the_order_in_which_they_were_made(
    monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES_IN_MEMORY", held)
    # The second batch has no records, as one has of which every line is damaged.
    decisions = Decisions([0, 3, 3, 8], ["A", "B"])
    hints = pa.array(["1", "2"])
    action = store.Action
    decisions.add(
        [
            DuplicateDecision(np.array([7, 0, 3]), "", "A", action.REJECTED, np.array([0, 1, 1]), hints),
            DuplicateDecision(np.array([7]), "gender", "B", action.FIXED, np.array([0]), hints, value=pa.array(["F"])),
        ]
    )
    decisions.add([DuplicateDecision(np.array([2]), "", "B", action.MERGED, np.array([1]), hints, into=np.array([9]))])
    decisions.add([])
    assert decisions.batches == [0, 2]
    assert decisions.for_batch(1) is None
    told = [tuple(row.values()) for row in decisions.for_batch(0).to_pylist()]
    assert told == [(0, -1, 0, 2, "2", None, 0, None), (2, -1, 1, 4, "2", None, 9, None)]
    told = [tuple(row.values()) for row in decisions.for_batch(2).to_pylist()]
    gender = FIELDS.index("gender")
    assert told == [
        (4, -1, 0, 2, "1", None, 0, None),
        (0, -1, 0, 2, "2", None, 0, None),
        (4, gender, 1, 0, "1", None, 0, "F"),
    ]
    assert decisions.is_withdrawn(np.arange(8)).tolist() == [True, False, True, True, False, False, False, True]


def test_a_record_that_is_not_merged_has_no_target() -> None:
    """Two that differ, two that are equal, and one alone, which is in no group."""
    ids, tags = ["1", "1", "2", "2", "3"], ["a", "b", "a", "a", "a"]
    copies = [
        Copy(0, True, False, dict.fromkeys(FIELDS) | {"external_id": each, "tags": tag})
        for each, tag in zip(ids, tags, strict=True)
    ]
    gathered, _, _ = found(numbered(copies))
    assert gathered.at.tolist() == [0, 1, 2, 3]
    policy = build_policy(toy.registry().problems, Settings())
    decided = resolve_duplicates(gathered, toy.DUPLICATES, policy, "refuse")
    assert decided.target.tolist() == [-1, -1, -1, 2]
    assert decided.survives.tolist() == [False, False, True, False]
