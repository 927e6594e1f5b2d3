"""Digests: equal texts have equal numbers wherever they lie, and repeated ones are all found."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yotpo_lint.deduplication import hashing as module
from yotpo_lint.deduplication.hashing import HashColumn, hash_texts

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["", "a", "ab", "\x00", "\x00\x00"])))


@given(TEXTS, st.lists(st.booleans()))
def test_equal_texts_and_only_they_have_equal_numbers(texts: list[str | None], hidden: list[bool]) -> None:
    column = pa.array(texts, pa.string())
    # A null that has bytes behind it, as Arrow's functions may leave them.
    mask = pa.array((hidden + [False] * len(texts))[: len(texts)])
    column = pa.StringArray.from_buffers(
        len(column), *column.buffers()[1:], pc.and_not(column.is_valid(), mask).buffers()[1] if texts else None
    )
    numbers = hash_texts(column).tolist()
    by_text: dict[str | None, set[int]] = {}
    for text, number in zip(column.to_pylist(), numbers, strict=True):
        by_text.setdefault(text, set()).add(number)
    assert all(len(found) == 1 for found in by_text.values())
    assert len({number for found in by_text.values() for number in found}) == len(by_text)
    assert by_text.get(None, {0}) == {0}


def test_a_slice_has_the_numbers_of_the_whole() -> None:
    column = pa.array([f"customer{number}@example.com" for number in range(10_000)])
    assert (hash_texts(column.slice(17, 9_000)) == hash_texts(column)[17:9_017]).all()


@given(st.lists(st.integers(0, 12), max_size=60), st.integers(1, 9))
def test_repeated_ones_are_found_in_memory_and_in_the_file(numbers: list[int], size: int) -> None:
    counts = Counter(number for number in numbers if number)
    expected = [at for at, number in enumerate(numbers) if counts[number] > 1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_HASHES_IN_MEMORY", 7)
        patch.setattr(module, "_MAX_COMPARED", 5)
        column = HashColumn()
        for start in range(0, len(numbers), size):
            column.add(np.array(numbers[start : start + size], np.uint64))
        found = [positions.tolist() for positions in column.repeated()]
        assert sorted(at for positions in found for at in positions) == expected
        # Those of one number are never parted.
        for positions in found:
            assert {numbers[at] for at in positions}.isdisjoint(numbers[at] for at in set(expected) - set(positions))
        wanted = np.array([1, 5], np.uint64)
        assert column.positions_of(wanted).tolist() == [at for at, number in enumerate(numbers) if number in (1, 5)]
        chosen = np.arange(0, len(numbers), 3)
        assert column.at(chosen).tolist() == numbers[::3]
